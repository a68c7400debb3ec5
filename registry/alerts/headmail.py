"""The head of the chain by mail: once for each day that has ended, to those the settings name, under one id.

Its delivery needs no row of its own kind: the id says the day and the last link, so what is sent is the same at every
try, whatever was written since.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256

from sqlmodel import Session, col, select

from registry import chainheads
from registry.chainheads import Head
from registry.store import Store
from registry.tables import Delivery
from registry.terms import ChannelKind, DeliveryState

_ID = re.compile(r"hed_(\d{4}-\d\d-\d\d)_(\d{1,18})_[0-9a-f]{16}")


def enqueue(store: Store, receivers: Sequence[str], language: str, at: datetime) -> int:
    """Put the head of the day that ended last on its way to each who has not got it; returns to how many."""
    day = at.date() - timedelta(days=1)
    if not receivers:
        return 0
    with store.read() as session:
        if not _wanting(session, receivers, day):
            return 0
    with store.write("outbox") as session:
        last = chainheads.last_link(session, day)
        wanting = [] if last is None else _wanting(session, receivers, day)
        session.add_all(
            Delivery(
                id=f"hed_{day.isoformat()}_{last}_{sha256(target.encode()).hexdigest()[:16]}", language=language,
                channel=ChannelKind.MAIL, target=target, state=DeliveryState.WAITING, queued_at=at, due_at=at,
            )
            for target in wanting
        )  # fmt: skip
        return len(wanting)


def is_head(delivery_id: str) -> bool:
    """Whether a delivery brings a head."""
    return _ID.fullmatch(delivery_id) is not None


def head_of(session: Session, delivery_id: str) -> Head | None:
    """The head a delivery brings, or None where it brings something else."""
    found = _ID.fullmatch(delivery_id)
    return chainheads.at_link(session, date.fromisoformat(found[1]), int(found[2])) if found else None


def _wanting(session: Session, receivers: Sequence[str], day: date) -> list[str]:
    statement = select(Delivery.target).where(col(Delivery.id).startswith(f"hed_{day.isoformat()}_", autoescape=True))
    told = set(session.exec(statement))
    return [one for one in dict.fromkeys(receivers) if one not in told]
