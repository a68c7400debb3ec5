"""An assessment that is due for review is told: on its day, when what it stands on moved, once for each reason."""

from datetime import UTC, date, datetime, timedelta

import pytest
from assessed import CONTROLLER, LAW, ON, assessed_whole, brought, engaged
from sqlmodel import col, select

from registry.alerts import assessing
from registry.law.lawbook import LawBook
from registry.store import Store
from registry.tables import Alert, Conclusion
from registry.terms import Event, Severity

CLAUSES = "(EU) 2021/914"


@pytest.fixture
def identity(store: Store) -> str:
    brought(store)
    return assessed_whole(store)


def told(store: Store, on: date, law: LawBook = LAW) -> list[Alert]:
    with store.write("round") as session:
        found = assessing.tell(session, law, datetime.combine(on, datetime.min.time(), UTC))
        for one in found:
            session.expunge(one)
        return found


def due_on(store: Store) -> date:
    with store.read() as session:
        return session.exec(select(Conclusion.review_due_on).where(col(Conclusion.retired_at).is_(None))).one()


def test_nothing_is_told_while_nothing_is_due(store: Store, identity: str) -> None:
    assert told(store, ON) == []
    assert told(store, due_on(store) - timedelta(days=1)) == []


def test_the_day_of_review_is_told_once(store: Store, identity: str) -> None:
    day = due_on(store)
    (alert,) = told(store, day)
    assert (alert.event, alert.severity, alert.controller_id) == (Event.REVIEW_DUE, Severity.MEDIUM, CONTROLLER)
    assert (alert.body["assessment"], alert.body["triggers"]) == (identity, ["review_day"])
    assert alert.body["link"] == f"/assessments/{identity}"
    assert alert.body["engagements"]
    assert alert.deadline_on == day
    assert told(store, day + timedelta(days=1)) == []


def test_what_moved_before_the_day_is_told_and_the_day_itself_still(store: Store, identity: str) -> None:
    brought(store, engaged(), engaged("two", categories='["health"]'), day=1)
    (moved,) = told(store, ON)
    assert "review_day" not in moved.body["triggers"]
    (both,) = told(store, due_on(store))
    assert set(both.body["triggers"]) > set(moved.body["triggers"])


def test_law_that_fell_is_graver(store: Store, identity: str) -> None:
    fallen = LAW.ended(CLAUSES, ON + timedelta(days=1))
    (alert,) = told(store, ON + timedelta(days=2), fallen)
    assert alert.severity is Severity.HIGH
    assert "law_record" in alert.body["triggers"]
