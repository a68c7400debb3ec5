"""Changes of substance as a list asks for them, on both databases."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from registry.catalogue.dated import Moment
from registry.reviews.changes import Order, Wanted, counted, listed, newest_of
from registry.store import Session, Store
from registry.tables import Alert, Change
from registry.terms import CaptureState, ChangeKind, Event, Severity

DAY = date(2026, 11, 22)
FIRST = datetime(2026, 11, 20, 9, tzinfo=UTC)
RETENTION, NEW = ChangeKind.RETENTION_CHANGE, ChangeKind.NEW_RECIPIENT_OR_SUBPROCESSOR
GIVEN = (
    ("chg_a", "svc_a", Severity.LOW, (RETENTION,), True),
    ("chg_b", "svc_b", Severity.CRITICAL, (NEW, RETENTION), True),
    ("chg_c", "svc_a", None, (NEW,), True),
    ("chg_d", "svc_a", Severity.HIGH, (ChangeKind.DATE_ONLY,), False),
)


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    """Four changes a day apart; a controller of ours was told of the second alone."""
    with store.write("test") as session:
        for number, (identity, service, severity, kinds, is_material) in enumerate(GIVEN):
            session.add(
                Change(
                    id=identity, source_id="src_1", document_id="doc_1", service_id=service, to_version_id="ver_1",
                    state=CaptureState.CHANGED, material=is_material, kinds=list(kinds), changes=[], severity=severity,
                    recorded_at=FIRST + timedelta(days=number),
                )
            )  # fmt: skip
        for identity, change, controller in (("alr_1", "chg_b", "org_ours"), ("alr_2", "chg_a", None)):
            session.add(
                Alert(
                    id=identity, fingerprint=identity, event=Event.POLICY_CHANGED, severity=Severity.HIGH, title="",
                    change_id=change, controller_id=controller, body={}, created_at=FIRST,
                )
            )  # fmt: skip
    with store.read() as session:
        yield session


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), ["chg_c", "chg_b", "chg_a"]),
        (Wanted(order=Order.OLDEST), ["chg_a", "chg_b", "chg_c"]),
        (Wanted(order=Order.GRAVEST), ["chg_b", "chg_a", "chg_c"]),
        (Wanted(kind=RETENTION), ["chg_b", "chg_a"]),
        (Wanted(kind=ChangeKind.PURPOSE_CHANGE), []),
        (Wanted(severity=Severity.LOW), ["chg_a"]),
        (Wanted(ours=True), ["chg_b"]),
        (Wanted(words="nobody"), []),
    ],
)
def test_a_list_holds_what_was_asked_for_in_its_order(session: Session, wanted: Wanted, found: list[str]) -> None:
    moment = Moment(DAY)
    assert [one.id for one in listed(session, moment, wanted)] == found
    assert counted(session, moment, wanted) == len(found)


def test_a_page_is_a_part_of_it(session: Session) -> None:
    assert [one.id for one in listed(session, Moment(DAY), Wanted(), first=1, limit=1)] == ["chg_b"]


def test_what_was_seen_after_the_day_is_not_in_it(session: Session) -> None:
    assert [one.id for one in listed(session, Moment(date(2026, 11, 21)), Wanted())] == ["chg_b", "chg_a"]


def test_the_newest_of_each_service_is_told(session: Session) -> None:
    found = newest_of(session, Moment(DAY), ["svc_a", "svc_b", "svc_c"])
    assert {service: one.id for service, one in found.items()} == {"svc_a": "chg_c", "svc_b": "chg_b"}
