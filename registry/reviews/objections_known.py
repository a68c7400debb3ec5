"""An objection as it was known at an instant: what was entered later is taken out again, step by step.

Periods on file that a person replaced later, and that no earlier step told, are not known any more and left out.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from registry.alerts import clocks
from registry.catalogue.dated import Moment
from registry.catalogue.listing import SHELVES, Page, Turning, held, sliced
from registry.errors import NotFound
from registry.reviews.objections import standing
from registry.tables import Objection, ObjectionStep
from registry.terms import NoticeCame

_OF_NOTICE = ("notice_came", "sent_on", "received_on", "effective_on", "periods", "named")
_ENTERED = (*_OF_NOTICE, "reason", "conditions", "answer", "answered_on", "outcome")
_DECIDED = ("decided_by", "decided_at")


def as_known(
    row: Objection, steps: Sequence[ObjectionStep], known_at: datetime | None
) -> tuple[Objection, Sequence[ObjectionStep]]:
    """The objection and its steps as of the instant (None: now). Raises NotFound for one that was opened later."""
    if known_at is None or not steps or steps[-1].recorded_at <= known_at:
        return row, steps
    seen = [one for one in steps if one.recorded_at <= known_at]
    if row.opened_at > known_at or not seen:
        raise NotFound(f"There was no objection {row.id} by {known_at.isoformat()}.")
    later = {name for one in steps[len(seen) :] for name in one.told}
    values = {name: getattr(row, name) for name in type(row).model_fields}
    values |= {name: _told(name, seen) for name in _ENTERED if name in later}
    if row.decided_at is not None and row.decided_at > known_at:
        values |= dict.fromkeys(_DECIDED)
    before = Objection(**values | {"state": seen[-1].state})
    if later & set(_OF_NOTICE):
        clocks.recount(before)
    return before, seen


def listed_as_known(
    session: Session, moment: Moment, asked: Mapping[str, Any], turning: Turning
) -> Page[Objection]:  # fmt: skip
    """A page of the list of then: state and last day as they were known at the moment's instant, which names one."""
    there = {name: value for name, value in asked.items() if name != "state"}
    ids = held(SHELVES["objections"], moment, there).with_only_columns(col(Objection.id))
    rows = session.exec(select(Objection).where(col(Objection.id).in_(ids))).all()
    steps: dict[str, list[ObjectionStep]] = defaultdict(list)
    every = select(ObjectionStep).where(col(ObjectionStep.objection_id).in_(ids))
    for one in session.exec(every.order_by(col(ObjectionStep.recorded_at), col(ObjectionStep.id))):
        steps[one.objection_id].append(one)
    known = [as_known(row, steps[row.id], moment.known_at)[0] for row in rows]
    state = asked.get("state")
    found = [row for row in known if state is None or standing(row, moment.on) is state]
    column = SHELVES["objections"].sorts[turning.key]
    return sliced(found, turning, lambda row: (getattr(row, column), row.id))


def _told(name: str, seen: Sequence[ObjectionStep]) -> Any:
    """What was last said of a field; None: nothing yet."""
    value = next((one.told[name] for one in reversed(seen) if name in one.told), None)
    if value is not None and name.endswith("_on"):
        return date.fromisoformat(value)
    return NoticeCame(value) if value is not None and name == "notice_came" else value
