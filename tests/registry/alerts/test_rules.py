"""Whom a change concerns, how grave it is to each, and what is told of a source that stays out of reach."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from registry.alerts import wording
from registry.alerts.cases import case_of
from registry.alerts.channels import MailChannel
from registry.law.severity import Case
from registry.store import Store
from registry.tables import Alert, Engagement, Organisation, Service, SubprocessorRow, Task
from registry.terms import Event, Grade, OrganisationKind, Origin, Role, Severity, TaskKind
from tests.crawlers.github_watched import (
    CONTROLLER,
    ENGAGEMENT,
    FIRST_DAY,
    LAW,
    LIST,
    SERVICE,
    Watched,
    load_registry,
    page,
)
from tests.registry.alerts.test_delivery import plain
from tests.servers.mail_server import MailServer
from tests.servers.vendor_site import VendorSite

ROWS = [("Fastly", "Content delivery", "Sweden")]
INDIA = ("Nimbus Pvt Ltd", "Backups", "India")
CERTIFIED = ("Nordmoln, Inc.", "Backups", "United States")
USUAL: dict[str, Any] = {
    "recorded_at": FIRST_DAY,
    "origin": Origin.IMPORT,
    "source": "contract file",
    "grade": Grade.PRIMARY,
}


@pytest.fixture
def watched(store: Store, tmp_path: Path) -> Iterator[Watched]:
    """The registry, with a list that has been seen once and accepted."""
    load_registry(store, tmp_path / "catalogue", FIRST_DAY)
    with VendorSite() as site:
        begun = Watched(site, store, tmp_path)
        begun.show(page(ROWS))
        begun.accept_all()
        yield begun


def another_controller(watched: Watched, role: Role, service_id: str = SERVICE) -> str:
    with watched.store.write("test") as session:
        other = Organisation(
            id="org_annan", kind=OrganisationKind.LEGAL_PERSON, name="Annan AB", country="SE", is_controller=True,
            **USUAL,
        )  # fmt: skip
        session.add(other)
        session.add(
            Engagement(
                id="eng_annan", controller_id=other.id, service_id=service_id, name_as_written="Annat",
                decided_by_us=role, **USUAL,
            )
        )  # fmt: skip
    return "org_annan"


def alerts(watched: Watched) -> dict[str | None, Alert]:
    """The alerts told by now, by the controller they are for; not that a review is due on their account."""
    with watched.store.read() as session:
        told = session.exec(select(Alert).where(Alert.event != Event.REVIEW_DUE))
        return {alert.controller_id: alert for alert in told}


def test_the_title_says_how_grave_where_what_and_for_how_many(watched: Watched) -> None:
    watched.show(page([*ROWS, INDIA]))
    told = alerts(watched)[CONTROLLER]
    assert told.title == (
        "[HIGH] GitHub Enterprise, Teams, Copilot: sub-processor added: Nimbus Pvt Ltd (IN), 1 of your engagements"
    )
    assert "Nimbus Pvt Ltd (Indien)" in told.body["said"]["sv"]["title"]
    assert told.event is Event.SUBPROCESSOR_ADDED
    assert told.deadline_on == watched.now.date() + timedelta(days=30)  # what the agreement gives
    assert told.body["due"] == "objection_day"
    assert told.body["changes"][0]["after"].startswith("Nimbus Pvt Ltd")


def test_a_party_certified_on_the_day_is_less_grave_than_one_that_is_not(watched: Watched) -> None:
    watched.show(page([*ROWS, CERTIFIED]))
    assert alerts(watched)[CONTROLLER].severity is Severity.MEDIUM


def test_each_controller_is_told_once_by_what_the_recipient_is_to_it(watched: Watched) -> None:
    other = another_controller(watched, Role.INDEPENDENT_CONTROLLER)
    summary = watched.show(page([*ROWS, INDIA]))
    told = alerts(watched)
    assert summary.alerts == 2
    assert (told[CONTROLLER].severity, told[other].severity) == (Severity.HIGH, Severity.LOW)


def test_a_controller_is_told_of_a_service_far_down_its_chain(watched: Watched) -> None:
    with watched.store.write("test") as session:
        session.add(Service(id="svc_front", organisation_id="org_nordmoln", name="Nordmoln Front", **USUAL))
        session.add(
            SubprocessorRow(
                id="sub_front", service_id="svc_front", name_as_written="GitHub", organisation_id="org_github",
                named_service_id=SERVICE, **USUAL,
            )
        )  # fmt: skip
    other = another_controller(watched, Role.PROCESSOR, "svc_front")
    watched.show(page([*ROWS, INDIA]))
    assert alerts(watched)[other].severity is Severity.HIGH


def test_what_an_independent_controller_passes_on_is_its_own_affair(watched: Watched) -> None:
    with watched.store.write("test") as session:
        session.add(Service(id="svc_front", organisation_id="org_nordmoln", name="Nordmoln Front", **USUAL))
        session.add(
            SubprocessorRow(
                id="sub_front", service_id="svc_front", name_as_written="GitHub", named_service_id=SERVICE, **USUAL
            )
        )
    other = another_controller(watched, Role.INDEPENDENT_CONTROLLER, "svc_front")
    watched.show(page([*ROWS, INDIA]))
    assert other not in alerts(watched)


def test_a_change_that_concerns_nobody_is_for_the_digest(watched: Watched) -> None:
    with watched.store.write("test") as session:
        for engagement in session.exec(select(Engagement)):
            engagement.retired_at = FIRST_DAY
    watched.show(page([*ROWS, INDIA]))
    told = alerts(watched)[None]
    assert told.severity is Severity.LOW
    assert told.title.endswith("no engagement of yours")


def test_a_real_change_reaches_a_real_mailbox(watched: Watched) -> None:
    with MailServer() as mail:
        watched.channels = [
            MailChannel(mail.address, "onward@example.org", "dpo@example.org", "https://onward.example")
        ]
        assert watched.show(page([*ROWS, INDIA])).delivered == 1
        (message,) = mail.mails
    assert message["Subject"].startswith("[HIGH] GitHub Enterprise, Teams, Copilot: sub-processor added")
    assert "> Nimbus Pvt Ltd Backups India" in plain(message)
    assert f"/changes/{watched.changes()[0].id}" in plain(message)


def down(watched: Watched, status: int = 500) -> None:
    watched.site.replays.pop(LIST, None)
    watched.site.pages[LIST] = (status, {}, b"<h1>No</h1>")


def test_a_list_out_of_reach_is_told_once_after_a_week(watched: Watched) -> None:
    down(watched)
    told = [watched.round(after=timedelta(days=2)).alerts for _ in range(8)]
    assert told == [0, 0, 0, 0, 1, 0, 0, 0]  # on the second day it began; on the tenth it had lasted over a week
    alert = alerts(watched)[CONTROLLER]
    assert alert.event is Event.SOURCE_UNREACHABLE
    assert alert.severity is Severity.MEDIUM
    assert "bad_status" in alert.body["trouble"]
    assert alert.body["link"] == f"/services/{SERVICE}/sources"


def test_a_list_that_came_back_and_goes_again_is_told_again(watched: Watched) -> None:
    for _ in range(2):
        down(watched)
        assert sum(watched.round(after=timedelta(days=2)).alerts for _ in range(6)) == 1
        del watched.site.pages[LIST]
        watched.serve(page(ROWS))
        watched.round(after=timedelta(days=3))


def test_a_site_that_will_not_have_us_is_told_at_once_with_a_task(watched: Watched) -> None:
    down(watched, 403)
    assert [watched.round(after=timedelta(days=3)).alerts for _ in range(3)] == [1, 0, 0]
    assert alerts(watched)[CONTROLLER].severity is Severity.LOW
    with watched.store.read() as session:
        (task,) = session.exec(select(Task)).all()
    assert task.title.startswith("Upload the document by hand: http://127.0.0.1")


@pytest.mark.parametrize(
    ("kind", "more", "expected"),
    [
        ("new_recipient_or_subprocessor", {"countries": ["SE", "NO"]}, Case.ADDED_EEA),
        ("new_recipient_or_subprocessor", {"countries": ["SE", "GB"]}, Case.ADDED_ADEQUATE),
        ("new_recipient_or_subprocessor", {"countries": ["US"]}, Case.ADDED_THIRD_COUNTRY),
        ("new_recipient_or_subprocessor", {"countries": ["SE", "IN"]}, Case.ADDED_THIRD_COUNTRY),
        ("new_recipient_or_subprocessor", {"countries": []}, Case.ADDED_PLACE_UNKNOWN),
        ("removed_recipient_or_subprocessor", {}, Case.REMOVED),
        ("location_or_country_change", {"countries": ["DE"]}, Case.WITHIN_OR_HOME),
        ("location_or_country_change", {"countries": ["DE", "US"]}, Case.INTO_THIRD_COUNTRY),
        ("location_or_country_change", {"sub_kind": "remote_access"}, Case.INTO_THIRD_COUNTRY),
        ("transfer_mechanism_change", {"before": "clauses", "after": None}, Case.TOOL_WEAKENED),
        ("transfer_mechanism_change", {"before": None, "after": "clauses"}, Case.TOOL_ADDED),
        ("contact_or_entity_change", {"sub_kind": "role_change"}, Case.ROLE),
        ("contact_or_entity_change", {"sub_kind": "contact_change"}, Case.CONTACT),
        ("purpose_change", {"sub_kind": "own_purposes_or_ai_training"}, Case.OWN_PURPOSES),
        ("purpose_change", {}, Case.PURPOSE),
        ("data_category_change", {"subject": "health"}, Case.DATA_SENSITIVE),
        ("data_category_change", {"subject": "email"}, Case.DATA),
        ("rights_change", {"sub_kind": "dpa_term_change"}, Case.DPA_TERM),
        ("rights_change", {"sub_kind": "notice_or_objection_term"}, Case.NOTICE_TERM),
        ("rights_change", {"sub_kind": "security_measures_change"}, Case.SECURITY),
        ("retention_change", {}, Case.RETENTION_LONGER),
        ("date_only", {}, Case.NO_SUBSTANCE),
    ],
)
def test_a_change_is_one_case_of_the_table(kind: str, more: dict[str, Any], expected: Case) -> None:
    assert case_of({"kind": kind} | more, LAW, date(2026, 11, 22)) is expected


def test_text_from_outside_is_one_plain_line_that_ends() -> None:
    assert wording.plain("a\r\nb\x00\u202ec\u2028d", 80) == "a b c d"
    assert wording.plain("x" * 1_000_000, 80) == "x" * 79 + "…"


def test_a_party_who_is_gone_leaves_a_task_to_close_the_hop(watched: Watched) -> None:
    watched.show(page([*ROWS, INDIA]))
    watched.accept_all()
    watched.now += timedelta(days=40)
    watched.show(page(ROWS))
    with watched.store.read() as session:
        (task,) = session.exec(select(Task).where(Task.kind == TaskKind.CLOSE_HOP)).all()
    assert task.title == "Close the hop and have the deletion confirmed (Art. 28(4)): Nimbus Pvt Ltd"
    assert task.subject_id == ENGAGEMENT
