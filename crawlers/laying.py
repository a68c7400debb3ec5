"""A document that a person hands in, laid down: its bytes lie in the archive before anything is written of it.

A bucket may take half a minute for a file. Who files one waits for that without the database in hand: nobody else who
writes is held up. Bytes that no row comes to name are of no harm, and nobody sees them.
"""

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from crawlers.archive import Archive
from crawlers.filed_lists import listed_again
from crawlers.gazetteer import Gazetteer
from crawlers.read import Reading
from registry import handed
from registry.errors import BadInput
from registry.handed import Handed, Kept
from registry.store import Session
from registry.terms import DocumentKind

_LONGEST_TITLE, _LONGEST_ADDRESS = 300, 2_000
Reads = Callable[[], AbstractContextManager[Session]]


@dataclass(frozen=True, slots=True)
class Filing:
    """What a person says of a document: whose it is (a controller or a service), of which kind, when it was taken.

    `kind` None: as the readers tell it; a controller's own that does not say what it is is a notice. `title` and `url`
    None: not said.
    """

    subject_id: str
    kind: DocumentKind | None
    title: str | None
    url: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Laid:
    """Bytes that lie in the archive. `after`: the version that was the document's newest then; `listed`: its rows, read
    again, where rows are compared."""

    archive: Archive
    sha256: str
    size: int
    after: str | None = None
    listed: Reading | None = None

    def listed_before(self, before: Kept | None, names: Gazetteer) -> Reading | None:
        """The rows of the text before. Read here only where somebody else filed one since these bytes were laid."""
        if before is None:
            return None
        return self.listed if before.version.id == self.after else listed_again(self.archive, before, names)


def lay_first(archive: Archive, body: bytes, reading: Reading, filing: Filing) -> Laid:
    """Lay down the first document of an organisation that is not in the register yet. Raises BadInput as `lay`."""
    told_of(filing, reading, "", len(body), is_ours=True)
    return Laid(archive, archive.put(body), len(body))


def lay(reads: Reads, archive: Archive, body: bytes, reading: Reading, filing: Filing) -> Laid:
    """Lay a document down, packed against the text before it. Raises NotFound and BadInput as filing it would: then
    nothing is laid down."""
    sha256 = hashlib.sha256(body).hexdigest()
    with reads() as session:
        is_ours = handed.is_controller(session, filing.subject_id)
        told = told_of(filing, reading, sha256, len(body), is_ours=is_ours)
        before = handed.latest(session, handed.document_id(session, told), but=sha256)
    if before is None or not archive.has(before.snapshot.sha256):
        return Laid(archive, archive.put(body), len(body), before.version.id if before is not None else None)
    archive.put(body, before.snapshot.sha256)
    has_rows = not is_ours and told.kind is not DocumentKind.NOTICE
    listed = listed_again(archive, before, reading.gazetteer) if has_rows else None
    return Laid(archive, sha256, len(body), before.version.id, listed)


def told_of(filing: Filing, reading: Reading, sha256: str, size: int, *, is_ours: bool) -> Handed:
    """The document as it is handed in. Raises BadInput for a title or address that cannot be one."""
    is_unsaid = is_ours and reading.document_kind is DocumentKind.OTHER
    return Handed(
        subject_id=filing.subject_id,
        kind=filing.kind or (DocumentKind.NOTICE if is_unsaid else reading.document_kind),
        title=_line(filing.title, "title", _LONGEST_TITLE),
        url=_line(filing.url, "url", _LONGEST_ADDRESS),
        sha256=sha256,
        size=size,
        at=filing.at,
    )


def _line(said: str | None, field: str, longest: int) -> str | None:
    """Words in one line, None where nothing is said. Raises BadInput."""
    words = " ".join((said or "").split())
    if len(words) > longest or not words.isprintable():
        raise BadInput(f"The {field} is one line of at most {longest} characters.", field=field)
    return words or None
