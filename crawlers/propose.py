"""Reading vs catalogue -> findings to propose: what is new, gone or different, each with its words.

A row gone from the page ends only when it stood in the version before: a list that the catalogue knows from elsewhere
proves no removal, and the words that prove it are the version before's. A changed fact that has no row of its own is
proposed as a claim of the document.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from crawlers.changes import Change, Quote
from crawlers.classify import Classification
from crawlers.findings.rows import Row
from crawlers.gazetteer import plain_name
from crawlers.pairing import Listed, is_same_purpose, pair
from crawlers.read import Reading
from registry.reviews.proposals import SUB_PROCESSOR, Finding
from registry.terms import Deed

MOST_FINDINGS = 1_000  # of one version; what a page says beyond is proposed when its next version is read


@dataclass(frozen=True, slots=True)
class Text:
    """A text that is quoted: its bytes in the archive, and its version (None: the one that is kept now)."""

    snapshot_sha256: str
    version_id: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where findings come from: whose document, its text now, and its text before (None: this is the first)."""

    service_id: str
    document_id: str
    now: Text
    then: Text | None = None


def findings(
    place: Place, listed: Iterable[Listed], before: Reading | None, after: Reading, found: Classification | None
) -> list[Finding]:
    """Everything the new reading asks to be written, in the order of the document."""
    listed = list(listed)
    proposed = list(_rows(place, listed, before, after))
    rows = _Rows(before, after)
    for change in found.changes if found is not None else ():
        if not rows.hold(change):
            proposed += _claim(place, change)
    return proposed[:MOST_FINDINGS]


class _Rows:
    """The rows of both texts: their names, and where they stand in the order of the text."""

    def __init__(self, before: Reading | None, after: Reading) -> None:
        self._was = before.sub_processors if before is not None else ()
        self._now = after.sub_processors
        self._names = {plain_name(row.name) for row in (*self._was, *self._now)}

    def hold(self, change: Change) -> bool:
        """Whether a change speaks of a row: by its name, or by words that stand in one. Rows are proposed as rows."""
        if plain_name(change.subject or "") in self._names:
            return True
        sides = ((change.after, self._now), (change.before, self._was))
        return any(quote and row.start <= quote.start < row.end for quote, rows in sides if quote for row in rows)


def absent(listed: Iterable[Listed], after: Reading) -> set[str]:
    """The ids of the register's rows that the page does not show."""
    return {known.id for known in pair(after.sub_processors, listed, after.gazetteer).left}


def _rows(place: Place, listed: list[Listed], before: Reading | None, after: Reading) -> Iterator[Finding]:
    """Rows the register lacks, rows that say something else than the register, and rows that are gone."""
    now = pair(after.sub_processors, listed, after.gazetteer)
    spoken = Counter(plain_name(one.name_as_written) for one in listed)
    spoken.update(plain_name(row.name) for row in now.new)
    for row in now.new:
        topic = _topic(row.name, row.purpose, spoken)
        yield _finding(place, place.now, Deed.ADD, topic, _value(row), before=None, quote=_quote(after, row))
    for row, known in now.met:
        if _differs(known, row):
            topic = _topic(known.name_as_written, known.purpose, spoken)
            merged, held = _merged(known, row), _held(known)
            yield _finding(place, place.now, Deed.CHANGE, topic, merged, before=held, quote=_quote(after, row))
    if before is None or place.then is None:
        return
    left = {known.id for known in now.left}
    for row, known in pair(before.sub_processors, listed, before.gazetteer).met:
        if known.id in left:
            topic, held = _topic(known.name_as_written, known.purpose, spoken), _held(known)
            yield _finding(place, place.then, Deed.END, topic, held, before=held, quote=_quote(before, row))


def _claim(place: Place, change: Change) -> Iterator[Finding]:
    """A changed fact without a row of its own: what the document says now, and what it said."""
    quote, text = (change.after, place.now) if change.after else (change.before, place.then)
    if quote is None or text is None:
        return
    said = change.after.text if change.after else None
    was = change.before.text if change.before else None
    deed = Deed.CHANGE if said and was else Deed.ADD if said else Deed.END
    value = {"says": said, "subject": change.subject, "countries": list(change.countries)}
    topic = hashlib.sha256(f"{change.subject}\x1f{was}\x1f{said}".encode()).hexdigest()[:16]
    held = {"says": was} if was else None
    yield _finding(place, text, deed, topic, value, before=held, quote=quote, field=change.kind.value)


def _finding(
    place: Place, text: Text, deed: Deed, topic: str, value: dict[str, Any], *, before: dict[str, Any] | None,
    quote: Quote, field: str = SUB_PROCESSOR,
) -> Finding:  # fmt: skip
    return Finding(
        subject_id=place.service_id,
        field=field,
        topic=topic,
        deed=deed,
        value=value,
        before=before,
        document_id=place.document_id,
        version_id=text.version_id,
        snapshot_sha256=text.snapshot_sha256,
        quote=quote.text,
        start=quote.start,
        end=quote.end,
    )


def _topic(name: str, purpose: str | None, spoken: Counter[str]) -> str:
    """What a finding is about: the name, and the purpose where several rows bear that name."""
    plain = plain_name(name)
    return f"{plain}: {purpose}" if spoken[plain] > 1 and purpose else plain


def _differs(known: Listed, row: Row) -> bool:
    """Whether the page says something else. What the page does not say contradicts nothing."""
    name = plain_name(row.name) != plain_name(known.name_as_written)
    places = bool(row.countries) and set(row.countries) != set(known.places or ())
    purpose = bool(row.purpose) and not is_same_purpose(row.purpose, known.purpose)
    seat = bool(row.seat) and row.seat != known.seat
    return name or places or purpose or seat


def _value(row: Row) -> dict[str, Any]:
    return {
        "name_as_written": row.name,
        "purpose": row.purpose,
        "places": list(row.countries) or None,
        "seat": row.seat,
    }


def _merged(known: Listed, row: Row) -> dict[str, Any]:
    """What the page says, and what the register holds where the page says nothing."""
    said = _value(row)
    return {key: value if value is not None else getattr(known, key) for key, value in said.items()}


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
