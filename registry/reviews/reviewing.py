"""What a person does with reviews: open, assign, advise, decide, see a condition met. Several at once, or none.

The officer advises and the controller decides (Art. 38, 39): the two stand apart, and a decision that goes another way
says why.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col

from registry.accounts.persons import called
from registry.catalogue.dated import Moment, live
from registry.errors import BadInput, Conflict, NotFound
from registry.law.assessing import months_after
from registry.reviews import kept, workflow
from registry.reviews.risks import Exposure, exposures
from registry.reviews.steps import CLEARED, MOST, Acting, Step, for_each, name, replaced, standing, started, take, text
from registry.tables import Engagement, Review, ReviewCauseRow, ReviewCondition, new_id
from registry.terms import DpoAdvice, ReviewCause, ReviewDecision, ReviewStep

MOST_CONDITIONS = 50


@dataclass(frozen=True, slots=True)
class Opening:
    """Why reviews are opened, whose they are, and by when they are to be decided (None: within 30 days)."""

    because: str
    owner: str | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """Something an approval depends on, and by when."""

    text: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Deciding:
    """What a person decides. `next_due_on` None: 12, 24 or 36 months on, by what is known of the transfers."""

    decision: ReviewDecision
    reason: str
    override_reason: str = ""
    still_valid: str = ""
    conditions: Sequence[Condition] = ()
    next_due_on: date | None = None


def open_reviews(
    session: Session, engagement_ids: Sequence[str], opening: Opening, acting: Acting
) -> list[Review]:  # fmt: skip
    """Open a review of each engagement, or reopen the one there is; all or none.

    Raises NotFound for an engagement that does not hold today, Conflict naming the review that is open already.
    """
    wanted = list(dict.fromkeys(engagement_ids))
    if not 0 < len(wanted) <= MOST:
        raise BadInput(f"Name 1 to {MOST} engagements.", field="engagements")
    because, due_on = text(opening.because, "because"), _due(opening.due_on, acting.on)
    owner = name(opening.owner, "owner") if opening.owner is not None else None
    there = kept.of_engagements(session, wanted, Moment(acting.on))
    engaged = _engagements(session, wanted, acting.on)
    new: list[Review] = []
    again: list[Step] = []

    def deed(identity: str, engagement: Engagement) -> None:
        before = there.get(identity)
        if before is None:
            new.append(started(new_id("rvw"), engagement, because, acting, due_on=due_on, owner=owner))
        elif before.is_open:
            raise Conflict(f"{engagement.name_as_written} is under review already.", existing=before.id)
        else:
            changes = {"is_open": True, "opened_at": acting.at, "due_on": min(due_on, before.due_on), **CLEARED}
            again.append(Step(before, ReviewStep.REOPENED, because, changes | ({"owner": owner} if owner else {})))

    for_each(wanted, lambda identity: _engaged(engaged, identity), deed, "engagements")
    session.add_all(new)
    rows = [*new, *take(session, again, acting)]
    session.add_all(_asked(row, because, acting) for row in rows)
    session.flush()
    order = {identity: place for place, identity in enumerate(wanted)}
    return sorted(rows, key=lambda row: order[row.engagement_id])


def assign(
    session: Session, review_ids: Sequence[str], owner: str, acting: Acting, *, due_on: date | None = None
) -> list[Review]:
    """Say whose work the reviews are, and by when they are to be decided where a day is named."""
    changes = {"owner": name(owner, "owner")} | ({"due_on": _due(due_on, acting.on)} if due_on is not None else {})
    steps: list[Step] = []

    def deed(identity: str, row: Review) -> None:
        if due_on is not None:
            workflow.require_open(ReviewStep.ASSIGNED, kept.standing_of(row), identity)
        steps.append(Step(row, ReviewStep.ASSIGNED, None, dict(changes)))

    for_each(review_ids, standing(session, review_ids), deed, "reviews")
    return take(session, steps, acting)


def advise(
    session: Session, review_ids: Sequence[str], advice: DpoAdvice, said: str, acting: Acting
) -> list[Review]:  # fmt: skip
    """The data protection officer's advice on open reviews; remarks and objections are put in words."""
    words = text(said, "advice", needed=advice is not DpoAdvice.SUPPORTS)
    changes = {"dpo_advice": advice, "advised_by": acting.by, "advised_at": acting.at, "advice": words}
    steps: list[Step] = []

    def deed(identity: str, row: Review) -> None:
        workflow.require_open(ReviewStep.ADVISED, kept.standing_of(row), identity)
        steps.append(Step(row, ReviewStep.ADVISED, words, dict(changes)))

    for_each(review_ids, standing(session, review_ids), deed, "reviews")
    return take(session, steps, acting)


def decide(session: Session, review_ids: Sequence[str], deciding: Deciding, acting: Acting) -> list[Review]:
    """Decide reviews, all or none. Raises as `workflow.step_of` does; of several, Refusals naming each."""
    named = standing(session, review_ids)
    conditions = _checked(deciding.conditions, acting.on)
    texts = {field: text(getattr(deciding, field), field, needed=False) for field in _REASONS}
    rows = kept.standing_rows(session, review_ids)
    exposed = exposures(session, [row.engagement_id for row in rows.values()], acting.on)
    unmet = {
        review: sum(one.met_at is None for one in found)
        for review, found in kept.conditions(session, list(rows), Moment(acting.on)).items()
    }
    departing = {one.id for one in rows.values() if workflow.departs(one.dpo_advice, deciding.decision)}
    steps: list[Step] = []

    def deed(identity: str, row: Review) -> None:
        # of several it is said of those that depart; where none does, the rules refuse it
        own = texts | {"override_reason": None} if departing and identity not in departing else texts
        steps.append(_decided(row, deciding, own, exposed[row.engagement_id], unmet.get(identity, 0), acting=acting))

    for_each(review_ids, named, deed, "reviews")
    written = take(session, steps, acting)
    session.add_all(_condition(row, one, acting) for row in written for one in conditions)
    session.flush()
    return written


_REASONS = ("reason", "override_reason", "still_valid")


def _decided(
    row: Review, deciding: Deciding, texts: dict[str, str | None], exposed: Exposure, unmet: int, *, acting: Acting
) -> Step:
    said = {field: told or "" for field, told in texts.items()}
    taken = workflow.Taken(deciding.decision, **said, conditions=len(deciding.conditions))
    step = workflow.step_of(kept.standing_of(row, unmet), taken, row.id, acting.on)
    risk = workflow.risk_of(exposed.verdicts, sensitive=exposed.is_sensitive, decision=deciding.decision)
    changes = {
        "is_open": False,
        "decision": deciding.decision,
        "decided_by": acting.by,
        "decided_at": acting.at,
        "risk": risk,
        "due_on": workflow.checked_due(deciding.next_due_on, acting.on, risk),
    }
    return Step(row, step, texts["reason"], changes | texts)


def meet(session: Session, review_id: str, condition_id: str, note: str, acting: Acting) -> Review:
    """Say that a condition is met, and by what that is seen. Raises NotFound, Conflict when it was met already."""
    row = standing(session, [review_id])(review_id)
    found = [one for one in kept.conditions(session, [review_id], Moment(acting.on)).get(review_id, [])]
    condition = next((one for one in found if one.id == condition_id), None)
    if condition is None:
        raise NotFound(f"The review {review_id} has no condition {condition_id}.", named=condition_id)
    if condition.met_at is not None:
        who = called(session, [condition.met_by])[condition.met_by] if condition.met_by else None
        raise Conflict(f"It was met already{f', as {who} says' if who else ''}.", existing=condition_id)
    words = text(note, "note")
    replaced(session, condition, acting, met_at=acting.at, met_by=acting.by, met_note=words)
    return take(session, [Step(row, ReviewStep.CONDITION_MET, f"{condition.text} ({words})", {})], acting)[0]


def _due(asked_on: date | None, on: date) -> date:
    """By when a review that is opened or assigned is to be decided."""
    if asked_on is None:
        return on + workflow.ASKED
    last = months_after(on, workflow.MOST_MONTHS)
    if not on <= asked_on <= last:
        raise BadInput(f"The day lies between today and {last}.", field="due_on")
    return asked_on


def _checked(conditions: Sequence[Condition], on: date) -> list[Condition]:
    if len(conditions) > MOST_CONDITIONS:
        raise BadInput(f"At most {MOST_CONDITIONS} conditions.", field="conditions")
    last = months_after(on, workflow.MOST_MONTHS)
    for place, one in enumerate(conditions):
        text(one.text, f"conditions.{place}.text")
        if not on <= one.due_on <= last:
            raise BadInput(f"The day lies between today and {last}.", field=f"conditions.{place}.due_on")
    return list(conditions)


def _condition(row: Review, one: Condition, acting: Acting) -> ReviewCondition:
    return ReviewCondition(
        id=new_id("cnd"), review_id=row.id, controller_id=row.controller_id, text=one.text.strip(), due_on=one.due_on,
        set_by=acting.by, recorded_at=acting.at,
    )  # fmt: skip


def _asked(row: Review, because: str | None, acting: Acting) -> ReviewCauseRow:
    return ReviewCauseRow(
        id=new_id("rvc"), review_id=row.id, engagement_id=row.engagement_id, kind=ReviewCause.ASKED,
        key=acting.at.isoformat(), told={"because": because, "by": acting.by}, found_at=acting.at,
    )  # fmt: skip


def _engagements(session: Session, wanted: Sequence[str], on: date) -> dict[str, Engagement]:
    found: dict[str, Engagement] = {}
    for part in kept.parts(wanted):
        held = session.exec(live(Engagement, Moment(on)).where(col(Engagement.id).in_(part)))
        found |= {one.id: one for one in held}
    return found


def _engaged(found: dict[str, Engagement], identity: str) -> Engagement:
    if identity not in found:
        raise NotFound(f"No engagement has the id {identity} today.", named=identity)
    return found[identity]
