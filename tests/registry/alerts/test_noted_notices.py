"""A notice that somebody noted, and the change the page shows: one clock where they are the same, two where not."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from registry.store import Store
from registry.tables import Task
from registry.terms import CountedFrom, NoticeCame, ObjectionState, TaskKind
from tests.crawlers.github_watched import Watched, page
from tests.registry.alerts.clocked import clocked, noted, objections, put
from tests.registry.alerts.test_rules import INDIA, ROWS

NIMBUS = {"kind": "new_recipient_or_subprocessor", "name": "Nimbus Pvt Ltd", "countries": ["IN"]}
BILLS = ("Kvarnbolaget AB", "Invoices", "India")
SOMEBODY = {"kind": "new_recipient_or_subprocessor", "name": "Kvarnbolaget", "countries": []}


@pytest.fixture
def watched(store: Store, tmp_path: Path) -> Iterator[Watched]:
    with clocked(store, tmp_path) as begun:
        yield begun


def test_a_notice_noted_before_the_page_shows_it_is_the_same_clock(watched: Watched) -> None:
    came = watched.now.date() - timedelta(days=3)
    put(watched, noted(notice_came=NoticeCame.MAIL, sent_on=came, periods=[{"of": "agreement", "days": 30}]))
    watched.show(page([*ROWS, INDIA]))
    (one,) = objections(watched)
    assert one.change_id is not None
    assert (one.deadline_on, one.counted_from) == (came + timedelta(days=30), CountedFrom.SENT)


def test_a_notice_of_somebody_else_is_another_clock(watched: Watched) -> None:
    put(watched, noted(named=[{"kind": "new_recipient_or_subprocessor", "name": "Kvarnbolaget", "countries": []}]))
    watched.show(page([*ROWS, INDIA]))
    assert len(objections(watched)) == 2


@pytest.mark.parametrize(
    "named", [None, [NIMBUS]], ids=["a notice that names nobody", "a notice that names one of two"]
)
def test_a_notice_that_was_decided_on_swallows_no_new_change(
    watched: Watched, named: list[dict[str, Any]] | None
) -> None:
    put(watched, noted(state=ObjectionState.ACCEPTED, named=named))
    watched.show(page([*ROWS, INDIA, BILLS]))
    old, new = sorted(objections(watched), key=lambda one: one.change_id is not None)
    assert (old.id, old.change_id, old.state) == ("obj_1", None, ObjectionState.ACCEPTED)
    assert new.state is ObjectionState.ASSESSING
    assert [one["name"] for one in new.named or []] == ["Nimbus Pvt Ltd", "Kvarnbolaget AB"]


def test_what_was_decided_on_by_name_is_not_asked_again_when_the_page_shows_it(watched: Watched) -> None:
    put(watched, noted(state=ObjectionState.ACCEPTED, named=[NIMBUS], notice_came=NoticeCame.MAIL))
    watched.show(page([*ROWS, INDIA]))
    (one,) = objections(watched)
    assert one.change_id is not None
    assert one.state is ObjectionState.ACCEPTED


def test_a_notice_of_one_takes_in_the_others_that_the_page_shows_with_it(watched: Watched) -> None:
    put(watched, noted(named=[NIMBUS]))
    watched.show(page([*ROWS, INDIA, BILLS]))
    (one,) = objections(watched)
    assert [each["name"] for each in one.named or []] == ["Nimbus Pvt Ltd", "Kvarnbolaget AB"]


def test_a_notice_of_another_service_is_no_notice_of_this_change(watched: Watched) -> None:
    put(watched, noted(notice_came=NoticeCame.MAIL, service_id="svc_another", named=[SOMEBODY]))
    watched.show(page([*ROWS, INDIA]))
    for _ in range(7):
        watched.round()
    with watched.store.read() as session:
        (task,) = session.exec(select(Task)).all()
    assert task.kind is TaskKind.ASK_FOR_NOTICE
