"""A document handed in from the command line: whose it is, found by name; kept and proposed in one transaction.

It stands apart from the `read` command because it opens the database, which a mere reading does not.
"""

from dataclasses import dataclass
from typing import Any

from crawlers.archive import Archive
from crawlers.filing import Filed, Filing, file_reading
from crawlers.read import Reading
from registry.catalogue.reading import Moment, read_register
from registry.settings import Settings
from registry.store import open_store
from registry.terms import DocumentKind


@dataclass(frozen=True, slots=True)
class Whose:
    """What the command was told: the controller or the service by name or id, and what the document is."""

    controller: str | None
    service: str | None
    kind: DocumentKind | None
    title: str | None
    url: str | None


def hand_in(settings: Settings, body: bytes, reading: Reading, whose: Whose) -> dict[str, Any]:
    """Keep the document and propose what it says; the answer's keys beside the reading's own.

    Raises NotFound and Ambiguous for the name, BadInput for what is said of the document.
    """
    store = open_store(settings.database_url)
    try:
        store.require_current()
        with store.write("read") as session:
            register = read_register(session, Moment(settings.on()))
            named = register.controller if whose.controller is not None else register.service
            subject = str(named(str(whose.controller or whose.service)).id)
            filing = Filing(subject, whose.kind, whose.title, whose.url, settings.now())
            filed = file_reading(session, Archive(settings.snapshots), body, reading, filing)
    finally:
        store.close()
    return as_json(filed)


def as_json(filed: Filed) -> dict[str, Any]:
    """Where a document was filed and what it gave rise to."""
    return {
        "document_id": filed.document_id,
        "version_id": filed.version_id,
        "proposals": list(filed.proposals),
        "already": filed.already,
    }
