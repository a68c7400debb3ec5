"""Last good texts that other numbers or declarations read than today's are read again: upgrades of ours.

So a capture is always held against a text that was read in the same way, and a new reader is never taken for news.
"""

from datetime import date, datetime

from crawlers.bench import ACTOR, Bench
from crawlers.blocks import Extracted
from crawlers.compare import fingerprint
from crawlers.extract import EXTRACTOR
from crawlers.read import READER, read
from crawlers.redeclaring import declared_then, selection_now
from crawlers.reselecting import ENOUGH, Page, share_of
from crawlers.telling import as_json
from registry import logs, rereading, watching
from registry.rereading import ReadAgain, ReadBy
from registry.watching import Captured, LastGood, Source

MOST_AT_ONCE = 200  # in one round; the rest in the next
_TRIPPED = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


def upgrade_all(bench: Bench, at: datetime) -> int:
    """Read again what today's readers have not read yet. Returns how many. What cannot be read again stays as it is:
    the next capture will tell."""
    again = {
        document: bench.declarations[document].valid_from
        for document, earlier in bench.history.items()
        if len(earlier) > 1 and document in bench.declarations
    }
    with bench.store.read() as session:
        found = rereading.read_otherwise(session, EXTRACTOR, READER, again, limit=MOST_AT_ONCE)
    return sum(_upgrade(bench, source_id, at) for source_id in found)


def take_over(bench: Bench, source: Source, captured: Captured, last: LastGood, at: datetime) -> bool:
    """The same words in new bytes, where the last good text was read in another way than today: from now on they stand
    for the document. False where nothing is to be read again."""
    if rereading.read_by(last.version) == _by(bench, source):
        return False
    page = Page(bench.archive.get(captured.sha256), captured.content_type or "", captured.final_url)
    text = page.blocks(selection_now(bench, source.document_id))
    if text is None:
        return False
    again = _again(bench, source, text)
    with bench.store.write(ACTOR) as session:
        source = watching.one(session, source.id)
        snapshot = watching.keep_snapshot(session, source, captured)
        watching.accept_bytes(session, source, captured)
        rereading.keep_upgrade(session, source, last.version, snapshot, again, at=at)
        watching.note_seen(session, source, at)
    return True


def _by(bench: Bench, source: Source) -> ReadBy:
    declared = bench.declarations.get(source.document_id)
    return ReadBy(EXTRACTOR, READER, declared.valid_from if declared is not None else None)


def _again(bench: Bench, source: Source, text: Extracted) -> ReadAgain:
    reading = read(text, gazetteer=bench.gazetteer)
    return ReadAgain(fingerprint(text), as_json(reading, with_text=False), _by(bench, source))


def _upgrade(bench: Bench, source_id: str, at: datetime) -> bool:
    with bench.store.read() as session:
        source = watching.one(session, source_id)
        last = watching.last_good(session, source)
    if last is None or not bench.archive.has(last.snapshot.sha256):
        return False
    try:
        text = _text_again(bench, source, last)
        again = _again(bench, source, text) if text is not None else None
    except _TRIPPED as error:
        logs.fail("readers_tripped", error, source=source.id, snapshot=last.snapshot.sha256)
        return False
    if again is None:
        return False
    with bench.store.write(ACTOR) as session:
        source = watching.one(session, source_id)
        rereading.keep_upgrade(session, source, last.version, last.snapshot, again, at=at)
    return True


def _text_again(bench: Bench, source: Source, last: LastGood) -> Extracted | None:
    """The last good page as it is read today; None where the declaration of today was made for another page."""
    snapshot = last.snapshot
    page = Page(bench.archive.get(snapshot.sha256), snapshot.content_type or "", snapshot.final_url)
    text = page.blocks(selection_now(bench, source.document_id))
    if text is None or not _is_redeclared(bench, source, last.version.declared_on):
        return text
    then = declared_then(bench, source.document_id, last.version.declared_on)
    before = page.blocks(then.selection if then is not None else None)
    # Nothing that was left out before, and most of what stood: else the page was another one then.
    is_the_same = before is not None and share_of(text, before) == 1 and share_of(before, text) >= ENOUGH
    return text if is_the_same else None


def _is_redeclared(bench: Bench, source: Source, declared_on: date | None) -> bool:
    declared = bench.declarations.get(source.document_id)
    return declared is not None and declared.valid_from != declared_on
