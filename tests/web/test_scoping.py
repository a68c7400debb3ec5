"""Below every statement: somebody whose scope is one company sees no row of the other, and writes none."""

import json

import companies
import pytest
import sqlalchemy as sa
import world
from companies import FOREIGN, OWN

from registry import audit, scoping
from registry.catalogue.dated import Moment
from registry.catalogue.reading import read_register
from registry.errors import BadInput, NotAllowed
from registry.store import Store
from registry.tables import Alert, Engagement, Organisation, Proposal, Table
from registry.terms import OrganisationKind, ProposalState

MINE = frozenset({OWN})


@pytest.fixture
def filled(store: Store) -> Store:
    world.fill(store)
    companies.fill(store)
    return store


def rows(store: Store, table: sa.Table, controllers: frozenset[str] | None) -> list[str]:
    with store.read(controllers) as session:
        return [json.dumps([str(value) for value in row]).casefold() for row in session.execute(sa.select(table))]


@pytest.mark.parametrize("name", sorted(set(Table.metadata.tables) - scoping.WITHOUT))
def test_no_table_shows_a_row_of_another_company(filled: Store, name: str) -> None:
    table = Table.metadata.tables[name]
    shown = rows(filled, table, MINE)
    assert not [row for row in shown if any(word in row for word in companies.FOREIGN_WORDS)]
    every = rows(filled, table, None)
    assert set(shown) == {row for row in every if not any(word in row for word in (*companies.FOREIGN_WORDS, "_ham"))}


def test_who_has_the_other_company_sees_that_one(filled: Store) -> None:
    with filled.read({FOREIGN}) as session:
        register = read_register(session, Moment(world.TODAY))
    assert set(register.engagements) == {"eng_hamnen"}
    assert {one.id for one in register.organisations.values() if one.is_controller} == {FOREIGN}
    assert set(register.services) == {"svc_lagring", "svc_brev"}


def test_an_empty_scope_sees_the_shared_catalogue_alone(filled: Store) -> None:
    with filled.read(frozenset()) as session:
        register = read_register(session, Moment(world.TODAY))
    assert (set(register.engagements), set(register.services)) == (set(), {"svc_lagring", "svc_brev"})


def test_a_thing_of_another_company_is_not_found_by_its_id(filled: Store) -> None:
    with filled.read(MINE) as session:
        assert session.get(Alert, "alr_hamnen") is None
        assert session.get(Alert, "alr_norrsken") is not None


def test_another_controller_that_is_a_party_of_ours_is_a_party_like_others(filled: Store) -> None:
    with filled.write("test") as session:
        for one in session.exec(sa.select(Engagement).where(Engagement.id == "eng_brev")).scalars():  # type: ignore[call-overload]
            one.contracting_party_id = FOREIGN
    with filled.read(MINE) as session:
        register = read_register(session, Moment(world.TODAY))
    assert (register.organisations[FOREIGN].name, bool(register.organisations[FOREIGN].is_controller)) == (
        "Hamnen AB",
        False,
    )


@pytest.mark.parametrize(
    "row",
    [
        Organisation(id=FOREIGN, kind=OrganisationKind.LEGAL_PERSON, name="Taken over", **world.ON_FILE),
        Organisation(id="org_new", kind=OrganisationKind.LEGAL_PERSON, name="New", is_controller=True, **world.ON_FILE),
        Engagement(id="eng_x", controller_id=FOREIGN, service_id="svc_brev", name_as_written="x", **world.ON_FILE),
    ],
    ids=["taken over", "new controller", "foreign engagement"],
)
def test_what_belongs_to_another_company_is_not_written(row: Table, filled: Store) -> None:
    fresh = type(row)(**row.model_dump(exclude={"row"}))
    if isinstance(fresh, Organisation) and fresh.id == FOREIGN:
        fresh.is_controller = True
    with pytest.raises(NotAllowed, match="all of them"), filled.write("usr_1", MINE) as session:
        session.add(fresh)


def test_what_all_companies_share_is_decided_by_somebody_for_all(filled: Store) -> None:
    with pytest.raises(NotAllowed), filled.write("usr_1", MINE) as session:
        session.get_one(Proposal, "prp_norrsken").state = ProposalState.REJECTED
    with filled.write("usr_1", MINE) as session:
        session.add(Organisation(id="org_new", kind=OrganisationKind.NAMED_ONLY, name="Named", **world.ON_FILE))


def test_the_chain_is_whole_whoever_writes(filled: Store) -> None:
    with filled.write("usr_1", MINE) as session:
        session.add(Organisation(id="org_new", kind=OrganisationKind.NAMED_ONLY, name="Named", **world.ON_FILE))
    with filled.read(MINE) as session:
        assert audit.verify(session) is None


@pytest.mark.parametrize("identity", ["org' OR '1'='1", "org%s", "", "org\n"])
def test_an_id_that_is_none_reaches_no_statement(identity: str) -> None:
    with pytest.raises(BadInput, match="no controller"):
        scoping.narrowed("SELECT * FROM engagement", {identity}, "main")


@pytest.mark.parametrize(
    ("statement", "begins"),
    [
        ("SELECT 1", "SELECT 1"),
        ("UPDATE engagement SET row = 1", "UPDATE"),
        ("select * from engagement", 'WITH "engagement" AS ('),
        ("WITH chain AS (SELECT * FROM engagement) SELECT * FROM chain", 'WITH "engagement" AS ('),
        ("WITH RECURSIVE chain(a) AS (SELECT 1) SELECT * FROM engagement", 'WITH RECURSIVE "engagement" AS ('),
    ],
)
def test_statements_that_read_are_narrowed_and_others_are_not(statement: str, begins: str) -> None:
    assert scoping.narrowed(statement, MINE, "main").startswith(begins)
