"""What a fetched document becomes: seen, bad, same text, returned or changed; and what is written then, all at once.

Reading and comparing happen outside the transaction. The version, its reading, the change, the proposals and the
alerts are one transaction: a crash leaves all of them or none.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Session

from crawlers.archive import Archive
from crawlers.captures import why_bad
from crawlers.classify import Classification, classify
from crawlers.compare import compare, fingerprint
from crawlers.errors import ExtractFailed
from crawlers.extract import EXTRACTOR, extract
from crawlers.fetched import Fetched
from crawlers.gazetteer import Gazetteer
from crawlers.propose import Place, findings
from crawlers.read import READER, Reading, read
from crawlers.replay import RETURN_DAYS, change_as_json
from crawlers.telling import as_json
from crawlers.watchlist import Declaration
from registry import watching
from registry.alerts import outbox, rules
from registry.alerts.outbox import Channel
from registry.catalogue.reading import Moment, Register, read_register
from registry.judging import Turn
from registry.law.lawbook import LawBook
from registry.reviews import proposals
from registry.store import Store
from registry.terms import CaptureState, ChangeKind, SourceState
from registry.watching import Captured, Change, LastGood, Snapshot, Source, Version

ACTOR = "round"


class Outcome(StrEnum):
    """What a check came to; the words of a round's summary."""

    NOT_MODIFIED = "not_modified"
    SAME = "same"
    FIRST = "first"
    CHANGED = "changed"
    RETURNED = "returned"
    BAD_CAPTURE = "bad_capture"
    UNREACHABLE = "unreachable"
    BLOCKED = "blocked"
    SECOND_LOOK = "second_look"  # something was removed: look again before it counts


@dataclass(frozen=True, slots=True)
class Taken:
    """What a check came to, and how much it gave rise to."""

    outcome: Outcome
    proposals: int = 0
    alerts: int = 0


@dataclass(frozen=True, slots=True)
class Bench:
    """What every check of a round works with."""

    store: Store
    archive: Archive
    law: LawBook
    gazetteer: Gazetteer
    declarations: Mapping[str, Declaration]  # by document id
    channels: Sequence[Channel]


@dataclass(frozen=True, slots=True)
class _Judged:
    """A new text beside the last good one. `found` is None for the first text of a source."""

    captured: Captured
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


def take(bench: Bench, source_id: str, fetched: Fetched, at: datetime, *, second: Fetched | None = None) -> Taken:
    """Take in one fetched document. `second` is the look that confirms a removal."""
    with bench.store.read() as session:
        source = watching.one(session, source_id)
        last = watching.last_good(session, source)
    sha256 = hashlib.sha256(fetched.body).hexdigest()
    if fetched.status == 304 or sha256 == source.body_sha256:
        return _seen(bench, source_id, at, Outcome.NOT_MODIFIED if fetched.status == 304 else Outcome.SAME)
    bench.archive.put(fetched.body, _predecessor(bench, source))
    captured = _captured(fetched, sha256)
    before = _read_again(bench, source, last)
    try:
        reading = _read(bench, source, fetched.body, fetched.content_type, fetched.final_url)
    except ExtractFailed as error:
        return _bad(bench, source_id, captured, str(error), at)
    reason = why_bad(reading.extracted, before.extracted if before else None)
    if reason is not None:
        return _bad(bench, source_id, captured, f"not the document: {reason.value}", at)
    judged = _judge(bench, source, captured, reading, last, before, at)
    if judged.state is CaptureState.SAME:
        return _seen(bench, source_id, at, Outcome.SAME, captured)
    if _removes(judged):
        if second is None:
            return Taken(Outcome.SECOND_LOOK)
        if not _confirms(bench, source, judged, second):
            return _bad(bench, source_id, captured, "two looks in one round differ", at)
    return _write(bench, source_id, judged, at)


def fail(bench: Bench, source_id: str, state: SourceState, trouble: str, at: datetime) -> Taken:
    """The document could not be had."""
    with bench.store.write(ACTOR) as session:
        watching.note_failure(session, watching.one(session, source_id), state, trouble, at)
    return Taken(Outcome.BLOCKED if state is SourceState.BLOCKED else Outcome.UNREACHABLE)


def _seen(bench: Bench, source_id: str, at: datetime, outcome: Outcome, captured: Captured | None = None) -> Taken:
    with bench.store.write(ACTOR) as session:
        source = watching.one(session, source_id)
        if captured is not None:
            watching.keep_snapshot(session, source, captured)
            watching.accept_bytes(session, source, captured)
        watching.note_seen(session, source, at)
    return Taken(outcome)


def _bad(bench: Bench, source_id: str, captured: Captured, trouble: str, at: datetime) -> Taken:
    """Kept as bytes, never as a version; the validators stay those of the last good text."""
    with bench.store.write(ACTOR) as session:
        source = watching.one(session, source_id)
        watching.keep_snapshot(session, source, captured)
        watching.note_failure(session, source, SourceState.UNREACHABLE, trouble, at)
    return Taken(Outcome.BAD_CAPTURE)


def _judge(
    bench: Bench, source: Source, captured: Captured, reading: Reading, last: LastGood | None, before: Reading | None,
    at: datetime,
) -> _Judged:  # fmt: skip
    mark = fingerprint(reading.extracted)
    if before is None or last is None:
        return _Judged(captured, reading, mark, None, None, CaptureState.CHANGED, None)
    if fingerprint(before.extracted) == mark:
        return _Judged(captured, reading, mark, last, before, CaptureState.SAME, None)
    found = classify(before, reading, compare(before.extracted, reading.extracted))
    with bench.store.read() as session:
        stood = watching.stood_since(session, source, mark)
    is_back = stood is not None and at - last.version.recorded_at < timedelta(days=RETURN_DAYS)
    state = CaptureState.RETURNED if is_back else CaptureState.CHANGED
    return _Judged(captured, reading, mark, last, before, state, found)


def _removes(judged: _Judged) -> bool:
    return judged.found is not None and ChangeKind.REMOVED_RECIPIENT_OR_SUBPROCESSOR in judged.found.kinds


def _confirms(bench: Bench, source: Source, judged: _Judged, second: Fetched) -> bool:
    """Whether another look shows the same text."""
    if second.status != 200:
        return False
    try:
        again = _read(bench, source, second.body, second.content_type, second.final_url)
    except ExtractFailed:
        return False
    return fingerprint(again.extracted) == judged.mark


def _write(bench: Bench, source_id: str, judged: _Judged, at: datetime) -> Taken:
    tells = judged.is_material and judged.state is CaptureState.CHANGED
    with bench.store.read() as session:
        register = read_register(session, Moment(at.date()))
        source = watching.one(session, source_id)
        place = Place(source.service_id, source.document_id, None, judged.captured.sha256)
        listed = register.list_rows.get(source.service_id, [])
        found = findings(place, listed, judged.before, judged.reading, judged.found)
        turns = proposals.foresee(session, register, bench.law, source.service_id, found) if tells else []
    with bench.store.write(ACTOR) as session:
        source = watching.one(session, source_id)
        version = _keep(session, bench, source, judged)
        change = _change(session, source, version, judged, at)
        written = [proposals.submit(session, one.of_version(version.id), at, change_id=_id(change)) for one in found]
        alerts = _tell(session, bench, change, register, turns, at) if change is not None and tells else 0
    return Taken(_outcome(judged), sum(one is not None for one in written), alerts)


def _keep(session: Session, bench: Bench, source: Source, judged: _Judged) -> Version:
    snapshot: Snapshot = watching.keep_snapshot(session, source, judged.captured)
    session.flush()
    watching.accept_bytes(session, source, judged.captured)
    declaration = bench.declarations.get(source.document_id)
    return watching.keep_version(
        session,
        source,
        snapshot,
        as_json(judged.reading, with_text=False),
        text_sha256=judged.mark,
        extractor=EXTRACTOR,
        reader=READER,
        declared_on=declaration.valid_from if declaration else None,
    )


def _change(session: Session, source: Source, version: Version, judged: _Judged, at: datetime) -> Change | None:
    """The change's row; the first text of a source is no change."""
    if judged.last is None or judged.found is None:
        watching.note_seen(session, source, at)
        return None
    return watching.keep_change(
        session,
        source,
        judged.last.version,
        version,
        judged.state,
        material=judged.is_material,
        kinds=[kind.value for kind in judged.found.kinds],
        changes=[change_as_json(change) for change in judged.found.changes],
        at=at,
    )


def _tell(
    session: Session, bench: Bench, change: Change, register: Register, turns: Sequence[Turn], at: datetime
) -> int:
    alerts = rules.tell_change(session, change, register, bench.law, turns, at)
    outbox.enqueue(session, alerts, bench.channels, at)
    return len(alerts)


def _outcome(judged: _Judged) -> Outcome:
    if judged.last is None:
        return Outcome.FIRST
    if judged.state is CaptureState.RETURNED:
        return Outcome.RETURNED
    return Outcome.CHANGED if judged.is_material else Outcome.SAME


def _id(change: Change | None) -> str | None:
    return change.id if change is not None else None


def _read(bench: Bench, source: Source, body: bytes, content_type: str | None, name: str) -> Reading:
    declaration = bench.declarations.get(source.document_id)
    selection = declaration.selection if declaration else None
    extracted = extract(body, content_type=content_type or "", name=name, selection=selection)
    return read(extracted, gazetteer=bench.gazetteer)


def _read_again(bench: Bench, source: Source, last: LastGood | None) -> Reading | None:
    """The last good text as this extractor and these readers read it: an upgrade of ours is no change of theirs."""
    if last is None:
        return None
    snapshot = last.snapshot
    return _read(bench, source, bench.archive.get(snapshot.sha256), snapshot.content_type, snapshot.final_url)


def _predecessor(bench: Bench, source: Source) -> str | None:
    known = source.body_sha256
    return known if known is not None and bench.archive.has(known) else None


def _captured(fetched: Fetched, sha256: str) -> Captured:
    return Captured(
        sha256=sha256,
        size=len(fetched.body),
        content_type=fetched.content_type,
        final_url=fetched.final_url,
        fetched_at=fetched.fetched_at,
        etag=fetched.etag,
        last_modified=fetched.last_modified,
    )
