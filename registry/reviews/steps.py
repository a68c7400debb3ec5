"""Writing a step of a review: the row that stood is retired and the next one written, never changed in place."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlmodel import Session

from registry.errors import BadInput, NotFound, OnwardError, Refusals
from registry.reviews import kept
from registry.tables import Review, ReviewAnswer, ReviewCondition
from registry.terms import ReviewStep

T = TypeVar("T")
Versioned = TypeVar("Versioned", Review, ReviewAnswer, ReviewCondition)
MOST = 1_000  # reviews that one deed is done to
LONGEST = 20_000
LONGEST_NAME = 200
_BOOKKEEPING = frozenset({"row", "recorded_at", "retired_at"})
CLEARED: dict[str, Any] = dict.fromkeys(("dpo_advice", "advised_by", "advised_at", "advice"))
"""What a reopened review asks for anew: the advice was of another state of things. Its history keeps it."""


@dataclass(frozen=True, slots=True)
class Acting:
    """Who does something, at which instant, on which day."""

    by: str
    at: datetime
    on: date


@dataclass(frozen=True, slots=True)
class Step:
    """The next step of a review, with the columns it changes."""

    before: Review
    step: ReviewStep
    note: str | None
    changes: dict[str, Any]


def take(session: Session, steps: Sequence[Step], acting: Acting) -> list[Review]:
    """Write the next step of several reviews. The store takes one standing row for each, so the old ones go first."""
    for step in steps:
        step.before.retired_at = acting.at
        session.add(step.before)
    session.flush()
    rows = [Review(**(_copied(one.before) | _of_step(one.step, one.note, acting) | one.changes)) for one in steps]
    session.add_all(rows)
    session.flush()
    return rows


def replaced(session: Session, row: Versioned, acting: Acting, **changes: Any) -> Versioned:
    """The next version of an answer or a condition."""
    row.retired_at = acting.at
    session.add(row)
    session.flush()
    successor = type(row)(**(_copied(row) | {"recorded_at": acting.at} | changes))
    session.add(successor)
    return successor


def started(identity: str, engagement: Any, note: str | None, acting: Acting, **more: Any) -> Review:
    """The first row of a review."""
    return Review(
        id=identity,
        engagement_id=engagement.id,
        controller_id=engagement.controller_id,
        is_open=True,
        opened_at=acting.at,
        **_of_step(ReviewStep.OPENED, note, acting),
        **more,
    )


def for_each(identities: Iterable[str], named: Callable[[str], T], deed: Callable[[str, T], Any], field: str) -> None:
    """Do something for each of several things, all or nothing. Raises what one alone raised; of several, Refusals with
    every one that cannot be."""
    wanted = list(dict.fromkeys(identities))
    refused: list[tuple[str, str]] = []
    for identity in wanted:
        try:
            deed(identity, named(identity))
        except OnwardError as error:
            if len(wanted) == 1:
                raise
            place = getattr(error, "field", None)
            refused.append((f"{field}.{identity}", f"{place}: {error}" if place else str(error)))
    if refused:
        raise Refusals(len(wanted), refused)


def standing(session: Session, identities: Sequence[str]) -> Callable[[str], Review]:
    """The reviews of these ids as they stand. Raises BadInput for none or too many; asked for one, NotFound."""
    wanted = list(dict.fromkeys(identities))
    if not wanted:
        raise BadInput("Name at least one review.", field="reviews")
    if len(wanted) > MOST:
        raise BadInput(f"{len(wanted)} reviews; at most {MOST} are taken at once.", field="reviews")
    rows = kept.standing_rows(session, wanted)

    def named(identity: str) -> Review:
        if identity not in rows:
            raise NotFound(f"There is no review {identity} to work on.", named=identity)
        return rows[identity]

    return named


def text(said: str, field: str, *, needed: bool = True) -> str | None:
    """Prose as it is kept. Raises BadInput where it is wanting, or longer than anybody reads."""
    told = said.strip()
    if needed and not told:
        raise BadInput("Write it in a sentence.", field=field)
    if len(told) > LONGEST:
        raise BadInput(f"That is too long; at most {LONGEST} characters.", field=field)
    return told or None


def name(said: str, field: str) -> str:
    """A person's name. Raises BadInput."""
    told = " ".join(said.split())
    if not told or len(told) > LONGEST_NAME:
        raise BadInput(f"Name a person, in at most {LONGEST_NAME} characters.", field=field)
    return told


def _copied(row: Review | ReviewAnswer | ReviewCondition) -> dict[str, Any]:
    return {name: getattr(row, name) for name in type(row).model_fields if name not in _BOOKKEEPING}


def _of_step(step: ReviewStep, note: str | None, acting: Acting) -> dict[str, Any]:
    return {"step": step, "step_by": acting.by, "step_note": note, "recorded_at": acting.at}
