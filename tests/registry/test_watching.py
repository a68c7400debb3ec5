"""When a source is looked at next, and what its state says."""

from datetime import UTC, datetime, timedelta

import pytest

from registry import watching
from registry.errors import NotFound
from registry.store import Store
from registry.tables import Source
from registry.terms import DocumentKind, SourceState
from registry.watching import Declared

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
LIST = Declared("src_list", "doc_list", "svc_one", DocumentKind.SUB_PROCESSOR_LIST, "https://one.example/list")
NOTICE = Declared(
    "src_notice", "doc_notice", "svc_one", DocumentKind.NOTICE, "https://one.example/notice", every_days=30
)


def declared(store: Store, *sources: Declared, at: datetime = AT) -> int:
    with store.write("test") as session:
        return watching.declare(session, sources, at)


def source(store: Store, source_id: str = LIST.id) -> Source:
    with store.read() as session:
        return watching.one(session, source_id)


def seen(store: Store, at: datetime, source_id: str = LIST.id) -> None:
    with store.write("test") as session:
        watching.note_seen(session, watching.one(session, source_id), at)


def failed(store: Store, at: datetime, not_before: datetime | None = None) -> None:
    with store.write("test") as session:
        known = watching.one(session, LIST.id)
        watching.note_failure(session, known, SourceState.UNREACHABLE, "timeout", at, not_before=not_before)


def test_a_declared_source_is_new_once_and_due_at_once(store: Store) -> None:
    assert declared(store, LIST, NOTICE) == 2
    assert declared(store, LIST, NOTICE, at=AT + timedelta(days=1)) == 0
    with store.read() as session:
        assert [one.id for one in watching.due(session, AT)] == ["src_list", "src_notice"]
        assert watching.next_due(session) == AT


@pytest.mark.parametrize(("which", "days"), [(LIST, 1), (NOTICE, 30)])
def test_a_source_is_due_as_often_as_declared_else_by_its_kind(store: Store, which: Declared, days: int) -> None:
    declared(store, which)
    seen(store, AT, which.id)
    early = AT + timedelta(days=days) - source(store, which.id).due_at
    assert timedelta(0) <= early < timedelta(hours=days)  # spread by the id over an hour of each day


def test_a_failure_is_tried_again_with_growing_pauses_and_ends_when_it_answers(store: Store) -> None:
    declared(store, LIST)
    pauses = []
    for number in range(8):
        at = AT + timedelta(days=number)
        failed(store, at)
        pauses.append(source(store).due_at - at)
    assert pauses[:3] == [timedelta(hours=1), timedelta(hours=2), timedelta(hours=4)]
    assert pauses[-1] == timedelta(days=2)
    assert source(store).troubled_at == AT
    seen(store, AT + timedelta(days=9))
    assert (source(store).failures, source(store).troubled_at, source(store).trouble) == (0, None, None)


def test_a_host_that_names_a_time_is_not_asked_before_it(store: Store) -> None:
    declared(store, LIST)
    failed(store, AT, AT + timedelta(hours=20))
    assert source(store).due_at == AT + timedelta(hours=20)


def test_another_address_forgets_the_validators_of_the_old_one(store: Store) -> None:
    declared(store, LIST)
    with store.write("test") as session:
        known = watching.one(session, LIST.id)
        known.etag, known.due_at = '"old"', AT + timedelta(days=1)
    moved = Declared(LIST.id, LIST.document_id, LIST.service_id, LIST.kind, "https://two.example/list")
    declared(store, moved)
    assert (source(store).etag, source(store).host, source(store).due_at) == (None, "two.example", AT)


def test_a_paused_source_is_never_due(store: Store) -> None:
    declared(store, LIST)
    with store.write("test") as session:
        watching.one(session, LIST.id).paused = True
    with store.read() as session:
        assert watching.due(session, AT + timedelta(days=99)) == []
        assert watching.next_due(session) is None


def test_the_heartbeat_counts_every_source_in_one_state(store: Store) -> None:
    declared(store, LIST, NOTICE)
    failed(store, AT)
    with store.read() as session:
        beat = watching.heartbeat(session)
    assert beat == {
        "verified": 0, "changed": 0, "unreachable": 1, "blocked": 0, "paused": 0, "never_checked": 1
    }  # fmt: skip


def test_a_source_nobody_declared_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound, match="src_nothing"), store.read() as session:
        watching.one(session, "src_nothing")
