"""The chain: every write has a link, a rolled-back one none, and whoever tampers with it is found."""

import hashlib
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry import audit
from registry.catalogue import dated
from registry.errors import StoreError
from registry.store import Store
from registry.tables import Audit, Delivery, LawBookRow, Organisation, Source
from registry.terms import DeliveryState, DocumentKind, Grade, OrganisationKind, Origin

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)


def organisation(key: str) -> Organisation:
    return Organisation(
        id=f"org_{key}", kind=OrganisationKind.GROUP, name=key, source="file", grade=Grade.PRIMARY, recorded_at=AT,
        origin=Origin.IMPORT, contact={"dpo": ["å", None, 1.5, {"z": 1, "a": True}]},
    )  # fmt: skip


def links(session: Session) -> list[Audit]:
    return list(session.exec(select(Audit).order_by(col(Audit.seq))))


def told(store: Store) -> list[tuple[str, str, str, str]]:
    with store.read() as session:
        assert audit.verify(session) is None
        return [(link.actor, link.deed, link.table, link.subject_id) for link in links(session)]


@pytest.fixture
def chain(store: Store) -> Store:
    """A chain of five links."""
    for key in "abcde":
        with store.write(f"writer of {key}") as session:
            session.add(organisation(key))
    return store


def test_every_write_has_a_link_in_its_transaction(store: Store) -> None:
    with store.write("Åsa") as session:
        session.add_all([organisation("a"), organisation("b")])
        session.flush()
        dated.retire(session, session.exec(select(Organisation).where(Organisation.id == "org_b")).one())
    assert told(store) == [
        ("Åsa", "add", "organisation", "org_a"),
        ("Åsa", "add", "organisation", "org_b"),
        ("Åsa", "retire", "organisation", "org_b"),
    ]


def test_a_link_holds_what_was_written(chain: Store) -> None:
    with chain.read() as session:
        content = links(session)[0].content
    assert content is not None
    assert (content["name"], content["kind"], content["recorded_at"]) == ("a", "group", AT.isoformat())
    assert content["contact"] == {"dpo": ["å", None, 1.5, {"z": 1, "a": True}]}


def test_the_law_stands_in_the_chain_by_its_hash_alone(store: Store) -> None:
    with store.write("test") as session:
        session.add(LawBookRow(sha256="a" * 64, files={"one.toml": "long text"}, loaded_at=AT))
    assert told(store) == [("test", "add", "law_book", "a" * 64)]
    with store.read() as session:
        assert "files" not in (links(session)[0].content or {})


def test_what_is_rolled_back_has_no_link(chain: Store) -> None:
    def fail() -> None:
        with chain.write("test") as session:
            session.add(organisation("f"))
            session.flush()
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert len(told(chain)) == 5


def test_a_savepoint_rolled_back_takes_its_own_links_alone(store: Store) -> None:
    with store.write("test") as session:
        session.add(organisation("before"))
        with session.begin_nested() as savepoint:
            session.add(organisation("gone"))
            with session.begin_nested():
                session.add(organisation("gone too"))
            savepoint.rollback()
        with session.begin_nested():
            session.add(organisation("kept"))
        session.add(organisation("after"))
    assert [subject for _, _, _, subject in told(store)] == ["org_before", "org_kept", "org_after"]
    with store.read() as session:
        assert set(session.exec(select(Organisation.id))) == {"org_before", "org_kept", "org_after"}


def test_one_session_may_commit_several_times(store: Store) -> None:
    with store.write("test") as session:
        session.add(organisation("a"))
        session.commit()
        session.add(organisation("b"))
    assert [subject for _, _, _, subject in told(store)] == ["org_a", "org_b"]


def test_nothing_written_makes_no_link(chain: Store) -> None:
    with chain.write("test") as session:
        row = session.exec(select(Organisation)).first()
        assert row is not None
        row.name = str(row.name)
        session.add(row)
    assert len(told(chain)) == 5


def test_operational_rows_are_left_out(store: Store) -> None:
    with store.write("test") as session:
        session.add(
            Source(
                id="src_1",
                document_id="doc_1",
                service_id="svc_1",
                kind=DocumentKind.DPA,
                url="https://a.example",
                host="a.example",
                due_at=AT,
            )
        )
        session.add(
            Delivery(id="dlv_1", alert_id="alr_1", channel="mail", target="a", state=DeliveryState.WAITING, due_at=AT)
        )
    assert told(store) == []


def test_a_row_of_the_register_is_never_deleted(chain: Store) -> None:
    with pytest.raises(StoreError, match="never deleted"), chain.write("test") as session:
        session.delete(session.exec(select(Organisation)).first())
    assert len(told(chain)) == 5
    with chain.read() as session:
        assert len(session.exec(select(Organisation)).all()) == 5


COLUMNS = {
    "at": AT + timedelta(microseconds=1),
    "actor": "somebody else",
    "deed": "retire",
    "table": "service",
    "subject_id": "org_x",
    "content": {"name": "x"},
    "salt": "0" * 32,
    "content_sha256": "e" * 64,
    "previous": "0" * 63 + "1",
    "sha256": "f" * 64,
}


def test_every_column_of_a_link_is_tried() -> None:
    assert {*COLUMNS, "seq"} == set(Audit.model_fields)


@pytest.mark.parametrize("column", COLUMNS)
def test_a_link_that_was_tampered_with_is_found(chain: Store, column: str) -> None:
    for number in range(5):
        with chain.engine.connect() as connection:
            seqs = list(connection.execute(sa.select(col(Audit.seq)).order_by(col(Audit.seq))).scalars())
            connection.execute(sa.update(Audit).where(col(Audit.seq) == seqs[number]).values({column: COLUMNS[column]}))
            assert audit.broken_link(_rows(connection)) == seqs[number]
            connection.rollback()


def _rows(connection: sa.Connection) -> Iterator[Audit]:
    with Session(bind=connection) as session:
        yield from links(session)


def test_half_a_character_in_the_chain_is_found_and_crashes_nothing(chain: Store) -> None:
    with chain.engine.begin() as connection:
        half = sa.text("""UPDATE audit SET content = '{"name": "\\ud800"}' WHERE subject_id = 'org_c'""")
        connection.execute(half)
    with chain.read() as session:
        assert audit.verify(session) == links(session)[2].seq


def test_a_link_taken_out_of_the_middle_is_found(chain: Store) -> None:
    with chain.read() as session:
        seqs = [link.seq for link in links(session)]
    with chain.engine.begin() as connection:
        connection.execute(sa.delete(Audit).where(col(Audit.seq) == seqs[2]))
    with chain.read() as session:
        assert audit.verify(session) == seqs[3]


def test_the_first_link_taken_away_is_found(chain: Store) -> None:
    with chain.read() as session:
        first, second, *_ = links(session)
    with chain.engine.begin() as connection:
        connection.execute(sa.delete(Audit).where(col(Audit.seq) == first.seq))
    with chain.read() as session:
        assert audit.verify(session) == second.seq


def test_links_that_changed_places_are_found(chain: Store) -> None:
    with chain.read() as session:
        seqs = [link.seq or 0 for link in links(session)]
    with chain.engine.begin() as connection:
        for before, after in ((seqs[1], 900), (seqs[2], seqs[1]), (900, seqs[2])):
            connection.execute(sa.update(Audit).where(col(Audit.seq) == before).values(seq=after))
    with chain.read() as session:
        assert audit.verify(session) == seqs[1]


def test_writers_at_once_keep_one_chain(store: Store) -> None:
    def write(number: int) -> None:
        with store.write(f"writer {number}") as session:
            session.add(organisation(str(number)))
            session.flush()
            session.add(organisation(f"{number}-2"))

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(write, range(30)))
    written = told(store)
    assert len(written) == 60
    assert {subject for _, _, _, subject in written} == {f"org_{n}{more}" for n in range(30) for more in ("", "-2")}


def test_the_head_is_the_newest_link(chain: Store) -> None:
    with chain.read() as session:
        assert audit.head(session) == links(session)[-1].sha256


def erased(store: Store, subject: str) -> int:
    with store.write("Åsa") as session:
        return audit.erase(session, "organisation", subject, "Art. 17")


def test_what_is_erased_leaves_the_chain_whole(chain: Store) -> None:
    assert erased(chain, "org_b") == 1
    with chain.read() as session:
        about = [link for link in links(session) if link.subject_id == "org_b"]
        assert audit.verify(session) is None
        assert [(link.content, link.salt) for link in about if link.deed == "add"] == [(None, None)]
        assert [(link.actor, link.content) for link in about if link.deed == "erase"] == [
            ("Åsa", {"links": [about[0].seq], "reason": "Art. 17"})
        ]


def test_a_second_erasure_finds_nothing_left_and_says_nothing(chain: Store) -> None:
    erased(chain, "org_b")
    assert erased(chain, "org_b") == 0
    assert len(told(chain)) == 6


def test_writing_goes_on_after_an_erasure_in_the_same_transaction(chain: Store) -> None:
    with chain.write("Åsa") as session:
        audit.erase(session, "organisation", "org_a", "Art. 17")
        session.add(organisation("f"))
    assert [deed for _, deed, _, _ in told(chain)[5:]] == ["erase", "add"]


def test_a_content_that_is_merely_gone_is_found(chain: Store) -> None:
    with chain.engine.begin() as connection:
        connection.execute(
            sa.update(Audit).where(col(Audit.subject_id) == "org_b").values(content=sa.null(), salt=None)
        )
        (second,) = connection.execute(sa.select(col(Audit.seq)).where(col(Audit.subject_id) == "org_b")).scalars()
        assert audit.broken_link(_rows(connection)) == second


@pytest.mark.parametrize("column", ["at", "actor", "deed", "table", "subject_id", "content", "content_sha256"])
def test_an_erased_link_that_was_tampered_with_is_found(chain: Store, column: str) -> None:
    erased(chain, "org_b")
    with chain.engine.connect() as connection:
        of_b = (col(Audit.subject_id) == "org_b", col(Audit.deed) == "add")
        (second,) = connection.execute(sa.select(col(Audit.seq)).where(*of_b)).scalars()
        connection.execute(sa.update(Audit).where(*of_b).values({column: COLUMNS[column]}))
        assert audit.broken_link(_rows(connection)) == second


def test_links_of_before_contents_were_sealed_apart_still_hold(store: Store) -> None:
    """As version 0012 of the schema wrote them: the content stands in the link's own hash."""
    whole = ["0" * 64, AT.isoformat(), "Åsa", "add", "organisation", "org_a", {"name": "å"}]
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True)
    old = Audit(
        at=AT, actor="Åsa", deed="add", table="organisation", subject_id="org_a", content={"name": "å"},
        previous="0" * 64, sha256=hashlib.sha256(text.encode()).hexdigest(),
    )  # fmt: skip
    with store.write("test") as session:
        session.add(old)
        session.flush()
        session.add(organisation("b"))
    assert len(told(store)) == 2
    assert erased(store, "org_a") == 1
    assert len(told(store)) == 3
