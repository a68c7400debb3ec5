"""From a change to alerts: whom does it concern, how grave is it to them, by when.

One alert for each controller that depends on the service, down any chain; one for nobody in particular (the weekly
digest) when no engagement does. Written in the transaction of the change, under an id that never changes.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from registry.catalogue.chains import Hop, hops
from registry.catalogue.reading import Register, Row
from registry.judging import Turn
from registry.law.lawbook import LawBook
from registry.law.severity import WEIGHTS, Case, Due, gravest, severity
from registry.law.verdicts import for_people
from registry.law.zones import Zone, zone
from registry.tables import Alert, Change, Document, new_id
from registry.terms import ChangeKind, Event, ForPeople, Responsibility, Role, Severity, SubKind, Verdict

_SENSITIVE = frozenset({"health", "biometric", "national_id", "political_exposure", "location", "id_document"})


@dataclass(frozen=True, slots=True)
class Concerned:
    """A controller whom a change at a service concerns, and by which engagements."""

    controller_id: str
    engagements: tuple[Row, ...]
    role: Role | None
    sensitive: bool


def case_of(change: Mapping[str, Any], law: LawBook, on: date) -> Case:
    """Which case of the severity table one change is."""
    if change.get("sub_kind"):
        return _SUB_KINDS[SubKind(change["sub_kind"])]
    countries = list(change.get("countries") or [])
    match ChangeKind(change["kind"]):
        case ChangeKind.NEW_RECIPIENT_OR_SUBPROCESSOR:
            return _added(countries, law, on)
        case ChangeKind.LOCATION_OR_COUNTRY_CHANGE:
            inside = countries and all(zone(law, c, on) is Zone.EEA for c in countries)
            return Case.WITHIN_OR_HOME if inside else Case.INTO_THIRD_COUNTRY
        case ChangeKind.TRANSFER_MECHANISM_CHANGE:
            return Case.TOOL_ADDED if change.get("before") is None else Case.TOOL_WEAKENED
        case kind:
            return _KINDS[kind]


def concerned(register: Register, service_id: str) -> list[Concerned]:
    """The controllers whose data reach the service, by an engagement or down a chain that is theirs to answer for."""
    found: dict[str, list[Hop]] = {}
    for hop in hops(register, register.engagements.values()):
        if hop.importer.id == service_id and hop.responsibility is not Responsibility.THEIRS:
            found.setdefault(hop.controller_id, []).append(hop)
    return [_concerned(register, controller, reached) for controller, reached in sorted(found.items())]


def tell_change(
    session: Session, change: Change, register: Register, law: LawBook, turns: Iterable[Turn], at: datetime
) -> list[Alert]:
    """Write the alerts of a material change. `turns` are the verdicts that accepting its proposals would turn."""
    document = session.exec(select(Document).where(Document.id == change.document_id)).first()
    if document is None or not change.material:
        return []
    cases = [case_of(one, law, at.date()) for one in change.changes]
    fallen = {t.controller_id for t in turns if t.after and for_people(t.after) is not ForPeople.VALID}
    service = register.services[change.service_id]
    audience: list[Concerned | None] = [*concerned(register, change.service_id)] or [None]
    alerts = [_alert(change, service, document, one, cases, fallen, at) for one in audience]
    change.severity = gravest([alert.severity for alert in alerts])
    session.add(change)
    session.add_all(alerts)
    session.flush()
    return alerts


def tell_turns(session: Session, register: Register, turns: Iterable[Turn], cause: str, at: datetime) -> list[Alert]:
    """One alert for each verdict that turned from one answer to another. `cause` says in words why."""
    alerts = [
        _turned(register, turn, turn.before, turn.after, cause, at)
        for turn in turns
        if turn.before is not None and turn.after is not None
    ]
    session.add_all(alerts)
    session.flush()
    return alerts


def _added(countries: list[str], law: LawBook, on: date) -> Case:
    zones = {zone(law, country, on) for country in countries}
    if not zones or Zone.UNKNOWN in zones:
        return Case.ADDED_PLACE_UNKNOWN
    if zones <= {Zone.EEA}:
        return Case.ADDED_EEA
    return Case.ADDED_ADEQUATE if zones <= {Zone.EEA, Zone.ADEQUATE} else Case.ADDED_THIRD_COUNTRY


def _concerned(register: Register, controller: str, reached: list[Hop]) -> Concerned:
    engagements = [register.engagements[key] for key in dict.fromkeys(hop.engagement_id for hop in reached)]
    categories = {category for e in engagements for category in e.data_categories or []}
    return Concerned(controller, tuple(engagements), reached[0].role, bool(categories & _SENSITIVE))


def _alert(
    change: Change, service: Row, document: Document, who: Concerned | None, cases: list[Case], fallen: set[str],
    at: datetime,
) -> Alert:  # fmt: skip
    grave = gravest([_grave(case, document, who, fallen) for case in cases])
    engagements = [engagement.id for engagement in who.engagements] if who else []
    what = _headline(change.changes)
    concern = f", {_number(len(engagements), 'of your engagements')}" if engagements else ", no engagement of yours"
    return Alert(
        id=new_id("alr"),
        fingerprint=_hash(change.id, who.controller_id if who else ""),
        event=_event(change.kinds),
        severity=grave,
        title=f"[{grave.value.upper()}] {service.name}: {what}{concern}",
        body={"changes": change.changes, "kinds": change.kinds, "engagements": engagements, "document": document.url},
        service_id=change.service_id,
        change_id=change.id,
        controller_id=who.controller_id if who else None,
        deadline_on=_deadline(cases, service, at.date()) if who else None,
        created_at=at,
    )


def _grave(case: Case, document: Document, who: Concerned | None, fallen: set[str]) -> Severity:
    return severity(
        case,
        document.kind,
        who.role if who else None,
        depends=who is not None,
        leaves_valid=who is not None and who.controller_id in fallen,
        sensitive=who is not None and who.sensitive,
    )


def _turned(register: Register, turn: Turn, before: Verdict, after: Verdict, cause: str, at: datetime) -> Alert:
    grave = Severity.LOW if for_people(after) is ForPeople.VALID else Severity.HIGH
    engagement = register.engagements.get(turn.engagement_id)
    return Alert(
        id=new_id("alr"),
        fingerprint=_hash("turn", turn.transfer_key, before.value, after.value, at.isoformat()),
        event=Event.VERDICT_CHANGED,
        severity=grave,
        title=f"[{grave.value.upper()}] {' → '.join(turn.path)}: {before.value} → {after.value}",
        body=turn.as_json() | {"cause": cause},
        service_id=engagement.service_id if engagement else None,
        controller_id=turn.controller_id,
        created_at=at,
    )


def _headline(changes: list[dict[str, Any]]) -> str:
    """The first change in words, and how many more there are."""
    first = changes[0]
    subject = f" {first['subject']}" if first.get("subject") else ""
    places = f" ({', '.join(first['countries'])})" if first.get("countries") else ""
    more = f" and {len(changes) - 1} more" if len(changes) > 1 else ""
    return f"{_WORDS[ChangeKind(first['kind'])]}{subject}{places}{more}"


def _event(kinds: list[str]) -> Event:
    if ChangeKind.NEW_RECIPIENT_OR_SUBPROCESSOR in kinds:
        return Event.SUBPROCESSOR_ADDED
    if ChangeKind.REMOVED_RECIPIENT_OR_SUBPROCESSOR in kinds:
        return Event.SUBPROCESSOR_REMOVED
    return Event.POLICY_CHANGED


def _deadline(cases: list[Case], service: Row, on: date) -> date | None:
    """The earliest day a rule names. An effective or opt-out day stands in the document and is left to the reader."""
    days = {
        Due.AT_ONCE: 0,
        Due.THIRTY_DAYS: 30,
        Due.OBJECTION_DAY: service.objection_days if service.objection_days is not None else service.notice_days,
    }
    found = [days[WEIGHTS[case].due] for case in cases if days.get(WEIGHTS[case].due) is not None]
    return min((on + timedelta(days=number) for number in found if number is not None), default=None)


def _number(count: int, what: str) -> str:
    return f"{count} {what}"


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


_SUB_KINDS = {
    SubKind.ROLE_CHANGE: Case.ROLE,
    SubKind.ENTITY_CHANGE: Case.ENTITY_MOVED,
    SubKind.CONTACT_CHANGE: Case.CONTACT,
    SubKind.OWN_PURPOSES_OR_AI_TRAINING: Case.OWN_PURPOSES,
    SubKind.REMOTE_ACCESS: Case.INTO_THIRD_COUNTRY,
    SubKind.DPA_TERM_CHANGE: Case.DPA_TERM,
    SubKind.NOTICE_OR_OBJECTION_TERM: Case.NOTICE_TERM,
    SubKind.SECURITY_MEASURES_CHANGE: Case.SECURITY,
}
_KINDS = {
    ChangeKind.REMOVED_RECIPIENT_OR_SUBPROCESSOR: Case.REMOVED,
    ChangeKind.PURPOSE_CHANGE: Case.PURPOSE,
    ChangeKind.DATA_CATEGORY_CHANGE: Case.DATA,
    ChangeKind.RETENTION_CHANGE: Case.RETENTION_LONGER,
    ChangeKind.LEGAL_BASIS_CHANGE: Case.LEGAL_BASIS,
    ChangeKind.CONTACT_OR_ENTITY_CHANGE: Case.ENTITY_MOVED,
    ChangeKind.RIGHTS_CHANGE: Case.RIGHTS,
    ChangeKind.COSMETIC_ONLY: Case.NO_SUBSTANCE,
    ChangeKind.DATE_ONLY: Case.NO_SUBSTANCE,
    ChangeKind.NAVIGATION_NOISE: Case.NO_SUBSTANCE,
    ChangeKind.RESTRUCTURING_NO_SUBSTANCE: Case.NO_SUBSTANCE,
}
_WORDS = {
    ChangeKind.NEW_RECIPIENT_OR_SUBPROCESSOR: "sub-processor added:",
    ChangeKind.REMOVED_RECIPIENT_OR_SUBPROCESSOR: "sub-processor removed:",
    ChangeKind.LOCATION_OR_COUNTRY_CHANGE: "place of processing changed:",
    ChangeKind.TRANSFER_MECHANISM_CHANGE: "transfer tool changed",
    ChangeKind.PURPOSE_CHANGE: "purpose changed",
    ChangeKind.DATA_CATEGORY_CHANGE: "data categories changed",
    ChangeKind.RETENTION_CHANGE: "storage period changed",
    ChangeKind.LEGAL_BASIS_CHANGE: "legal basis changed",
    ChangeKind.CONTACT_OR_ENTITY_CHANGE: "legal entity or contact changed",
    ChangeKind.RIGHTS_CHANGE: "rights or terms changed",
    ChangeKind.COSMETIC_ONLY: "wording only",
    ChangeKind.DATE_ONLY: "date only",
    ChangeKind.NAVIGATION_NOISE: "page furniture",
    ChangeKind.RESTRUCTURING_NO_SUBSTANCE: "rearranged",
}
