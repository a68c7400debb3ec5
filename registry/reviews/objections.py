"""What a person does with an objection: note the notice, decide, take down the answer, close it.

The clock itself starts with the change (`registry.alerts.clocks`). Nothing here accepts by itself: once the last day
has passed an undecided one is shown as `no_response`, and a person may decide still.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from registry.alerts import clocks, tasks
from registry.alerts.clocks import UNDECIDED
from registry.alerts.periods_on_file import Kept, on_file
from registry.catalogue.chains import hops
from registry.catalogue.reading import Register, Row
from registry.errors import BadInput, Conflict, NotFound
from registry.law.periods import LONGEST
from registry.tables import Change, Objection, ObjectionStep, new_id
from registry.terms import NoticeCame, ObjectionState, TaskKind

DECISIONS = (ObjectionState.OBJECTED, ObjectionState.ACCEPTED, ObjectionState.ACCEPTED_WITH_CONDITIONS)
DECIDED = (*DECISIONS, ObjectionState.NO_RESPONSE)
ENDS = (ObjectionState.RESOLVED, ObjectionState.TERMINATED)
FIRST_YEAR, LAST_YEAR = 1990, 2200
LONGEST_TEXT = 20_000
LONGEST_SOURCE, LONGEST_CLAUSE = 2_000, 200
MOST_CONDITIONS = 50
_COUNTRY = re.compile("[A-Z]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """What a person notes of a notice. None: nothing is said, what stands stays. `periods` replace those on file."""

    came: NoticeCame | None = None
    sent_on: date | None = None
    received_on: date | None = None
    effective_on: date | None = None
    periods: Sequence[Kept] | None = None
    names: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Deciding:
    """A person's decision, with the conditions it is made on."""

    state: ObjectionState
    reason: str
    conditions: Sequence[Mapping[str, Any]] = field(default_factory=tuple)


def standing(row: Objection | Row, on: date) -> ObjectionState:
    """Where an objection stands on a day: without a decision it is `no_response` from the day after the last."""
    state = ObjectionState(row.state)
    is_over = row.deadline_on is not None and row.deadline_on < on
    return ObjectionState.NO_RESPONSE if state in UNDECIDED and is_over else state


def one(session: Session, identity: str) -> Objection:
    """The objection of this id. Raises NotFound."""
    row = session.get(Objection, identity)
    if row is None:
        raise NotFound(f"There is no objection {identity}.", named=identity)
    return row


def clocks_of(session: Session, change_id: str) -> list[Objection]:
    """The clocks that run, or ran, for a change."""
    found = select(Objection).where(Objection.change_id == change_id)
    return list(session.exec(found.order_by(col(Objection.engagement_id), col(Objection.id))))


def steps(session: Session, identity: str) -> list[ObjectionStep]:
    """Every step of an objection, the earliest first."""
    statement = select(ObjectionStep).where(ObjectionStep.objection_id == identity)
    return list(session.exec(statement.order_by(col(ObjectionStep.recorded_at), col(ObjectionStep.id))))


def record(
    session: Session, register: Register, engagement_id: str, change_id: str | None, noticed: Noticed,
    *, by: str, at: datetime,
) -> Objection:  # fmt: skip
    """Start the clock by hand, for a notice that came or a change that was seen.

    Raises BadInput for an engagement nobody knows, or whose data do not reach the service that changed; Conflict where
    the clock of this change runs already.
    """
    engagement = register.engagements.get(engagement_id)
    if engagement is None:
        raise BadInput(f"There is no engagement {engagement_id} today.", field="engagement")
    change = _change(session, change_id)
    if change is not None:
        _require_reached(register, engagement, change.service_id)
        same = select(Objection.id).where(Objection.engagement_id == engagement_id, Objection.change_id == change.id)
        if (running := session.exec(same).first()) is not None:
            raise Conflict("The clock of this change runs already.", existing=running)
    service_id = change.service_id if change is not None else engagement.service_id
    has_notice = noticed.came is not None or noticed.sent_on is not None or noticed.received_on is not None
    row = Objection(
        id=new_id("obj"),
        engagement_id=engagement_id,
        service_id=service_id,
        change_id=change.id if change is not None else None,
        state=ObjectionState.NOTICE_RECEIVED if has_notice else ObjectionState.ASSESSING,
        named=clocks.names_of(_telling(change)) if change is not None else None,
        seen_on=change.recorded_at.date() if change is not None else None,
        periods=on_file(session, register, engagement, service_id),
        opened_at=at,
    )
    told = _note(row, noticed, register.moment.on)
    session.add_all([row, clocks.step(row, by, at, **told)])
    session.flush()
    return row


def note(session: Session, identity: str, noticed: Noticed, *, by: str, on: date, at: datetime) -> Objection:
    """Note how and when a notice came, or another period with its source. Raises Conflict once it is closed."""
    row = one(session, identity)
    if row.state in ENDS:
        raise Conflict("It is closed; nothing more is noted.", existing=identity)
    return _stepped(session, row, by, at, **_note(row, noticed, on))


def decide(session: Session, identity: str, deciding: Deciding, *, by: str, on: date, at: datetime) -> Objection:
    """Object, accept, or accept on conditions. Raises BadInput without a reason, Conflict when decided already."""
    row = one(session, identity)
    if row.state not in UNDECIDED:
        raise Conflict(f"It was decided already: {row.state.value}.", existing=identity)
    if deciding.state not in DECISIONS:
        raise BadInput(f"{deciding.state.value} is no decision; object, accept or set conditions.", field="decision")
    conditions = _conditions(deciding)
    is_late = standing(row, on) is ObjectionState.NO_RESPONSE
    row.state, row.reason = deciding.state, _text(deciding.reason, "reason")
    row.decided_by, row.decided_at = by, at
    row.conditions = conditions or None
    tasks.add(session, list(_tasks(row, at, on)))
    return _stepped(session, row, by, at, reason=row.reason, conditions=conditions, late=is_late or None)


def answer(
    session: Session, identity: str, text: str, answered_on: date, *, by: str, on: date, at: datetime
) -> Objection:
    """Take down what the processor answered. Raises Conflict while nobody decided and the last day is still to come."""
    row = one(session, identity)
    if standing(row, on) not in DECIDED:
        raise Conflict(f"There is nothing to answer yet: it is {standing(row, on).value}.", existing=identity)
    row.answer, row.answered_on = _text(text, "answer"), _past(answered_on, "answered_on", on)
    row.state = ObjectionState.VENDOR_ANSWERED
    return _stepped(session, row, by, at, answer=row.answer, answered_on=answered_on.isoformat())


def close(session: Session, identity: str, end: ObjectionState, outcome: str, *, by: str, at: datetime) -> Objection:
    """Say how it ended: resolved, or the contract terminated. Raises Conflict before the processor has answered."""
    row = one(session, identity)
    if end not in ENDS:
        raise BadInput(f"{end.value} is no end; resolved or terminated are.", field="outcome")
    if row.state is not ObjectionState.VENDOR_ANSWERED:
        raise Conflict("It ends with the processor's answer: take that down first.", existing=identity)
    row.state, row.outcome = end, _text(outcome, "reason")
    if end is ObjectionState.TERMINATED:
        left = tasks.task(
            TaskKind.RETURN_OR_DELETE, row.engagement_id, None, at=at, cause=[row.id], objection_id=row.id
        )
        tasks.add(session, [left])
    return _stepped(session, row, by, at, outcome=row.outcome)


def _stepped(session: Session, row: Objection, by: str, at: datetime, **told: Any) -> Objection:
    session.add_all([row, clocks.step(row, by, at, **told)])
    session.flush()
    return row


def _change(session: Session, change_id: str | None) -> Change | None:
    if change_id is None:
        return None
    change = session.get(Change, change_id)
    if change is None:
        raise BadInput(f"There is no change {change_id}.", field="change")
    return change


def _require_reached(register: Register, engagement: Row, service_id: str) -> None:
    """Nobody objects to a change at somebody whom the data never reach."""
    if any(hop.importer.id == service_id for hop in hops(register, [engagement])):
        return
    service = register.services.get(service_id)
    name = service.name if service is not None else service_id
    raise BadInput(
        f"It is a change of {name}, whom the data of {engagement.name_as_written} do not reach. Name an engagement"
        " that uses it, or a change of a service this one uses.",
        field="change",
    )


def _telling(change: Change) -> list[dict[str, Any]]:
    """The facts of a change that one may object to; all of them where none is told apart."""
    kinds = {"new_recipient_or_subprocessor", "location_or_country_change"}
    return [one for one in change.changes if one["kind"] in kinds] or list(change.changes)


def _note(row: Objection, noticed: Noticed, on: date) -> dict[str, Any]:
    """Put what was noted in the row and count again. Gives what was said, for the step."""
    told: dict[str, Any] = {}
    if noticed.came is not None:
        row.notice_came, told["notice_came"] = noticed.came, noticed.came.value
    for name in ("sent_on", "received_on", "effective_on"):
        day = getattr(noticed, name)
        if day is not None:
            setattr(row, name, _day(day, name) if name == "effective_on" else _past(day, name, on))
            told[name] = day.isoformat()
    if noticed.periods is not None:
        row.periods = told["periods"] = [_period(one, f"periods[{n}]") for n, one in enumerate(noticed.periods)]
    if noticed.names:
        row.named = told["named"] = [dict(one) for one in noticed.names]
    clocks.recount(row)
    return told


def _period(period: Kept, path: str) -> Kept:
    days = period.get("days")
    if not isinstance(days, int) or not 0 < days <= LONGEST:
        raise BadInput(f"A period has 1 to {LONGEST} days.", field=f"{path}.days")
    if not str(period.get("source") or "").strip():
        raise BadInput("A period has its source: the document and clause it stands in.", field=f"{path}.source")
    for name, most in (("source", LONGEST_SOURCE), ("clause", LONGEST_CLAUSE)):
        if len(str(period.get(name) or "")) > most:
            raise BadInput(f"At most {most} letters.", field=f"{path}.{name}")
    holidays = period.get("holidays")
    if holidays is not None and not _COUNTRY.fullmatch(str(holidays)):
        raise BadInput("Whose holidays count is a country, in two letters: SE.", field=f"{path}.holidays")
    return dict(period)


def _conditions(deciding: Deciding) -> list[dict[str, Any]]:
    wants = deciding.state is ObjectionState.ACCEPTED_WITH_CONDITIONS
    if wants != bool(deciding.conditions):
        raise BadInput("Conditions go with accepting on conditions, and with that alone.", field="conditions")
    if len(deciding.conditions) > MOST_CONDITIONS:
        raise BadInput(f"At most {MOST_CONDITIONS} conditions.", field="conditions")
    return [_condition(one, f"conditions[{number}]") for number, one in enumerate(deciding.conditions)]


def _condition(one: Mapping[str, Any], path: str) -> dict[str, Any]:
    due_on = one.get("due_on")
    if due_on is not None:
        _day(due_on, f"{path}.due_on")
    return {"text": _text(str(one.get("text") or ""), f"{path}.text"), "due_on": due_on.isoformat() if due_on else None}


def _tasks(row: Objection, at: datetime, on: date) -> Iterable[Any]:
    """What a decision leaves to do: send the objection, see that each condition is met."""
    names = ", ".join(str(one["name"]) for one in row.named or [] if one.get("name")) or None
    if row.state is ObjectionState.OBJECTED:
        due_on = row.deadline_on if row.deadline_on is not None and row.deadline_on >= on else on
        yield tasks.task(
            TaskKind.SEND_OBJECTION, row.engagement_id, names, at=at, cause=[row.id], due_on=due_on, objection_id=row.id
        )
    for number, one in enumerate(row.conditions or []):
        yield tasks.task(
            TaskKind.CONDITION, row.engagement_id, one["text"], at=at, cause=[row.id, str(number)],
            due_on=date.fromisoformat(one["due_on"]) if one["due_on"] else None, objection_id=row.id,
        )  # fmt: skip


def _text(text: str, path: str) -> str:
    tidy = text.replace("\r\n", "\n").strip()
    if not tidy:
        raise BadInput("says nothing; write it in a sentence.", field=path)
    if len(tidy) > LONGEST_TEXT or "\0" in tidy:
        raise BadInput(f"has more than {LONGEST_TEXT} characters, or one that cannot be kept.", field=path)
    return tidy


def _past(day: date, path: str, on: date) -> date:
    """A day that has come. Raises BadInput."""
    if _day(day, path) > on:
        raise BadInput(f"{day.isoformat()} has not come yet.", field=path)
    return day


def _day(day: date, path: str) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadInput(f"The day lies outside {FIRST_YEAR} to {LAST_YEAR}.", field=path)
    return day
