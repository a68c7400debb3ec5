"""Accepting a proposed row of a sub-processor list: it is added, changed or ended, dated by the capture."""

from datetime import date, datetime
from functools import partial
from typing import Any

from sqlmodel import Session, col

from registry import valued
from registry.catalogue import dated
from registry.catalogue.dated import Moment
from registry.catalogue.naming import organisation_named, subprocessor_id
from registry.errors import BadInput, Conflict, NotFound
from registry.reviews.findings import finding_of, row_id
from registry.reviews.foreseeing import columns_of
from registry.tables import Document, Organisation, Proposal, SubprocessorRow
from registry.terms import Deed, Grade, Origin


def apply_row(
    session: Session, proposal: Proposal, value: dict[str, Any], document: Document, *, on: date, at: datetime
) -> None:
    """Write the row. Raises Conflict where the list says otherwise by now, BadInput for an unknown organisation."""
    _known_organisation(session, value, on)
    standing = _standing(session, proposal)
    match proposal.deed:
        case Deed.ADD:
            if standing is not None:
                raise Conflict(f"“{standing.name_as_written}” is on the list already.", existing=standing.id)
            dated.add(session, _new_row(session, proposal, value, document, on=on, at=at))
        case Deed.CHANGE:
            row = _required(standing, value)
            columns = columns_of(value, row, partial(organisation_named, session)) | sourced(document)
            dated.change(session, row, on, **columns, origin=Origin.PERSON)
        case Deed.END:
            _end(session, _required(standing, value), on)


def sourced(document: Document) -> dict[str, Any]:
    """The document itself was read: the address is the source, seen at first hand."""
    return {"source": document.url or document.title or document.id, "grade": Grade.PRIMARY}


def _known_organisation(session: Session, value: dict[str, Any], on: date) -> None:
    named = value.get("organisation")
    try:
        if named is not None:
            dated.one(session, Organisation, str(named), Moment(on))
    except NotFound as error:
        raise BadInput(f"There is no organisation {named}.", field="organisation") from error


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
        id=subprocessor_id(proposal.subject_id, valued.name_of(value), valued.text_of(value, "purpose")),
        service_id=proposal.subject_id,
        document_id=proposal.document_id,
        valid_from=on,
        recorded_at=at,
        origin=Origin.PERSON,
        **columns_of(value, None, partial(organisation_named, session)),
        **sourced(document),
    )


def _standing(session: Session, proposal: Proposal) -> SubprocessorRow | None:
    """The live row the proposal speaks of."""
    wanted = row_id(finding_of(proposal))
    statement = dated.live(SubprocessorRow, Moment(date.max), on=False).where(
        col(SubprocessorRow.id) == wanted, col(SubprocessorRow.valid_until).is_(None)
    )
    return session.exec(statement).first()


def _required(row: SubprocessorRow | None, value: dict[str, Any]) -> SubprocessorRow:
    if row is None:
        raise Conflict(f"“{value.get('name_as_written')}” is no longer on the list; reject the proposal.")
    return row
