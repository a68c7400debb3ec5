"""An organisation of ours enters the register by a person's word, once, and a portfolio that comes later finds it."""

from dataclasses import replace
from typing import Any

import pytest
from handed_register import of
from small_portfolio import AT, ORGANISATION, bring
from sqlmodel import select

from registry.catalogue.new_controllers import NewController, add_controller
from registry.catalogue.rows_of_portfolios import person_id
from registry.errors import BadInput, Conflict
from registry.store import Store
from registry.tables import Audit, Organisation
from registry.terms import Grade, OrganisationKind, Origin

MILL = NewController("Påhittade Kvarnen AB", "SE", "556036-0793")


def enter(store: Store, new: NewController) -> str:
    with store.write("A. Exempelsson") as session:
        return add_controller(session, new, AT)


def test_what_the_person_says_stands_with_its_author(store: Store) -> None:
    identity = enter(store, MILL)
    (row,) = of(store, Organisation)
    said = (row.id, row.name, row.country, row.registration, row.is_controller, row.kind, row.origin)
    number = "556036-0793"
    assert said == (identity, MILL.name, "SE", number, True, OrganisationKind.LEGAL_PERSON, Origin.PERSON)
    with store.read() as session:
        assert set(session.exec(select(Audit.actor).where(Audit.subject_id == identity))) == {"A. Exempelsson"}


@pytest.mark.parametrize(
    "changes",
    [{}, {"name": "påhittade  kvarnen ab"}, {"name": "Another Name AB", "org_no": "5560360793"}, {"country": "NO"}],
)
def test_one_that_stands_is_named_and_not_written_again(store: Store, changes: dict[str, Any]) -> None:
    identity = enter(store, MILL)
    with pytest.raises(Conflict) as refused:
        enter(store, replace(MILL, **changes))
    assert refused.value.existing == identity
    assert len(of(store, Organisation)) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"), ({"name": "?!"}, "name"), ({"name": "x" * 201}, "name"),
        ({"name": "Kvarnen\u202e AB"}, "name"), ({"country": "se"}, "country"), ({"country": "XX"}, "country"),
        ({"country": "EPO"}, "country"), ({"country": ""}, "country"), ({"org_no": "1" * 41}, "org_no"),
    ],
)  # fmt: skip
def test_what_no_organisation_can_be_called_is_refused(store: Store, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        enter(store, replace(MILL, **changes))
    assert refused.value.field == field
    assert of(store, Organisation) == []


def test_a_portfolio_that_comes_later_is_of_the_same_organisation(store: Store) -> None:
    identity = enter(store, NewController("Sjöboden AB", "SE"))
    bring(store, ORGANISATION)
    assert identity == person_id("Sjöboden AB")
    (row,) = [one for one in of(store, Organisation) if one.is_controller]
    assert (row.id, row.origin) == (identity, Origin.PERSON)


def test_a_party_that_a_portfolio_names_becomes_ours_under_its_own_id(store: Store) -> None:
    with store.write("test") as session:
        session.add(
            Organisation(
                id=person_id(MILL.name), kind=OrganisationKind.LEGAL_PERSON, name=MILL.name, registration="1",
                source="a portfolio", grade=Grade.PRIMARY, origin=Origin.IMPORT, recorded_at=AT,
            )
        )  # fmt: skip
    enter(store, replace(MILL, org_no=None))
    (row,) = of(store, Organisation)
    assert (row.is_controller, row.country, row.registration) == (True, "SE", "1")
