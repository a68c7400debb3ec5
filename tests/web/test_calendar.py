"""The calendar of deadlines over HTTP: each on its day, under an id that stays."""

from datetime import timedelta
from typing import Any

from icalendar import Calendar
from page_visits import Client
from world_asked import asking, settings_for


def calendar(client: Client, **asked: str) -> Any:
    answer = client.get("/feeds/deadlines.ics", params=asked)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answer.content)


def test_the_calendar_holds_each_deadline_on_its_day_with_alarms(reader: Client) -> None:
    events = {str(event["uid"]): event for event in calendar(reader, lang="sv").walk("VEVENT")}
    event = events["obj_norrsken-objection@onward.internal"]
    assert str(event["summary"]) == "Sista dag för invändning: Molnet Lagring (Norrsken Ltd)"
    assert event["dtstart"].dt.isoformat() == "2026-12-01"
    assert "Art. 28(2)" in str(event["description"])
    assert str(event["url"]).endswith("/objections/obj_norrsken")
    alarms = sorted(alarm["trigger"].dt for alarm in event.walk("VALARM"))
    assert alarms == [timedelta(hours=9) - timedelta(days=days) for days in (7, 3, 1)]


def test_a_calendar_can_be_one_controllers_or_of_one_kind(reader: Client) -> None:
    everybody, nobody = calendar(reader), calendar(reader, controller="org_nobody")
    assert len(everybody.walk("VEVENT")) > len(nobody.walk("VEVENT"))
    kinds = {str(event["categories"].cats[0]) for event in calendar(reader, kind="task").walk("VEVENT")}
    assert kinds == {"task"}


def test_a_calendar_the_reader_has_is_not_sent_again(reader: Client) -> None:
    first = reader.get("/feeds/deadlines.ics")
    again = reader.get("/feeds/deadlines.ics", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    by_day = reader.get("/feeds/deadlines.ics", headers={"If-Modified-Since": first.headers["last-modified"]})
    assert by_day.status_code == 304


def test_the_ids_of_a_calendar_stay_when_a_day_moves(client: Client) -> None:
    before = {str(event["uid"]): event["dtstart"].dt for event in calendar(client).walk("VEVENT")}
    noted = client.post(
        "/api/v1/objections/obj_norrsken/notices", json={"notice_came": "mail", "sent_on": "2026-10-28"}
    )
    assert noted.status_code == 200, noted.text
    after = {str(event["uid"]): event["dtstart"].dt for event in calendar(client).walk("VEVENT")}
    assert before.keys() <= after.keys()
    moved = "obj_norrsken-objection@onward.internal"
    assert before[moved] - after[moved] == timedelta(days=4)


def test_an_empty_calendar_is_a_calendar(database_url: str, tmp_path: Any) -> None:
    with asking(settings_for(database_url, tmp_path)) as client:
        assert calendar(client).walk("VEVENT") == []
