"""Register -> what the gap rules ask of it: who is engaged in scope, what each of their hops stands on.

Roles are the decided ones; a role nobody decided is unknown here and makes no sentence.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from crawlers.gazetteer import Gazetteer, plain_name
from crawlers.known import plain_title
from crawlers.scoped import Scope
from registry.catalogue.chains import Crossing
from registry.catalogue.reading import Register, Row
from registry.cataloguefiles import load
from registry.catalogueshapes import DetectionKind
from registry.judging import Judged, flows
from registry.law.disclosure_facts import Engaged, Founded, HopSeen, Sources, Spoken
from registry.law.lawbook import LawBook
from registry.law.lawindex import index_of, is_in_force
from registry.law.verdicts import Answer
from registry.terms import Framework, LegalBasis, Mechanism, SafeguardKind, Verdict

# A service's category -> the kinds of recipients, by the glossary, that would describe it.
KINDS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("hosting", "cloud", "storage", "cdn", "cdn_security", "data_warehouse"), ("hosting",)),
    **dict.fromkeys(("advertising", "analytics_marketing", "tag_manager"), ("advertising", "analytics")),
    **dict.fromkeys(("web_analytics", "analytics", "session_replay", "personalisation"), ("analytics",)),
    **dict.fromkeys(("email_marketing", "email_delivery", "email"), ("communication",)),
    **dict.fromkeys(("messaging", "communications", "digital_mail"), ("communication",)),
    **dict.fromkeys(("video", "video_conferencing"), ("video_meetings", "communication")),
    **dict.fromkeys(("monitoring", "development"), ("error_monitoring",)),
    **dict.fromkeys(("payment",), ("payment_providers", "banks")),
    **dict.fromkeys(("customer_support", "call_back_widget", "crm_marketing"), ("customer_support",)),
    **dict.fromkeys(("ai", "translation"), ("ai_providers",)),
    **dict.fromkeys(("identity", "signature"), ("authentication",)),
    **dict.fromkeys(("credit_information", "data_services"), ("data_sources",)),
    **dict.fromkeys(("logistics",), ("delivery",)),
    **dict.fromkeys(("accounting",), ("auditors",)),
    **dict.fromkeys(("social_media",), ("advertising",)),
}  # fmt: skip
_THE_PERSON = frozenset({"the person", "den registrerade", "the data subject"})
_TOOLS = {SafeguardKind.SCC: Mechanism.SCC, SafeguardKind.BCR: Mechanism.BCR}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the register is asked with: the register of a day, the law, every name in it, and the names known."""

    register: Register
    law: LawBook
    names: Mapping[str, list[str]]
    gazetteer: Gazetteer


def engagements(asked: Asked, controller_id: str, scope: Scope) -> tuple[tuple[Engaged, ...], frozenset[str]]:
    """The engagements in scope, and names further down the chains of all."""
    judged: dict[str, list[Judged]] = {}
    for one in flows(asked.register, asked.law, controller_id=controller_id):
        judged.setdefault(one.hop.engagement_id, []).append(one)
    held = asked.register.engagements_of.get(controller_id, [])
    rows = [row for row in held if scope.covers(row.activities or ())]
    below = {plain_name(name) for some in judged.values() for one in some[1:] for name in _named_in(one)}
    return tuple(_engaged(asked, row, judged.get(row.id, [])) for row in rows), frozenset(below)


def other_sources(register: Register, controller_id: str, scope: Scope) -> Iterator[Sources]:
    """Activities in scope whose data do not all come from the person."""
    for row in _in_scope(register, controller_id, scope):
        told = [one for one in (row.notes or {}).get("data_sources", ()) if str(one).casefold() not in _THE_PERSON]
        if told:
            yield Sources(
                activity=row.name or row.key, sources=tuple(told), data_categories=tuple(row.data_categories or ())
            )


def founded(register: Register, controller_id: str, scope: Scope) -> Iterator[Founded]:
    """Purposes in scope that rest on one legal basis alone; of several nobody says which is for which."""
    for row in _in_scope(register, controller_id, scope):
        bases = list(row.legal_basis or ())
        if len(bases) != 1:
            continue
        notes = row.notes or {}
        purposes = row.purposes or [row.name or row.key]
        interest = notes.get("legitimate_interest")
        yield Founded(
            purpose=Spoken("; ".join(purposes), "; ".join(notes.get("purposes_sv") or purposes)),
            basis=LegalBasis(bases[0]),
            interest=Spoken(interest, notes.get("legitimate_interest_sv") or interest) if interest else None,
        )


def _in_scope(register: Register, controller_id: str, scope: Scope) -> Iterator[Row]:
    own = (row for row in register.activities.values() if row.controller_id == controller_id)
    return (row for row in own if scope.covers((row.id,)))


def _named_in(one: Judged) -> Iterator[str]:
    node = one.hop.importer
    yield from (name for name in (node.title, node.party, *node.written) if name)


def _engaged(asked: Asked, row: Row, judged: list[Judged]) -> Engaged:
    register = asked.register
    service = register.services[row.service_id]
    party = register.organisations.get(row.contracting_party_id or "")
    organisation = register.organisations.get(service.organisation_id)
    offered = plain_title(organisation.name if organisation is not None else service.name)
    kinds = KINDS.get(service.category or "", ())
    purposes, purposes_sv = _purposes(register, row)
    return Engaged(
        id=row.id,
        service=plain_title(service.name),
        party=party.name if party is not None else offered,
        names=_names(asked, row, service),
        role=row.decided_by_us,
        claimed=row.claimed_by_recipient,
        kinds=frozenset(kinds),
        kind=next(iter(kinds), None),
        purposes=purposes,
        purposes_sv=purposes_sv,
        data_categories=tuple(row.data_categories or ()),
        shows_itself=shows_itself(service.name),
        valid_from=row.valid_from,
        hops=tuple(hop for one in judged for hop in _hops(asked.law, one)),
    )


def _purposes(register: Register, row: Row) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What it is for, in the register's own words and in Swedish where the register has them: at most three."""
    if own := (row.notes or {}).get("purposes"):
        return tuple(own)[:3], ()
    rows = [activity for key in row.activities or () if (activity := register.activities.get(key)) is not None]
    purposes = [purpose for one in rows for purpose in one.purposes or ()]
    swedish = [purpose for one in rows for purpose in (one.notes or {}).get("purposes_sv") or one.purposes or ()]
    return tuple(purposes)[:3], tuple(swedish)[:3]


def shows_itself(service: str) -> bool:
    """Whether the catalogue knows by what a page shows that it uses this service."""
    return plain_name(service) in _showing()


def uses_identifiers(service: str) -> bool:
    """Whether the catalogue knows cookies or customers' numbers of this service."""
    return plain_name(service) in _numbering()


@cache
def _showing() -> frozenset[str]:
    """Names of services that some sign of a page is of alone; what keeps data on servers shows nothing there."""
    services = load().services.values()
    used = Counter(value for one in services for sign in one.detections for value in sign.values)
    return frozenset(
        name
        for one in services
        if "hosting" not in KINDS.get(one.category, ())
        and any(used[value] == 1 for sign in one.detections for value in sign.values)
        for name in titles(one.name)
    )


@cache
def _numbering() -> frozenset[str]:
    return frozenset(
        name
        for one in load().services.values()
        if one.cookies or any(sign.kind is DetectionKind.ID_PATTERN for sign in one.detections)
        for name in titles(one.name)
    )


def titles(service: str) -> frozenset[str]:
    """The plain forms of a service's name, whole and without what stands in brackets or after a stroke."""
    return frozenset({plain_name(service), plain_name(plain_title(service))})


def _names(asked: Asked, row: Row, service: Row) -> frozenset[str]:
    """Everything the recipient is called; of a group engaged as a whole, its services too."""
    register = asked.register
    ids = [service.id, service.organisation_id, row.contracting_party_id or ""]
    organisation = register.organisations.get(service.organisation_id)
    whole = {
        plain_name(one)
        for one in (organisation.name if organisation else "", *asked.names.get(service.organisation_id, ()))
        if one
    }
    if plain_name(service.name) in whole or (row.name_as_written and plain_name(row.name_as_written) in whole):
        ids += [one.id for one in register.services_of.get(service.organisation_id, [])]
    written = [row.name_as_written, *((row.notes or {}).get("also_written") or ())]
    written += [name for one in ids for name in asked.names.get(one, ())]
    for one in ids:
        known = register.services.get(one) or register.organisations.get(one)
        written += [known.name] if known is not None else []
    found = {plain_name(name) for name in written if name}
    entry = asked.gazetteer.resolve(row.name_as_written)
    if entry is not None:
        found |= {plain_name(name) for name in (entry.service, entry.party) if name}
    return frozenset(found)


def _hops(law: LawBook, judged: Judged) -> Iterator[HopSeen]:
    for crossing, answer in zip(judged.hop.crossings, judged.answers, strict=True):
        importer = crossing.facts.get("importer", {})
        tool, act = _footing(law, crossing, answer)
        safeguards = crossing.facts.get("safeguards") or [{}]
        kind = safeguards[0].get("kind") if answer.verdict is Verdict.SAFEGUARDED else None
        derogation = (crossing.facts.get("derogation") or {}).get("article")
        countries = _outside(law, (importer.get("country"), crossing.destination), answer.on)
        decisions = (one for country in countries for one in index_of(law).decisions(country))
        yield HopSeen(
            importer=judged.hop.importer.party or plain_title(judged.hop.importer.title),
            verdict=answer.verdict,
            responsibility=judged.hop.responsibility,
            countries=countries,
            tool=tool,
            safeguard=SafeguardKind(kind) if kind else None,
            act=act,
            has_decision=any(is_in_force(one, answer.on) for one in decisions),
            is_remote=crossing.manner.value == "remote_access",
            flags=frozenset(answer.flags),
            parent_country=importer.get("parent_country"),
            would_settle=answer.would_settle,
            derogation=derogation if answer.verdict is Verdict.DEROGATION else None,
        )


def _footing(law: LawBook, crossing: Crossing, answer: Answer) -> tuple[Mechanism | None, str | None]:
    """The tool a lawful hop stands on, by the record its reasons name."""
    match answer.verdict:
        case Verdict.COVERED:
            decisions = {one.id: one for one in law.adequacy}
            found = next((decisions[one.record] for one in answer.reasons if one.record in decisions), None)
            is_dpf = found is not None and found.framework is Framework.EU_US_DPF
            return Mechanism.DPF if is_dpf else Mechanism.ADEQUACY, found.act if found else None
        case Verdict.SAFEGUARDED:
            first = (crossing.facts.get("safeguards") or [{}])[0]
            kind = first.get("kind")
            return _TOOLS.get(SafeguardKind(kind)) if kind else None, first.get("act")
        case Verdict.DEROGATION:
            return Mechanism.DEROGATION, None
        case Verdict.NOT_A_TRANSFER | Verdict.INCOMPLETE | Verdict.UNKNOWN | Verdict.UNSUPPORTED:
            return None, None


def _outside(law: LawBook, places: Iterable[str | None], on: date) -> tuple[str, ...]:
    """The country that makes it a transfer: the importer's where it lies outside the EEA, else the destination's."""
    known = index_of(law)
    found = [place for place in places if place and known.membership(place, on) is None]
    return tuple(found[:1])
