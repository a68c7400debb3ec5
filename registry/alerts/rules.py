"""From a change to alerts: whom does it concern, how grave is it, by when.

One alert for each controller that depends on the service, down any chain; one for nobody in particular (the weekly
digest) when no engagement does. Written in the transaction of the change, under an id that never changes.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from registry.alerts import wording
from registry.alerts.audience import SENSITIVE, Concerned, concerned
from registry.catalogue.naming import organisation_named
from registry.catalogue.reading import Register, Row
from registry.judging import Turn
from registry.law.lawbook import LawBook
from registry.law.severity import WEIGHTS, Case, Due, Stake, gravest, severity
from registry.law.verdicts import for_people
from registry.law.zones import Zone, zone
from registry.tables import Alert, Change, Document, SubprocessorList, new_id
from registry.terms import ChangeKind, Event, ForPeople, Framework, Severity, SubKind, Verdict


@dataclass(frozen=True, slots=True)
class _Told:
    """A change with what weighs on it: its cases in the order of its facts, and the verdicts it would turn."""

    change: Change
    document: Document
    service: Row
    cases: list[Case]
    turns: list[Turn]
    published_days: int | None

    def stake(self, who: Concerned) -> Stake:
        """What depends on it for one controller."""
        turned = [t for t in self.turns if t.controller_id == who.controller_id and t.after is not None]
        left = any(t.before and for_people(t.before) is ForPeople.VALID and not _is_valid(t) for t in turned)
        without = any(t.after is Verdict.UNSUPPORTED for t in turned)
        return Stake(depends=True, leaves_valid=left, without_basis=without, sensitive=who.sensitive)

    def weights(self, who: Concerned | None) -> list[Severity]:
        """How grave each fact is to one controller, or to nobody in particular."""
        stake = self.stake(who) if who is not None else Stake(depends=False)
        roles = who.roles if who is not None else (None,)
        return [gravest([severity(case, self.document.kind, role, stake) for role in roles]) for case in self.cases]


def case_of(change: Mapping[str, Any], law: LawBook, on: date, *, certified: bool = False) -> Case:
    """Which case of the severity table one change is. `certified`: the party named is, under a framework in force."""
    if change.get("sub_kind"):
        return _SUB_KINDS[SubKind(change["sub_kind"])]
    countries = list(change.get("countries") or [])
    match ChangeKind(change["kind"]):
        case ChangeKind.NEW_RECIPIENT_OR_SUBPROCESSOR:
            return _added(countries, law, on, certified=certified)
        case ChangeKind.LOCATION_OR_COUNTRY_CHANGE:
            inside = countries and all(zone(law, c, on) is Zone.EEA for c in countries)
            return Case.WITHIN_OR_HOME if inside else Case.INTO_THIRD_COUNTRY
        case ChangeKind.TRANSFER_MECHANISM_CHANGE:
            return Case.TOOL_ADDED if change.get("before") is None else Case.TOOL_WEAKENED
        case ChangeKind.DATA_CATEGORY_CHANGE:
            return Case.DATA_SENSITIVE if change.get("subject") in SENSITIVE else Case.DATA
        case kind:
            return _KINDS[kind]


def tell_change(
    session: Session, change: Change, register: Register, law: LawBook, turns: Iterable[Turn], *, at: datetime
) -> list[Alert]:
    """Write the alerts of a material change. `turns` are the verdicts that accepting its proposals would turn."""
    live = select(Document).where(Document.id == change.document_id, col(Document.retired_at).is_(None))
    document = session.exec(live).first()
    service = register.services.get(change.service_id)
    if document is None or service is None or not change.material or not change.changes:
        return []
    certified = [_is_certified(session, register, one, at.date()) for one in change.changes]
    pairs = zip(change.changes, certified, strict=True)
    cases = [case_of(one, law, at.date(), certified=known) for one, known in pairs]
    told = _Told(change, document, service, cases, list(turns), _published_days(session, service))
    audience: list[Concerned | None] = [*concerned(register, change.service_id)] or [None]
    alerts = [alert for one in audience if (alert := _alert(told, one, at)).severity is not Severity.NONE]
    change.severity = gravest([alert.severity for alert in alerts])
    session.add(change)
    session.add_all(alerts)
    session.flush()
    return alerts


def tell_turns(session: Session, register: Register, turns: Iterable[Turn], cause: str, at: datetime) -> list[Alert]:
    """One alert for each verdict that turned from one answer to another. `cause` says in words why."""
    alerts = [
        _turned(register, turn, turn.before, turn.after, cause=cause, at=at)
        for turn in turns
        if turn.before is not None and turn.after is not None
    ]
    session.add_all(alerts)
    session.flush()
    return alerts


def _added(countries: list[str], law: LawBook, on: date, *, certified: bool) -> Case:
    zones = {zone(law, country, on) for country in countries}
    if not zones or Zone.UNKNOWN in zones:
        return Case.ADDED_PLACE_UNKNOWN
    if zones <= {Zone.EEA}:
        return Case.ADDED_EEA
    adequate = {Zone.EEA, Zone.ADEQUATE} | ({Zone.PARTLY_ADEQUATE} if certified else set())
    return Case.ADDED_ADEQUATE if zones <= adequate else Case.ADDED_THIRD_COUNTRY


def _is_certified(session: Session, register: Register, change: Mapping[str, Any], on: date) -> bool:
    """Whether the name is that of a legal person certified on the day: a product or group never is."""
    named = organisation_named(session, str(change["subject"])) if change.get("subject") else None
    held = register.certifications.get(named or "", [])
    return any(one.framework is Framework.EU_US_DPF and one.valid_from and one.valid_from <= on for one in held)


def _alert(told: _Told, who: Concerned | None, at: datetime) -> Alert:
    change, weights = told.change, told.weights(who)
    grave = gravest(weights)
    engagements = [engagement.id for engagement in who.engagements] if who else []
    first = change.changes[weights.index(grave)]
    counted = len(change.changes) - 1
    deadline_on, due = _deadline(told, who, at.date()) if who else (None, None)
    return Alert(
        id=new_id("alr"),
        fingerprint=_hash(change.id, who.controller_id if who else ""),
        event=_event(change.kinds),
        severity=grave,
        title=wording.change_title(grave, told.service.name, first, others=counted, engagements=len(engagements)),
        body={
            "changes": change.changes,
            "kinds": change.kinds,
            "engagements": engagements,
            "depends": who.names if who else [],
            "document": told.document.url,
            "why": wording.why(told.cases),
            "due": due.value if due else None,
            "link": f"/changes/{change.id}",
        },
        service_id=change.service_id,
        change_id=change.id,
        controller_id=who.controller_id if who else None,
        deadline_on=deadline_on,
        created_at=at,
    )


def _turned(register: Register, turn: Turn, before: Verdict, after: Verdict, *, cause: str, at: datetime) -> Alert:
    grave = Severity.LOW if for_people(after) is ForPeople.VALID else Severity.HIGH
    engagement = register.engagements.get(turn.engagement_id)
    return Alert(
        id=new_id("alr"),
        fingerprint=_hash("turn", turn.transfer_key, before.value, after.value, at.isoformat()),
        event=Event.VERDICT_CHANGED,
        severity=grave,
        title=wording.turn_title(grave, turn.path, before.value, after.value),
        body=turn.as_json() | {"cause": cause, "link": f"/engagements/{turn.engagement_id}"},
        service_id=engagement.service_id if engagement else None,
        controller_id=turn.controller_id,
        created_at=at,
    )


def _is_valid(turn: Turn) -> bool:
    return turn.after is not None and for_people(turn.after) is ForPeople.VALID


def _event(kinds: list[str]) -> Event:
    if ChangeKind.NEW_RECIPIENT_OR_SUBPROCESSOR in kinds:
        return Event.SUBPROCESSOR_ADDED
    if ChangeKind.REMOVED_RECIPIENT_OR_SUBPROCESSOR in kinds:
        return Event.SUBPROCESSOR_REMOVED
    return Event.POLICY_CHANGED


def _deadline(told: _Told, who: Concerned, on: date) -> tuple[date | None, Due | None]:
    """The earliest day a rule names, and which rule. An effective or opt-out day stands in the document and is left
    to the reader; days to object are what was signed, else what is published."""
    days = {
        Due.AT_ONCE: 0,
        Due.FIVE_DAYS: 5,
        Due.THIRTY_DAYS: 30,
        Due.OBJECTION_DAY: who.objection_days if who.objection_days is not None else told.published_days,
    }
    dues = dict.fromkeys(WEIGHTS[case].due for case in told.cases)
    found = [(on + timedelta(days=number), due) for due in dues if (number := days.get(due)) is not None]
    named = next((due for due in dues if due is not Due.NONE), None)
    return min(found, key=lambda pair: pair[0]) if found else (None, named)


def _published_days(session: Session, service: Row) -> int | None:
    """Days to object or of notice that the service, else its list, tells everybody."""
    told: int | None = service.objection_days if service.objection_days is not None else service.notice_days
    if told is not None:
        return told
    listed = select(SubprocessorList.notice_days).where(
        SubprocessorList.service_id == service.id, col(SubprocessorList.retired_at).is_(None)
    )
    return min((days for days in session.exec(listed) if days is not None), default=None)


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
    ChangeKind.RETENTION_CHANGE: Case.RETENTION_LONGER,
    ChangeKind.LEGAL_BASIS_CHANGE: Case.LEGAL_BASIS,
    ChangeKind.CONTACT_OR_ENTITY_CHANGE: Case.ENTITY_MOVED,
    ChangeKind.RIGHTS_CHANGE: Case.RIGHTS,
    ChangeKind.COSMETIC_ONLY: Case.NO_SUBSTANCE,
    ChangeKind.DATE_ONLY: Case.NO_SUBSTANCE,
    ChangeKind.NAVIGATION_NOISE: Case.NO_SUBSTANCE,
    ChangeKind.RESTRUCTURING_NO_SUBSTANCE: Case.NO_SUBSTANCE,
}
