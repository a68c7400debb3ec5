"""Days on pages: as the reader's language writes them, with the year, in an element that machines read too."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
import signed_in
from page_visits import VOID, Client
from page_walk import every_page

from registry.glossary import Language
from web.pages import days

ISO = re.compile(r"\b\d{4}-\d\d-\d\d\b")
QUOTED = {"time", "code", "pre", "q", "blockquote", "svg", "script", "textarea"}
READ_OUT = {"alt", "title", "aria-label", "placeholder"}


class Bare(HTMLParser):
    """Every ISO day that a page says outside the places where one may stand, and every day it marks up."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.bare: list[str] = []
        self.marked: list[tuple[str, str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.bare += [f"{tag} {name}={told[name]}" for name in READ_OUT if ISO.search(told.get(name) or "")]
        self.bare += [f"{tag} {name}={value}" for name, value in attrs if "<time" in (value or "")]
        if tag not in VOID:
            self.open.append((tag, told))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1][0] == "time":
            self.marked.append((str(self.open[-1][1]["datetime"]), data))
        if ISO.search(data) and not any(_is_quote(tag, told, data) for tag, told in self.open):
            self.bare.append(data.strip())


def _is_quote(tag: str, told: dict[str, str | None], data: str) -> bool:
    """A link that shows its own address shows an address."""
    return tag in QUOTED or (tag == "a" and data.strip() == told.get("href"))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Client]:
    """An administrator of two companies whose desk is full."""
    path = tmp_path_factory.mktemp("days") / "onward.db"
    shutil.copy(migrated_file, path)
    store = signed_in.opened(path)
    signed_in.fill(store)
    secret = signed_in.sign_in(store, signed_in.id_of(store, "admin@company.example"))
    with signed_in.asking(signed_in.settings_of(path)) as client:
        client.cookies.set(signed_in.COOKIE, secret)
        yield client
    store.close()


@pytest.mark.parametrize(("language", "shown"), [("en", r"\d{1,2} [A-Z][a-z]{2,3} \d{4}"), ("sv", None)])
def test_every_page_writes_its_days_as_its_language_does(told: Client, language: str, shown: str | None) -> None:
    pages = every_page(told, **{"Accept-Language": language})
    assert len(pages) > 60
    marked = 0
    for address in pages:
        said = Bare(told.get(address, headers={"Accept-Language": language}).text)
        assert said.bare == [], address
        marked += len(said.marked)
        for machine, words in said.marked:
            assert re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\dZ)?", machine), (address, machine)
            assert machine[:4] in words, (address, words)
            assert shown is None or re.match(shown, words), (address, words)
    assert marked > 200


def test_the_test_would_see_a_bare_day() -> None:
    said = Bare('<p title="on 2026-11-22">by 2026-11-22 <q>2026-11-22</q></p><a href="/2026-11-22">/2026-11-22</a>')
    assert said.bare == ["p title=on 2026-11-22", "by 2026-11-22"]


@pytest.mark.parametrize(
    ("value", "table", "sentence"),
    [
        (date(2026, 11, 22), ("22 Nov 2026", "2026-11-22"), ("22 Nov 2026", "22 november 2026")),
        (datetime(2026, 3, 1, 23, 59, tzinfo=UTC), ("1 Mar 2026", "2026-03-01"), ("1 Mar 2026", "1 mars 2026")),
        (date(1, 1, 1), ("1 Jan 1", "1-01-01"), ("1 Jan 1", "1 januari 1")),
    ],
)
def test_a_day_is_written_so(value: date, table: tuple[str, str], sentence: tuple[str, str]) -> None:
    assert tuple(days.in_table(value, language) for language in Language) == table
    assert tuple(days.in_text(value, language) for language in Language) == sentence
