"""A person notes that a clock of the law began: a breach, a request that came, data from elsewhere, a new purpose.

Nothing of the matter itself is kept but a reference, which names nobody; the work is done elsewhere. The clock is a
task, and its day, where it has one, stands in every list of deadlines.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.alerts import tasks
from registry.catalogue import filters as by
from registry.catalogue.dated import Moment
from registry.catalogue.listing import Shelf
from registry.errors import BadInput, Conflict
from registry.law.records import Clock
from registry.law.statutory import KINDS, OF_FIRST_USE, clock_of, last_day
from registry.tables import Organisation, Task
from registry.terms import TaskKind

FIRST_YEAR, LAST_YEAR = 1990, 2199
LONGEST_REFERENCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A clock as it is noted. `reference`: the matter's number elsewhere. `first_used_on`: of Art. 13(3), 14(3)
    and 14(4) alone."""

    controller_id: str
    kind: TaskKind
    began_at: datetime
    reference: str
    first_used_on: date | None = None
    owner: str | None = None


def begin(session: Session, begun: Begun, clocks: Iterable[Clock], at: datetime) -> Task:
    """Start a clock of the law. Raises BadInput naming the field, Conflict where this very clock runs already."""
    _check(session, begun, at)
    began_at = begun.began_at.astimezone(UTC)  # one instant has one clock, however it is written
    clock = clock_of(clocks, begun.kind, began_at)
    if clock is None:
        raise BadInput("The law knew no such clock on that day.", field="began_at")
    due_on = last_day(clock, begun.began_at, begun.first_used_on)
    row = tasks.task(
        begun.kind, begun.controller_id, begun.reference.strip(), at=at, cause=[began_at.isoformat()], due_on=due_on
    )
    row.began_at, row.owner = began_at, begun.owner
    if not tasks.add(session, [row]):
        there = session.exec(select(Task.id).where(Task.fingerprint == row.fingerprint)).one()
        raise Conflict("This clock runs already.", existing=there)
    return row


def _is_clock(_value: None, moment: Moment) -> sa.ColumnElement[bool]:
    """The law counts from an instant, and the clock was noted by the instant of knowledge."""
    return sa.and_(col(Task.began_at).is_not(None), by.known_by(Task, "opened_at")(None, moment))


CLOCKS = Shelf(
    Task,
    {"q": by.words(Task, "about"), "controller": by.equal(Task, "subject_id"), "kind": by.equal(Task, "kind"),
     "open": by.still_open},
    {"due_on": "due_on", "began_at": "began_at", "done_at": "done_at"},
    newest=_is_clock,
)  # fmt: skip
"""The clocks of the law as a list. By `due_on` the one that ends first is the first, those without a day the last."""


def _check(session: Session, begun: Begun, at: datetime) -> None:
    if begun.kind not in KINDS:
        words = ", ".join(KINDS)
        raise BadInput(f"The law starts no clock of “{begun.kind.value}”; of {words} it does.", field="kind")
    whose = select(Organisation.id).where(Organisation.id == begun.controller_id, Organisation.is_controller)
    if session.exec(whose.where(col(Organisation.retired_at).is_(None))).first() is None:
        raise BadInput(f"There is no controller {begun.controller_id}.", field="controller")
    if begun.began_at.tzinfo is None or begun.began_at > at or begun.began_at.year < FIRST_YEAR:
        raise BadInput("Write an instant that has come, with its time zone.", field="began_at")
    if not begun.reference.strip() or len(begun.reference) > LONGEST_REFERENCE:
        raise BadInput(f"Write a reference of 1 to {LONGEST_REFERENCE} characters; name nobody.", field="reference")
    if begun.first_used_on is not None and begun.kind not in OF_FIRST_USE:
        raise BadInput("The first use counts for information alone (Art. 13(3), 14(3), 14(4)).", field="first_used_on")
    if begun.first_used_on is None:
        return
    if not FIRST_YEAR <= begun.first_used_on.year <= LAST_YEAR:
        raise BadInput(f"Write a day of the years {FIRST_YEAR} to {LAST_YEAR}.", field="first_used_on")
    if begun.kind is TaskKind.INFORM_PERSONS and begun.first_used_on < begun.began_at.date():
        raise BadInput("Nothing is used before it came.", field="first_used_on")
