"""Notice ↔ registry ↔ observed: reads a notice, asks the register of the day, and lets the gap rules compare.

A notice is held against the activities it covers (`scope`; empty: all the controller has on the register), on the day
asked about. What the register holds of observations counts beside those of a scan.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from crawlers.companies import company_names
from crawlers.engaged import KINDS, Asked, engagements, other_sources
from crawlers.gazetteer import Gazetteer, plain_name
from crawlers.notices import FormerName, LawDays, names_of_recipient, notice_of
from crawlers.read import Reading
from registry.catalogue.reading import Moment, Register, Row, claims, names_of, read_register
from registry.cataloguefiles import load
from registry.errors import BadInput
from registry.law.disclosure_facts import Compared, Gap, Observed
from registry.law.disclosures import gaps
from registry.law.lawbook import LawBook
from registry.law.lawindex import index_of, is_in_force
from registry.organisationshapes import LegalPerson, NameKind, Relation
from registry.store import Session

_ENDED = ("2000/520", "2016/1250", "2010/87", "2001/497", "2004/915", "2002/16")
_MOST_OBSERVED = 1_000


@dataclass(frozen=True, slots=True)
class Asking:
    """Whose notice is compared, on which day, for which activities (keys; empty: all), with which scan (or None)."""

    controller: str
    on: date
    scope: tuple[str, ...] = ()
    site: object = None


def compare(session: Session, law: LawBook, reading: Reading, asking: Asking) -> tuple[Gap, ...]:
    """Every gap between the notice, the register and the site. Raises NotFound, Ambiguous, BadInput."""
    moment = Moment(asking.on)
    register = read_register(session, moment)
    controller = register.controller(asking.controller)
    asked = Asked(register, law, names_of(session, moment), reading.gazetteer)
    engaged, below = engagements(asked, controller.id, asking.scope)
    said = [claim for claim in claims(session, moment, "observed") if claim.subject_id == controller.id]
    own = _own(register, controller)
    contact = controller.contact or {}
    notice = notice_of(
        reading, controller=controller.name, own=own, days=_ended_by(law, asking.on), former=_former_names()
    )
    seen = (*_scanned(asking.site, reading.gazetteer), *_on_file(said, reading.gazetteer))
    return gaps(
        Compared(
            on=asking.on,
            controller=controller.name if controller.kind.value != "named_only" else None,
            country=controller.country,
            authority=_authority(law, controller.country, asking.on),
            dpo=contact.get("dpo"),
            contact=contact.get("contact"),
            notice=notice,
            engaged=engaged,
            observed=tuple({one.service: one for one in reversed(seen)}.values()),
            known=below | own,
            essence_available=_is_essence_available(register, controller),
            other_sources=tuple(other_sources(register, controller.id, asking.scope)),
            without_decision=frozenset(
                country for country, _ in notice.adequacy_for if not _has_decision(law, country, asking.on)
            ),
        )
    )


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


def _scanned(site: object, gazetteer: Gazetteer) -> Iterator[Observed]:
    """The services of a scan's answer (`onward scan … --json`). Raises BadInput."""
    if site is None:
        return
    services = site.get("services") if isinstance(site, dict) else None
    if not isinstance(services, list) or len(services) > _MOST_OBSERVED:
        raise BadInput(
            "--site is what `onward scan … --json` prints: an object with a list of `services`.", field="site"
        )
    for one in services:
        if not isinstance(one, dict) or not isinstance(one.get("service") or one.get("party"), str):
            raise BadInput("each of `services` names a `service` or a `party`.", field="site")
        name = one.get("service") or one["party"]
        party = one["party"] if isinstance(one.get("party"), str) else None
        yield _observed(gazetteer, name, party, is_loaded=one.get("loaded") is True, host=_host(one.get("evidence")))


def _host(evidence: object) -> str | None:
    """The host of the first sign that loads."""
    for sign in evidence if isinstance(evidence, list) else ():
        if (
            isinstance(sign, dict)
            and sign.get("loaded")
            and isinstance(sign.get("value"), str)
            and "." in sign["value"]
        ):
            return str(sign["value"])[:200]
    return None


def _on_file(said: Iterable[Any], gazetteer: Gazetteer) -> Iterator[Observed]:
    """Traces that the register holds (`[[observed]]` of a portfolio); they never say that anything loads."""
    for claim in said:
        if claim.field == "observed":
            yield _observed(gazetteer, str(claim.value["service"]), None, is_loaded=False, host=None)


def _observed(gazetteer: Gazetteer, name: str, party: str | None, *, is_loaded: bool, host: str | None) -> Observed:
    known = gazetteer.resolve(name)
    told = party or (known.party if known is not None else None)
    service = known.service if known is not None and known.service else name
    names = names_of_recipient(name, service, told) | ({plain_name(told)} if told else set())
    return Observed(
        service=name,
        party=told or name,
        names=frozenset(names),
        is_loaded=is_loaded,
        kinds=frozenset(KINDS.get(_categories().get(plain_name(service), ""), ())),
        host=host,
    )


@cache
def _categories() -> dict[str, str]:
    """Plain name of a service of the catalogue -> its category."""
    return {plain_name(one.name): one.category for one in load().services.values()}
