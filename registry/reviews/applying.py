"""A decision on a proposal: catalogue, claim and audit in one transaction, and what depends on it judged again."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from registry import judging
from registry.catalogue import dated
from registry.catalogue.dated import Moment
from registry.catalogue.naming import subprocessor_id
from registry.errors import BadInput, Conflict, NotFound
from registry.judging import Turn
from registry.law.lawbook import LawBook
from registry.reviews import proposals
from registry.reviews.proposals import SUB_PROCESSOR
from registry.tables import Claim, Document, Organisation, Proposal, Snapshot, SubprocessorRow, new_id
from registry.terms import Deed, Grade, Origin, ProposalState

_SEAT = re.compile("[A-Z]{2}")
_EDITABLE = frozenset({"name_as_written", "organisation", "purpose", "places", "seat", "valid_from"})


@dataclass(frozen=True, slots=True)
class Decided:
    """A decided proposal and the verdicts it turned."""

    proposal: Proposal
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
    proposal = proposals.open_one(session, proposal_id)
    _check(decision)
    value = dict(proposal.value) | (decision.edits or {})
    turns: list[Turn] = []
    if decision.state is not ProposalState.REJECTED:
        _apply(session, proposal, value, decision.by, at)
        turns = judging.judge_all(session, law, on, at)
    proposal.state, proposal.decided_at, proposal.decided_by = decision.state, at, decision.by
    proposal.reason = decision.reason
    proposal.edited_value = value if decision.state is ProposalState.EDITED else None
    proposal.flips = [turn.as_json() for turn in turns]
    session.add(proposal)
    session.flush()
    return Decided(proposal, tuple(turns))


def _check(decision: Decision) -> None:
    if not decision.reason.strip():
        raise BadInput("A decision needs a reason: say why in a sentence.", field="reason")
    if decision.state not in {ProposalState.ACCEPTED, ProposalState.EDITED, ProposalState.REJECTED}:
        raise BadInput(f"{decision.state.value} is no decision; accept, edit or reject.", field="decision")
    if (decision.edits is not None) != (decision.state is ProposalState.EDITED):
        raise BadInput("Edits go with the decision “edit”, and only with it.", field="set")
    for field, value in (decision.edits or {}).items():
        if field not in _EDITABLE:
            raise BadInput(f"“{field}” cannot be set; one of {', '.join(sorted(_EDITABLE))} can.", field=field)
        if field == "name_as_written" and not str(value or "").strip():
            raise BadInput("A row has a name; write it as the page does.", field=field)
        if field == "seat" and value is not None and not _SEAT.fullmatch(str(value)):
            raise BadInput(f"“{value}” is no country code; write two capital letters.", field=field)


def _apply(session: Session, proposal: Proposal, value: dict[str, Any], by: str, at: datetime) -> None:
    found_on = _found_on(session, proposal, value)
    document = _document(session, proposal, found_on)
    _known_organisation(session, value, found_on)
    if proposal.field == SUB_PROCESSOR:
        _apply_subprocessor(session, proposal, value, document, on=found_on, at=at)
    _claim(session, proposal, value, document, at)


def _known_organisation(session: Session, value: dict[str, Any], on: date) -> None:
    named = value.get("organisation")
    try:
        if named is not None:
            dated.one(session, Organisation, str(named), Moment(on))
    except NotFound as error:
        raise BadInput(f"There is no organisation {named}.", field="organisation") from error


def _apply_subprocessor(
    session: Session, proposal: Proposal, value: dict[str, Any], document: Document, *, on: date, at: datetime
) -> None:
    standing = _standing(session, proposal)
    match proposal.deed:
        case Deed.ADD:
            if standing is not None:
                raise Conflict(f"“{standing.name_as_written}” is on the list already.", existing=standing.id)
            dated.add(session, _new_row(session, proposal, value, document, on=on, at=at))
        case Deed.CHANGE:
            row = _required(standing, value)
            columns = proposals.columns_of(session, value, row) | _sourced(document)
            dated.change(session, row, on, **columns, origin=Origin.PERSON)
        case Deed.END:
            _end(session, _required(standing, value), on)


def _end(session: Session, row: SubprocessorRow, on: date) -> None:
    """End a row; one that would end before it began never held, and is taken out of what is known."""
    if row.valid_from is not None and row.valid_from >= on:
        dated.retire(session, row)
    else:
        dated.end(session, row, on)


def _new_row(
    session: Session, proposal: Proposal, value: dict[str, Any], document: Document, *, on: date, at: datetime
) -> SubprocessorRow:
    return SubprocessorRow(
        id=subprocessor_id(proposal.subject_id, str(value["name_as_written"]), value.get("purpose")),
        service_id=proposal.subject_id,
        document_id=proposal.document_id,
        valid_from=on,
        recorded_at=at,
        origin=Origin.PERSON,
        **proposals.columns_of(session, value, None),
        **_sourced(document),
    )


def _sourced(document: Document) -> dict[str, Any]:
    """The document itself was read: the address is the source, seen at first hand."""
    return {"source": document.url or document.id, "grade": Grade.PRIMARY}


def _standing(session: Session, proposal: Proposal) -> SubprocessorRow | None:
    """The live row the proposal speaks of."""
    wanted = proposals.row_id(proposals.finding_of(proposal))
    statement = dated.live(SubprocessorRow, Moment(date.max), on=False).where(
        col(SubprocessorRow.id) == wanted, col(SubprocessorRow.valid_until).is_(None)
    )
    return session.exec(statement).first()


def _required(row: SubprocessorRow | None, value: dict[str, Any]) -> SubprocessorRow:
    if row is None:
        raise Conflict(f"“{value.get('name_as_written')}” is no longer on the list; reject the proposal.")
    return row


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
            **_sourced(document),
        )
    )


def _found_on(session: Session, proposal: Proposal, value: dict[str, Any]) -> date:
    """The day the words were captured, unless the decision names another."""
    named = value.get("valid_from")
    if named is not None:
        try:
            return date.fromisoformat(str(named))
        except ValueError as error:
            raise BadInput(f"“{named}” is no day; write YYYY-MM-DD.", field="valid_from") from error
    statement = select(Snapshot.fetched_at).where(Snapshot.sha256 == proposal.snapshot_sha256)
    fetched = session.exec(statement.order_by(col(Snapshot.fetched_at))).first()
    return (fetched or proposal.proposed_at).date()


def _document(session: Session, proposal: Proposal, on: date) -> Document:
    return dated.one(session, Document, proposal.document_id, Moment(on))
