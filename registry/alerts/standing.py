"""How far behind the work on alerts is: what waits to be sent, and since when nobody has decided."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from registry.tables import Alert, Delivery
from registry.terms import DeliveryState


def deliveries(session: Session) -> dict[str, int]:
    """How many deliveries are in each state."""
    counted = sa.select(col(Delivery.state), sa.func.count()).group_by(col(Delivery.state))
    found = {state.value: int(number) for state, number in session.execute(counted).all()}
    return {state.value: found.get(state.value, 0) for state in DeliveryState}


def undecided(session: Session) -> tuple[int, datetime | None]:
    """How many alerts nobody has decided, and when the oldest of them came; None: there is none."""
    asked = sa.select(sa.func.count(), sa.func.min(col(Alert.created_at))).where(col(Alert.decision).is_(None))
    number, oldest = session.execute(asked).one()
    return int(number), oldest
