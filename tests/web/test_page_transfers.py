"""`/transfers`: what leaves the EEA, narrowed in the address; the file holds exactly what is asked for."""

import csv
import io
import re

import pytest
from page_visits import Client, inert, read

PATH = "/transfers"


def listed(client: Client, asked: str) -> list[str]:
    answer = client.get(f"{PATH}?{asked}&format=csv&lang=en")
    assert answer.status_code == 200
    return [row["Verdict (Chapter V)"] for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_destinations_and_every_transfer_are_shown(visitor: Client, language: str) -> None:
    page = read(visitor, PATH, language)
    inert(page)
    assert "Påhittad Kundkanal" in page.said
    assert ("USA" if language == "sv" else "United States") in page.said


def test_every_count_leads_to_as_many_transfers(visitor: Client) -> None:
    text = visitor.get(PATH, headers={"Accept-Language": "en"}).text
    counts = re.findall(r'<a href="(/transfers\?[^"]*verdict=[^"]*)" aria-label="[^"]*">(\d+)</a>', text)
    assert counts
    for address, number in counts:
        asked = address.replace("&amp;", "&").partition("?")[2]
        inert(read(visitor, f"{PATH}?{asked}"))
        assert len(listed(visitor, asked)) == int(number)


def test_a_filter_that_nothing_meets_says_so_and_leads_back(visitor: Client) -> None:
    page = read(visitor, f"{PATH}?q=nowhere-at-all")
    assert "No transfer in this selection on this day" in page.said
    assert PATH in page.links()
    assert listed(visitor, "q=nowhere-at-all") == []


@pytest.mark.parametrize("format_", ["csv", "json", "xlsx"])
def test_a_file_is_of_the_day_that_is_shown(visitor: Client, format_: str) -> None:
    answer = visitor.get(f"{PATH}?on=2026-11-01&format={format_}")
    assert answer.status_code == 200
    assert f'filename="transfers_2026-11-01.{format_}"' in answer.headers["content-disposition"]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("controller=Nobody", 404),
        ("verdict=fine", 400),
        ("whose=mine", 400),
        ("page=0", 400),
        ("page=2", 400),
        ("page=two", 400),
        ("format=pdf", 400),
        ("colour=red", 400),
    ],
)
def test_what_cannot_be_asked_is_answered_with_a_page(visitor: Client, asked: str, status: int) -> None:
    inert(read(visitor, f"{PATH}?{asked}", status=status))


def test_somebody_without_an_organisation_is_told_how_to_begin(newcomer: Client) -> None:
    assert "onward import" in read(newcomer, PATH).said
