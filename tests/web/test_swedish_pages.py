"""A Swedish reader of the sample meets no English of ours: what the catalogue and the sample say in both languages."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from page_texts import DAY
from page_visits import Client, Page, read, visiting

from app import main
from registry import cataloguewords, lawwords
from tests.test_sample_verdicts import SAMPLE

PAGES = (
    "/", "/services", "/engagements", "/transfers", "/assessments", "/map", "/what-if", "/gaps",
    "/registers", "/registers?register=transfers", "/registers?register=recipients",
)  # fmt: skip
SERVICES = ("supabase", "github-enterprise", "facebook-pages", "linkedin-insight-tag", "klaviyo", "adform", "mailchimp")


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A visitor of the catalogue and the sample, as `onward load` brings them."""
    folder = tmp_path_factory.mktemp("sample")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONWARD_VAR", str(folder))
        patch.setenv("ONWARD_TODAY", DAY.isoformat())
        assert main(["load"]) == 0
    yield from visiting(Path(folder) / "onward.db")


def said_twice(value: Any) -> Iterator[str]:
    """Every English text of the sample beside which the Swedish stands."""
    match value:
        case dict():
            for key, inner in value.items():
                if f"{key}_sv" in value:
                    yield from [inner] if isinstance(inner, str) else inner
                yield from said_twice(inner)
        case list():
            for inner in value:
                yield from said_twice(inner)


def english() -> set[str]:
    """Texts that are there in Swedish; shorter than four words they may be somebody's name or a document's words."""
    lines = (item for table in lawwords.tables(cataloguewords.WORDS_FILE).values() for item in table.items())
    told = {text for text, swedish in lines if text != swedish and "{" not in text}
    return {text for text in told if len(text.split()) > 3} | set(
        said_twice(tomllib.loads(SAMPLE.read_text(encoding="utf-8")))
    )


def shown(page: Page, words: set[str]) -> list[str]:
    """Which of the words stand on a page by themselves: not within a longer word."""
    return [one for one in sorted(words) if re.search(rf"(?<!\w){re.escape(one)}(?!\w)", page.said)]


@pytest.mark.parametrize("path", [*PAGES, *(f"/services/svc_{one}" for one in SERVICES)])
def test_a_page_in_swedish_shows_nothing_that_is_there_in_swedish_in_english(reader: Client, path: str) -> None:
    words = {one for one in english() if len(one.split()) > 1}
    assert len(words) > 200
    assert shown(read(reader, path, "sv"), words) == []


def test_a_page_in_english_shows_it_in_english(reader: Client) -> None:
    told = read(reader, "/services/svc_supabase").said
    assert "customer data (DPA version 1, 2026-08-01)" in told
    assert "run the customer club" in read(reader, "/engagements").said
