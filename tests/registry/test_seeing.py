"""That many documents were seen, written at once: as if each had been written alone, and never over another's text."""

from datetime import UTC, datetime, timedelta

from sqlmodel import col, select

from registry import audit, seeing, watching
from registry.seeing import Seen
from registry.store import Store
from registry.tables import Change, Snapshot, Source, Version
from registry.terms import CaptureState, DocumentKind, SourceState
from registry.watching import Captured, Declared

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
NEXT = AT + timedelta(days=1)
IDS = [f"src_{number:04d}" for number in range(1, 604)]
KNOWN = "ab" * 32


def begin(store: Store) -> None:
    """Sources whose first text was seen, some of them in trouble since."""
    declared = [Declared(one, f"doc_{one}", "svc_one", DocumentKind.NOTICE, f"https://{one}.example/") for one in IDS]
    with store.write("test") as session:
        assert watching.declare(session, declared, AT) == len(IDS)
        for source in session.exec(select(Source)):
            source.body_sha256 = KNOWN
            if source.id < "src_0100":
                watching.note_failure(session, source, SourceState.UNREACHABLE, "timeout", AT)


def states(store: Store) -> list[tuple[object, ...]]:
    """What stands in every source's row that a look may change."""
    with store.read() as session:
        rows = session.exec(select(Source).order_by(col(Source.id))).all()
    return [
        (one.id, one.state, one.trouble, one.failures, one.troubled_at, one.checked_at, one.verified_at, one.due_at)
        for one in rows
    ]


def test_many_notes_at_once_leave_what_each_alone_would_have_left(store: Store) -> None:
    begin(store)
    with store.write("test") as session:
        for source_id in IDS:
            watching.note_seen(session, watching.one(session, source_id), NEXT)
    alone = states(store)
    with store.write("test") as session:
        for source in session.exec(select(Source)):
            watching.note_failure(session, source, SourceState.UNREACHABLE, "timeout", AT)
    assert states(store) != alone
    with store.write("test") as session:
        assert sorted(seeing.note_all(session, [Seen(one, KNOWN, NEXT) for one in IDS])) == IDS
    assert states(store) == alone


def test_a_long_standing_text_is_due_later_whichever_way_it_is_noted(store: Store) -> None:
    begin(store)
    with store.write("test") as session:
        session.add(
            Version(
                id="ver_old", document_id="doc_src_0001", snapshot_id="snp_old", text_sha256=KNOWN, extractor=1,
                reader=1, recorded_at=AT - timedelta(days=400),
            )
        )  # fmt: skip
        watching.one(session, IDS[0]).version_id = "ver_old"
    with store.write("test") as session:
        seeing.note_all(session, [Seen(IDS[0], KNOWN, NEXT)])
    with store.write("test") as session:
        source = watching.one(session, IDS[0])
        batched = source.due_at
        watching.note_seen(session, source, NEXT)
        assert source.due_at == batched
    assert batched > NEXT + timedelta(days=20)


def test_a_source_that_got_another_text_meanwhile_is_left_alone_and_stays_due(store: Store) -> None:
    begin(store)
    with store.write("test") as session:
        watching.one(session, IDS[1]).body_sha256 = "cd" * 32
    before = states(store)[1]
    with store.write("test") as session:
        assert seeing.note_all(session, [Seen(one, KNOWN, NEXT) for one in IDS[:3]]) == [IDS[0], IDS[2]]
    assert states(store)[1] == before


def test_other_bytes_with_the_same_text_are_known_from_then_on(store: Store) -> None:
    begin(store)
    captured = Captured("ef" * 32, 10, "text/html", "https://src.example/", NEXT, etag='"new"')
    with store.write("test") as session:
        seeing.note_all(session, [Seen(IDS[0], KNOWN, NEXT, captured, "odd"), Seen(IDS[1], KNOWN, NEXT)])
    with store.read() as session:
        source = watching.one(session, IDS[0])
        assert (source.body_sha256, source.etag, source.trouble) == (captured.sha256, '"new"', "odd")
        assert [one.sha256 for one in session.exec(select(Snapshot))] == [captured.sha256]
        assert audit.verify(session) is None


def test_only_who_returned_often_and_lately_is_named(store: Store) -> None:
    begin(store)
    days = {IDS[0]: (1, 2, 3), IDS[1]: (1, 2), IDS[2]: (1, 2, 40)}
    with store.write("test") as session:
        for source_id, ago in days.items():
            for number, day in enumerate(ago):
                session.add(
                    Change(
                        id=f"chg_{source_id}_{number}", source_id=source_id, document_id="doc", service_id="svc_one",
                        to_version_id="ver", state=CaptureState.RETURNED, material=False, kinds=[], changes=[],
                        recorded_at=AT - timedelta(days=day),
                    )
                )  # fmt: skip
    with store.read() as session:
        assert seeing.returned_often(session, IDS, AT - timedelta(days=30), 3) == [IDS[0]]


def test_nobody_is_declared_twice_and_what_is_declared_anew_is_due_at_once(store: Store) -> None:
    begin(store)
    declared = [Declared(one, f"doc_{one}", "svc_one", DocumentKind.NOTICE, f"https://{one}.example/") for one in IDS]
    moved = Declared(IDS[0], f"doc_{IDS[0]}", "svc_one", DocumentKind.NOTICE, "https://elsewhere.example/")
    with store.write("test") as session:
        assert watching.declare(session, [moved, *declared[1:]], NEXT) == 0
        assert (watching.one(session, IDS[0]).host, watching.one(session, IDS[0]).due_at) == ("elsewhere.example", NEXT)
        assert watching.ids(session) == set(IDS)
