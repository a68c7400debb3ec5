"""What waits for a person: proposals, and changes that concern us. Read only; a day and an instant bound it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.catalogue import filters as by
from registry.catalogue.dated import Moment, live
from registry.catalogue.reading import Register
from registry.errors import NotFound
from registry.judging import Turn
from registry.law.lawbook import LawBook
from registry.reviews import proposals
from registry.tables import Alert, Change, Document, Organisation, Proposal, Service, Source
from registry.terms import ProposalState


@dataclass(frozen=True, slots=True)
class Told:
    """A change with everything that hangs on it."""

    change: Change
    document: Document | None
    source: Source | None
    alerts: tuple[Alert, ...]
    proposals: tuple[Proposal, ...]


_PROPOSED, _DECIDED = by.known_by(Proposal, "proposed_at"), by.known_by(Proposal, "decided_at")


@dataclass(frozen=True, slots=True)
class Asked:
    """A proposal with the document it was found in."""

    proposal: Proposal
    document: Document | None


def waiting(
    session: Session, moment: Moment, words: str | None = None, *, first: int = 0, limit: int = 50
) -> tuple[int, list[Asked]]:
    """How many proposals nobody has decided (or had, at the instant of knowledge), and so many of the oldest from a
    place on. `words`: of the name of the service or organisation they are about."""
    asked = [_PROPOSED(None, moment), by.proposal_state(ProposalState.PROPOSED, moment)]
    if words:
        asked.append(sa.or_(*(_is_about(table, words, moment) for table in (Service, Organisation))))
    total = session.exec(select(sa.func.count()).select_from(Proposal).where(*asked)).one()
    oldest = select(Proposal).where(*asked).order_by(col(Proposal.proposed_at), col(Proposal.id))
    return total, _with_documents(session, session.exec(oldest.offset(first).limit(limit)).all())


def _is_about(table: type[Service] | type[Organisation], words: str, moment: Moment) -> sa.ColumnElement[bool]:
    named = live(table, moment, on=False).where(by.name(table)(words, moment))
    return col(Proposal.subject_id).in_(named.with_only_columns(col(table.id)))


def decided(session: Session, moment: Moment, *, limit: int = 10) -> list[Asked]:
    """The newest decisions of people, as known at the instant."""
    by_people = (ProposalState.ACCEPTED, ProposalState.EDITED, ProposalState.REJECTED)
    statement = select(Proposal).where(col(Proposal.state).in_(by_people), _DECIDED(None, moment))
    newest = statement.order_by(col(Proposal.decided_at).desc(), col(Proposal.id)).limit(limit)
    return _with_documents(session, session.exec(newest).all())


def one(session: Session, proposal_id: str) -> Asked:
    """A proposal with its document. Raises NotFound."""
    return _with_documents(session, [proposals.one(session, proposal_id)])[0]


def foreseen(session: Session, proposal: Proposal, register: Register, law: LawBook) -> list[Turn]:
    """The verdicts that accepting the proposal would turn on the register's day, those of a new engagement among them.
    Nothing is written."""
    if proposal.subject_id not in register.services and proposal.subject_id not in register.organisations:
        return []
    return proposals.foresee(session, register, law, proposal.subject_id, [proposals.finding_of(proposal)])


def concerning_us(session: Session, moment: Moment, *, limit: int = 10) -> list[Alert]:
    """The newest alerts that concern a controller of ours, told by the end of the day."""
    statement = select(Alert).where(col(Alert.controller_id).is_not(None), col(Alert.created_at) < end_of(moment))
    return list(session.exec(statement.order_by(col(Alert.created_at).desc(), col(Alert.id)).limit(limit)))


def changes(session: Session, moment: Moment, *, service_id: str | None = None, limit: int = 50) -> list[Change]:
    """The newest material changes recorded by the end of the day, of one service or of all."""
    statement = select(Change).where(col(Change.material).is_(True), col(Change.recorded_at) < end_of(moment))
    if service_id is not None:
        statement = statement.where(Change.service_id == service_id)
    return list(session.exec(statement.order_by(col(Change.recorded_at).desc(), col(Change.id)).limit(limit)))


def told(session: Session, change_id: str) -> Told:
    """A change with its document, its source, whom it concerns and what it proposes. Raises NotFound."""
    change = session.get(Change, change_id)
    if change is None:
        raise NotFound(f"There is no change {change_id}.", named=change_id)
    alerts = session.exec(select(Alert).where(Alert.change_id == change_id).order_by(col(Alert.id))).all()
    asked = select(Proposal).where(Proposal.change_id == change_id).order_by(col(Proposal.start), col(Proposal.id))
    return Told(
        change=change,
        document=_documents(session, {change.document_id}).get(change.document_id),
        source=session.get(Source, change.source_id),
        alerts=tuple(alerts),
        proposals=tuple(session.exec(asked)),
    )


def sources_of(session: Session, service_id: str) -> list[Source]:
    """The watched addresses of a service."""
    return list(session.exec(select(Source).where(Source.service_id == service_id).order_by(col(Source.url))))


def _with_documents(session: Session, found: Sequence[Proposal]) -> list[Asked]:
    documents = _documents(session, {proposal.document_id for proposal in found})
    return [Asked(proposal, documents.get(proposal.document_id)) for proposal in found]


def _documents(session: Session, wanted: set[str]) -> dict[str, Document]:
    """The newest live row of each document, on whatever day it holds."""
    statement = live(Document, Moment(date.max), on=False).where(col(Document.id).in_(wanted))
    return {document.id: document for document in session.exec(statement.order_by(col(Document.row)))}


def end_of(moment: Moment) -> datetime:
    """The first instant that is no longer known: the day's end, or the instant of knowledge."""
    if moment.on == date.max:
        return moment.known_at or datetime.max.replace(tzinfo=UTC)
    midnight = datetime.combine(moment.on + timedelta(days=1), time(), UTC)
    return midnight if moment.known_at is None else min(midnight, moment.known_at)
