"""What the register knows of an engagement that says how long its next review may wait: no score, only facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from registry.alerts.audience import SENSITIVE
from registry.catalogue.dated import Moment, live
from registry.reviews.kept import parts
from registry.tables import Activity, Engagement, VerdictRow
from registry.terms import Verdict


@dataclass(frozen=True, slots=True)
class Exposure:
    """The verdicts of an engagement's whole chain as they were last kept, and whether its data are special."""

    verdicts: frozenset[Verdict] = frozenset()
    is_sensitive: bool = False


def exposures(session: Session, engagement_ids: Sequence[str], on: date) -> dict[str, Exposure]:
    """The exposure of each of these engagements."""
    verdicts: dict[str, set[Verdict]] = {identity: set() for identity in engagement_ids}
    categories: dict[str, set[str]] = {identity: set() for identity in engagement_ids}
    carried: dict[str, list[str]] = {}
    moment = Moment(on)
    for part in parts(engagement_ids):
        kept = select(VerdictRow.engagement_id, VerdictRow.verdict).where(
            col(VerdictRow.engagement_id).in_(part), col(VerdictRow.replaced_at).is_(None)
        )
        for identity, verdict in session.exec(kept.distinct()).all():
            verdicts[identity].add(Verdict(verdict))
        held = live(Engagement, moment).where(col(Engagement.id).in_(part))
        for row in session.exec(held):
            categories[row.id] |= set(row.data_categories or ())
            if row.data_categories is None:
                carried[row.id] = list(row.activities or ())
    told = _of_activities(session, {key for keys in carried.values() for key in keys}, moment)
    for identity, activities in carried.items():
        categories[identity].update(*(told.get(key, set()) for key in activities))
    return {
        identity: Exposure(frozenset(verdicts[identity]), bool(SENSITIVE & categories[identity]))
        for identity in verdicts
    }


def _of_activities(session: Session, activities: set[str], moment: Moment) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for part in parts(sorted(activities)):
        for row in session.exec(live(Activity, moment).where(col(Activity.id).in_(part))):
            found[row.id] = set(row.data_categories or ())
    return found
