"""Texts from outside on the pages: they are shown as texts, and nothing else happens."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import page_register
import pytest
from page_hostile import HOSTILE
from page_texts import Words
from page_visits import EMPTY, Client, inert, read, visiting

from registry.store import open_store
from web.pages.rendering import printed


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Client]:
    """One register in which every text from outside is a hostile one, once for each."""
    path = tmp_path_factory.mktemp("hostile") / "onward.db"
    shutil.copy(migrated_file, path)
    store = open_store(f"sqlite:///{path}")
    with store.write("test") as session:
        for number, text in enumerate(HOSTILE):
            page_register.fill(session, Words(*[text] * 9, key=f"h{number}"))
    store.close()
    yield from visiting(path)


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_texts_are_shown_and_nothing_else(hostile: Client, number: int) -> None:
    key = f"h{number}"
    for path in (
        f"/controllers/org_{key}-ours",
        f"/services/svc_{key}",
        f"/changes/chg_{key}",
        f"/proposals/prp_{key}",
    ):
        inert(read(hostile, path, "sv"))


@pytest.mark.parametrize("path", EMPTY)
def test_lists_of_hostile_texts_are_inert(hostile: Client, path: str) -> None:
    inert(read(hostile, path))


def test_half_a_character_is_not_printed() -> None:
    assert printed("half \ud800 and \udfff") == "half and"


def test_there_are_at_least_forty_hostile_texts() -> None:
    assert len(set(HOSTILE)) >= 40
