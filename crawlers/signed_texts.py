"""The text that was accepted beside the text that is published now: what was added, removed, reworded.

Both are taken from the bytes that were kept by the extractor of today, so that no difference is one of ours. Words are
compared, not facts: nothing is read.
"""

from crawlers.archive import Archive
from crawlers.bench import Bench
from crawlers.blocks import Extracted
from crawlers.compare import Difference, compare
from crawlers.errors import ExtractFailed
from crawlers.extract import extract
from crawlers.redeclaring import selection_now, text_beside
from crawlers.reselecting import Page
from registry.published import Beside, Text
from registry.terms import AcceptedBy


def difference(bench: Bench, found: Beside) -> Difference | None:
    """What differs; None where one of the texts is not known, its bytes were let go, or no declaration finds it in
    them. Raises StoreError where the bytes are damaged."""
    if found.accepted is None or not all(_is_kept(bench.archive, one) for one in (found.accepted, found.present)):
        return None
    page = _page(bench.archive, found.present)
    present = page.blocks(selection_now(bench, found.source.document_id))
    if present is None:
        return None
    try:
        return compare(_accepted(bench, found, found.accepted, present), present)
    except ExtractFailed:
        return None


def _accepted(bench: Bench, found: Beside, accepted: Text, present: Extracted) -> Extracted:
    """The accepted text. A version of the watched document is read by whichever declaration finds it; a signed copy
    is read whole."""
    page = _page(bench.archive, accepted)
    if found.by is AcceptedBy.FILE:
        return extract(page.body, content_type=page.content_type, name=page.name)
    return text_beside(bench, found.source.document_id, page, accepted.version.declared_on, present)[1]


def _is_kept(archive: Archive, text: Text) -> bool:
    return archive.has(text.snapshot.sha256)


def _page(archive: Archive, text: Text) -> Page:
    snapshot = text.snapshot
    return Page(archive.get(snapshot.sha256), snapshot.content_type or "", snapshot.final_url)
