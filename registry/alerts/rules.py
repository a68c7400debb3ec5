"""From a change to alerts: whom does it concern, how grave is it, by when.

One alert for each controller that depends on the service, down any chain; one for nobody in particular (the weekly
digest) when no engagement does. Written in the transaction of the change, under an id that never changes.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlmodel import Session, col, select

from registry.alerts import clocks, tasks, wording
from registry.alerts.audience import Concerned, concerned
from registry.alerts.cases import case_of, renews_clauses
from registry.alerts.unused import is_for_unused
from registry.catalogue.naming import organisation_named
from registry.catalogue.reading import Register, Row
from registry.judging import Turn
from registry.law.lawbook import LawBook
from registry.law.severity import WEIGHTS, Case, Due, Stake, gravest, severity
from registry.law.verdicts import for_people
from registry.tables import Alert, Change, Document, SubprocessorList, Task, new_id
from registry.terms import ChangeKind, Event, ForPeople, Framework, Severity, TaskKind, Verdict

_ADDED = frozenset(
    {Case.ADDED_THIRD_COUNTRY, Case.ADDED_ADEQUATE, Case.ADDED_EEA, Case.ADDED_PLACE_UNKNOWN}
)  # whom a row names, weighed by place alone


@dataclass(frozen=True, slots=True)
class _Told:
    """A change with what weighs on it: its cases in the order of its facts, and the verdicts it would turn."""

    change: Change
    document: Document
    service: Row
    cases: list[Case]
    turns: list[Turn]
    register: Register
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
        cases = self.cases_for(who)
        return [gravest([severity(case, self.document.kind, role, stake) for role in roles]) for case in cases]

    def cases_for(self, who: Concerned | None) -> list[Case]:
        """The cases as they are to one controller: clauses renewed weigh more where its signed copy is of old ones, and
        a sub-processor less where it is for another service than those it uses."""
        if who is None:
            return self.cases
        return [self._case_for(who, *pair) for pair in zip(self.cases, self.change.changes, strict=True)]

    def objectionable(self, who: Concerned) -> list[dict[str, Any]]:
        """The facts that start the clock of an objection for one controller."""
        pairs = zip(self.cases_for(who), self.change.changes, strict=True)
        return [fact for case, fact in pairs if clocks.starts(case, self.document.kind)]

    def _case_for(self, who: Concerned, case: Case, change: Mapping[str, Any]) -> Case:
        if case is Case.TOOL_ADDED and who.holds_old_clauses and renews_clauses(change):
            return Case.TOOL_RENEWED_OURS_OLD
        if case in _ADDED and is_for_unused(self.register, self.service, who.controller_id, change):
            return Case.ADDED_UNUSED
        return case


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
    told = _Told(change, document, service, cases, list(turns), register, _published_days(session, service))
    audience: list[Concerned | None] = [*concerned(register, change.service_id)] or [None]
    alerts = [alert for one in audience if (alert := _alert(told, one, at)).severity is not Severity.NONE]
    tasks.add(session, _tasks(told, audience, at))
    for who in audience:
        if who is not None:
            clocks.start(session, register, change, who, clocks.names_of(told.objectionable(who)), at=at)
    change.severity = gravest([alert.severity for alert in alerts])
    session.add(change)
    session.add_all(alerts)
    session.flush()
    return alerts


def _tasks(told: _Told, audience: Iterable[Concerned | None], at: datetime) -> list[Task]:
    """Who is gone leaves a hop to close, with every engagement that reached it as our processor's."""
    gone = [change for case, change in zip(told.cases, told.change.changes, strict=True) if case is Case.REMOVED]
    engagements = [one.id for who in audience if who is not None and who.processes for one in who.engagements]
    names = dict.fromkeys(str(change["subject"]) for change in gone if change.get("subject"))
    return [
        tasks.task(TaskKind.CLOSE_HOP, engagement, name, at=at, cause=[told.change.id])
        for engagement in engagements
        for name in names
    ]


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
    counted = sum(one.get("untold") or 1 for one in change.changes) - 1
    count = len(engagements)
    title = partial(wording.change_title, grave, told.service.name, first, others=counted, engagements=count)
    cases = told.cases_for(who)
    deadline_on, due = _deadline(told, who, at.date()) if who else (None, None)
    return Alert(
        id=new_id("alr"),
        fingerprint=_hash(change.id, who.controller_id if who else ""),
        event=_event(change.kinds),
        severity=grave,
        title=title(),
        body={
            "changes": change.changes,
            "kinds": change.kinds,
            "engagements": engagements,
            "depends": who.names if who else [],
            "document": told.document.url,
            "why": wording.why(cases),
            "said": wording.said(title, cases),
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
    grave = _grave_turn(after)
    title = partial(wording.turn_title, grave, turn.path, before.value, after.value)
    engagement = register.engagements.get(turn.engagement_id)
    link = f"/services/{engagement.service_id}/transfers" if engagement else "/transfers"
    return Alert(
        id=new_id("alr"),
        fingerprint=_hash("turn", turn.transfer_key, before.value, after.value, at.isoformat()),
        event=Event.VERDICT_CHANGED,
        severity=grave,
        title=title(),
        body=turn.as_json() | {"cause": cause, "said": wording.said(title), "link": link},
        service_id=engagement.service_id if engagement else None,
        controller_id=turn.controller_id,
        created_at=at,
    )


def _grave_turn(after: Verdict) -> Severity:
    """A tool lost is high; nothing left to rest on is critical: suspend or cure at once."""
    if for_people(after) is ForPeople.VALID:
        return Severity.LOW
    return Severity.CRITICAL if after is Verdict.UNSUPPORTED else Severity.HIGH


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
    dues = dict.fromkeys(WEIGHTS[case].due for case in told.cases_for(who))
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
