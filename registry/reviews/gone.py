"""Recipients that a controller's notice stated and its newer text no longer names: the end of their engagement.

Proposed only where somebody accepted it of this very document, the version before still named it, and the newer text
names others: a text without any names says nothing of who is gone.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from registry.reviews.findings import RECIPIENT, Finding
from registry.reviews.recipients import Standing, is_with, meant, standing_of
from registry.tables import Claim, Snapshot, Version
from registry.terms import Deed


@dataclass(frozen=True, slots=True)
class Newer:
    """The newer text of a notice: whose and which, from which day it holds, and the topics the one before named.

    `is_named` says whether a name stands anywhere in it.
    """

    controller_id: str
    document_id: str
    stated_on: date
    before: Collection[str]
    is_named: Callable[[str], bool]


def gone_from(session: Session, newer: Newer, found: Sequence[Finding]) -> list[Finding]:
    """The ends to propose. `found` are the recipients that the newer text names."""
    if not found or not newer.before:
        return []
    here = {one.topic for one in found}
    standing = {
        one.engagement.id: (one, whose) for one, whose in standing_of(session, newer.controller_id, newer.stated_on)
    }
    named = meant(session, found)
    ends: list[Finding] = []
    for claim in _accepted(session, newer):
        topic = str(claim.value.get("topic"))
        one, whose = standing.get(str(claim.value.get("engagement")), (None, None))
        if one is None or topic in here or topic not in newer.before or not _can_end(one, newer):
            continue
        if not any(is_with(value, one.engagement, whose) for value in named):
            ends.extend(_end(session, claim, one, newer))
    return ends


def _accepted(session: Session, newer: Newer) -> Iterator[Claim]:
    statement = select(Claim).where(
        Claim.subject_id == newer.controller_id,
        Claim.field == RECIPIENT,
        Claim.document_id == newer.document_id,
        col(Claim.superseded_at).is_(None),
    )
    for claim in session.exec(statement.order_by(col(Claim.start), col(Claim.id))):
        if isinstance(claim.value, dict) and claim.value.get("deed") != Deed.END:
            yield claim


def _can_end(one: Standing, newer: Newer) -> bool:
    """It has no end yet, began before that day, and its name stands nowhere in the text."""
    began, ends = one.engagement.valid_from, one.engagement.valid_until
    return (
        ends is None
        and (began is None or began < newer.stated_on)
        and not newer.is_named(one.engagement.name_as_written)
    )


def _end(session: Session, claim: Claim, one: Standing, newer: Newer) -> Iterator[Finding]:
    """With the words by which the earlier text named it."""
    version = session.get(Version, claim.version_id) if claim.version_id else None
    snapshot = session.get(Snapshot, version.snapshot_id) if version is not None else None
    if version is None or snapshot is None or not isinstance(claim.value, dict):
        return
    value = {
        "name_as_written": one.engagement.name_as_written,
        "engagement": one.engagement.id,
        "valid_from": newer.stated_on.isoformat(),
    }
    yield Finding(
        subject_id=newer.controller_id, field=RECIPIENT, topic=str(claim.value.get("topic")), deed=Deed.END,
        value=value, before=one.before(), document_id=newer.document_id, version_id=version.id,
        snapshot_sha256=snapshot.sha256,
        quote=claim.quote or "", start=claim.start or 0, end=claim.end or 0,
    )  # fmt: skip
