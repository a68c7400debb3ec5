"""Deadlines of work that waits: objections, reviews and their conditions, tasks, changes to act on."""

from collections.abc import Iterator
from datetime import UTC, date

from sqlmodel import col, select

from registry.alerts.clocks import UNDECIDED
from registry.catalogue import filters as by
from registry.law import statutory
from registry.law.records import Clock
from registry.reviews.deadlines import Deadline, Engaged, Ground
from registry.tables import Alert, Objection, Review, ReviewCondition, Source, Task
from registry.terms import DeadlineKind, Event, PeriodOf, TaskKind

OBJECTING = "Art. 28(2)"
_ARTICLES = {
    TaskKind.CLOSE_HOP: "Art. 28(4)",
    TaskKind.ASK_FOR_NOTICE: OBJECTING,
    TaskKind.SEND_OBJECTION: OBJECTING,
    TaskKind.CONDITION: OBJECTING,
    TaskKind.RETURN_OR_DELETE: "Art. 28(3)(g)",
}

_CONDITIONED = (ReviewCondition, Review)


def of_work(ground: Ground) -> Iterator[Deadline]:
    """All of them, in no order."""
    clocks = list(_objections(ground))
    yield from clocks
    yield from _reviews(ground)
    yield from _conditions(ground)
    yield from _tasks(ground)
    yield from _changes(ground, {(one.change_id, one.controller_id) for one in clocks})


def _objections(ground: Ground) -> Iterator[Deadline]:
    """The conservative day, the contract's own where it is another, and the day the change takes effect.

    An objection's row keeps no history of its states: what is settled by now is left out of an earlier instant too.
    """
    opened = by.known_by(Objection, "opened_at")(None, ground.register.moment)
    undecided = select(Objection).where(col(Objection.state).in_(UNDECIDED), opened)
    for row in ground.session.exec(undecided):
        engaged = ground.running(row.engagement_id)
        if engaged is None:
            continue
        days = {
            DeadlineKind.OBJECTION: row.deadline_on,
            DeadlineKind.OBJECTION_CONTRACT: row.contract_on if row.contract_on != row.deadline_on else None,
            DeadlineKind.TAKES_EFFECT: row.effective_on,
        }
        yield from (_objection(ground, engaged, row, kind, on) for kind, on in days.items() if on is not None)


def _objection(ground: Ground, engaged: Engaged, row: Objection, kind: DeadlineKind, on: date) -> Deadline:
    is_of_clauses = any(one["of"] == PeriodOf.CLAUSES for one in row.periods or [])
    sources = dict.fromkeys(str(one["source"]) for one in row.periods or [])
    return Deadline(
        id=f"{row.id}-{kind.value}",
        kind=kind,
        on=on,
        name=ground.service_name(row.service_id) or engaged.name,
        article=f"{OBJECTING}; (EU) 2021/914 clause 9(a)" if is_of_clauses else OBJECTING,
        source="; ".join(sources) or (f"/changes/{row.change_id}" if row.change_id else ""),
        path=f"/objections/{row.id}",
        controller_id=engaged.controller_id,
        subject_id=row.engagement_id,
        change_id=row.change_id,
        more=", ".join(str(one["name"]) for one in row.named or [] if one.get("name")),
        ahead=(7, 3, 1),
    )


def _reviews(ground: Ground) -> Iterator[Deadline]:
    """A review's own day while it is open, the day of the next one afterwards (12, 24 or 36 months by risk)."""
    stands = by.kept_at(Review, "recorded_at", "retired_at")(None, ground.register.moment)
    for row in ground.session.exec(select(Review).where(stands)):
        engaged = ground.running(row.engagement_id)
        if engaged is not None:
            yield Deadline(
                id=f"{row.id}-due",
                kind=DeadlineKind.REVIEW,
                on=row.due_on,
                name=engaged.name,
                article="Art. 28(1), 24(1)",
                source=f"/api/v1/reviews/{row.id}",
                path=f"/reviews/{row.id}",
                controller_id=row.controller_id,
                subject_id=row.engagement_id,
                ahead=(30, 7),
            )


def _conditions(ground: Ground) -> Iterator[Deadline]:
    """Conditions an approval was made to depend on, while nobody has met them and its review stands."""
    stand = [by.kept_at(one, "recorded_at", "retired_at")(None, ground.register.moment) for one in _CONDITIONED]
    asked = select(ReviewCondition, Review.engagement_id).join(Review, col(Review.id) == col(ReviewCondition.review_id))
    for row, engagement_id in ground.session.exec(asked.where(*stand, col(ReviewCondition.met_at).is_(None))):
        if ground.running(engagement_id) is None:
            continue
        yield Deadline(
            id=f"{row.id}-due",
            kind=DeadlineKind.TASK,
            on=row.due_on,
            name=row.text,
            task=TaskKind.CONDITION,
            article="Art. 28(1)",
            source=f"/api/v1/reviews/{row.review_id}",
            path=f"/reviews/{row.review_id}",
            controller_id=row.controller_id,
            subject_id=row.review_id,
        )


def _tasks(ground: Ground) -> Iterator[Deadline]:
    open_then = by.kept_at(Task, "opened_at", "done_at")(None, ground.register.moment)
    for row in ground.session.exec(select(Task).where(open_then, col(Task.due_on).is_not(None))):
        kind = row.kind if row.kind is not TaskKind.OTHER else None
        clock = _clock_of(ground, row)
        if row.due_on is not None:
            yield Deadline(
                id=f"{row.id}-due",
                kind=DeadlineKind.TASK,
                on=row.due_on,
                name=row.title if kind is None else row.about or "",
                task=kind,
                article=clock.article if clock else _ARTICLES.get(row.kind, "") if row.kind is not None else "",
                source=f"/api/v1/tasks/{row.id}",
                path=_place_of(ground, row),
                controller_id=ground.controller_of(row.subject_id),
                subject_id=row.subject_id,
                more=_counted(row, clock),
                ahead=statutory.days_ahead(clock.kind) if clock else (7, 1),
            )


def _clock_of(ground: Ground, task: Task) -> Clock | None:
    """The clock of the law that a task is of; None: of none."""
    if task.kind is None or task.began_at is None:
        return None
    return statutory.clock_of(ground.law.clocks, task.kind, task.began_at)


def _counted(task: Task, clock: Clock | None) -> str:
    """From which instant the law counts, and until which where it counts in hours."""
    if task.began_at is None or clock is None:
        return ""
    instants = (task.began_at, statutory.last_instant(clock, task.began_at))
    return " → ".join(f"{one.astimezone(UTC):%Y-%m-%d %H:%M} UTC" for one in instants if one is not None)


def _place_of(ground: Ground, task: Task) -> str:
    """Where a task is acted on: its objection, the clocks of the law, or the service of its engagement or source."""
    if task.objection_id is not None:
        return f"/objections/{task.objection_id}"
    if task.began_at is not None:
        return "/clocks"
    engagement = ground.register.engagements.get(task.subject_id)
    if engagement is not None:
        return f"/services/{engagement.service_id}"
    source = ground.session.get(Source, task.subject_id)
    return f"/services/{source.service_id}/sources" if source is not None else "/"


def _changes(ground: Ground, clocked: set[tuple[str | None, str | None]]) -> Iterator[Deadline]:
    """Days by which a change is to be acted on, from the day on; a change whose clock runs is told by the clock."""
    moment = ground.register.moment
    ours = select(Alert).where(col(Alert.deadline_on) >= moment.on, col(Alert.controller_id).is_not(None))
    told = ours.where(by.known_by(Alert, "created_at")(None, moment), col(Alert.event) != Event.OBJECTION_DUE)
    for row in ground.session.exec(told):
        if row.deadline_on is not None and (row.change_id is None or (row.change_id, row.controller_id) not in clocked):
            yield Deadline(
                id=f"{row.id}-due",
                kind=DeadlineKind.CHANGE,
                on=row.deadline_on,
                name=ground.service_name(row.service_id) or row.title,
                article="",
                source=str(row.body.get("document") or f"/api/v1/alerts/{row.id}"),
                path=f"/changes/{row.change_id}" if row.change_id else str(row.body.get("link") or "/"),
                controller_id=row.controller_id,
                subject_id=row.service_id,
                change_id=row.change_id,
            )
