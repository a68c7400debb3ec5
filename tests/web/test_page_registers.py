"""`/registers`: what an authority is handed, as of the day, with what is not on file told as such."""

import csv
import io
import re

import pytest
from page_visits import Client, inert, read

from registry.reports.registers import Registers

PATH = "/registers"
OURS = "org_kanal-ours"


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("which", [one.value for one in Registers])
def test_a_register_is_shown_with_its_day_and_its_law(visitor: Client, which: str, language: str) -> None:
    page = read(visitor, f"{PATH}?register={which}", language)
    inert(page)
    assert {"sv": "22 november 2026", "en": "22 Nov 2026"}[language] in page.said
    current = [a for tag, a in page.elements if tag == "a" and a.get("aria-current") == "page"]
    assert f"{PATH}?register={which}" in [a["href"] for a in current]


def test_the_evidence_of_one_organisation_is_a_link_away(visitor: Client) -> None:
    links = read(visitor, f"{PATH}?on=2026-11-01&controller={OURS}").links()
    assert f"/api/v1/evidence?controller={OURS}&on=2026-11-01" in links
    assert not [one for one in read(visitor, PATH).links() if one.startswith("/api/v1/evidence")]


@pytest.mark.parametrize("which", [one.value for one in Registers])
def test_every_file_of_a_register_is_there_and_is_of_the_same_day(visitor: Client, which: str) -> None:
    page = read(visitor, f"{PATH}?register={which}&on=2026-11-01&controller={OURS}")
    files = {one.rpartition("format=")[2]: one for one in page.links() if one.startswith("/api/v1/registers")}
    wanted = {"xlsx", "csv", "json"} | ({"jsonld"} if which == "art30" else set())
    assert set(files) in (wanted, set())  # nothing to hand over, nothing to export
    for link in files.values():
        assert "on=2026-11-01" in link
        assert visitor.get(link).status_code == 200, link


def test_what_is_shown_is_what_the_file_holds(visitor: Client) -> None:
    page = read(visitor, f"{PATH}?register=transfers&controller={OURS}")
    link = next(one for one in page.links() if one.startswith("/api/v1/registers") and one.endswith("format=csv"))
    rows = list(csv.DictReader(io.StringIO(visitor.get(link).content.decode("utf-8-sig"))))
    assert rows
    for row in rows:
        assert row["Chain"] in page.said


def test_what_an_article_asks_for_and_is_not_on_file_is_counted(visitor: Client) -> None:
    page = read(visitor, f"{PATH}?register=recipients", "sv")
    assert "som artikeln kräver finns inte i underlaget" in page.said
    assert "finns inte i underlaget" in page.said
    assert "som artikeln kräver" not in read(visitor, f"{PATH}?register=transfers", "sv").said


def test_fields_below_the_cut_are_counted_too(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def counted() -> str:
        said = read(visitor, f"{PATH}?register=recipients").said
        return re.findall(r"\d+(?= fields?)", said)[0]

    whole = counted()
    monkeypatch.setattr("web.pages.registers.EACH", 1)
    assert counted() == whole
    assert f"{PATH}?register=recipients&page=2" in read(visitor, f"{PATH}?register=recipients").links()


def test_a_register_is_searched_and_its_file_holds_what_was_found(visitor: Client) -> None:
    found = read(visitor, f"{PATH}?register=recipients&q=kanal")
    assert "Påhittad Kundkanal" in found.said
    (file,) = [link for link in found.links() if "format=csv" in link]
    assert "q=kanal" in file
    assert "Påhittad Kundkanal" in visitor.get(file).text
    nothing = read(visitor, f"{PATH}?register=recipients&q=nobody")
    assert "Nothing here is as asked." in nothing.said
    assert "Kundkanal" not in visitor.get(f"{PATH}?register=recipients&q=nobody&format=csv").text


def test_recipients_of_a_period_hold_those_of_its_days(visitor: Client) -> None:
    page = read(visitor, f"{PATH}?register=recipients&since=2025-01-01")
    inert(page)
    assert any("since=2025-01-01" in one for one in page.links() if one.startswith("/api/v1/registers"))


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("register=art31", 400),
        ("controller=Nobody", 404),
        ("register=recipients&since=soon", 400),
        ("register=recipients&since=2027-01-01", 400),
        ("colour=red", 400),
    ],
)
def test_what_no_register_holds_is_answered_with_a_page(visitor: Client, asked: str, status: int) -> None:
    inert(read(visitor, f"{PATH}?{asked}", status=status))


def test_on_a_day_before_anything_held_the_register_is_empty_and_says_so(visitor: Client) -> None:
    assert "Registret har inga poster den här dagen." in read(visitor, f"{PATH}?on=2020-01-01", "sv").said


def test_somebody_without_an_organisation_is_told_how_to_begin(newcomer: Client) -> None:
    assert "onward import" in read(newcomer, PATH).said
