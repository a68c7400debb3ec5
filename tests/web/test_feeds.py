"""The feed: ids that never change, escaped texts, and nothing sent to those who have it."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from world import AT
from world_asked import asking, settings_for

from registry.settings import Settings
from registry.store import open_store
from registry.tables import Alert
from registry.terms import Event, Severity

Client = TestClient[Litestar]
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def texts(body: bytes, path: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(body).findall(path, ATOM)]


def test_an_entry_has_an_id_that_never_changes(reader: Client) -> None:
    answer = reader.get("/feeds/changes.atom")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert texts(answer.content, "a:entry/a:id") == [
        "tag:onward.internal,2026:alerts/alr_norrsken",
        "tag:onward.internal,2026:alerts/alr_plain",
    ]
    assert texts(answer.content, "a:updated") == ["2026-11-01T08:30:00Z"]


def test_an_entry_says_what_changed_and_by_when(reader: Client) -> None:
    first = texts(reader.get("/feeds/changes.atom").content, "a:entry/a:content")[0]
    assert "> Norrsken <Ltd> & co" in first
    assert "Deadline: 2026-12-01" in first


def test_a_feed_can_be_one_controllers(reader: Client) -> None:
    answer = reader.get("/feeds/changes.atom?controller=org_lagret")
    assert len(texts(answer.content, "a:entry/a:id")) == 1
    assert reader.get("/feeds/changes.atom?on=2026-01-01").status_code == 400


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("controller=org_lagret", ["alr_norrsken"]),
        ("service=svc_lagring", ["alr_norrsken", "alr_plain"]),
        ("service=svc_brev", []),
        ("least_severity=low", ["alr_norrsken", "alr_plain"]),
        ("least_severity=medium", ["alr_norrsken"]),
        ("least_severity=critical", []),
        ("controller=org_lagret&least_severity=high", ["alr_norrsken"]),
    ],
)
def test_a_feed_holds_what_was_asked_for(reader: Client, asked: str, expected: list[str]) -> None:
    body = reader.get(f"/feeds/changes.atom?{asked}").content
    assert texts(body, "a:entry/a:id") == [f"tag:onward.internal,2026:alerts/{one}" for one in expected]
    assert texts(body, "a:id") == [f"tag:onward.internal,2026:feeds/changes?{asked}"]


def test_a_feed_speaks_swedish_and_an_entry_keeps_its_id(reader: Client) -> None:
    bodies = [reader.get(f"/feeds/changes.atom{asked}").content for asked in ("", "?lang=sv")]
    assert texts(bodies[0], "a:entry/a:id") == texts(bodies[1], "a:entry/a:id")
    assert [texts(body, "a:title") for body in bodies] == [
        ["Onward: changes that concern us"], ["Onward: ändringar som berör oss"]
    ]  # fmt: skip


def test_a_feed_the_reader_has_is_not_sent_again(reader: Client) -> None:
    first = reader.get("/feeds/changes.atom").headers
    by_etag = reader.get("/feeds/changes.atom", headers={"If-None-Match": first["etag"]})
    by_day = reader.get("/feeds/changes.atom", headers={"If-Modified-Since": first["last-modified"]})
    assert (by_etag.status_code, by_day.status_code, by_etag.content) == (304, 304, b"")
    for older in ("Sun, 01 Nov 2020 08:30:00 GMT", "nonsense", ""):
        assert reader.get("/feeds/changes.atom", headers={"If-Modified-Since": older}).status_code == 200


def test_what_no_xml_holds_is_taken_out(client: Client, settings: Settings) -> None:
    store = open_store(settings.database_url)
    with store.write("test") as session:
        session.add(
            Alert(
                id="alr_hostile", fingerprint="f" * 64, event=Event.POLICY_CHANGED, severity=Severity.HIGH,
                title="]]> <script>\x01\x1b[31m &amp; \u202e\ufffe", created_at=AT,
                body={"changes": [{"before": "<b>\x0b", "after": 5}], "cause": "å"},
            )
        )  # fmt: skip
    store.close()
    titles = texts(client.get("/feeds/changes.atom").content, "a:entry/a:title")
    assert "]]> <script> [31m &amp;" in titles


def test_an_empty_feed_is_a_feed(database_url: str, tmp_path: Path) -> None:
    with asking(settings_for(database_url, tmp_path)) as client:
        answer = client.get("/feeds/changes.atom")
    assert answer.status_code == 200
    assert texts(answer.content, "a:updated") == ["1970-01-01T00:00:00Z"]
