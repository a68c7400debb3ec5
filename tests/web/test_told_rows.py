"""Rows told by statements that are made once: the same as rows read one by one, and as narrowed as these."""

from datetime import UTC, datetime, timedelta

import companies
import msgspec
import pytest
import sqlalchemy as sa
import world
from companies import OWN

from registry.catalogue import dated, told
from registry.catalogue.dated import Moment
from registry.catalogue.listing import SHELVES, Turning
from registry.catalogue.told_lists import ToldList
from registry.errors import OnwardError
from registry.prepared import Prepared
from registry.store import Store
from registry.tables import Claim, Dated, Document, Engagement, Location, Organisation, Service, Table, Transfer
from web.api.shapes import organisations as shapes
from web.api.shapes.base import Shape, each, filled

MINE = frozenset({OWN})
TODAY = Moment(world.TODAY)


@pytest.fixture
def both(store: Store) -> Store:
    world.fill(store)
    companies.fill(store)
    return store


@pytest.mark.parametrize(
    ("table", "shape"),
    [
        (Service, shapes.Service),
        (Organisation, shapes.Organisation),
        (Document, shapes.Document),
        (Location, shapes.Location),
    ],
)
@pytest.mark.parametrize("known_at", [None, datetime.now(UTC) + timedelta(days=1)])
def test_a_row_is_told_as_it_is_read(
    both: Store, table: type[Dated], shape: type[Shape], known_at: datetime | None
) -> None:  # fmt: skip
    question, moment = told.one(table, shape.__struct_fields__), Moment(world.TODAY, known_at)
    with both.read() as session:
        ids = [one.id for one in session.exec(dated.live(table, moment))]
        for identity in ids:
            rows = question.rows(session.connection(), moment, identity=identity)
            (fast,) = each(shape, question.fields, rows)
            slow = filled(shape, dated.one(session, table, identity, moment))
            assert msgspec.json.decode(msgspec.json.encode(fast)) == msgspec.json.decode(msgspec.json.encode(slow))
            assert msgspec.json.decode(msgspec.json.encode(fast), type=shape)
    assert ids


def test_what_was_not_known_yet_is_not_told(both: Store) -> None:
    question = told.one(Service, shapes.Service.__struct_fields__)
    before = Moment(world.TODAY, datetime(2001, 1, 1, tzinfo=UTC))
    with both.look() as connection:
        assert not question.rows(connection, before, identity="svc_lagring")
        assert question.rows(connection, TODAY, identity="svc_lagring")


@pytest.mark.parametrize("table", [Engagement, Transfer, Claim])
def test_a_scope_narrows_what_is_told(both: Store, table: type[Table]) -> None:
    question = Prepared(sa.select(sa.inspect(table).columns["id"]))
    with both.look() as connection:
        every = {row[0] for row in question.rows(connection)}
    with both.look(MINE) as connection, both.read(MINE) as session:
        shown = {row[0] for row in question.rows(connection)}
        assert shown == set(session.execute(sa.select(sa.inspect(table).columns["id"])).scalars())
    assert shown < every


def test_a_list_that_is_told_holds_what_a_scope_shows(both: Store) -> None:
    listed = ToldList(SHELVES["engagements"], ("id", "controller"))
    with both.look(MINE) as connection:
        page = listed.page(connection, TODAY, {}, Turning("name", 50))
    assert {row[1] for row in page.items} == {OWN}
    assert page.total == len(page.items)


def test_a_look_sees_one_state_throughout(both: Store) -> None:
    count = Prepared(sa.select(sa.func.count()).select_from(sa.inspect(Organisation).local_table))
    with both.look() as connection:
        before = count.rows(connection)[0][0]
        with both.write("test") as session:
            dated.correct(session, dated.one(session, Organisation, OWN, TODAY), name="Budkavle AB")
        assert count.rows(connection)[0][0] == before
    with both.look() as connection:
        assert count.rows(connection)[0][0] == before + 1


def test_what_the_driver_refuses_is_one_of_our_errors(store: Store) -> None:
    question = Prepared(sa.text("SELECT nothing FROM nowhere"))
    with store.look() as connection, pytest.raises(OnwardError):
        question.rows(connection)
