"""A person's answers to rows of the checklist: they stand beside what the register says, and never in its place."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from sqlmodel import Session

from registry.catalogue.dated import Moment
from registry.catalogue.reading import Register
from registry.errors import BadInput
from registry.law.lawbook import LawBook
from registry.reviews import checklist, kept, workflow
from registry.reviews.entries import Entry
from registry.reviews.steps import Acting, Step, replaced, standing, take, text
from registry.tables import Review, ReviewAnswer, new_id
from registry.terms import ChecklistState, ReviewStep

MOST_ANSWERS = 300
LONGEST_LINK = 2_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person says of a row, by what evidence, and where that is found."""

    item: str
    state: ChecklistState
    evidence: str = ""
    link: str = ""


def answer(
    session: Session, review_id: str, answers: Sequence[Answer], acting: Acting, *, register: Register, law: LawBook
) -> Review:
    """Answer rows of an open review's checklist, all or none.

    Raises BadInput naming the answer that cannot be, Conflict where the review is decided.
    """
    if not 0 < len(answers) <= MOST_ANSWERS:
        raise BadInput(f"Give 1 to {MOST_ANSWERS} answers.", field="answers")
    row = standing(session, [review_id])(review_id)
    workflow.require_open(ReviewStep.ANSWERED, kept.standing_of(row), review_id)
    entries = {one.item: one for one in checklist.fill(session, register, law, row.engagement_id)}
    there = kept.answers(session, review_id, Moment(acting.on))
    seen: set[str] = set()
    for place, one in enumerate(answers):
        entry = _checked(one, entries, seen, place)
        _write(session, review_id, one, entry, there.get(one.item), acting=acting)
    note = ", ".join(one.item for one in answers)
    return take(session, [Step(row, ReviewStep.ANSWERED, note, {})], acting)[0]


def _checked(one: Answer, entries: dict[str, Entry], seen: set[str], place: int) -> Entry:
    entry = entries.get(one.item)
    if entry is None:
        raise BadInput(f"The checklist has no row “{one.item[:80]}”.", field=f"answers.{place}.item")
    if one.item in seen:
        raise BadInput(f"“{one.item}” is answered twice.", field=f"answers.{place}.item")
    seen.add(one.item)
    if one.link and not _is_link(one.link):
        raise BadInput("A link begins with https://, http:// or /.", field=f"answers.{place}.link")
    if one.state is not entry.state and not (one.evidence.strip() or one.link):
        raise BadInput(
            "The register says otherwise, or nothing; say by what it is seen.", field=f"answers.{place}.evidence"
        )
    return entry


def _is_link(said: str) -> bool:
    if len(said) > LONGEST_LINK or any(letter.isspace() for letter in said):
        return False
    return (said.startswith("/") and not said.startswith("//")) or _has_address(said)


def _has_address(said: str) -> bool:
    try:
        parts = urlsplit(said)
    except ValueError:  # half a bracket is no host
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _write(
    session: Session, review_id: str, one: Answer, entry: Entry, before: ReviewAnswer | None, *, acting: Acting
) -> None:
    said: dict[str, Any] = {
        "state": one.state,
        "evidence": text(one.evidence, "evidence", needed=False),
        "link": one.link or None,
        "machine": plain(entry),
        "answered_by": acting.by,
    }
    if before is not None:
        replaced(session, before, acting, **said)
        return
    session.add(ReviewAnswer(id=new_id("rva"), review_id=review_id, item=one.item, recorded_at=acting.at, **said))


def plain(entry: Entry) -> dict[str, Any]:
    """A row as JSON, without what is not known."""
    told = {name: value for name, value in asdict(entry).items() if value is not None}
    return {name: value.isoformat() if hasattr(value, "isoformat") else str(value) for name, value in told.items()}
