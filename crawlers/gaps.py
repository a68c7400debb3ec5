"""Notice ↔ registry ↔ observed: reads a notice, asks the register of the day, and lets the gap rules compare.

A notice is held against the activities it covers (`scope`; empty: all on the register but those its own words leave
out), on the day asked about. What the register holds of observations counts beside those of the scans.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from crawlers.companies import company_names
from crawlers.engaged import Asked, engagements, founded, other_sources
from crawlers.gazetteer import plain_name
from crawlers.notices import FormerName, LawDays, notice_of
from crawlers.observed import observed
from crawlers.read import Reading
from crawlers.scoped import scope_of
from registry.catalogue.reading import Moment, Register, Row, claims, names_of, read_register
from registry.cataloguefiles import load
from registry.law.disclosure_facts import Compared, Gap, Passage
from registry.law.disclosures import gaps
from registry.law.lawbook import LawBook
from registry.law.lawindex import index_of, is_in_force
from registry.organisationshapes import LegalPerson, NameKind, Relation
from registry.store import Session

_ENDED = ("2000/520", "2016/1250", "2010/87", "2001/497", "2004/915", "2002/16")


@dataclass(frozen=True, slots=True)
class Asking:
    """Whose notice is compared, on which day, for which activities (keys; empty: by its own words), with which scans:
    what `onward scan … --json` prints, one for each time the site was looked at."""

    controller: str
    on: date
    scope: tuple[str, ...] = ()
    sites: tuple[object, ...] = ()
    known_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The gaps, the activities that were not compared (by key, with the notice's words that leave them out), and all
    that was compared."""

    gaps: tuple[Gap, ...]
    left_out: Mapping[str, Passage]
    compared: Compared


def compare(session: Session, law: LawBook, reading: Reading, asking: Asking) -> Comparison:
    """Every gap between the notice, the register and the site. Raises NotFound, Ambiguous, BadInput."""
    moment = Moment(asking.on, asking.known_at)
    register = read_register(session, moment)
    controller = register.controller(asking.controller)
    asked = Asked(register, law, names_of(session, moment), reading.gazetteer)
    said = claims(session, moment, "observed", subject=controller.id)
    own = _own(register, controller)
    contact = controller.contact or {}
    notice = notice_of(
        reading, controller=controller.name, own=own, days=_ended_by(law, asking.on), former=_former_names()
    )
    scope = scope_of(register, controller.id, asking.scope, notice)
    engaged, below = engagements(asked, controller.id, scope)
    compared = Compared(
        on=asking.on,
        controller=controller.name if controller.kind.value != "named_only" else None,
        country=controller.country,
        authority=_authority(law, controller.country, asking.on),
        dpo=contact.get("dpo"),
        contact=contact.get("contact"),
        registration=controller.registration,
        notice=notice,
        engaged=engaged,
        observed=observed(asking.sites, said, reading.gazetteer),
        scans=len(asking.sites),
        group=tuple(sorted(row.name for row in register.members.get(controller.id, []))),
        founded=tuple(founded(register, controller.id, scope)),
        known=below | own,
        essence_available=_is_essence_available(register, controller),
        other_sources=tuple(other_sources(register, controller.id, scope)),
        without_decision=frozenset(
            country for country, _ in notice.adequacy_for if not _has_decision(law, country, asking.on)
        ),
    )
    left_out = {register.activities[id_].key: place for id_, place in scope.left_out.items()}
    return Comparison(gaps(compared), left_out, compared)


def _own(register: Register, controller: Row) -> frozenset[str]:
    """Names of the controller, of those it acts with, and of its group."""
    rows = [controller]
    rows += [register.organisations.get(one.other_id) for one in register.joint_controls.get(controller.id, [])]
    rows += register.members.get(controller.id, []) + register.members.get(controller.parent_id or "", [])
    return frozenset(plain_name(row.name) for row in rows if row is not None)


def _is_essence_available(register: Register, controller: Row) -> bool:
    joint = register.joint_controls.get(controller.id, [])
    return bool(joint) and all(one.essence_available is True for one in joint)


def _ended_by(law: LawBook, on: date) -> LawDays:
    known = index_of(law)
    ends = {number: known.end_of(number) for number in _ENDED}
    return LawDays({number: end for number, end in ends.items() if end is not None and end <= on})


def _has_decision(law: LawBook, country: str, on: date) -> bool:
    return any(is_in_force(decision, on) for decision in index_of(law).decisions(country))


def _authority(law: LawBook, country: str | None, on: date) -> str | None:
    """The country's authority under its name of the day; None where the country is unknown or has several."""
    found = [one for one in law.authorities if country is not None and one.country == country]
    if len(found) != 1:
        return None
    for name in found[0].names:
        if (name.valid_from is None or name.valid_from <= on) and (name.valid_until is None or on < name.valid_until):
            return f"{name.name} ({found[0].short})" if found[0].short else name.name
    return None


@cache
def _former_names() -> tuple[FormerName, ...]:
    """Former company names of the catalogue whose group has one company that signs for the EEA."""
    found = []
    for organisation in load().organisations.values():
        signing = [p for p in organisation.legal_persons if _signs_for_all(p)]
        for name in organisation.names:
            if name.kind is NameKind.FORMER and len(signing) == 1 and next(company_names(name.name), None) is not None:
                found.append(FormerName(name.name, signing[0].name, name.valid_until))
    return tuple(found)


def _signs_for_all(person: LegalPerson) -> bool:
    """Whether a company signs for customers in the EEA, and not for some services alone ("eu_contracting (Maps)")."""
    return person.relation is Relation.EU_CONTRACTING and person.name_read and "(" not in person.relation_as_written
