"""A document that a person hands in: kept, and what it says proposed. Nothing of the catalogue is written here.

Bytes into the archive, then snapshot, version and reading, then what the document's kind asks for: of a controller's
notice its recipients and what it states of itself, of a vendor's document what that sort of document claims.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from crawlers.archive import Archive
from crawlers.compare import fingerprint
from crawlers.extract import EXTRACTOR
from crawlers.findings.document import Document
from crawlers.named import named_recipients
from crawlers.paper import LONGEST_NAME, Paper
from crawlers.read import READER, Reading
from crawlers.telling import as_json
from registry import handed
from registry.errors import BadInput
from registry.handed import Handed, Read
from registry.reviews import proposals
from registry.reviews.proposals import RECIPIENT, Finding
from registry.store import Session
from registry.terms import DocumentKind

MOST_FINDINGS = 1_000  # of one document; what it says beyond is proposed when its next version is filed
_LONGEST_ADDRESS = 2_000


@dataclass(frozen=True, slots=True)
class Filing:
    """What a person says of a document: whose it is (a controller or a service), of which kind, when it was taken.

    `kind` None: as the readers tell it. `title` and `url` None: not said.
    """

    subject_id: str
    kind: DocumentKind | None
    title: str | None
    url: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Filed:
    """Where it was filed, the ids of the proposals it gave rise to, and how many of its findings were there already."""

    document_id: str
    version_id: str
    proposals: tuple[str, ...]
    already: int


def file_reading(session: Session, archive: Archive, body: bytes, reading: Reading, filing: Filing) -> Filed:
    """Keep a document that was read, and propose what it says. The same bytes again: nothing is written twice.

    Raises NotFound for a subject that is neither a controller nor a service, BadInput for a title or address that
    cannot be one.
    """
    is_notice = handed.is_controller(session, filing.subject_id)
    told = _told(filing, reading, body)
    document_id = handed.document_id(session, told)
    before = handed.latest(session, document_id)
    archive.put(body, before[1].sha256 if before and archive.has(before[1].sha256) else None)
    read = Read(fingerprint(reading.extracted), EXTRACTOR, READER, as_json(reading, with_text=False))
    version = handed.keep(session, document_id, told, read)
    paper = Paper(filing.subject_id, document_id, told.sha256, reading.extracted.text)
    found = _of_notice(paper, reading, filing.at) if is_notice else []
    return _proposed(session, paper, version.id, found[:MOST_FINDINGS], filing.at)


def _proposed(session: Session, paper: Paper, version_id: str, found: list[Finding], at: datetime) -> Filed:
    """Propose what the register does not hold yet, and take back what an earlier text of the document stated."""
    proposals.withdraw_stated(session, paper.document_id, found, at)
    named = [one for one in found if one.field == RECIPIENT]
    others = [one for one in found if one.field != RECIPIENT]
    fresh = [*proposals.against_register(session, named, at.date()), *others]
    written = proposals.submit_all(session, [one.of_version(version_id) for one in fresh], at)
    return Filed(paper.document_id, version_id, tuple(one.id for one in written), len(found) - len(written))


def _of_notice(paper: Paper, reading: Reading, at: datetime) -> list[Finding]:
    source = Document(reading.extracted, reading.language, reading.gazetteer)
    return list(named_recipients(paper, source, reading, _stated_on(reading, at)))


def _stated_on(reading: Reading, at: datetime) -> date:
    """The day the document gives for itself, else the day it was taken; a month alone is no day."""
    said = reading.last_updated
    return date.fromisoformat(said) if said is not None and len(said) == len("YYYY-MM-DD") else at.date()


def _told(filing: Filing, reading: Reading, body: bytes) -> Handed:
    return Handed(
        subject_id=filing.subject_id,
        kind=filing.kind or reading.document_kind,
        title=_line(filing.title, "title", LONGEST_NAME),
        url=_line(filing.url, "url", _LONGEST_ADDRESS),
        sha256=hashlib.sha256(body).hexdigest(),
        size=len(body),
        at=filing.at,
    )


def _line(said: str | None, field: str, longest: int) -> str | None:
    """Words in one line, None where nothing is said. Raises BadInput."""
    words = " ".join((said or "").split())
    if len(words) > longest or not words.isprintable():
        raise BadInput(f"The {field} is one line of at most {longest} characters.", field=field)
    return words or None
