"""Proposals: what a machine found, with its words, waiting for a person. The only door crawlers have to the catalogue.

The same finding is one proposal: rejected, it stays so until the value changes. A newer finding about the same thing
supersedes one nobody has decided.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime

from sqlmodel import Session, col, select

from registry.accounts.persons import called
from registry.catalogue import filters as by
from registry.catalogue.dated import Moment
from registry.errors import Conflict, NotFound
from registry.reviews.claimed import unclaimed as unclaimed
from registry.reviews.findings import RECIPIENT as RECIPIENT
from registry.reviews.findings import SUB_PROCESSOR as SUB_PROCESSOR
from registry.reviews.findings import Finding as Finding
from registry.reviews.findings import Stated as Stated
from registry.reviews.findings import finding_of as finding_of
from registry.reviews.findings import fingerprint, found
from registry.reviews.foreseeing import foresee as foresee
from registry.reviews.gone import Newer as Newer
from registry.reviews.gone import gone_from as gone_from
from registry.reviews.recipients import against_register as against_register
from registry.tables import Proposal, new_id
from registry.terms import Deed, ProposalState

LONGEST_QUOTE = 2_000


def submit(session: Session, finding: Finding, at: datetime, *, change_id: str | None = None) -> Proposal | None:
    """Write a proposal. None when this very finding waits already, was decided, or was edited by a person."""
    written = _submit(session, finding, _about_the_same(session, finding), at, change_id=change_id)
    session.flush()
    return written


def submit_all(
    session: Session, findings: Iterable[Finding], at: datetime, *, change_id: str | None = None
) -> list[Proposal]:
    """Write the proposals of one document's findings. What waits or was decided already is not among them."""
    earlier: dict[tuple[str, str, str], dict[str, list[Proposal]]] = {}
    written = []
    for finding in findings:
        key = (finding.subject_id, finding.field, finding.document_id)
        if key not in earlier:
            earlier[key] = _by_topic(session, *key)
        proposal = _submit(session, finding, earlier[key][finding.topic], at, change_id=change_id)
        if proposal is not None:
            earlier[key][finding.topic].append(proposal)
            written.append(proposal)
    session.flush()
    return written


def _submit(
    session: Session, finding: Finding, earlier: list[Proposal], at: datetime, *, change_id: str | None
) -> Proposal | None:
    marked = fingerprint(finding, rounds=sum(_is_past(p, finding) for p in earlier))
    if any(p.fingerprint == marked for p in earlier) or _was_edited(earlier, finding):
        return None
    proposal = Proposal(
        id=new_id("prp"),
        fingerprint=marked,
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
    return proposal


def withdraw(session: Session, document_id: str, standing: Iterable[Finding], gone: Iterable[str], at: datetime) -> int:
    """Take back undecided rows that the document's newest text no longer bears out. Returns how many.

    `standing` are the findings of that text; `gone` are the ids of the register's rows that it does not show, whose
    end stays proposed.
    """
    stands = {(finding.topic, finding.deed) for finding in standing if finding.field == SUB_PROCESSOR}
    absent = set(gone)
    taken = 0
    for proposal in _waiting_of(session, document_id, {SUB_PROCESSOR}):
        is_gone = proposal.deed is Deed.END and (proposal.before or {}).get("row") in absent
        if not is_gone and (proposal.value.get("topic"), proposal.deed) not in stands:
            _take_back(session, proposal, at)
            taken += 1
    return taken


def withdraw_stated(session: Session, document_id: str, standing: Iterable[Finding], at: datetime) -> int:
    """Take back what an earlier text of the document stated and its newest no longer does, and the end of what it
    states again. Returns how many."""
    stands = {(finding.field, finding.topic, finding.deed is Deed.END) for finding in standing}
    taken = 0
    for proposal in _waiting_of(session, document_id, set(Stated)):
        if (proposal.field, proposal.value.get("topic"), proposal.deed is Deed.END) not in stands:
            _take_back(session, proposal, at)
            taken += 1
    return taken


def _waiting_of(session: Session, document_id: str, fields: Collection[str]) -> list[Proposal]:
    statement = select(Proposal).where(
        Proposal.document_id == document_id,
        col(Proposal.field).in_(fields),
        Proposal.state == ProposalState.PROPOSED,
    )
    return list(session.exec(statement))


def _take_back(session: Session, proposal: Proposal, at: datetime) -> None:
    proposal.state, proposal.decided_at = ProposalState.SUPERSEDED, at
    session.add(proposal)


def one(session: Session, proposal_id: str) -> Proposal:
    """A proposal by id. Raises NotFound."""
    proposal = session.get(Proposal, proposal_id)
    if proposal is None:
        raise NotFound(f"There is no proposal {proposal_id}.", named=proposal_id)
    return proposal


def open_one(session: Session, proposal_id: str) -> Proposal:
    """A proposal nobody has decided. Raises NotFound, or Conflict when it was decided or superseded."""
    proposal = one(session, proposal_id)
    if proposal.state is not ProposalState.PROPOSED:
        name = called(session, [proposal.decided_by])[proposal.decided_by] if proposal.decided_by else None
        by = f" by {name}" if name else ""
        raise Conflict(f"Proposal {proposal_id} is {proposal.state.value}{by} already.", existing=proposal_id)
    return proposal


def waiting(session: Session, known_at: datetime | None = None) -> list[Proposal]:
    """Proposals nobody has decided (or had, at an instant), oldest first, each document in its own order."""
    moment = Moment(date.max, known_at)
    there = by.known_by(Proposal, "proposed_at")(None, moment)
    statement = select(Proposal).where(there, by.proposal_state(ProposalState.PROPOSED, moment))
    return list(session.exec(statement.order_by(col(Proposal.proposed_at), col(Proposal.start), col(Proposal.id))))


_APPLIED = frozenset({ProposalState.ACCEPTED, ProposalState.EDITED})


def _about_the_same(session: Session, finding: Finding) -> list[Proposal]:
    return _by_topic(session, finding.subject_id, finding.field, finding.document_id)[finding.topic]


def _by_topic(session: Session, subject_id: str, field: str, document_id: str) -> dict[str, list[Proposal]]:
    statement = select(Proposal).where(
        Proposal.subject_id == subject_id, Proposal.field == field, Proposal.document_id == document_id
    )
    found_before: dict[str, list[Proposal]] = defaultdict(list)
    for proposal in session.exec(statement):
        found_before[str(proposal.value.get("topic"))].append(proposal)
    return found_before


def _is_past(proposal: Proposal, finding: Finding) -> bool:
    """Whether the world went on since: something else was applied, or this was found, then no longer, and now again."""
    is_same = proposal.deed is finding.deed and _is_as_found(proposal, finding)
    return proposal.state is ProposalState.SUPERSEDED if is_same else proposal.state in _APPLIED


def _was_edited(earlier: Iterable[Proposal], finding: Finding) -> bool:
    """Whether a person had these very words before them and decided that they mean something else."""
    applied = [p for p in earlier if p.state in _APPLIED and p.decided_at is not None]
    last = max(applied, key=lambda p: (p.decided_at, p.id), default=None)
    if last is None or last.state is not ProposalState.EDITED or finding.deed is Deed.END:
        return False
    return _is_as_found(last, finding)


def _is_as_found(proposal: Proposal, finding: Finding) -> bool:
    return found(proposal.field, proposal.value) == found(finding.field, finding.value)
