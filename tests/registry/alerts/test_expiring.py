"""Agreements that end: told 90, 30 and 7 days before, once each."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from registry.alerts import expiring, writing
from registry.alerts.told import of_alert
from registry.catalogue import dated
from registry.store import Store
from registry.tables import Agreement, Alert, Engagement, Organisation, Service
from registry.terms import AgreementKind, Event, Grade, OrganisationKind, Origin, Severity

UNTIL = date(2027, 3, 1)
AT = datetime(2026, 1, 1, tzinfo=UTC)
SAID: dict[str, Any] = {"source": "a file", "grade": Grade.PRIMARY, "origin": Origin.PERSON, "recorded_at": AT}


@pytest.fixture(autouse=True)
def world(store: Store) -> None:
    with store.write("test") as session:
        session.add_all(
            [
                Organisation(
                    id="org_lagret", kind=OrganisationKind.LEGAL_PERSON, name="Lagret AB", is_controller=True, **SAID
                ),
                Service(id="svc_brev", organisation_id="org_brevia", name="Brevia Post", **SAID),
                Engagement(
                    id="eng_brev", controller_id="org_lagret", service_id="svc_brev", name_as_written="Brevia", **SAID
                ),
                agreement("agr_1"),
            ]
        )


def agreement(identity: str, **more: Any) -> Agreement:
    said = {"kind": AgreementKind.DPA, "valid_from": date(2024, 3, 1), "valid_until": UNTIL} | SAID | more
    return Agreement(id=identity, engagement_id="eng_brev", **said)


def told(store: Store, days_before: int) -> list[Alert]:
    day = UNTIL - timedelta(days=days_before)
    with store.write("round") as session:
        found = expiring.tell(session, datetime.combine(day, AT.timetz()))
        for one in found:
            session.expunge(one)
        return found


def test_nothing_is_told_before_the_first_mark(store: Store) -> None:
    assert told(store, 91) == []


@pytest.mark.parametrize(
    ("days", "mark", "grave"),
    [
        (90, 90, Severity.LOW), (31, 90, Severity.LOW), (30, 30, Severity.MEDIUM), (8, 30, Severity.MEDIUM),
        (7, 7, Severity.HIGH), (1, 7, Severity.HIGH),
    ],
)  # fmt: skip
def test_the_nearest_mark_is_told(store: Store, days: int, mark: int, grave: Severity) -> None:
    alert = told(store, days)[0]
    assert (alert.event, alert.body["days_before"], alert.severity) == (Event.DPA_EXPIRING, mark, grave)
    assert alert.controller_id == "org_lagret"
    assert alert.deadline_on == date(2027, 2, 28)
    assert "ends on 2027-02-28" in alert.title
    assert alert.body["link"] == "/services/svc_brev/agreements"


@pytest.mark.parametrize(("days", "title"), [(7, "upphör att gälla den"), (-3, "upphörde att gälla den")])
def test_a_swede_is_told_in_swedish_what_ends_and_why_it_matters(store: Store, days: int, title: str) -> None:
    letter = writing.text(of_alert(told(store, days)[0], "sv"), "https://onward.example.org")
    assert letter.startswith(f"[HÖG] Brevia Post: personuppgiftsbiträdesavtal {title} 2027-02-28\n")
    assert "Varför det har betydelse: Utan avtal" in letter
    assert "art. 28.3" in letter


def test_each_mark_is_told_once_and_all_three_are_told(store: Store) -> None:
    marks = [alert.body["days_before"] for days in range(95, 0, -1) for alert in told(store, days)]
    assert marks == [90, 30, 7]
    assert told(store, 1) == []


def test_after_an_outage_only_the_last_mark_is_told_and_in_the_past_tense(store: Store) -> None:
    alerts = told(store, -3)
    assert [alert.body["days_before"] for alert in alerts] == [7]
    assert "ended on 2027-02-28" in alerts[0].title


def test_what_ended_long_ago_is_how_things_stand(store: Store) -> None:
    assert told(store, -91) == []


def test_another_end_is_told_anew(store: Store) -> None:
    assert len(told(store, 30)) == 1
    with store.write("Ada") as session:
        dated.correct(
            session, dated.one(session, Agreement, "agr_1", dated.Moment(AT.date())), valid_until=date(2027, 3, 2)
        )
    assert len(told(store, 20)) == 1


def test_an_agreement_that_another_follows_is_not_told_of(store: Store) -> None:
    with store.write("Ada") as session:
        session.add(agreement("agr_2", valid_from=UNTIL, valid_until=None))
    assert told(store, 7) == []


def test_one_of_another_kind_does_not_follow(store: Store) -> None:
    with store.write("Ada") as session:
        session.add(agreement("agr_2", valid_from=UNTIL, valid_until=None, kind=AgreementKind.SCC))
    assert len(told(store, 7)) == 1


def test_an_engagement_that_ends_first_needs_no_agreement(store: Store) -> None:
    with store.write("Ada") as session:
        row = dated.one(session, Engagement, "eng_brev", dated.Moment(AT.date()))
        dated.end(session, row, date(2026, 6, 1))
    assert told(store, 7) == []
