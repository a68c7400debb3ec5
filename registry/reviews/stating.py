"""What a value says of a recipient that a notice names: whom the name means, in which role, where to, on what.

A name that fits several is nobody until a person says whom it means.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlmodel import Session, col

from registry import valued
from registry.catalogue.dated import Moment, live
from registry.catalogue.resolving import Known
from registry.catalogue.stated_recipients import StatedRecipient
from registry.errors import Ambiguous, BadInput
from registry.lawfiles import place_names
from registry.tables import Dated, Organisation, Service
from registry.terms import SafeguardKind

Row = TypeVar("Row", bound=Dated)
_ANY = Moment(date.max)
_SAFEGUARDS = {kind.value: kind for kind in (SafeguardKind.SCC, SafeguardKind.BCR)}


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom a name means: a service, else an organisation, else nobody; `candidates` where it fits several."""

    service: str | None = None
    organisation: str | None = None
    candidates: tuple[str, ...] = ()


def whom_of(names: Known, value: Mapping[str, Any]) -> Whom:
    """Whom the name as written means, else the service or party it was recognised as."""
    told = value.get("resolved")
    resolved = told if isinstance(told, Mapping) else {}
    candidates: tuple[str, ...] = ()
    said = (value.get("name_as_written"), name_of(value), resolved.get("service"), resolved.get("party"))
    for name in dict.fromkeys(str(one) for one in said if one):
        try:
            match = names.resolve(name)
        except Ambiguous:
            fits = names.names.resolve(name)
            candidates = candidates or (fits.candidates if fits is not None else ())
            continue
        if match is not None:
            return Whom(match.service, match.organisation)
    return Whom(candidates=candidates)


def name_of(value: Mapping[str, Any]) -> str:
    """The name without what stands in brackets after it ("Ett AB (Sverige)"): that says where or what, not who."""
    name = valued.name_of(value)
    stem = name.partition(" (")[0].strip()
    return stem if stem and name.endswith(")") else name


def stated_safeguards(value: Mapping[str, Any]) -> tuple[SafeguardKind, ...]:
    """The safeguards among the mechanisms stated. Adequacy and its frameworks are none: they stay what is claimed."""
    return tuple(_SAFEGUARDS[one] for one in valued.several_of(value, "mechanisms") if one in _SAFEGUARDS)


def recipient_of(
    session: Session, controller_id: str, value: Mapping[str, Any], names: Callable[[], Known]
) -> StatedRecipient:
    """A value as a recipient, whom it means looked up again where nobody was known. Raises BadInput."""
    name, service, organisation = name_of(value), *(valued.text_of(value, of) for of in ("service", "organisation"))
    if service is None and organisation is None:
        whom = whom_of(names(), value)
        if whom.candidates:
            several = ", ".join(whom.candidates)
            raise BadInput(f"“{name}” fits several: {several}. Edit, and name its organisation.", field="organisation")
        service, organisation = whom.service, whom.organisation
    if service is not None:
        organisation = _required(session, Service, service, "service").organisation_id
    elif organisation is not None:
        _required(session, Organisation, organisation, "organisation")
    begins = valued.text_of(value, "valid_from")
    return StatedRecipient(
        controller_id=controller_id,
        name=name,
        service_id=service,
        organisation_id=organisation,
        role=valued.role_of(value),
        destinations=_places(value),
        safeguards=stated_safeguards(value),
        act=valued.text_of(value, "act"),
        purpose=valued.text_of(value, "purpose"),
        data_categories=tuple(map(str, valued.several_of(value, "data_categories"))) or None,
        valid_from=valued.day_of(begins) if begins is not None else None,
    )


def _places(value: Mapping[str, Any]) -> tuple[str | None, ...]:
    """The destinations stated. Raises BadInput for what is no country's code: the law could not read it."""
    stated = tuple(valued.several_of(value, "destinations"))
    for one in stated:
        if one is not None and one not in place_names():
            raise BadInput(f"“{one}” is no country code; write two capital letters.", field="destinations")
    return stated


def _required(session: Session, table: type[Row], identity: str, field: str) -> Row:
    row = session.exec(live(table, _ANY, on=False).where(col(table.id) == identity)).first()
    if row is None:
        raise BadInput(f"There is no {field} {identity}.", field=field)
    return row
