"""A page on which a declaration's selectors no longer find the document -> a proposal of those that do.

The capture stays a bad one until a person has accepted them: nothing is read by a guess.
"""

from dataclasses import dataclass

from crawlers.bench import Bench
from crawlers.extract import Selection
from crawlers.fetched import Fetched
from crawlers.redeclaring import declared_then
from crawlers.reselecting import Page, Sought, lost_remove, lost_select
from registry.redeclared import WATCH_SELECTOR, Refused, refused
from registry.reviews.proposals import Finding
from registry.terms import Deed
from registry.watching import LastGood, Source

_LONGEST_QUOTE = 300


@dataclass(frozen=True, slots=True)
class Reselected:
    """What to propose, and the source's trouble in words."""

    finding: Finding
    trouble: str


def reselected(bench: Bench, source: Source, last: LastGood | None, fetched: Fetched, sha256: str) -> Reselected | None:
    """The selectors that would find the document. None: those declared do, or nothing on the page is the document."""
    declared = bench.declarations.get(source.document_id)
    if last is None or declared is None or declared.selection is None:
        return None
    now, page = declared.selection, page_of(fetched)
    then = declared_then(bench, source.document_id, last.version.declared_on)
    before = _page_before(bench, last)
    good = before.blocks(then.selection if then is not None else now)
    if good is None:
        return None
    sought = lost_select(page, now, good)
    words = f"nothing is found by {', '.join(now.select)}" if sought is not None else "what is taken away is back"
    sought = sought or lost_remove(page, before, now, good)
    if sought is None:
        return None
    trouble = f"not the document: {words}; other selectors would find {sought.found} of {sought.of_blocks} blocks"
    if _is_refused(bench, source, now, sought):
        trouble += ", which a person rejected: declare others, or hand the document in"
    return Reselected(_finding(source, now, sought, sha256), trouble)


def lets_in(bench: Bench, source: Source, last: LastGood, fetched: Fetched) -> bool:
    """Whether the page shows again, under another name, what the declaration takes away.

    Not where a person rejected to take it away under that name: it belongs to the document, then.
    """
    declared = bench.declarations.get(source.document_id)
    if declared is None or declared.selection is None or not declared.remove:
        return False
    before = _page_before(bench, last)
    good = before.blocks(declared.selection)
    sought = lost_remove(page_of(fetched), before, declared.selection, good) if good is not None else None
    return sought is not None and not _is_refused(bench, source, declared.selection, sought)


def _is_refused(bench: Bench, source: Source, now: Selection, sought: Sought) -> bool:
    asked = Refused(sought.selection.select, sought.selection.remove, now.select, now.remove)
    with bench.store.read() as session:
        return asked in refused(session, source.document_id)


def page_of(fetched: Fetched) -> Page:
    """What was fetched, to be searched."""
    return Page(fetched.body, fetched.content_type or "", fetched.final_url)


def _page_before(bench: Bench, last: LastGood) -> Page:
    snapshot = last.snapshot
    return Page(bench.archive.get(snapshot.sha256), snapshot.content_type or "", snapshot.final_url)


def _finding(source: Source, now: Selection, sought: Sought, sha256: str) -> Finding:
    quote = sought.first.text[:_LONGEST_QUOTE]
    return Finding(
        subject_id=source.service_id,
        field=WATCH_SELECTOR,
        topic="selectors",
        deed=Deed.CHANGE,
        value={
            "select": list(sought.selection.select),
            "remove": list(sought.selection.remove),
            "found_share": sought.found_share,
            "of_blocks": sought.of_blocks,
        },
        before={"select": list(now.select), "remove": list(now.remove)},
        document_id=source.document_id,
        version_id=None,
        snapshot_sha256=sha256,
        quote=quote,
        start=sought.first.start,
        end=sought.first.start + len(quote),
    )
