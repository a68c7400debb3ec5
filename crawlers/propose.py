"""Reading vs catalogue -> findings to propose: what is new, gone or different, each with its words.

A row gone from the page ends only when it stood in the version before: a list that the catalogue knows from elsewhere
proves no removal. A changed fact that has no row of its own is proposed as a claim of the document.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from crawlers.changes import Change, Quote
from crawlers.classify import Classification
from crawlers.findings.rows import Row
from crawlers.gazetteer import plain_name
from crawlers.read import Reading
from registry.reviews.proposals import SUB_PROCESSOR, Finding
from registry.terms import ChangeKind, Deed

Listed = Any  # a live sub-processor row of the register, as columns

_OF_ROWS = frozenset({ChangeKind.NEW_RECIPIENT_OR_SUBPROCESSOR, ChangeKind.REMOVED_RECIPIENT_OR_SUBPROCESSOR})


@dataclass(frozen=True, slots=True)
class Place:
    """Where findings come from: whose document, which version, which bytes."""

    service_id: str
    document_id: str
    version_id: str | None
    snapshot_sha256: str


def findings(
    place: Place, listed: Iterable[Listed], before: Reading | None, after: Reading, found: Classification | None
) -> list[Finding]:
    """Everything the new reading asks to be written, in the order of the document."""
    standing = _by_name(listed)
    proposed = [*_rows(place, standing, after)]
    if before is not None:
        proposed += _gone(place, standing, before, after)
    told = {one.topic for one in proposed}
    for change in found.changes if found is not None else ():
        if change.kind not in _OF_ROWS or plain_name(change.subject or "") not in told:
            proposed += _claim(place, change, rows_told=told)
    return proposed


def _rows(place: Place, standing: Mapping[str, list[Listed]], after: Reading) -> Iterator[Finding]:
    """Rows the register lacks, and rows that say something else than the register."""
    met: dict[str, int] = {}
    for row in after.sub_processors:
        name = plain_name(row.name)
        number = met[name] = met.get(name, 0) + 1
        candidates = standing.get(name, [])
        known = _same_purpose(candidates, row) or (candidates[0] if len(candidates) == 1 and number == 1 else None)
        if known is None and number > len(candidates):
            yield _finding(place, Deed.ADD, _topic(name, number), _value(row), None, _quote(after, row))
        elif known is not None and _differs(known, row):
            value = _value(row)
            yield _finding(place, Deed.CHANGE, _topic(name, number), value, _held(known), _quote(after, row))


def _gone(place: Place, standing: Mapping[str, list[Listed]], before: Reading, after: Reading) -> Iterator[Finding]:
    """Rows of the version before that are no longer there, as far as the register holds them."""
    left = {plain_name(row.name) for row in after.sub_processors}
    for row in before.sub_processors:
        name = plain_name(row.name)
        if name in left:
            continue
        for number, known in enumerate(standing.get(name, []), 1):
            held = _held(known)
            yield _finding(place, Deed.END, _topic(name, number), held, held, _quote(before, row))
        left.add(name)


def _claim(place: Place, change: Change, *, rows_told: set[str]) -> Iterator[Finding]:
    """A changed fact without a row of its own: what the document says now, and what it said."""
    quote = change.after or change.before
    if quote is None or plain_name(change.subject or "") in rows_told:
        return
    said = change.after.text if change.after else None
    was = change.before.text if change.before else None
    deed = Deed.CHANGE if said and was else Deed.ADD if said else Deed.END
    value = {"says": said, "subject": change.subject, "countries": list(change.countries)}
    topic = hashlib.sha256(f"{change.subject}\x1f{was}\x1f{said}".encode()).hexdigest()[:16]
    yield Finding(
        subject_id=place.service_id,
        field=change.kind.value,
        topic=topic,
        deed=deed,
        value=value,
        before={"says": was} if was else None,
        document_id=place.document_id,
        version_id=place.version_id,
        snapshot_sha256=place.snapshot_sha256,
        quote=quote.text,
        start=quote.start,
        end=quote.end,
    )


def _finding(
    place: Place, deed: Deed, topic: str, value: dict[str, Any], before: dict[str, Any] | None, quote: Quote
) -> Finding:
    return Finding(
        subject_id=place.service_id,
        field=SUB_PROCESSOR,
        topic=topic,
        deed=deed,
        value=value,
        before=before,
        document_id=place.document_id,
        version_id=place.version_id,
        snapshot_sha256=place.snapshot_sha256,
        quote=quote.text,
        start=quote.start,
        end=quote.end,
    )


def _by_name(listed: Iterable[Listed]) -> dict[str, list[Listed]]:
    grouped: dict[str, list[Listed]] = {}
    for row in listed:
        grouped.setdefault(plain_name(row.name_as_written), []).append(row)
    return grouped


def _topic(name: str, number: int) -> str:
    """What a finding is about: the name, and which of several rows of that name."""
    return name if number == 1 else f"{name} ({number})"


def _same_purpose(candidates: list[Listed], row: Row) -> Listed | None:
    return next((one for one in candidates if _words(one.purpose) == _words(row.purpose)), None)


def _differs(known: Listed, row: Row) -> bool:
    """Whether the page says something else. What the page does not say contradicts nothing."""
    places = bool(row.countries) and set(row.countries) != set(known.places or ())
    purpose = bool(row.purpose) and _words(row.purpose) != _words(known.purpose)
    seat = bool(row.seat) and row.seat != known.seat
    return places or purpose or seat


def _value(row: Row) -> dict[str, Any]:
    return {
        "name_as_written": row.name,
        "purpose": row.purpose,
        "places": list(row.countries) or None,
        "seat": row.seat,
    }


def _held(row: Listed) -> dict[str, Any]:
    return {
        "row": row.id,
        "name_as_written": row.name_as_written,
        "purpose": row.purpose,
        "places": row.places,
        "seat": row.seat,
    }


def _quote(reading: Reading, row: Row) -> Quote:
    return Quote(reading.extracted.text[row.start : row.end], row.start, row.end)


def _words(text: str | None) -> str:
    return " ".join((text or "").casefold().split())
