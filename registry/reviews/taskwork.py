"""What a person does with a task: gives one, takes it on, has it done, opens it again."""

from datetime import date, datetime

from sqlmodel import Session

from registry.alerts.wording import LONGEST_TITLE, plain
from registry.errors import BadInput, Conflict, NotFound
from registry.tables import Task, new_id
from registry.terms import TaskKind

LONGEST_NOTE = 2_000


def one(session: Session, identity: str) -> Task:
    """The task of this id. Raises NotFound."""
    row = session.get(Task, identity)
    if row is None:
        raise NotFound(f"There is no task {identity}.", named=identity)
    return row


def give(
    session: Session, subject_id: str, title: str, *, due_on: date | None, owner: str | None, at: datetime
) -> Task:
    """Write a task of one's own. `subject_id` is checked by the caller."""
    row = Task(
        id=new_id("tsk"), subject_id=subject_id, kind=TaskKind.OTHER, title=_said(title, "title"), owner=owner,
        due_on=due_on, opened_at=at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def done(session: Session, identity: str, note: str | None, *, by: str, at: datetime) -> Task:
    """Have it done. Raises Conflict when it was."""
    row = one(session, identity)
    if row.done_at is not None:
        raise Conflict("It was done already.", existing=identity)
    row.done_at, row.done_by, row.note = at, by, _said(note, "note") if note else None
    return _kept(session, row)


def reopen(session: Session, identity: str, because: str) -> Task:
    """Open it again, with the reason. Raises Conflict when it is open."""
    row = one(session, identity)
    if row.done_at is None:
        raise Conflict("It is open.", existing=identity)
    row.done_at, row.done_by, row.note = None, None, _said(because, "because")
    return _kept(session, row)


def assign(session: Session, identity: str, owner: str | None, due_on: date | None) -> Task:
    """Say whose it is and by when. None: nobody's, or no day."""
    row = one(session, identity)
    if row.done_at is not None:
        raise Conflict("It was done already.", existing=identity)
    row.owner, row.due_on = _said(owner, "owner") if owner else None, due_on
    return _kept(session, row)


def _kept(session: Session, row: Task) -> Task:
    session.add(row)
    session.flush()
    return row


def _said(text: str, path: str) -> str:
    tidy = plain(text, LONGEST_TITLE if path in {"title", "owner"} else LONGEST_NOTE)
    if not tidy:
        raise BadInput("says nothing.", field=path)
    return tidy
