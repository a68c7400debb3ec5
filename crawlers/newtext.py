"""A fetched text beside the last good one: not the document, the same, an earlier one returned, or changed.

Nothing is written here. The last good text is read again by the readers of today: an upgrade of ours is never a change
of theirs.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawlers.bench import Bench
from crawlers.blocks import Extracted
from crawlers.captures import STANDS, BadCapture, has_become, may_stand, why_bad
from crawlers.classify import Classification, classify
from crawlers.compare import compare, fingerprint, hides_mail_alone
from crawlers.errors import ExtractFailed
from crawlers.extract import extract
from crawlers.fetched import Fetched
from crawlers.read import Reading, read
from crawlers.replay import RETURN_DAYS
from registry import watching
from registry.terms import CaptureState, ChangeKind
from registry.watching import Captured, LastGood, Snapshot, Source

HIDDEN_MAIL = "e-mail addresses are hidden from machines"
_log = logging.getLogger("onward.round")
# What a reader may trip over in a document nobody has seen before. One document never stops the round.
_TRIPPED = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


class NotTheDocument(Exception):
    """What was fetched cannot be taken for the document; the words say why."""


@dataclass(frozen=True, slots=True)
class NewText:
    """A good text beside the last good one. `last`, `before` and `found` are None for the first text of a source."""

    captured: Captured
    reading: Reading
    mark: str
    last: LastGood | None
    before: Reading | None
    state: CaptureState
    found: Classification | None
    remark: str | None = None  # what is odd about a text that is the same

    @property
    def is_material(self) -> bool:
        """Whether a fact changed."""
        return self.found is not None and self.found.is_material

    @property
    def removes(self) -> bool:
        """Whether somebody is no longer named: what a second look must confirm."""
        return self.found is not None and ChangeKind.REMOVED_RECIPIENT_OR_SUBPROCESSOR in self.found.kinds


def judge(bench: Bench, source: Source, last: LastGood | None, fetched: Fetched, captured: Captured) -> NewText:
    """Read and compare. Raises NotTheDocument."""
    try:
        before = _read_again(bench, source, last)
        reading = _read(bench, source, fetched.body, fetched.content_type, name=fetched.final_url)
        reason = why_bad(reading.extracted, before.extracted if before else None)
        if reason is not None and not _has_become(bench, source, reading, reason, captured.fetched_at):
            raise NotTheDocument(f"not the document: {reason.value}")
        return _beside(bench, source, captured, reading, last=last, before=before)
    except ExtractFailed as error:
        raise NotTheDocument(str(error)) from error
    except _TRIPPED as error:
        _log.exception("The readers tripped over %s, snapshot %s.", source.id, captured.sha256)
        raise NotTheDocument(f"the readers tripped over it: {type(error).__name__}") from error


def confirms(bench: Bench, source: Source, judged: NewText, second: Fetched) -> bool:
    """Whether another look shows the same text."""
    if second.status != 200:
        return False
    try:
        again = _read(bench, source, second.body, second.content_type, name=second.final_url)
    except (ExtractFailed, *_TRIPPED):
        return False
    return fingerprint(again.extracted) == judged.mark


def _beside(
    bench: Bench,
    source: Source,
    captured: Captured,
    reading: Reading,
    *,
    last: LastGood | None,
    before: Reading | None,
) -> NewText:
    mark = fingerprint(reading.extracted)
    if before is None or last is None:
        return NewText(captured, reading, mark, None, None, CaptureState.CHANGED, None)
    if fingerprint(before.extracted) == mark:
        return NewText(captured, reading, mark, last, before, CaptureState.SAME, None)
    difference = compare(before.extracted, reading.extracted)
    if hides_mail_alone(difference):
        return NewText(captured, reading, mark, last, before, CaptureState.SAME, None, HIDDEN_MAIL)
    found = classify(before, reading, difference)
    state = CaptureState.CHANGED
    if _returns(bench, source, last, mark, captured.fetched_at):
        state = CaptureState.RETURNED
    return NewText(captured, reading, mark, last, before, state, found)


def _has_become(bench: Bench, source: Source, reading: Reading, reason: BadCapture, at: datetime) -> bool:
    """Whether an odd text has stood for so long that it is the document: told by what was captured a month ago."""
    if not may_stand(reason):
        return False
    with bench.store.read() as session:
        odd = watching.odd_since(session, source, at - STANDS)
    return any(
        has_become(reading.extracted, first, at - snapshot.fetched_at)
        for snapshot in odd
        if bench.archive.has(snapshot.sha256) and (first := _text_of(bench, source, snapshot)) is not None
    )


def _text_of(bench: Bench, source: Source, snapshot: Snapshot) -> Extracted | None:
    try:
        return _extracted(
            bench, source, bench.archive.get(snapshot.sha256), snapshot.content_type, name=snapshot.final_url
        )
    except ExtractFailed:
        return None


def _returns(bench: Bench, source: Source, last: LastGood, mark: str, at: datetime) -> bool:
    """Whether the text is an earlier one, and the text between did not stand for long."""
    with bench.store.read() as session:
        stood = watching.stood_since(session, source, mark)
    return stood is not None and at - last.version.recorded_at < timedelta(days=RETURN_DAYS)


def _read(bench: Bench, source: Source, body: bytes, content_type: str | None, *, name: str) -> Reading:
    return read(_extracted(bench, source, body, content_type, name=name), gazetteer=bench.gazetteer)


def _extracted(bench: Bench, source: Source, body: bytes, content_type: str | None, *, name: str) -> Extracted:
    declaration = bench.declarations.get(source.document_id)
    selection = declaration.selection if declaration else None
    return extract(body, content_type=content_type or "", name=name, selection=selection)


def _read_again(bench: Bench, source: Source, last: LastGood | None) -> Reading | None:
    if last is None:
        return None
    snapshot = last.snapshot
    body = bench.archive.get(snapshot.sha256)
    return _read(bench, source, body, snapshot.content_type, name=snapshot.final_url)
