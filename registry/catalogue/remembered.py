"""The register of a day, read once and read again only when somebody has written to it since.

Whatever is written to the register stands in the chain (`registry.audit`); what a round itself writes all the time
(captures, readings, changes, proposals, alerts) is no part of the register.
"""

import threading

import sqlalchemy as sa
from sqlmodel import Session, col

from registry.catalogue.reading import Moment, Register, read_register
from registry.tables import Alert, Audit, Change, Proposal, Reading, Snapshot, Task, Version

_NO_PART = frozenset(str(t.__tablename__) for t in (Alert, Change, Proposal, Reading, Snapshot, Task, Version))


class RegisterRemembered:
    """One register, of the day asked for last."""

    def __init__(self) -> None:
        self._held: tuple[Moment, int, Register] | None = None
        self._reading = threading.Lock()

    def of(self, session: Session, moment: Moment) -> Register:
        """The register as `session` sees it. It is shared: nobody changes it."""
        with self._reading:
            newest = session.execute(sa.select(sa.func.max(col(Audit.seq)))).scalar() or 0
            if self._held is None or self._held[0] != moment or _is_written(session, self._held[1], newest):
                self._held = (moment, newest, read_register(session, moment))
            self._held = (moment, newest, self._held[2])
            return self._held[2]


def _is_written(session: Session, before: int, newest: int) -> bool:
    if newest < before:
        return True
    since = sa.select(col(Audit.seq)).where(col(Audit.seq) > before, col(Audit.table).not_in(_NO_PART)).limit(1)
    return newest > before and session.execute(since).first() is not None
