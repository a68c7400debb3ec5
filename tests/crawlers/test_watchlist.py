"""Declarations are checked when they are loaded."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from crawlers.watchlist import Frequency, load
from registry.errors import BadInput, BadRecord

ONE = """[[watch]]
document = "acme-privacy"
service = "acme"
kind = "notice"
url = "https://acme.example/privacy"
valid_from = 2026-01-01
"""


def written(folder: Path, text: str) -> Path:
    (folder / "acme.toml").write_text(text, encoding="utf-8")
    return folder


def test_the_installed_list_loads() -> None:
    declarations = list(load())
    assert len(declarations) > 100
    assert len({one.url for one in declarations}) == len({one.document for one in declarations})


def test_a_folder_that_is_not_there_is_not_an_empty_list(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="nowhere is no folder"):
        load(tmp_path / "nowhere")


def test_the_latest_declaration_that_has_begun_is_used(tmp_path: Path) -> None:
    later = ONE.replace("2026-01-01", "2026-06-01").replace("/privacy", "/legal") + 'select = ["main"]\n'
    declarations = load(written(tmp_path, ONE + later))
    assert [one.url[-8:] for one in declarations.on(date(2026, 5, 31)).values()] == ["/privacy"]
    assert [one.selection is not None for one in declarations.on(date(2026, 6, 1)).values()] == [True]
    assert dict(declarations.on(date(2025, 12, 31))) == {}
    assert declarations.history(date(2026, 5, 31)) == {}
    assert declarations.history(date(2026, 6, 1)) == {"doc_acme-privacy": tuple(declarations)}


def test_what_is_declared_comes_back_as_it_was_told_from_any_thread(tmp_path: Path) -> None:
    count = 1_200  # more than are read ahead
    texts = (ONE.replace("acme", f"acme-{number}") + f'select = ["#p{number}"]\n' for number in range(count))
    in_force = load(written(tmp_path, "\n".join(texts))).on(date(2026, 1, 1))
    with ThreadPoolExecutor(4) as threads:
        found = dict(threads.map(lambda document: (document, in_force[document]), in_force))
    assert len(found) == len(in_force) == count
    assert {one.select for one in found.values()} == {(f"#p{number}",) for number in range(count)}
    assert all(document == f"doc_{one.document}" for document, one in found.items())
    assert (found["doc_acme-7-privacy"].frequency, in_force.get("doc_nobody")) == (Frequency.WEEKLY, None)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('kind = "notice"', 'kind = "novel"', "kind"),
        ("https://", "ftp://", "url"),
        ('service = "acme"\n', "", "service"),
        ("valid_from", "valid_form", "valid_form"),
        ("2026-01-01", "2026-01-01\nremove = ['p:has(']", "remove"),
    ],
)
def test_a_wrong_declaration_names_its_field(tmp_path: Path, old: str, new: str, field: str) -> None:
    with pytest.raises(BadRecord) as refused:
        load(written(tmp_path, ONE.replace(old, new)))
    assert refused.value.field == field


def test_an_address_stands_in_one_place_and_a_day_once(tmp_path: Path) -> None:
    for text in (ONE + ONE.replace("acme-privacy", "acme-dpa"), ONE + ONE):
        with pytest.raises(BadRecord):
            load(written(tmp_path, text))
