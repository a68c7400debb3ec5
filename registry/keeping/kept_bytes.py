"""Which captured and signed bytes the register rests on, by hash: those that must lie in the archive."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from registry import watching
from registry.tables import AgreementFile, Snapshot


def required(session: Session, at: datetime) -> list[str]:
    """The hashes of all bytes something rests on. What bears nothing out may have been let go by pruning."""
    loose = set(watching.bearing_nothing(session, at))
    captured = session.execute(sa.select(col(Snapshot.sha256)).distinct()).scalars()
    signed = session.execute(sa.select(col(AgreementFile.sha256)).distinct()).scalars()
    return sorted((set(captured) - loose) | set(signed))
