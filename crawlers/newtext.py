"""A fetched text beside the last good one: not the document, the same, an earlier one returned, or changed.

Nothing is written here. What costs least is asked first: the same words need no reader, and what is not the document
none either. Only a text that differs is read, and the last good one again by the readers of today: an upgrade of ours
is never a change of theirs.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from crawlers.bench import Bench
from crawlers.blocks import Extracted
from crawlers.captures import STANDS, BadCapture, has_become, may_stand, why_bad
from crawlers.classify import Classification, classify
from crawlers.compare import compare, fingerprint, hides_mail_alone
from crawlers.errors import ExtractFailed
from crawlers.extract import extract
from crawlers.fetched import Fetched
from crawlers.kept import Known
from crawlers.mind import ReadingKey
from crawlers.read import Reading, read
from crawlers.redeclaring import selection_now, text_beside
from crawlers.replay import RETURN_DAYS
from crawlers.reselected import lets_in
from crawlers.reselecting import Page
from registry import logs, watching
from registry.terms import CaptureState, ChangeKind
from registry.watching import Captured, LastGood, Snapshot, Source

HIDDEN_MAIL = "e-mail addresses are hidden from machines"
# What a reader may trip over in a document nobody has seen before. One document never stops the round.
_TRIPPED = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


class NotTheDocument(Exception):
    """What was fetched cannot be taken for the document; the words say why."""


@dataclass(frozen=True, slots=True)
class SameText:
    """Other bytes with the words of the last good text. `remark` is what is odd about them."""

    remark: str | None = None


@dataclass(frozen=True, slots=True)
class NewText:
    """A good text that is not the last good one. `last`, `before` and `found` are None for the first of a source.

    `extracted` is the text as it was taken, `key` what its reading is remembered by, `mark` its words' fingerprint."""

    captured: Captured
    extracted: Extracted
    key: ReadingKey
    reading: Reading
    mark: str
    last: LastGood | None
    before: Reading | None
    state: CaptureState
    found: Classification | None

    @property
    def is_material(self) -> bool:
        """Whether a fact changed."""
        return self.found is not None and self.found.is_material

    @property
    def removes(self) -> bool:
        """Whether somebody is no longer named: what a second look must confirm."""
        return self.found is not None and ChangeKind.REMOVED_RECIPIENT_OR_SUBPROCESSOR in self.found.kinds


@dataclass(frozen=True, slots=True)
class _Text:
    """A text without its facts, by what its reading is remembered, and the fingerprint of its words."""

    extracted: Extracted
    key: ReadingKey
    mark: str


@dataclass(frozen=True, slots=True)
class _Taken(_Text):
    """The text that was fetched."""

    captured: Captured


def judge(
    bench: Bench, source: Source, last: LastGood | None, fetched: Fetched, captured: Captured
) -> NewText | SameText:
    """Read and compare. Raises NotTheDocument."""
    try:
        extracted = _extracted(bench, source, fetched.body, fetched.content_type, name=fetched.final_url)
        mark = fingerprint(extracted)
        if last is not None and last.version.text_sha256 == mark:
            return SameText()
        key = ReadingKey(
            captured.sha256, fetched.content_type, fetched.final_url, source.document_id, _declared_on(bench, source)
        )
        judged = _beside(bench, source, _Taken(extracted, key, mark, captured), last)
        if last is not None and isinstance(judged, NewText) and lets_in(bench, source, last, fetched):
            raise NotTheDocument("not the document: what the declaration takes away is in the text")
        return judged
    except ExtractFailed as error:
        raise NotTheDocument(str(error)) from error
    except _TRIPPED as error:
        logs.fail("readers_tripped", error, source=source.id, snapshot=captured.sha256)
        raise NotTheDocument(f"the readers tripped over it: {type(error).__name__}") from error


def confirms(bench: Bench, source: Source, judged: NewText, second: Fetched) -> bool:
    """Whether another look shows the same text."""
    if second.status != 200:
        return False
    try:
        again = _extracted(bench, source, second.body, second.content_type, name=second.final_url)
    except (ExtractFailed, *_TRIPPED):
        return False
    return fingerprint(again) == judged.mark


def _beside(bench: Bench, source: Source, taken: _Taken, last: LastGood | None) -> NewText | SameText:
    known = _known(bench, source, last, taken.extracted)
    reason = why_bad(taken.extracted, known.extracted if known else None)
    if reason is not None and not _has_become(bench, source, taken.extracted, reason, taken.captured.fetched_at):
        raise NotTheDocument(f"not the document: {reason.value}")
    if known is None or last is None:
        first = _read(bench, taken.key, taken.extracted)
        return _new(taken, first, None, None)
    if known.mark == taken.mark:
        return SameText()
    difference = compare(known.extracted, taken.extracted)
    if hides_mail_alone(difference):
        return SameText(HIDDEN_MAIL)
    before, reading = _read(bench, known.key, known.extracted), _read(bench, taken.key, taken.extracted)
    state = CaptureState.CHANGED
    if _returns(bench, source, last, taken.mark, taken.captured.fetched_at):
        state = CaptureState.RETURNED
    found = classify(before, reading, difference)
    return _new(taken, reading, last, before, state=state, found=found)


def _new(
    taken: _Taken,
    reading: Reading,
    last: LastGood | None,
    before: Reading | None,
    *,
    state: CaptureState = CaptureState.CHANGED,
    found: Classification | None = None,
) -> NewText:
    return NewText(taken.captured, taken.extracted, taken.key, reading, taken.mark, last, before, state, found)


def _has_become(bench: Bench, source: Source, extracted: Extracted, reason: BadCapture, at: datetime) -> bool:
    """Whether an odd text has stood for so long that it is the document: told by what was captured a month ago."""
    if not may_stand(reason):
        return False
    with bench.store.read() as session:
        odd = watching.odd_since(session, source, at - STANDS)
    return any(
        has_become(extracted, first, at - snapshot.fetched_at)
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


def _read(bench: Bench, key: ReadingKey, extracted: Extracted) -> Reading:
    return bench.mind.reading(key, lambda: read(extracted, gazetteer=bench.gazetteer))


def _extracted(bench: Bench, source: Source, body: bytes, content_type: str | None, *, name: str) -> Extracted:
    selection = selection_now(bench, source.document_id)
    return extract(body, content_type=content_type or "", name=name, selection=selection)


def keep(bench: Bench, source: Source, judged: NewText) -> None:
    """Keep the reading of a text that is the last good one now: the next is held against it."""
    if bench.kept is not None:
        selection = selection_now(bench, source.document_id)
        bench.kept.put(source.id, judged.key, selection, Known(judged.extracted, judged.mark, judged.reading))


def _known(bench: Bench, source: Source, last: LastGood | None, new: Extracted) -> _Text | None:
    """The last good text: as it was read and kept, else taken from its bytes anew."""
    if last is None:
        return None
    snapshot, document = last.snapshot, source.document_id
    kept = _kept(bench, source, last)
    if kept is not None:
        return kept
    page = Page(bench.archive.get(snapshot.sha256), snapshot.content_type or "", snapshot.final_url)
    declared_on, text = text_beside(bench, document, page, last.version.declared_on, new)
    key = ReadingKey(snapshot.sha256, snapshot.content_type, snapshot.final_url, document, declared_on)
    return _Text(text, key, fingerprint(text))


def _kept(bench: Bench, source: Source, last: LastGood) -> _Text | None:
    """The last good text with its reading, where both are kept and no other declaration holds than then."""
    declared_on = _declared_on(bench, source)
    if bench.kept is None or last.version.declared_on != declared_on:
        return None
    snapshot, document = last.snapshot, source.document_id
    key = ReadingKey(snapshot.sha256, snapshot.content_type, snapshot.final_url, document, declared_on)
    known = bench.kept.get(source.id, key, selection_now(bench, document), bench.gazetteer)
    if known is None:
        return None
    bench.mind.remember(key, known.reading)
    return _Text(known.extracted, key, known.mark)


def _declared_on(bench: Bench, source: Source) -> date | None:
    declared = bench.declarations.get(source.document_id)
    return declared.valid_from if declared is not None else None
