"""A document that a person hands in: kept, and what it says proposed. Nothing of the catalogue is written here.

Its bytes lie in the archive already (`crawlers.laying`). Then snapshot, version and reading, then what the document's
kind asks for: of a controller's notice its recipients and what it states of itself, of a vendor's document what that
sort of document claims.
"""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, islice
from typing import Any

from crawlers.agreed import agreement_findings, notice_findings
from crawlers.compare import fingerprint
from crawlers.extract import EXTRACTOR
from crawlers.filed_lists import listed_findings
from crawlers.filed_notices import stated_facts
from crawlers.findings.document import Document
from crawlers.gazetteer import plain_name
from crawlers.laying import Filing, Laid, told_of
from crawlers.named import named_recipients
from crawlers.paper import Paper
from crawlers.read import READER, Reading
from crawlers.telling import as_json
from registry import handed
from registry.handed import Kept, Read
from registry.reviews import proposals
from registry.reviews.proposals import RECIPIENT, Finding, Newer
from registry.store import Session
from registry.terms import Deed, DocumentKind

MOST_FINDINGS = 1_000  # of one document; what it says beyond is proposed when its next version is filed


@dataclass(frozen=True, slots=True)
class Filed:
    """Where it was filed, the ids of the proposals it gave rise to, and how many of its findings were there already."""

    document_id: str
    version_id: str
    proposals: tuple[str, ...]
    already: int


def file_reading(session: Session, laid: Laid, reading: Reading, filing: Filing) -> Filed:
    """Keep a document that was read and laid down, and propose what it says. The same bytes again: nothing is written
    twice.

    Raises NotFound for a subject that is neither a controller nor a service, BadInput for a title or address that
    cannot be one.
    """
    is_ours = handed.is_controller(session, filing.subject_id)
    told = told_of(filing, reading, laid.sha256, laid.size, is_ours=is_ours)
    document_id = handed.document_id(session, told)
    before = handed.latest(session, document_id, but=told.sha256)
    read = Read(fingerprint(reading.extracted), EXTRACTOR, READER, as_json(reading, with_text=False))
    version = handed.keep(session, document_id, told, read)
    paper = Paper(filing.subject_id, document_id, told.sha256, reading.extracted.text, filing.at)
    found = _of_notice(paper, reading) if is_ours else _of_vendor(paper, reading, told.kind)
    if is_ours and before is not None and version.recorded_at >= before.version.recorded_at:
        found += _gone(session, paper, reading, found, before)
    proposals.withdraw_stated(session, document_id, found, filing.at)
    fresh = _fresh(session, found, filing.at)
    if not is_ours and told.kind is not DocumentKind.NOTICE:
        earlier = laid.listed_before(before, reading.gazetteer)
        rows = listed_findings(session, paper, reading, before, earlier)
        found, fresh = [*found, *rows], [*fresh, *rows]
    written = proposals.submit_all(session, [one.of_version(version.id) for one in fresh], filing.at)
    return Filed(document_id, version.id, tuple(one.id for one in written), len(found) - len(written))


def _gone(session: Session, paper: Paper, reading: Reading, found: list[Finding], before: Kept) -> list[Finding]:
    """Recipients that the version before named and this one does not, where this one is the newer."""
    said = handed.reading_of(session, before.version.id)
    if (reading.last_updated or "") < str(said.get("last_updated") or ""):
        return []
    text = " ".join(paper.text.casefold().split())
    newer = Newer(
        controller_id=paper.subject_id,
        document_id=paper.document_id,
        stated_on=_stated_on(reading, paper.at),
        before=frozenset(_topic(one) for one in said.get("recipients", [])),
        is_named=lambda name: " ".join(name.casefold().split()) in text,
    )
    return proposals.gone_from(session, newer, [one for one in found if one.field == RECIPIENT])


def _topic(recipient: dict[str, Any]) -> str:
    """As `named_recipients` tells one recipient from another."""
    return plain_name((recipient["canonical"] or {}).get("service") or recipient["name_as_written"])


def _fresh(session: Session, found: list[Finding], at: datetime) -> list[Finding]:
    """What the register does not hold yet."""
    named = [one for one in found if one.field == RECIPIENT and one.deed is not Deed.END]
    ends = [one for one in found if one.deed is Deed.END]
    others = [one for one in found if one.field != RECIPIENT]
    return [*proposals.unclaimed(session, others), *proposals.against_register(session, named, at.date()), *ends]


def _of_notice(paper: Paper, reading: Reading) -> list[Finding]:
    source = Document(reading.extracted, reading.language, reading.gazetteer)
    named = named_recipients(paper, source, reading, _stated_on(reading, paper.at))
    return list(islice(chain(stated_facts(paper, source, reading), named), MOST_FINDINGS))


def _of_vendor(paper: Paper, reading: Reading, kind: DocumentKind) -> list[Finding]:
    """What a document of a service claims. A list is its rows alone; rows are told apart, beside the register."""
    source = Document(reading.extracted, reading.language, reading.gazetteer)
    match kind:
        case DocumentKind.SUB_PROCESSOR_LIST:
            return []
        case DocumentKind.DPA:
            return list(islice(agreement_findings(paper, source, reading), MOST_FINDINGS))
        case DocumentKind.NOTICE | DocumentKind.TERMS | DocumentKind.CERTIFICATE | DocumentKind.OTHER:
            return list(islice(notice_findings(paper, source, reading), MOST_FINDINGS))


def _stated_on(reading: Reading, at: datetime) -> date:
    """The day the document gives for itself, else the day it was taken; a month alone is no day."""
    said = reading.last_updated
    return date.fromisoformat(said) if said is not None and len(said) == len("YYYY-MM-DD") else at.date()
