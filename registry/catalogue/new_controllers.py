"""A person's act: an organisation of ours enters the register by its name, country and registration number.

Its id is the one that importing its portfolio would give it, so that a portfolio that comes later finds it there.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from registry.catalogue import dated
from registry.catalogue.rows_of_portfolios import person_id
from registry.cataloguenames import folded
from registry.errors import BadInput, Conflict
from registry.lawfiles import place_names
from registry.tables import Organisation
from registry.terms import Grade, OrganisationKind, Origin

SOURCE = "entered by hand"
_LONGEST_NAME, _LONGEST_NUMBER = 200, 40
_NO_COUNTRY = frozenset({"EPO"})  # a place of the law book that is no country


@dataclass(frozen=True, slots=True)
class NewController:
    """What a person says of it. `country` is where it is established (ISO 3166-1 alpha-2); `org_no` None: not said."""

    name: str
    country: str
    org_no: str | None = None


def add_controller(session: Session, new: NewController, at: datetime) -> str:
    """Write it and give its id. Raises BadInput for what it cannot be, Conflict with the id of the one that stands.

    A legal person that others' portfolios name already keeps its row: what a person says of it is put into it.
    """
    name, org_no = _line(new.name, "name", _LONGEST_NAME), _line(new.org_no or "", "org_no", _LONGEST_NUMBER)
    if not folded(name):
        raise BadInput("An organisation has a name; write it as its register does.", field="name")
    if new.country not in place_names() or new.country in _NO_COUNTRY:
        raise BadInput(f"“{new.country[:20]}” is no country code; write two capital letters.", field="country")
    standing = _standing(session, name, org_no)
    if standing is not None and standing.is_controller:
        raise Conflict(f"“{standing.name}” is in the register already, as {standing.id}.", existing=standing.id)
    said: dict[str, Any] = {"country": new.country, "is_controller": True, "source": SOURCE, "origin": Origin.PERSON}
    if standing is not None:
        return dated.correct(session, standing, **said, registration=org_no or standing.registration).id
    row = Organisation(
        id=person_id(name), kind=OrganisationKind.LEGAL_PERSON, name=name, registration=org_no or None,
        grade=Grade.PRIMARY, recorded_at=at, **said,
    )  # fmt: skip
    return dated.add(session, row).id


def _standing(session: Session, name: str, org_no: str) -> Organisation | None:
    """The controller of this name or number, else whoever has the id that the name gives."""
    live = select(Organisation).where(col(Organisation.retired_at).is_(None)).order_by(col(Organisation.id))
    ours = session.exec(live.where(col(Organisation.is_controller))).all()
    named = next((one for one in ours if folded(one.name) == folded(name)), None)
    numbered = next((one for one in ours if org_no and _digits(one.registration) == _digits(org_no)), None)
    return named or numbered or session.exec(live.where(col(Organisation.id) == person_id(name))).first()


def _digits(number: str | None) -> str:
    """A registration number without the signs that are written or left out at will."""
    return "".join(sign for sign in (number or "").casefold() if sign.isalnum())


def _line(said: str, field: str, longest: int) -> str:
    words = " ".join(said.split())
    if len(words) > longest or not words.isprintable():
        raise BadInput(f"This is one line of at most {longest} characters.", field=field)
    return words
