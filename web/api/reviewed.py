"""A review as the API tells it: its row, its checklist with the answers beside, and all that hangs on it."""

from collections.abc import Iterable
from typing import Any

from msgspec import UNSET, UnsetType

from registry.catalogue.dated import Moment
from registry.catalogue.reading import Register, Row
from registry.law.lawbook import LawBook
from registry.reviews import checklist, kept, workflow
from registry.reviews.entries import Entry
from registry.reviews.naming import Engaged, engaged
from registry.reviews.since import since
from registry.store import Session
from registry.tables import ReviewAnswer
from web.api.shapes import reviews as shapes
from web.api.shapes.base import filled, known, told


def listed(session: Session, rows: Iterable[Row], moment: Moment) -> list[shapes.ReviewListed]:
    """Reviews as a list tells them, with the names of what they are of."""
    found = list(rows)
    names = engaged(session, [row.engagement_id for row in found], moment)
    return [shapes.ReviewListed(**_row(row, names.get(row.engagement_id), moment)) for row in found]


def whole(session: Session, identity: str, register: Register, law: LawBook) -> shapes.ReviewWhole:
    """One review at the register's moment. Raises NotFound."""
    moment = register.moment
    row = kept.one(session, identity, moment)
    names = engaged(session, [row.engagement_id], moment)
    is_there = row.engagement_id in register.engagements
    entries = checklist.fill(session, register, law, row.engagement_id) if is_there else []
    answers = kept.answers(session, identity, moment)
    return shapes.ReviewWhole(
        **_row(row, names.get(row.engagement_id), moment),
        **{name: known(getattr(row, name)) for name in _WORDS},
        checklist=[_entry(entry, answers.get(entry.item)) for entry in entries],
        conditions=[
            filled(shapes.Condition, one) for one in kept.conditions(session, [identity], moment).get(identity, [])
        ],
        causes=[
            filled(shapes.Cause, one, told=one.told, alert=known(one.alert_id))
            for one in kept.causes(session, identity, moment)
        ],
        since=[filled(shapes.CameAbout, one) for one in since(session, row, moment)],
        history=[
            filled(shapes.Step, one, at=told(one.recorded_at), by=one.step_by, note=known(one.step_note))
            for one in kept.history(session, identity, moment)
        ],
    )


_WORDS = ("advice", "advised_by", "advised_at", "reason", "override_reason", "still_valid")


def _row(row: Row, of: Engaged | None, moment: Moment) -> dict[str, Any]:
    state = workflow.state_of(is_open=row.is_open, due_on=row.due_on, on=moment.on)
    return {
        "id": row.id,
        "engagement": row.engagement_id,
        "controller": row.controller_id,
        "name": of.name if of is not None else UNSET,
        "service": of.service_id if of is not None else UNSET,
        "state": state,
        "is_open": row.is_open,
        "due_on": told(row.due_on),
        "opened_at": told(row.opened_at),
        "updated_at": told(row.recorded_at),
        **{name: known(getattr(row, name)) for name in ("owner", "dpo_advice", "decision", "decided_at", "decided_by")},
        "risk": known(row.risk),
    }


def _entry(entry: Entry, answer: ReviewAnswer | None) -> shapes.ChecklistRow:
    beside: shapes.Answered | UnsetType = UNSET
    if answer is not None:
        beside = filled(shapes.Answered, answer, answered_at=told(answer.recorded_at), machine=known(answer.machine))
    return filled(shapes.ChecklistRow, entry, answer=beside)
