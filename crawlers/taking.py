"""What a fetched document becomes: seen, bad, same text, returned or changed; and what is written then, all at once.

Reading and comparing happen outside the transaction. The version, its reading, the change, the proposals and the
alerts are one transaction: a crash leaves all of them or none.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial

from crawlers import upgrading
from crawlers.bench import ACTOR, Bench
from crawlers.changes import Change as Found
from crawlers.errors import FailureKind, FetchFailed, source_state
from crawlers.extract import EXTRACTOR
from crawlers.fetched import Fetched
from crawlers.newtext import NewText, NotTheDocument, SameText, confirms, judge, keep
from crawlers.notes import Notes, write
from crawlers.propose import Place, Text, absent, findings
from crawlers.read import READER
from crawlers.replay import change_as_json
from crawlers.reselected import Reselected, reselected
from crawlers.telling import as_json
from registry import watching
from registry.alerts import moved, outages, outbox, rules, unstable
from registry.catalogue.reading import Moment, Register
from registry.errors import BadInput
from registry.judging import Turn
from registry.reviews import proposals, reopening
from registry.reviews.proposals import Finding
from registry.seeing import Seen
from registry.store import Session
from registry.terms import CaptureState, SourceState
from registry.watching import Captured, Change, Due, LastGood, Source, Version


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
    WAITING = "waiting"  # the host asked to be left alone for now
    SECOND_LOOK = "second_look"  # something was removed: look again before it counts


@dataclass(frozen=True, slots=True)
class Taken:
    """What a check came to, and how much it gave rise to."""

    outcome: Outcome
    proposals: int = 0
    alerts: int = 0


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a new text asks for beside the register: its findings, rows it does not show, verdicts that would turn."""

    register: Register
    found: list[Finding]
    absent: set[str]
    turns: list[Turn]


class _OvertakenError(Exception):
    """Another process or a person gave the source a text while this one was read: it is held against that one anew."""


def _now(deed: Callable[[], None]) -> None:
    deed()


def take(
    bench: Bench,
    source_id: str,
    fetched: Fetched,
    at: datetime,
    *,
    second: Fetched | None = None,
    by_hand: bool = False,
    notes: Notes | None = None,
    later: Callable[[Callable[[], None]], None] = _now,
) -> Taken:
    """Take in one document. `second` is the look that confirms a removal; `by_hand`: a person supplied it. That nothing
    is new waits in `notes`; None: it is written at once. What no alert waits for is handed to `later`."""
    with bench.store.read() as session:
        source = watching.one(session, source_id)
        last = watching.last_good(session, source)
    known = is_known(source, fetched)
    if known is not None:
        return _seen(bench, Seen(source.id, source.body_sha256, at), known, notes)
    sha256 = bench.archive.put(fetched.body, _predecessor(bench, source))
    captured = _captured(fetched, sha256, at, by_hand=by_hand)
    try:
        judged = judge(bench, source, last, fetched, captured)
    except NotTheDocument as reason:
        if by_hand:  # a wrong file says nothing of the source
            raise BadInput(f"The file is not taken in: {reason}.", field="body") from reason
        return _bad(bench, source_id, captured, str(reason), at, other=reselected(bench, source, last, fetched, sha256))
    if isinstance(judged, SameText):
        seen = Seen(source.id, source.body_sha256, at, captured, judged.remark)
        return _same(bench, source, last, seen, notes)
    if judged.removes and second is None:
        return Taken(Outcome.SECOND_LOOK)
    if judged.removes and second and not confirms(bench, source, judged, second):
        return _bad(bench, source_id, captured, "two looks in one round differ", at)
    try:
        taken = _write(bench, source, judged, at)
    except _OvertakenError:
        return take(bench, source_id, fetched, at, second=second, by_hand=by_hand, notes=notes, later=later)
    later(partial(keep, bench, source, judged))
    return taken


def _same(bench: Bench, source: Source, last: LastGood | None, seen: Seen, notes: Notes | None) -> Taken:
    """Other bytes with the words of the last good text."""
    other = seen.captured if seen.remark is None else None
    if last is not None and other is not None and upgrading.take_over(bench, source, other, last, seen.at):
        return Taken(Outcome.SAME)
    return _seen(bench, seen, Outcome.SAME, notes)


def is_known(source: Due | Source, fetched: Fetched) -> Outcome | None:
    """Whether a document is the very one known, told from its bytes alone; None where it must be taken in."""
    if fetched.status == 304:
        return Outcome.NOT_MODIFIED
    return Outcome.SAME if hashlib.sha256(fetched.body).hexdigest() == source.body_sha256 else None


def fail(bench: Bench, source_id: str, failure: FetchFailed, at: datetime) -> Taken:
    """The document could not be had: a state of the source. Told once when it lasts."""
    trouble, not_before = f"{failure.kind.value}: {failure}", failure.retry_at
    with bench.store.write(ACTOR) as session:
        source = watching.one(session, source_id)
        if failure.kind is FailureKind.ASKED_TO_WAIT:
            outcome = _waited(session, source, trouble, at, not_before)
        else:
            state = source_state(failure.kind)
            watching.note_failure(session, source, state, trouble, at, not_before=not_before)
            outcome = Outcome.BLOCKED if state is SourceState.BLOCKED else Outcome.UNREACHABLE
        alerts = _tell_outage(session, bench, source, at)
    return Taken(outcome, alerts=alerts)


def _waited(session: Session, source: Source, trouble: str, at: datetime, not_before: datetime | None) -> Outcome:
    lasts = watching.note_wait(session, source, trouble, at, not_before=not_before)
    return Outcome.UNREACHABLE if lasts else Outcome.WAITING


def _seen(bench: Bench, seen: Seen, outcome: Outcome, notes: Notes | None) -> Taken:
    if notes is None:
        write(bench, [seen])
    else:
        notes.add(seen)
    return Taken(outcome)


def _bad(
    bench: Bench, source_id: str, captured: Captured, trouble: str, at: datetime, *, other: Reselected | None = None
) -> Taken:
    """Kept as bytes, never as a version; the validators stay those of the last good text. `other`: the selectors that
    would find the document, proposed to a person."""
    trouble = other.trouble if other is not None else trouble
    with bench.store.write(ACTOR) as session:
        source = watching.one(session, source_id)
        watching.keep_snapshot(session, source, captured)
        watching.note_failure(session, source, SourceState.UNREACHABLE, trouble, at)
        proposed = proposals.submit_all(session, [other.finding] if other is not None else [], at)
        alerts = _tell_outage(session, bench, source, at)
    return Taken(Outcome.BAD_CAPTURE, len(proposed), alerts)


def _tell_outage(session: Session, bench: Bench, source: Source, at: datetime) -> int:
    """Asks for the register only where the outage has lasted, and beside the writing: what is remembered of it must
    never be what a rollback takes back."""
    if outages.case_of(source, at) is None:
        return 0
    with bench.store.read() as aside:
        register = bench.mind.register.of(aside, Moment(at.date()))
    alerts = outages.tell(session, source, register, at)
    outbox.enqueue(session, alerts, bench.channels, at)
    return len(alerts)


def _write(bench: Bench, source: Source, judged: NewText, at: datetime) -> Taken:
    tells = judged.is_material and judged.state is CaptureState.CHANGED
    asked = _ask(bench, source, judged, at, foresee=tells)
    with bench.store.write(ACTOR) as session:
        source = watching.one(session, source.id)
        if source.version_id != (judged.last.version.id if judged.last is not None else None):
            raise _OvertakenError
        version = _keep(session, bench, source, judged)
        change = _change(session, source, version, judged, at)
        unstable.note(session, source, at)
        change_id = change.id if change is not None else None
        proposals.withdraw(session, source.document_id, asked.found, asked.absent, at)
        found = [one.of_version(version.id) for one in asked.found]
        written = proposals.submit_all(session, found, at, change_id=change_id)
        alerts, due = [], []
        if change is not None and tells:
            alerts = rules.tell_change(session, change, asked.register, bench.law, asked.turns, at=at)
            due = reopening.after_changes(session, alerts, at)
        elif change is not None and judged.found is not None and judged.state is CaptureState.CHANGED:
            days = [_kept(one) for one in judged.found.moved]
            alerts = moved.tell(session, change, source, days, asked.register, at=at)
        outbox.enqueue(session, [*alerts, *due], bench.channels, at)
    return Taken(_outcome(judged), len(written), len(alerts))


def _ask(bench: Bench, source: Source, judged: NewText, at: datetime, *, foresee: bool) -> _Asked:
    """Hold the text against the register of the day."""
    last = judged.last
    then = Text(last.snapshot.sha256, last.version.id) if last is not None else None
    place = Place(source.service_id, source.document_id, Text(judged.captured.sha256), then)
    with bench.store.read() as session:
        register = bench.mind.register.of(session, Moment(at.date()))
        listed = register.list_rows.get(source.service_id, [])
        found = findings(place, listed, judged.before, judged.reading, judged.found)
        turns = proposals.foresee(session, register, bench.law, source.service_id, found) if foresee else []
    return _Asked(register, found, absent(listed, judged.reading), turns)


def _keep(session: Session, bench: Bench, source: Source, judged: NewText) -> Version:
    snapshot = watching.keep_snapshot(session, source, judged.captured)
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


def _change(session: Session, source: Source, version: Version, judged: NewText, at: datetime) -> Change | None:
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
        changes=[_kept(change) for change in judged.found.changes],
        at=at,
    )


def _kept(found: Found) -> dict[str, object]:
    """A changed fact as it is kept: with the fact by its keys on either side, where it has any."""
    sides = {"was": list(found.was), "now": list(found.now)} if found.was or found.now else {}
    return change_as_json(found) | sides


def _outcome(judged: NewText) -> Outcome:
    if judged.last is None:
        return Outcome.FIRST
    return Outcome.RETURNED if judged.state is CaptureState.RETURNED else Outcome.CHANGED


def _predecessor(bench: Bench, source: Source) -> str | None:
    known = source.body_sha256
    return known if known is not None and bench.archive.has(known) else None


def _captured(fetched: Fetched, sha256: str, at: datetime, *, by_hand: bool) -> Captured:
    """`at` is the round's clock: days between texts are counted on it."""
    return Captured(
        sha256=sha256,
        size=len(fetched.body),
        content_type=fetched.content_type,
        final_url=fetched.final_url,
        fetched_at=at,
        etag=fetched.etag,
        last_modified=fetched.last_modified,
        by_hand=by_hand,
    )
