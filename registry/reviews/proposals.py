"""Proposals: what a machine found, with its words, waiting for a person. The only door crawlers have to the catalogue.

The same finding is one proposal: rejected, it stays so until the value changes. A newer finding about the same thing
supersedes one nobody has decided.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from registry import judging
from registry.catalogue.naming import organisation_named
from registry.catalogue.reading import ListedRow, Register
from registry.errors import Conflict, NotFound
from registry.judging import Turn
from registry.law.lawbook import LawBook
from registry.tables import Proposal, new_id
from registry.terms import Deed, Grade, ProposalState

LONGEST_QUOTE = 2_000
SUB_PROCESSOR = "sub_processor"  # the field of a row on a sub-processor list


@dataclass(frozen=True, slots=True)
class Finding:
    """A fact found in a document: what it is about, the deed it asks for, and the words that say so.

    `subject_id` is the service (or controller) the document speaks of; `topic` tells apart several values of one
    field (a sub-processor's name). `value` is what the registry should hold, `before` what it holds; None: nothing.
    """

    subject_id: str
    field: str
    topic: str
    deed: Deed
    value: dict[str, Any]
    before: dict[str, Any] | None
    document_id: str
    version_id: str | None
    snapshot_sha256: str
    quote: str
    start: int
    end: int

    def of_version(self, version_id: str) -> "Finding":
        """The same finding in a version that is kept now."""
        return replace(self, version_id=version_id)


def submit(session: Session, finding: Finding, at: datetime, *, change_id: str | None = None) -> Proposal | None:
    """Write a proposal. None when this very finding was proposed before, whatever became of it."""
    earlier = _about_the_same(session, finding)
    fingerprint = _fingerprint(finding, rounds=sum(p.state in _APPLIED and p.deed != finding.deed for p in earlier))
    if any(p.fingerprint == fingerprint for p in earlier):
        return None
    proposal = Proposal(
        id=new_id("prp"),
        fingerprint=fingerprint,
        subject_id=finding.subject_id,
        field=finding.field,
        deed=finding.deed,
        value=finding.value | {"topic": finding.topic},
        before=finding.before,
        document_id=finding.document_id,
        change_id=change_id,
        version_id=finding.version_id,
        snapshot_sha256=finding.snapshot_sha256,
        quote=finding.quote[:LONGEST_QUOTE],
        start=finding.start,
        end=min(finding.end, finding.start + LONGEST_QUOTE),
        state=ProposalState.PROPOSED,
        proposed_at=at,
    )
    for old in earlier:
        if old.state is ProposalState.PROPOSED:
            old.state, old.superseded_by, old.decided_at = ProposalState.SUPERSEDED, proposal.id, at
            session.add(old)
    session.add(proposal)
    session.flush()
    return proposal


def foresee(
    session: Session, register: Register, law: LawBook, service_id: str, found: Sequence[Finding]
) -> list[Turn]:
    """The verdicts that accepting these findings would turn. Nothing is written."""
    listed = {row.id: row for row in register.list_rows.get(service_id, [])}
    for finding in found:
        if finding.field != SUB_PROCESSOR:
            continue
        held = (finding.before or {}).get("row")
        gone = listed.pop(str(held), None) if held else None
        if finding.deed is not Deed.END:
            key = gone.id if gone is not None else hashlib.sha256(finding.topic.encode()).hexdigest()
            listed[key] = _foreseen(session, key, finding, register)
    return judging.turned_between(law, register, register.with_list(service_id, listed.values()))


def _foreseen(session: Session, key: str, finding: Finding, register: Register) -> ListedRow:
    value = finding.value
    name = str(value["name_as_written"])
    return ListedRow(
        id=key,
        name_as_written=name,
        organisation_id=organisation_named(session, name),
        purpose=value.get("purpose"),
        places=value.get("places"),
        seat=value.get("seat"),
        source=finding.document_id,
        grade=Grade.PRIMARY,
        valid_from=register.moment.on,
    )


def one(session: Session, proposal_id: str) -> Proposal:
    """A proposal by id. Raises NotFound."""
    proposal = session.get(Proposal, proposal_id)
    if proposal is None:
        raise NotFound(f"There is no proposal {proposal_id}.")
    return proposal


def open_one(session: Session, proposal_id: str) -> Proposal:
    """A proposal nobody has decided. Raises NotFound, or Conflict when it was decided or superseded."""
    proposal = one(session, proposal_id)
    if proposal.state is not ProposalState.PROPOSED:
        by = f" by {proposal.decided_by}" if proposal.decided_by else ""
        raise Conflict(f"Proposal {proposal_id} is {proposal.state.value}{by} already.", existing=proposal_id)
    return proposal


def waiting(session: Session) -> list[Proposal]:
    """Proposals nobody has decided, oldest first."""
    statement = select(Proposal).where(Proposal.state == ProposalState.PROPOSED)
    return list(session.exec(statement.order_by(col(Proposal.proposed_at), col(Proposal.id))))


_APPLIED = frozenset({ProposalState.ACCEPTED, ProposalState.EDITED})


def _about_the_same(session: Session, finding: Finding) -> list[Proposal]:
    statement = select(Proposal).where(
        Proposal.subject_id == finding.subject_id,
        Proposal.field == finding.field,
        Proposal.document_id == finding.document_id,
    )
    return [p for p in session.exec(statement) if p.value.get("topic") == finding.topic]


def _fingerprint(finding: Finding, *, rounds: int) -> str:
    """The hash of the finding. What was added, ended and added again has gone one round more: a new finding."""
    whole = [finding.subject_id, finding.field, finding.topic, finding.deed, finding.value, finding.document_id, rounds]
    return hashlib.sha256(json.dumps(whole, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
