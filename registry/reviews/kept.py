"""Reviews as they are kept: where one stands, every step of it, its answers, conditions and causes. Read only.

With an instant of knowledge everything is as it stood then: steps are written once and never changed.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.accounts.persons import is_opaque
from registry.catalogue import filters as by
from registry.catalogue.dated import Moment, live
from registry.catalogue.listing import Page, Shelf, Turning, listed_on
from registry.catalogue.reading import Row
from registry.errors import NotFound
from registry.reviews.workflow import SOON, Standing, state_of
from registry.tables import Engagement, Review, ReviewAnswer, ReviewCauseRow, ReviewCondition, Service, Table
from registry.terms import ReviewDecision, ReviewState, ReviewStep

T = TypeVar("T", bound=Table)
K = TypeVar("K")
AT_ONCE = 400  # ids in one statement
_STANDS = by.kept_at(Review, "recorded_at", "retired_at")


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Where an engagement's review stands: its state, the day of the next decision, and the last one taken."""

    id: str
    state: ReviewState
    due_on: date
    decision: ReviewDecision | None


def _in_state(state: ReviewState, moment: Moment) -> sa.ColumnElement[bool]:
    """`workflow.state_of` as SQL; a test holds the two together."""
    due, is_open, on = col(Review.due_on), col(Review.is_open), moment.on
    match state:
        case ReviewState.OVERDUE:
            return due < on
        case ReviewState.IN_PROGRESS:
            return sa.and_(is_open.is_(True), due >= on)
        case ReviewState.DUE_SOON:
            return sa.and_(is_open.is_(False), due >= on, due <= on + SOON)
        case ReviewState.UP_TO_DATE:
            return sa.and_(is_open.is_(False), due > on + SOON)


def _due_within(days: int, moment: Moment) -> sa.ColumnElement[bool]:
    found: sa.ColumnElement[bool] = col(Review.due_on) <= moment.on + timedelta(days=days)
    return found


def _of_service(service: str, moment: Moment) -> sa.ColumnElement[bool]:
    engaged = live(Engagement, moment).where(col(Engagement.service_id) == service)
    return col(Review.engagement_id).in_(engaged.with_only_columns(col(Engagement.id)))


def _named(value: str, moment: Moment) -> sa.ColumnElement[bool]:
    """Of an engagement whose name, or the name of whose service, holds the words."""
    services = live(Service, moment, on=False).where(by.name(Service)(value, moment))
    written = col(Engagement.name_as_written).icontains(value, autoescape=True)
    of_service = col(Engagement.service_id).in_(services.with_only_columns(col(Service.id)))
    named = live(Engagement, moment, on=False).where(sa.or_(written, of_service))
    return col(Review.engagement_id).in_(named.with_only_columns(col(Engagement.id)))


SHELF = Shelf(
    Review,
    {
        "state": _in_state,
        "due_within": _due_within,
        "controller": by.equal(Review, "controller_id"),
        "engagement": by.equal(Review, "engagement_id"),
        "service": _of_service,
        "q": _named,
        "owner": by.equal(Review, "owner"),
        "decision": by.equal(Review, "decision"),
    },
    {"due_on": "due_on", "updated_at": "recorded_at"},
    newest=_STANDS,
)


def listed(session: Session, moment: Moment, asked: Mapping[str, Any], turning: Turning) -> Page[Row]:
    """A page of the reviews that stand, as columns."""
    return listed_on(session, SHELF, moment, asked, turning)


def counted(session: Session, moment: Moment, asked: Mapping[str, Any]) -> dict[ReviewState, int]:
    """How many reviews stand in each state; what is asked beside the state bounds them."""
    due, is_open, on = col(Review.due_on), col(Review.is_open), moment.on
    named = sa.case(
        (due < on, ReviewState.OVERDUE.value),
        (is_open.is_(True), ReviewState.IN_PROGRESS.value),
        (due <= on + SOON, ReviewState.DUE_SOON.value),
        else_=ReviewState.UP_TO_DATE.value,
    )
    wanted = [SHELF.filters[name](value, moment) for name, value in asked.items() if name != "state"]
    statement = sa.select(named, sa.func.count()).where(_STANDS(None, moment), *wanted).group_by(named)
    found = {ReviewState(state): number for state, number in session.execute(statement).all()}
    return {state: found.get(state, 0) for state in ReviewState}


def one(session: Session, identity: str, moment: Moment) -> Review:
    """The review as it stands, or as it stood when it ended. Raises NotFound."""
    statement = select(Review).where(Review.id == identity, by.known_by(Review, "recorded_at")(None, moment))
    row = session.exec(statement.order_by(col(Review.row).desc()).limit(1)).first()
    if row is None:
        raise NotFound(f"There is no review {identity}.", named=identity)
    return row


def of_engagement(session: Session, engagement_id: str, moment: Moment) -> Review | None:
    """The review of an engagement, if anybody ever opened one."""
    statement = select(Review).where(Review.engagement_id == engagement_id, _STANDS(None, moment))
    return session.exec(statement).first()


def of_engagements(session: Session, engagement_ids: Collection[str], moment: Moment) -> dict[str, Review]:
    """The reviews of several engagements, by engagement."""
    found: dict[str, Review] = {}
    for part in parts(engagement_ids):
        statement = select(Review).where(col(Review.engagement_id).in_(part), _STANDS(None, moment))
        found |= {row.engagement_id: row for row in session.exec(statement)}
    return found


def standings(session: Session, engagement_ids: Collection[str], moment: Moment) -> dict[str, Reviewed]:
    """Where the reviews of several engagements stand on the day, by engagement. One that is left out was never
    reviewed."""
    found = of_engagements(session, engagement_ids, moment)
    return {key: _reviewed(row, moment.on) for key, row in found.items()}


def _reviewed(row: Review, on: date) -> Reviewed:
    state = state_of(is_open=row.is_open, due_on=row.due_on, on=on)
    return Reviewed(row.id, state, row.due_on, row.decision)


def standing_rows(session: Session, identities: Collection[str]) -> dict[str, Review]:
    """The rows that stand now, by id; an id that is none, or has ended, is not among them."""
    found: dict[str, Review] = {}
    for part in parts(identities):
        statement = select(Review).where(col(Review.id).in_(part), col(Review.retired_at).is_(None))
        found |= {row.id: row for row in session.exec(statement)}
    return found


def history(session: Session, identity: str, moment: Moment) -> list[Review]:
    """Every step of a review, the first one first."""
    statement = select(Review).where(Review.id == identity, by.known_by(Review, "recorded_at")(None, moment))
    return list(session.exec(statement.order_by(col(Review.row))))


def answers(session: Session, review_id: str, moment: Moment) -> dict[str, ReviewAnswer]:
    """What people said of the rows of the checklist, by row."""
    stands = by.kept_at(ReviewAnswer, "recorded_at", "retired_at")(None, moment)
    statement = select(ReviewAnswer).where(ReviewAnswer.review_id == review_id, stands)
    return {row.item: row for row in session.exec(statement.order_by(col(ReviewAnswer.row)))}


def conditions(session: Session, review_ids: Collection[str], moment: Moment) -> dict[str, list[ReviewCondition]]:
    """The conditions of reviews, met or not, by review; the earliest day first."""
    stands = by.kept_at(ReviewCondition, "recorded_at", "retired_at")(None, moment)
    found: dict[str, list[ReviewCondition]] = {}
    for part in parts(review_ids):
        statement = select(ReviewCondition).where(col(ReviewCondition.review_id).in_(part), stands)
        for row in session.exec(statement.order_by(col(ReviewCondition.due_on), col(ReviewCondition.id))):
            found.setdefault(row.review_id, []).append(row)
    return found


def causes(session: Session, review_id: str, moment: Moment) -> list[ReviewCauseRow]:
    """What opened the review and came about since, the first one first."""
    known = by.known_by(ReviewCauseRow, "found_at")(None, moment)
    statement = select(ReviewCauseRow).where(ReviewCauseRow.review_id == review_id, known)
    return list(session.exec(statement.order_by(col(ReviewCauseRow.found_at), col(ReviewCauseRow.id))))


def standing_of(row: Review, unmet: int = 0) -> Standing:
    """A review as the rules see it."""
    return Standing(
        is_open=row.is_open,
        due_on=row.due_on,
        decision=row.decision,
        decided_on=row.decided_at.date() if row.decided_at else None,
        decided_by=None if is_opaque(row.decided_by or "") else row.decided_by,  # told in a message, where no id helps
        advice=row.dpo_advice,
        unmet=unmet,
    )


def has_ended(row: Review) -> bool:
    """Whether nothing is left to review: the engagement has ended."""
    return row.step is ReviewStep.ENDED


def parts(values: Iterable[K]) -> Iterator[list[K]]:
    """Ids in portions that one statement takes."""
    ordered = list(dict.fromkeys(values))
    return (ordered[start : start + AT_ONCE] for start in range(0, len(ordered), AT_ONCE))
