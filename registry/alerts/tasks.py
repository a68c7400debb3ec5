"""Tasks that changes, outages and objections leave to a person: each once for ever, however often its cause is met."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime

from sqlmodel import Session, col, select

from registry import glossary
from registry.alerts import wording
from registry.tables import Task, new_id
from registry.terms import TaskKind


def task(
    kind: TaskKind, subject_id: str, about: str | None, *, at: datetime, cause: Iterable[str],
    due_on: date | None = None, objection_id: str | None = None,
) -> Task:  # fmt: skip
    """A task that is not written yet. `cause` tells it apart from others alike: the same cause is the same task."""
    whole = [kind.value, subject_id, about or "", *cause]
    told = glossary.label("task_kind", kind.value, wording.LANGUAGE)
    named = f"{told}: {wording.plain(about, wording.LONGEST_NAME)}" if about else told
    return Task(
        id=new_id("tsk"),
        subject_id=subject_id,
        kind=kind,
        title=wording.plain(named, wording.LONGEST_TITLE),
        about=wording.plain(about, wording.LONGEST_TITLE) if about else None,
        objection_id=objection_id,
        fingerprint=hashlib.sha256("\x1f".join(whole).encode()).hexdigest(),
        due_on=due_on,
        opened_at=at,
    )


def add(session: Session, tasks: Iterable[Task]) -> list[Task]:
    """Write those that were never given, and return them."""
    found = {one.fingerprint: one for one in tasks}
    given = set(session.exec(select(Task.fingerprint).where(col(Task.fingerprint).in_(found))))
    new = [one for mark, one in found.items() if mark not in given]
    session.add_all(new)
    session.flush()
    return new


def given(session: Session, tasks: Iterable[Task]) -> int:
    """How many of these were given before."""
    marks = {one.fingerprint for one in tasks}
    return len(session.exec(select(Task.fingerprint).where(col(Task.fingerprint).in_(marks))).all())
