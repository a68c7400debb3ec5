"""The page of the law's clocks: noted by an hour on the wall, ended with a reason, overdue told in a word."""

from datetime import UTC, datetime

import pytest
from page_visits import Client
from test_page_assessments import shown
from test_page_objections import send

from registry import lawfiles
from registry.errors import BadInput
from registry.law.statutory import clock_of, last_instant
from registry.terms import TaskKind
from web.pages.clocks import instant_of

FORM = {"kind": "report_breach", "controller": "org_lagret", "zone": "Europe/Stockholm", "reference": "INC-7"}


def begin(client: Client, began_at: str, **more: str) -> str:
    answer = send(client, "/clocks", FORM | {"began_at": began_at} | more)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].rpartition("#")[2]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("processor_notice", "Without undue delay"),
        ("tell_persons_of_breach", "Without undue delay"),
        ("inform_of_purpose", "Before the new purpose begins"),
    ],
)
def test_a_clock_for_which_the_law_has_no_number_is_shown_without_a_day(client: Client, kind: str, words: str) -> None:
    begin(client, "2026-11-21T21:30", kind=kind, reference="INC-8")
    page = shown(client, "/clocks")
    assert words in page
    assert "no last day is told" in page
    assert client.get("/").status_code == 200
    assert "INC-8" not in client.get("/feeds/deadlines.ics").text


def test_a_clock_is_noted_in_local_time_and_stands_among_the_deadlines(client: Client) -> None:
    begin(client, "2026-11-21T21:30")
    page = shown(client, "/clocks")
    assert "INC-7" in page
    assert "21 Nov 2026, 20:30 UTC" in page
    assert "24 Nov 2026, 20:30 UTC" in page
    assert "2 days left" in page
    assert 'href="/clocks"' in client.get("/").text
    assert "INC-7" in shown(client, "/")


def test_what_is_past_its_last_instant_is_overdue_in_a_word(client: Client) -> None:
    begin(client, "2026-11-10T08:00")
    assert "passerad" in shown(client, "/clocks", "sv")


def test_a_clock_is_ended_with_a_reason_alone(client: Client) -> None:
    identity = begin(client, "2026-11-21T21:30")
    assert send(client, f"/clocks/{identity}/end", {"note": " "}).status_code == 422
    assert send(client, f"/clocks/{identity}/end", {"note": "Notified, case 12."}).status_code == 303
    assert "Notified, case 12." in shown(client, "/clocks")
    assert send(client, f"/clocks/{identity}/end", {"note": "Again."}).status_code == 422


def test_the_same_clock_is_noted_once(client: Client) -> None:
    begin(client, "2026-11-21T21:30")
    assert send(client, "/clocks", FORM | {"began_at": "2026-11-21T21:30"}).status_code == 422


def test_another_task_is_not_ended_here(client: Client) -> None:
    assert send(client, "/clocks/tsk_notice/end", {"note": "Done."}).status_code == 404


@pytest.mark.parametrize("hour", ["", "tomorrow", "2026-03-29T02:30", "0001-01-01T00:00", "2026-11-21T21:30+01:00"])
def test_an_hour_that_is_none_is_refused(hour: str) -> None:
    with pytest.raises(BadInput):
        instant_of(hour, "Europe/Stockholm")


def test_of_an_hour_that_came_twice_the_first_counts() -> None:
    assert instant_of("2026-10-25T02:30", "Europe/Stockholm") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_hours_of_a_breach_pass_alike_when_summer_time_ends() -> None:
    began_at = instant_of("2026-10-24T12:00", "Europe/Stockholm")
    clock = clock_of(lawfiles.load().clocks, TaskKind.REPORT_BREACH, began_at)
    assert clock is not None
    assert last_instant(clock, began_at) == datetime(2026, 10, 27, 10, tzinfo=UTC)


def test_another_day_shows_no_form(client: Client) -> None:
    assert 'method="post"' not in client.get("/clocks", params={"on": "2026-11-10"}).text


def test_a_controllers_page_leads_to_the_clocks_that_run_for_it(client: Client) -> None:
    identity = begin(client, "2026-11-21T21:30")
    assert f'href="/clocks#{identity}"' in client.get("/controllers/org_lagret").text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["72 hours", "1 month", "may be extended by 2 months", "the request is received", "25 May 2018"]),
        ("sv", ["72 timmar", "1 månad", "får förlängas med 2 månader", "begäran tas emot", "art. 33.1"]),
    ],
)
def test_what_the_law_says_of_each_clock_is_shown_with_its_source(
    client: Client, language: str, words: list[str]
) -> None:
    page = shown(client, "/clocks", language)
    assert [word for word in words if word not in page] == []
    html = client.get("/clocks").text
    assert html.count('href="https://eur-lex.europa.eu/eli/reg/2016/679/oj"') == 6


def test_before_the_regulation_applied_no_rule_is_shown(client: Client) -> None:
    assert "eur-lex.europa.eu" not in client.get("/clocks", params={"on": "2018-05-24"}).text
