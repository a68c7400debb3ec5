"""Who is due is looked up in an index, however many sources there are and however many of them are paused."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from registry import watching
from registry.store import Store
from registry.tables import Source
from registry.terms import DocumentKind

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
COUNT = 3000
INDEX = "ix_source_paused_due_at"


@pytest.fixture
def crowded(store: Store) -> Store:
    """Three thousand sources: ten are due, a thousand paused ones have been due for long."""
    with store.write("test") as session:
        session.execute(sa.insert(Source), [row(number) for number in range(COUNT)])
    if store.engine.dialect.name == "postgresql":
        with store.engine.connect() as connection:
            connection.exec_driver_sql("ANALYZE source")
    return store


def row(number: int) -> dict[str, object]:
    is_paused = 10 <= number < 1010
    due = AT - timedelta(days=9) if is_paused else AT if number < 10 else AT + timedelta(seconds=number)
    return {
        "id": f"src_{number:04d}", "document_id": f"doc_{number:04d}", "service_id": "svc_one",
        "kind": DocumentKind.NOTICE, "url": "https://one.example/", "host": "one.example", "paused": is_paused,
        "failures": 0, "due_at": due,
    }  # fmt: skip


def plans(store: Store, asked: list[str]) -> list[str]:
    """How the database says it would answer each of these statements."""
    word = "EXPLAIN QUERY PLAN" if store.engine.dialect.name == "sqlite" else "EXPLAIN"
    with store.engine.connect() as connection:
        return ["\n".join(str(line) for line in connection.exec_driver_sql(f"{word} {one}")) for one in asked]


def statements(session: Session) -> list[str]:
    """What is asked of the database, its values written out."""
    asked: list[str] = []
    bind = session.get_bind()

    @sa.event.listens_for(bind, "before_execute")
    def note(_connection: object, clause: sa.ClauseElement, *_: object) -> None:
        asked.append(str(clause.compile(bind, compile_kwargs={"literal_binds": True})))

    watching.due(session, AT)
    watching.next_due(session)
    sa.event.remove(bind, "before_execute", note)
    return asked


def test_only_the_due_are_found_past_any_number_of_paused_ones(crowded: Store) -> None:
    with crowded.read() as session:
        assert [one.id for one in watching.due(session, AT)] == [f"src_{number:04d}" for number in range(10)]
        assert [one.id for one in watching.due(session, AT, limit=3)] == ["src_0000", "src_0001", "src_0002"]
        assert watching.next_due(session) == AT


def test_who_is_due_and_when_the_next_one_is_are_looked_up_in_the_index(crowded: Store) -> None:
    with crowded.read() as session:
        asked = statements(session)
    assert len(asked) == 2
    for plan in plans(crowded, asked):
        assert INDEX in plan, plan
        assert "SCAN source" not in plan, plan
        assert "Seq Scan" not in plan, plan
        assert "TEMP B-TREE" not in plan, plan


def test_a_clock_that_ran_ahead_and_was_set_back_puts_nothing_off(store: Store) -> None:
    ahead, soon = AT + timedelta(days=20), AT + timedelta(days=3)
    with store.write("test") as session:
        for number, (checked, due) in enumerate([(ahead, ahead + timedelta(days=7)), (AT, soon), (None, soon)]):
            session.add(Source(**row(number) | {"checked_at": checked, "due_at": due}))  # type: ignore[arg-type]
    with store.write("test") as session:
        assert watching.bring_back(session, AT) == 1
        assert [one.id for one in watching.due(session, AT)] == ["src_0000"]
        assert watching.bring_back(session, ahead) == 0
