"""Declarations are checked when they are loaded."""

from datetime import date
from pathlib import Path

import pytest

from crawlers.watchlist import in_force, load
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
    declarations = load()
    assert len(declarations) > 100
    assert len({one.url for one in declarations}) == len({one.document for one in declarations})


def test_a_folder_that_is_not_there_is_not_an_empty_list(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="nowhere is no folder"):
        load(tmp_path / "nowhere")


def test_the_latest_declaration_that_has_begun_is_used(tmp_path: Path) -> None:
    later = ONE.replace("2026-01-01", "2026-06-01").replace("/privacy", "/legal") + 'select = ["main"]\n'
    declarations = load(written(tmp_path, ONE + later))
    assert [one.url[-8:] for one in in_force(declarations, date(2026, 5, 31))] == ["/privacy"]
    assert [one.selection is not None for one in in_force(declarations, date(2026, 6, 1))] == [True]
    assert in_force(declarations, date(2025, 12, 31)) == ()


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
