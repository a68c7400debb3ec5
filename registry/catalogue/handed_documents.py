"""The Document row of what a person handed in, made when somebody first accepts what it says.

It is the organisation's own paper: without an organisation of its own it stays out of the catalogue that is exported.
"""

from datetime import date, datetime

from sqlmodel import Session, col, select

from registry.catalogue import dated
from registry.catalogue.dated import Moment, live
from registry.errors import NotFound
from registry.tables import Document, HandedIn, Organisation, Reading, Version
from registry.terms import Grade, Origin


def document(session: Session, identity: str, on: date, at: datetime) -> Document:
    """The document of this id: as it holds on the day, else on any; made where it was only handed in.

    Raises NotFound.
    """
    rows = session.exec(live(Document, Moment(on), on=False).where(col(Document.id) == identity)).all()
    holding = [row for row in rows if _holds(row, on)]
    if rows:
        return (holding or list(rows))[-1]
    handed = session.get(HandedIn, identity)
    if handed is None:
        raise NotFound(f"Nothing has the id {identity} on {on.isoformat()}.", named=identity)
    return dated.add(session, _row(session, handed, at))


def title_of(document: Document) -> str:
    """What the document is called: its title, else its address, else its kind."""
    return document.title or document.url or document.kind.value.replace("_", " ")


def _row(session: Session, handed: HandedIn, at: datetime) -> Document:
    controller = select(Organisation.id).where(
        Organisation.id == handed.subject_id, col(Organisation.is_controller), col(Organisation.retired_at).is_(None)
    )
    is_controllers = session.exec(controller.limit(1)).first() is not None
    return Document(
        id=handed.id,
        controller_id=handed.subject_id if is_controllers else None,
        service_id=None if is_controllers else handed.subject_id,
        kind=handed.kind,
        url=handed.url,
        title=handed.title,
        dated=_dated(session, handed.id),
        source=handed.url or handed.title or f"handed in on {handed.handed_at.date().isoformat()}",
        grade=Grade.PRIMARY,
        origin=Origin.PERSON,
        recorded_at=at,
    )


def _dated(session: Session, identity: str) -> date | None:
    """The day the newest text gives for itself; a month alone is no day."""
    statement = select(Reading.found).join(Version, col(Version.id) == col(Reading.version_id))
    newest = statement.where(Version.document_id == identity).order_by(col(Version.recorded_at).desc()).limit(1)
    said = (session.exec(newest).first() or {}).get("last_updated")
    return date.fromisoformat(said) if isinstance(said, str) and len(said) == len("YYYY-MM-DD") else None


def _holds(row: Document, on: date) -> bool:
    return (row.valid_from is None or row.valid_from <= on) and (row.valid_until is None or row.valid_until > on)
