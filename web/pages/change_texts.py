"""The two texts of a change, taken again from the bytes on file by the extractor of today, laid beside each other."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from crawlers.archive import Archive
from crawlers.bench import bench_of
from crawlers.blocks import Extracted
from crawlers.errors import ExtractFailed
from crawlers.redeclaring import selection_now, text_beside, with_accepted
from crawlers.reselecting import Page
from registry.errors import StoreError
from registry.tables import Change, Snapshot, Version
from web.deps import Desk, Pen
from web.documents import taking_turns
from web.pages.change_rows import Beside, beside
from web.problems import Refused


class Lacking(StrEnum):
    """Why the whole text is not shown."""

    NOT_KEPT = "not_kept"
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class _Kept:
    version: Version
    page: Page


def laid_out(desk: Desk, pen: Pen, change: Change) -> Beside | Lacking:
    """Both texts, row by row. Many that read at once are no reason to lose the page: it says so."""
    before, after = _kept(desk, change.from_version_id), _kept(desk, change.to_version_id)
    if before is None or after is None:
        return Lacking.NOT_KEPT
    question = ("text of a change", change.id, change.from_version_id, change.to_version_id)
    try:
        return desk.once(question, lambda: _laid(pen, change, before, after))
    except Refused:
        return Lacking.BUSY
    except ExtractFailed:
        return Lacking.NOT_KEPT


def quotes_of(change: Change) -> dict[int, list[str]]:
    """What each change that was found quotes, by its place from 1."""
    return {
        n: [str(one[side]) for side in ("before", "after") if one.get(side)] for n, one in enumerate(change.changes, 1)
    }


def _kept(desk: Desk, version_id: str | None) -> _Kept | None:
    version = desk.session.get(Version, version_id) if version_id else None
    snapshot = desk.session.get(Snapshot, version.snapshot_id) if version is not None else None
    if version is None or snapshot is None:
        return None
    archive = Archive(desk.settings.snapshots)
    if not archive.has(snapshot.sha256):
        return None
    try:
        body = archive.get(snapshot.sha256)
    except StoreError:
        return None
    return _Kept(version, Page(body, snapshot.content_type or "", snapshot.final_url))


def _laid(pen: Pen, change: Change, before: _Kept, after: _Kept) -> Beside:
    with taking_turns():
        bench = with_accepted(bench_of(pen.settings, pen.store, pen.today), pen.today)
        new = after.page.blocks(selection_now(bench, change.document_id)) or _whole(after.page)
        old = text_beside(bench, change.document_id, before.page, before.version.declared_on, new)[1]
        return beside(old, new, _said(quotes_of(change).values()))


def _whole(page: Page) -> Extracted:
    """All of a page, where the declaration of today finds nothing in it. Raises ExtractFailed."""
    found = page.blocks(None)
    if found is None:
        raise ExtractFailed("the page cannot be read any more")
    return found


def _said(quotes: Iterable[Iterable[str]]) -> Iterable[str]:
    return (one for several in quotes for one in several)
