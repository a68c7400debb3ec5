"""`/law`: what came about beside the day, the timeline as a picture, every act and case in tables, both languages."""

import re
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from page_visits import Client, Page, read

from graphs.lawhistory import EARLIEST, beside, contests, events
from registry import lawfiles
from registry.law.lawbook import LawBook

ENGLISH = re.compile(r"\b(?:whole country|territory|Directive|organisations|controller|under Art|declared|pending)\b")


@pytest.fixture(scope="module")
def book() -> LawBook:
    return lawfiles.load()


def days_of(page: Page, inside: str = "") -> set[str]:
    """The days that links of the law page lead to."""
    links = (link for link in page.links() if link.startswith("/law?") and inside in link)
    return {parse_qs(urlsplit(link).query)["on"][0] for link in links if "on=" in link}


def beside_day(page: Page) -> dict[str, str]:
    return {
        str(told["rel"]): parse_qs(urlsplit(str(told["href"])).query)["on"][0]
        for tag, told in page.elements
        if tag == "a" and told.get("rel") in ("prev", "next")
    }


@pytest.mark.parametrize(("on", "which"), [("2020-07-15", "next"), ("2020-07-17", "prev")])
def test_who_looks_before_or_after_the_fall_sees_at_once_what_fell(visitor: Client, on: str, which: str) -> None:
    page = read(visitor, f"/law?on={on}", "sv")
    assert beside_day(page)[which] == "2020-07-16"
    assert (
        "Privacy Shield (skölden för skydd av privatlivet): beslutet om adekvat skyddsnivå (EU) 2016/1250 " in page.said
    )
    assert "ogiltigförklaras (C-311/18)" in page.said


def test_the_day_of_the_fall_says_so_and_leads_both_ways(visitor: Client) -> None:
    page = read(visitor, "/law?on=2020-07-16")
    before, after = page.said.index("Previous event"), page.said.index("Next event")
    assert "EU-US Privacy Shield: the adequacy decision (EU) 2016/1250 is declared invalid" in page.said[before:after]
    assert beside_day(page) == {"prev": "2020-02-01", "next": "2021-01-01"}


def test_the_first_and_the_last_event_lead_one_way_alone(visitor: Client, book: LawBook) -> None:
    found = events(book)
    assert set(beside_day(read(visitor, "/law?on=1996-01-01"))) == {"next"}
    assert set(beside_day(read(visitor, f"/law?on={found[-1].on.replace(year=found[-1].on.year + 1)}"))) == {"prev"}
    assert read(visitor, "/law?on=2099-01-01").open == []


def test_every_event_is_told_with_a_link_to_its_day(visitor: Client, book: LawBook) -> None:
    assert {one.on.isoformat() for one in events(book)} <= days_of(read(visitor, "/law"))


def test_the_chosen_day_goes_along_with_every_link(visitor: Client) -> None:
    page = read(visitor, "/law?on=2020-07-17")
    menu = [link for link in page.links() if urlsplit(link).path in ("/", "/services", "/transfers", "/diagram")]
    assert menu
    assert all("on=2020-07-17" in link for link in menu)


def test_every_bar_and_mark_says_what_it_is_to_who_hears_the_page(visitor: Client) -> None:
    page = read(visitor, "/law?on=2020-07-15", "sv")
    drawn = [told for tag, told in page.elements if tag == "a" and "aria-label" in told and "xlink" not in told]
    labels = [str(told["aria-label"]) for told in drawn]
    assert any(label.startswith("Privacy Shield") and "till och med 15 juli 2020" in label for label in labels)
    assert any(label.startswith("16 juli 2020: C-311/18") for label in labels)
    assert all(label.strip(" :,") for label in labels)


def test_every_act_stands_in_a_table_with_its_source_and_grade(visitor: Client, book: LawBook) -> None:
    page = read(visitor, "/law?on=2026-11-22")
    rows = {str(told["id"]) for tag, told in page.elements if tag == "tr" and "id" in told}
    assert rows == {f"act-{one.id}" for one in (*book.adequacy, *book.clauses)}
    assert "from memory" in page.said or "unverified" in page.said


def test_every_case_is_told_once_and_what_is_pending_says_so(visitor: Client, book: LawBook) -> None:
    page = read(visitor, "/law?on=2026-11-22")
    told = page.said[page.said.index("Judgments, decisions and pending cases") :]
    for one in contests(book):
        assert one.docket.split(" and ")[0] in told
    pending = told[told.index("C-703/25 P") : told.index("T-553/23")]
    assert "pending" in pending
    assert "against (EU) 2023/1795" in pending


@pytest.mark.parametrize(
    ("on", "said"),
    [
        ("2021-09-26", "I kraft"),
        ("2021-09-27", "upphävd, äldre avtal får åberopas"),
        ("2022-12-27", "upphävd, äldre avtal får åberopas"),
    ],
)
def test_a_repealed_set_of_clauses_is_shown_as_long_as_it_may_be_relied_on(visitor: Client, on: str, said: str) -> None:
    page = read(visitor, f"/law?on={on}", "sv").said
    row = page[page.index("Kommissionens standardavtalsklausuler") :].split("2010/87/EU", 1)[1]
    assert said.casefold() in row.split("(EU) 2021/914")[0].casefold()


def test_a_set_that_nobody_may_rely_on_has_no_what_if(visitor: Client) -> None:
    links = [link for link in read(visitor, "/law?on=2022-12-28").links() if link.startswith("/what-if?")]
    acts = {parse_qs(urlsplit(link).query)["revoke"][0] for link in links if "revoke=" in link}
    assert "(EU) 2021/914" in acts
    assert not acts & {"2010/87/EU", "2001/497/EC", "2004/915/EC", "(EU) 2021/915"}


@pytest.mark.parametrize(
    ("on", "end"),
    [("2025-01-01", "27 juni 2025"), ("2025-07-01", "27 december 2025"), ("2026-11-22", "27 december 2031")],
)
def test_known_ends_are_those_the_law_of_the_day_knew(visitor: Client, on: str, end: str) -> None:
    page = read(visitor, f"/law?on={on}", "sv").said
    ends = page[page.index("Slutdagar") : page.index("Rättsakt")]
    assert f"{end} : Storbritannien (EU) 2021/1772" in ends.replace(" :", " :").replace(f"{end}:", f"{end} :")


@pytest.mark.parametrize(
    "on", ["2000-07-26", "2004-05-01", "2012-01-01", "2016-12-16", "2020-07-17", "2023-06-30", "2026-11-22"]
)
def test_no_english_is_left_in_the_swedish_page(visitor: Client, on: str) -> None:
    said = read(visitor, f"/law?on={on}", "sv").said
    assert ENGLISH.findall(said) == []
    assert re.findall(r"\d/EC\b", said) == []
    text = visitor.get(f"/law?on={on}", headers={"Accept-Language": "sv"}).text
    assert 'lang="en"' not in text.partition("<main")[2]


def test_who_is_inside_follows_the_day(visitor: Client) -> None:
    inside = "Inside the EEA on this day"
    member = read(visitor, "/law?on=2020-01-31").said.partition(inside)[2]
    bridged = read(visitor, "/law?on=2021-06-27").said.partition(inside)[2]
    outside = read(visitor, "/law?on=2021-06-28").said.partition(inside)[2]
    assert "United Kingdom" in member.partition("EEA state of EFTA")[0]
    assert "bridging period" in bridged
    assert "United Kingdom" not in outside


def test_what_came_about_beside_a_day_is_of_one_day_each(book: LawBook) -> None:
    found = events(book)
    before, there, after = beside(found, date(2020, 7, 16))
    assert {one.on for one in before} == {date(2020, 2, 1)}
    assert {one.record.id for one in there} >= {"eu-2016-1250", "cjeu-schrems-2"}
    assert {one.on for one in after} == {date(2021, 1, 1)}
    assert beside(found, date(1990, 1, 1))[:2] == ((), ())


def test_nothing_is_told_from_before_there_was_a_law_of_transfers(book: LawBook) -> None:
    assert min(one.on for one in events(book)) >= EARLIEST


def test_an_act_has_its_name_where_one_supposes_its_fall(visitor: Client) -> None:
    page = read(visitor, "/what-if", "sv").said
    assert "(EU) 2021/914 standardavtalsklausuler" in page
    assert "2000/518/EG Schweiz" in page
