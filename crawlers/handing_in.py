"""A document handed in from the command line: whose it is, found by name or entered; kept and proposed in one go.

It stands apart from the `read` command because it opens the database, which a mere reading does not. Here alone a
person at the command line enters an organisation of their own: no reader, round or watcher comes this way.
"""

from dataclasses import dataclass
from typing import Any

from crawlers.archive import Archive
from crawlers.filing import Filed, Filing, file_reading
from crawlers.read import Reading
from registry.catalogue.new_controllers import NewController, add_controller
from registry.catalogue.reading import Moment, read_register
from registry.settings import Settings
from registry.store import Session, open_store
from registry.terms import DocumentKind

__all__ = ["NewController", "Whose", "as_json", "hand_in"]


@dataclass(frozen=True, slots=True)
class Whose:
    """What the command was told: the controller or the service by name or id, or a new one; what the document is."""

    controller: str | None
    service: str | None
    kind: DocumentKind | None
    title: str | None
    url: str | None
    new: NewController | None = None


def hand_in(settings: Settings, body: bytes, reading: Reading, whose: Whose) -> dict[str, Any]:
    """Keep the document and propose what it says; the answer's keys beside the reading's own.

    Raises NotFound and Ambiguous for the name, Conflict for a new one that is in the register already, BadInput for
    what is said of it or of the document.
    """
    store = open_store(settings.database_url)
    try:
        store.require_current()
        with store.write("read") as session:
            subject = _subject(session, settings, whose)
            filing = Filing(subject, whose.kind, whose.title, whose.url, settings.now())
            filed = file_reading(session, Archive(settings.snapshots), body, reading, filing)
    finally:
        store.close()
    return as_json(filed) | ({"controller_id": subject} if whose.new else {})


def _subject(session: Session, settings: Settings, whose: Whose) -> str:
    if whose.new is not None:
        return add_controller(session, whose.new, settings.now())
    register = read_register(session, Moment(settings.on()))
    named = register.controller if whose.controller is not None else register.service
    return str(named(str(whose.controller or whose.service)).id)


def as_json(filed: Filed) -> dict[str, Any]:
    """Where a document was filed and what it gave rise to."""
    return {
        "document_id": filed.document_id,
        "version_id": filed.version_id,
        "proposals": list(filed.proposals),
        "already": filed.already,
    }
