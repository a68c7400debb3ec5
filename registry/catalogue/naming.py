"""Names in the database: how they are folded, whom they name, and the ids that are made of them."""

from sqlmodel import Session, col, select

from registry.catalogue.identities import hashed
from registry.cataloguenames import folded
from registry.tables import Name, Organisation


def subprocessor_id(service_id: str, name: str, purpose: str | None) -> str:
    """The id of a row: the same name for the same purpose at the same service is the same sub-processor."""
    return hashed("sub", service_id, folded(name), " ".join((purpose or "").casefold().split()))


def organisation_named(session: Session, name: str) -> str | None:
    """The one organisation that answers to this name, or None when nobody or several do."""
    statement = select(Name.subject_id).where(Name.folded == folded(name), col(Name.retired_at).is_(None))
    found = {subject for subject in session.exec(statement) if subject.startswith("org_")}
    exact = select(Organisation.id).where(Organisation.name == name, col(Organisation.retired_at).is_(None))
    found = set(session.exec(exact)) or found
    return found.pop() if len(found) == 1 else None
