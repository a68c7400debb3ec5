"""A decision on proposals: catalogue, claims and audit in one transaction, and what depends on them judged again.

Several are decided whole or not at all, with one judging at the end: first what documents state of themselves, then
whom they name, then what stands behind.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlmodel import Session, col, select

from registry.catalogue import handed_documents
from registry.catalogue.resolving import Known, known
from registry.errors import BadInput, Conflict, NotFound, OnwardError
from registry.judging import Turn
from registry.law.lawbook import LawBook
from registry.redeclared import WATCH
from registry.reviews import proposals
from registry.reviews.declaring import apply_watch
from registry.reviews.editing import check_edits
from registry.reviews.engaging import apply_recipient
from registry.reviews.findings import RECIPIENT, SUB_PROCESSOR, Stated
from registry.reviews.listed_rows import apply_row, sourced
from registry.reviews.rejudging import judge_again
from registry.tables import Claim, Document, Proposal, Snapshot, new_id
from registry.terms import Deed, ProposalState
from registry.valued import day_of, several_of, text_of

MOST = 1_000  # proposals decided at once


@dataclass(frozen=True, slots=True)
class Decided:
    """A decided proposal and the verdicts it turned."""

    proposal: Proposal
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class DecidedAll:
    """Proposals decided together, in the order they were named, and the verdicts they turned together."""

    proposals: tuple[Proposal, ...]
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decides. `edits` replaces fields of the value found; only with EDITED."""

    state: ProposalState
    reason: str
    by: str
    edits: dict[str, Any] | None = None


def decide(session: Session, proposal_id: str, decision: Decision, *, law: LawBook, on: date, at: datetime) -> Decided:
    """Apply a decision. Raises NotFound, Conflict when decided already, BadInput without a reason or for a bad edit."""
    done = decide_all(session, [proposal_id], decision, law=law, on=on, at=at)
    return Decided(done.proposals[0], done.turns)


def decide_all(
    session: Session, proposal_ids: Iterable[str], decision: Decision, *, law: LawBook, on: date, at: datetime
) -> DecidedAll:
    """Apply one decision to several proposals, all or nothing. Raises as `decide` does, naming the proposal."""
    identities = list(dict.fromkeys(proposal_ids))
    _check(decision, identities)
    deed = _Deed(decision, at, cache(lambda: known(session)), is_alone=len(identities) == 1)
    asked = [deed.open(session, identity) for identity in identities]
    turns: list[Turn] = []
    if decision.state is not ProposalState.REJECTED:
        for proposal in sorted(asked, key=_order):
            deed.apply(session, proposal)
        turns = judge_again(session, law, on, at)
    for proposal in asked:
        deed.close(session, proposal, turns)
    session.flush()
    return DecidedAll(tuple(asked), tuple(turns))


def _order(proposal: Proposal) -> tuple[int, str, int, str]:
    """What a document states of itself, then recipients (new ones before changed ones), then rows of lists."""
    if proposal.field == SUB_PROCESSOR:
        return 3, proposal.document_id, proposal.start, proposal.id
    rank = 0 if proposal.field != RECIPIENT else 1 if proposal.deed is Deed.ADD else 2
    return rank, proposal.document_id, proposal.start, proposal.id


def _check(decision: Decision, identities: Sequence[str]) -> None:
    if not identities:
        raise BadInput("Name at least one proposal.", field="proposals")
    if len(identities) > MOST:
        raise BadInput(f"{len(identities)} proposals; at most {MOST} are decided at once.", field="proposals")
    if not decision.reason.strip():
        raise BadInput("A decision needs a reason: say why in a sentence.", field="reason")
    if decision.state not in {ProposalState.ACCEPTED, ProposalState.EDITED, ProposalState.REJECTED}:
        raise BadInput(f"{decision.state.value} is no decision; accept, edit or reject.", field="decision")
    if (decision.edits is not None) != (decision.state is ProposalState.EDITED):
        raise BadInput("Edits go with the decision “edit”, and only with it.", field="set")
    if decision.edits is not None and len(identities) > 1:
        raise BadInput("An edit is of one proposal; edit them one by one.", field="set")


@dataclass(frozen=True, slots=True)
class _Deed:
    """One decision on its way through its proposals. `engaged`: the engagement each recipient became."""

    decision: Decision
    at: datetime
    names: Callable[[], Known]
    is_alone: bool
    engaged: dict[str, str] = field(default_factory=dict)

    def open(self, session: Session, identity: str) -> Proposal:
        """The proposal, undecided, and with edits that it can take."""
        proposal = proposals.open_one(session, identity)
        check_edits(proposal.field, proposal.value, self.decision.edits or {})
        return proposal

    def apply(self, session: Session, proposal: Proposal) -> None:
        """Write what one proposal asks for, with its claim. Among several, what fails names the proposal."""
        try:
            self._apply(session, proposal, self._value(proposal))
        except OnwardError as error:
            if self.is_alone:
                raise
            raise _naming(proposal, error) from error

    def close(self, session: Session, proposal: Proposal, turns: Sequence[Turn]) -> None:
        """Enter the decision in the proposal, with the verdicts it turned."""
        decision = self.decision
        proposal.state, proposal.decided_at, proposal.decided_by = decision.state, self.at, decision.by
        proposal.reason = decision.reason
        proposal.edited_value = self._value(proposal) if decision.state is ProposalState.EDITED else None
        mine = turns if self.is_alone else [turn for turn in turns if self._is_turned_by(turn, proposal)]
        proposal.flips = [turn.as_json() for turn in mine]
        session.add(proposal)

    def _value(self, proposal: Proposal) -> dict[str, Any]:
        return dict(proposal.value) | (self.decision.edits or {})

    def _is_turned_by(self, turn: Turn, proposal: Proposal) -> bool:
        """Whether a turn is a proposal's own among several: of its engagement, or on a path through its row."""
        if proposal.field == RECIPIENT:
            return turn.engagement_id == self.engaged.get(proposal.id)
        return proposal.field == SUB_PROCESSOR and proposal.value.get("name_as_written") in turn.path

    def _apply(self, session: Session, proposal: Proposal, value: dict[str, Any]) -> None:
        found_on = _found_on(session, proposal, value)
        _require_readable(proposal.field, value)
        if proposal.field == WATCH:
            apply_watch(session, proposal, value, self.at)
        document = handed_documents.document(session, proposal.document_id, found_on, self.at)
        if proposal.field == SUB_PROCESSOR:
            apply_row(session, proposal, value, document, on=found_on, at=self.at)
        elif proposal.field == RECIPIENT:
            engaged = apply_recipient(session, proposal, value, document, self.names, on=found_on, at=self.at)
            self.engaged[proposal.id] = value["engagement"] = engaged
        _claim(session, proposal, value, document, self.at)


def _require_readable(field: str, value: dict[str, Any]) -> None:
    """Raises BadInput for a transfer tool or a role that verdicts could not be read from once it is claimed."""
    if field in (Stated.MECHANISM, Stated.ROLE):
        for name in ("kind", "state", "act", "role"):
            text_of(value, name)
        if value.get("modules") is not None:
            value["modules"] = several_of(value, "modules")


def _naming(proposal: Proposal, error: OnwardError) -> OnwardError:
    """The same error with the proposal's id before its words."""
    said = f"Proposal {proposal.id} ({proposal.value.get('name_as_written') or proposal.field}): {error}"
    if isinstance(error, Conflict):
        return Conflict(said, existing=error.existing)
    if isinstance(error, BadInput):
        return BadInput(said, field=error.field)
    return NotFound(said, named=proposal.id) if isinstance(error, NotFound) else error


def _claim(session: Session, proposal: Proposal, value: dict[str, Any], document: Document, at: datetime) -> None:
    """What the document says, with its words; an older claim of the same document on the same thing is superseded."""
    older = select(Claim).where(
        Claim.subject_id == proposal.subject_id,
        Claim.field == proposal.field,
        Claim.document_id == proposal.document_id,
        col(Claim.superseded_at).is_(None),
    )
    for claim in session.exec(older):
        if isinstance(claim.value, dict) and claim.value.get("topic") == value.get("topic"):
            claim.superseded_at = at
            session.add(claim)
    session.add(
        Claim(
            id=new_id("clm"),
            subject_id=proposal.subject_id,
            field=proposal.field,
            value=value | {"deed": proposal.deed.value},
            document_id=proposal.document_id,
            version_id=proposal.version_id,
            quote=proposal.quote,
            start=proposal.start,
            end=proposal.end,
            recorded_at=at,
            **sourced(document),
        )
    )


def _found_on(session: Session, proposal: Proposal, value: dict[str, Any]) -> date:
    """The day the words were captured, unless the value names another."""
    named = value.get("valid_from")
    if named is not None:
        return day_of(named)
    statement = select(Snapshot.fetched_at).where(Snapshot.sha256 == proposal.snapshot_sha256)
    fetched = session.exec(statement.order_by(col(Snapshot.fetched_at))).first()
    return (fetched or proposal.proposed_at).date()
