"""Proposals: what a machine found, with its words, waiting for a person. The only door crawlers have to the catalogue.

The same finding is one proposal: rejected, it stays so until the value changes. A newer finding about the same thing
supersedes one nobody has decided.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from registry import judging
from registry.catalogue.naming import organisation_named, subprocessor_id
from registry.catalogue.reading import ListedRow, Register, Row
from registry.cataloguefiles import folded
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
        """The same finding in a version that is kept now, unless it quotes an earlier one."""
        return self if self.version_id is not None else replace(self, version_id=version_id)


def submit(session: Session, finding: Finding, at: datetime, *, change_id: str | None = None) -> Proposal | None:
    """Write a proposal. None when this very finding waits already, was decided, or was edited by a person."""
    earlier = _about_the_same(session, finding)
    fingerprint = _fingerprint(finding, rounds=sum(_is_past(p, finding) for p in earlier))
    if any(p.fingerprint == fingerprint for p in earlier) or _was_edited(earlier, finding):
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


def withdraw(session: Session, document_id: str, standing: Iterable[Finding], gone: Iterable[str], at: datetime) -> int:
    """Take back undecided rows that the document's newest text no longer bears out. Returns how many.

    `standing` are the findings of that text; `gone` are the ids of the register's rows that it does not show, whose
    end stays proposed.
    """
    stands = {(finding.topic, finding.deed) for finding in standing if finding.field == SUB_PROCESSOR}
    absent = set(gone)
    statement = select(Proposal).where(
        Proposal.document_id == document_id,
        Proposal.field == SUB_PROCESSOR,
        Proposal.state == ProposalState.PROPOSED,
    )
    taken = 0
    for proposal in session.exec(statement):
        is_gone = proposal.deed is Deed.END and (proposal.before or {}).get("row") in absent
        if not is_gone and (proposal.value.get("topic"), proposal.deed) not in stands:
            proposal.state, proposal.decided_at = ProposalState.SUPERSEDED, at
            session.add(proposal)
            taken += 1
    return taken


def columns_of(session: Session, value: Mapping[str, Any], standing: Any | None) -> dict[str, Any]:
    """A row's columns as a proposal's value says. `standing` is the row it changes: under the same name it stays
    tied to the same organisation and service."""
    name = str(value["name_as_written"])
    kept = standing if standing is not None and folded(standing.name_as_written) == folded(name) else None
    known = kept.organisation_id if kept is not None else None
    return {
        "name_as_written": name,
        "organisation_id": value.get("organisation") or known or organisation_named(session, name),
        "named_service_id": kept.named_service_id if kept is not None else None,
        "purpose": value.get("purpose"),
        "places": value.get("places"),
        "seat": value.get("seat"),
    }


def row_id(finding: Finding) -> str:
    """The id of the row a finding is about: the one it changes or ends, else the one it would add."""
    held = (finding.before or {}).get("row")
    name, purpose = str(finding.value.get("name_as_written")), finding.value.get("purpose")
    return str(held) if held else subprocessor_id(finding.subject_id, name, purpose)


def finding_of(proposal: Proposal) -> Finding:
    """What a proposal found."""
    return Finding(
        subject_id=proposal.subject_id,
        field=proposal.field,
        topic=str(proposal.value.get("topic")),
        deed=proposal.deed,
        value=proposal.value,
        before=proposal.before,
        document_id=proposal.document_id,
        version_id=proposal.version_id,
        snapshot_sha256=proposal.snapshot_sha256,
        quote=proposal.quote,
        start=proposal.start,
        end=proposal.end,
    )


def foresee(
    session: Session, register: Register, law: LawBook, service_id: str, found: Sequence[Finding]
) -> list[Turn]:
    """The verdicts that accepting these findings would turn. Nothing is written."""
    listed = {row.id: row for row in register.list_rows.get(service_id, [])}
    rows = [finding for finding in found if finding.field == SUB_PROCESSOR]
    for finding in rows:
        key = row_id(finding)
        gone = listed.pop(key, None)
        if finding.deed is not Deed.END:
            listed[key] = _foreseen(session, key, finding, register, gone)
    if not rows:
        return []
    in_order = [listed[key] for key in sorted(listed)]  # as the register reads them
    return judging.turned_between(law, register, register.with_list(service_id, in_order))


def _foreseen(session: Session, key: str, finding: Finding, register: Register, gone: Row | None) -> ListedRow:
    return ListedRow(
        id=key,
        source=finding.document_id,
        grade=Grade.PRIMARY,
        valid_from=register.moment.on,
        role=gone.role if gone is not None else None,
        contracting_party_id=gone.contracting_party_id if gone is not None else None,
        parent_row_id=gone.parent_row_id if gone is not None else None,
        **columns_of(session, finding.value, gone),
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
    """Proposals nobody has decided, oldest first, each document in its own order."""
    statement = select(Proposal).where(Proposal.state == ProposalState.PROPOSED)
    return list(session.exec(statement.order_by(col(Proposal.proposed_at), col(Proposal.start), col(Proposal.id))))


_APPLIED = frozenset({ProposalState.ACCEPTED, ProposalState.EDITED})
_FOUND = ("name_as_written", "purpose", "places", "seat", "says")


def _about_the_same(session: Session, finding: Finding) -> list[Proposal]:
    statement = select(Proposal).where(
        Proposal.subject_id == finding.subject_id,
        Proposal.field == finding.field,
        Proposal.document_id == finding.document_id,
    )
    return [p for p in session.exec(statement) if p.value.get("topic") == finding.topic]


def _is_past(proposal: Proposal, finding: Finding) -> bool:
    """Whether the world went on since: something else was applied, or this was found, then no longer, and now again."""
    is_same = proposal.deed is finding.deed and _found(proposal.value) == _found(finding.value)
    return proposal.state is ProposalState.SUPERSEDED if is_same else proposal.state in _APPLIED


def _was_edited(earlier: Iterable[Proposal], finding: Finding) -> bool:
    """Whether a person had these very words before them and decided that they mean something else."""
    applied = [p for p in earlier if p.state in _APPLIED and p.decided_at is not None]
    last = max(applied, key=lambda p: (p.decided_at, p.id), default=None)
    edited = last is not None and last.state is ProposalState.EDITED and finding.deed is not Deed.END
    return edited and last is not None and _found(last.value) == _found(finding.value)


def _found(value: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value.get(key) for key in _FOUND}


def _fingerprint(finding: Finding, *, rounds: int) -> str:
    """The hash of the finding. What was added, ended and added again has gone a round more: a new finding."""
    found = _found(finding.value)
    whole = [finding.subject_id, finding.field, finding.topic, finding.deed, found, finding.document_id, rounds]
    return hashlib.sha256(json.dumps(whole, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
