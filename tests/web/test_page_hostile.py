"""Texts from outside on the pages: they are shown as texts, and nothing else happens."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode
from xml.etree import ElementTree

import page_register
import pytest
from icalendar import Calendar
from page_hostile import HOSTILE
from page_texts import Words
from page_visits import EMPTY, Client, Page, inert, read, visiting

from registry.alerts import writing
from registry.alerts.told import of_alert
from registry.glossary import Language
from registry.store import open_store
from registry.tables import Alert, now
from registry.terms import Event, Severity
from web.pages.rendering import printed
from web.pages.service_shown import Tab

ATOM = "{http://www.w3.org/2005/Atom}"
BASE = "https://onward.example.org"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Client]:
    """One register in which every text from outside is a hostile one, once for each."""
    path = tmp_path_factory.mktemp("hostile") / "onward.db"
    shutil.copy(migrated_file, path)
    store = open_store(f"sqlite:///{path}")
    with store.write("test") as session:
        for number, text in enumerate(HOSTILE):
            page_register.fill(session, Words(*[text] * 9, key=f"h{number}"))
    store.close()
    yield from visiting(path)


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_texts_are_shown_and_nothing_else(hostile: Client, number: int) -> None:
    key = f"h{number}"
    for path in (
        f"/controllers/org_{key}-ours",
        f"/services/svc_{key}",
        *(f"/services/svc_{key}/{tab}" for tab in Tab if tab is not Tab.OVERVIEW),
        f"/changes/chg_{key}",
        f"/proposals/prp_{key}",
        f"/controllers/org_{key}-ours/notice",
        f"/reviews/rev_{key}-0",
        f"/transfers?controller=org_{key}-ours&whose=all",
        f"/engagements?controller=org_{key}-ours",
        f"/registers?register=recipients&controller=org_{key}-ours",
        f"/gaps?controller=org_{key}-ours",
    ):
        inert(read(hostile, path, "sv"))


@pytest.mark.parametrize("path", EMPTY)
def test_lists_of_hostile_texts_are_inert(hostile: Client, path: str) -> None:
    inert(read(hostile, path))


@pytest.mark.parametrize(
    "page", ["/search", "/services", "/services/svc_h0/sub-processors", "/engagements", "/transfers", "/help"]
)
def test_what_is_searched_for_is_inert(hostile: Client, page: str) -> None:
    for text in HOSTILE:
        asked = printed(text).strip()[:200]
        if asked:
            answer = hostile.get(f"{page}?{urlencode({'q': asked})}")
            assert answer.status_code in {200, 400}, (asked, answer.status_code)
            inert(Page(answer.text))


def test_the_feed_holds_texts_and_no_markup(hostile: Client) -> None:
    root = ElementTree.fromstring(hostile.get("/feeds/changes.atom").content)
    entries = root.findall(f"{ATOM}entry")
    assert entries
    for element in root.iter():
        assert element.tag.startswith(ATOM)
        assert not [name for name in element.attrib if name.startswith("on")]
    for entry in entries:
        assert [one.get("href", "") for one in entry.findall(f"{ATOM}link")] != []
        for link in entry.findall(f"{ATOM}link"):
            assert link.get("href", "").startswith("http")
        assert {one.get("type") for one in entry.findall(f"{ATOM}content")} == {"text"}


def test_the_calendar_holds_entries_of_ours_alone(hostile: Client) -> None:
    body = hostile.get("/feeds/deadlines.ics").content
    lines = body.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"SUMMARY:forged" not in lines
    events = Calendar.from_ical(body).walk("VEVENT")
    assert len(events) == lines.count(b"BEGIN:VEVENT") >= len(HOSTILE)
    assert len({str(one["UID"]) for one in events}) == len(events)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:30])
@pytest.mark.parametrize("language", Language)
def test_a_mail_holds_texts_and_no_markup(text: str, language: Language) -> None:
    change = {"kind": "new_recipient_or_subprocessor", "subject": text, "before": text, "after": text, "countries": []}
    body = {"changes": [change], "depends": [text], "link": "/changes/chg_1"}
    told = of_alert(
        Alert(
            id="alr_1", fingerprint="1", event=Event.SUBPROCESSOR_ADDED, severity=Severity.HIGH, title=text, body=body,
            created_at=now(),
        ),
        language,
    )  # fmt: skip
    page = Page(writing.html(told, BASE))
    assert page.open == []
    assert not {"script", "img", "svg", "iframe", "form", "base", "link", "object"} & {tag for tag, _ in page.elements}
    assert {link.startswith(BASE) for link in page.links()} <= {True}
    plain = writing.text(told, BASE)
    assert not {one for one in plain if ord(one) < 32 and one != "\n"}


def test_half_a_character_is_not_printed() -> None:
    assert printed("half \ud800 and \udfff") == "half and"


def test_there_are_at_least_a_hundred_hostile_texts() -> None:
    assert len(set(HOSTILE)) >= 100
