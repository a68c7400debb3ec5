"""Rows of a sub-processor list that was handed in, beside the register and the list's text before: the same findings
as of a watched page."""

from collections.abc import Iterator

from crawlers.archive import Archive
from crawlers.compare import fingerprint
from crawlers.errors import ExtractFailed
from crawlers.extract import extract
from crawlers.gazetteer import Gazetteer
from crawlers.paper import Paper
from crawlers.propose import Place, Text, absent, findings
from crawlers.read import Reading, read
from registry.catalogue.reading import Moment, read_register
from registry.handed import Kept
from registry.reviews import proposals
from registry.reviews.proposals import Finding
from registry.store import Session

_NAMES = ("", "list.html", "list.md", "list.txt")


def listed_findings(
    session: Session, paper: Paper, reading: Reading, before: Kept | None, earlier: Reading | None
) -> list[Finding]:
    """What the rows ask to be written, beside the text before as it is read today (`listed_again`). Undecided rows that
    this text no longer bears out are taken back."""
    listed = read_register(session, Moment(paper.at.date())).list_rows.get(paper.subject_id, [])
    then = Text(before.snapshot.sha256, before.version.id) if before is not None else None
    place = Place(paper.subject_id, paper.document_id, Text(paper.snapshot_sha256), then)
    found = findings(place, listed, earlier, reading, None)
    proposals.withdraw(session, paper.document_id, found, absent(listed, reading), paper.at)
    return found


def listed_again(archive: Archive, before: Kept, names: Gazetteer) -> Reading | None:
    """The text before with its rows, read by the readers of today; None where its bytes no longer give that text.

    The same words may be a table or lines, by how the bytes were read: nobody kept that, and the rows tell.
    """
    if not archive.has(before.snapshot.sha256):
        return None
    body = archive.get(before.snapshot.sha256)
    found = None
    for content_type, name in _ways(before):
        try:
            extracted = extract(body, content_type=content_type, name=name)
        except ExtractFailed:
            continue
        if fingerprint(extracted) == before.version.text_sha256:
            found = read(extracted, gazetteer=names)
            if found.sub_processors:
                break
    return found


def _ways(before: Kept) -> Iterator[tuple[str, str]]:
    """How the bytes may have been read: as they came, or as what nobody kept they were."""
    yield before.snapshot.content_type or "", before.snapshot.final_url
    yield from (("", name) for name in _NAMES)
