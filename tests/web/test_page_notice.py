"""`/controllers/{id}/notice`: the text that the register gives, its gaps marked, and every file of it."""

import re
from datetime import date

import pytest
from page_visits import Client, inert, read

from registry.glossary import Language
from web.pages.days import in_text

PATH = "/controllers/org_kanal-ours/notice"
DAY = re.compile(r"\d{4}-\d\d-\d\d")


@pytest.mark.parametrize(("language", "gap"), [("sv", "Att fylla i"), ("en", "To fill in")])
def test_the_text_stands_in_the_readers_language_with_its_gaps(visitor: Client, language: str, gap: str) -> None:
    page = read(visitor, PATH, language)
    inert(page)
    assert "Påhittade Granbygdens Bageri AB" in page.said
    assert gap in page.said


def test_every_file_is_there_in_both_languages(visitor: Client) -> None:
    files = [one for one in read(visitor, f"{PATH}?on=2026-11-01").links() if one.startswith("/api/v1/notices")]
    assert len(files) == 6
    for one in files:
        assert "on=2026-11-01" in one
        assert visitor.get(one).status_code == 200, one


def test_the_page_says_what_the_file_says(visitor: Client) -> None:
    said = visitor.get("/api/v1/notices?controller=org_kanal-ours&lang=sv&format=json").json()
    shown = "".join(read(visitor, PATH, "sv").said.split())
    for section in said["sections"]:
        for line in section["lines"]:
            as_shown = DAY.sub(lambda day: in_text(date.fromisoformat(day.group()), Language.SV), line["text"])
            assert "".join(as_shown.split()) in shown


def test_whoever_is_none_of_ours_has_no_notice(visitor: Client) -> None:
    read(visitor, "/controllers/org_kanal/notice", status=404)
