"""A source that goes back and forth between texts: no alert, but a remark on the source and one task for a person.

Each return to an earlier text is quiet. A page that returns again and again is no document that can be relied on, and
somebody should look why: told once while it lasts.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.alerts import tasks
from registry.tables import Change, Source, Task
from registry.terms import CaptureState, TaskKind

OFTEN = 3  # returns
WITHIN = timedelta(days=30)


def note(session: Session, source: Source, at: datetime) -> bool:
    """Remark on a source that answered whether it flaps by now, and open one task for it. Whether it does."""
    returned = _returns(session, source, at)
    if returned < OFTEN:
        return False
    source.trouble = f"unstable: {returned} returns to an earlier text within {WITHIN.days} days"
    session.add(source)
    open_now = (Task.subject_id == source.id, Task.kind == TaskKind.LOOK_AT_UNSTABLE, col(Task.done_at).is_(None))
    if session.exec(select(Task.id).where(*open_now)).first() is None:
        look = tasks.task(TaskKind.LOOK_AT_UNSTABLE, source.id, source.url, at=at, cause=[at.isoformat()])
        tasks.add(session, [look])
    session.flush()
    return True


def _returns(session: Session, source: Source, at: datetime) -> int:
    counted = select(sa.func.count()).select_from(Change)
    of_source = col(Change.source_id) == source.id
    return session.exec(
        counted.where(of_source, col(Change.state) == CaptureState.RETURNED, col(Change.recorded_at) > at - WITHIN)
    ).one()
