"""Strict reading of curated TOML files, shared by the law and the catalogue.

A file holds a `[sources]` table and arrays of tables, one array per kind of record:

    [sources]
    S1 = {address = "https://…", what = "the act's own text", kind = "primary"}

    [[decision]]
    id = "eu-2023-1795"
    grade = "primary"
    grades = {valid_from = "secondary"}      # the exceptions, by field name
    source = ["S1"]                          # ids of [sources]; read, they become addresses (or citations)
    valid_from = 2023-07-10

Use: `file = open_records(path, kinds={"decision"})`, then `file.records("decision", AdequacyDecision)`. The dataclass
is the schema; what it may hold stands in `registry.shaping`. Whatever does not fit raises `BadRecord` with file,
record, field, what was found and what to do.
"""

import tomllib
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol, TypeVar

from registry.errors import BadRecord
from registry.shaping import Place, Raw, built, nearest, shortened
from registry.terms import Grade

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceEntry:
    """One row of `[sources]`: where a fact was read. Without an address, `what` is the citation."""

    what: str
    kind: Grade
    address: str | None = None
    stored: str | None = None  # the day, month or period a stored copy shows


@dataclass(frozen=True, slots=True)
class RecordFile:
    """A parsed file: its name for messages, its sources, and its arrays of raw records by kind."""

    name: str
    sources: Mapping[str, SourceEntry]
    arrays: Mapping[str, tuple[Raw, ...]]

    def records(self, kind: str, shape: type[T]) -> tuple[T, ...]:
        """Every `[[kind]]` of the file as `shape`, in the file's order; ids are unique within the kind."""
        rows = self.arrays.get(kind, ())
        cited = {id_: entry.address or entry.what for id_, entry in self.sources.items()}
        places = (Place(f"{self.name}, {_label(raw, kind, number)}", cited) for number, raw in enumerate(rows, 1))
        found = tuple(built(shape, raw, place) for raw, place in zip(rows, places, strict=True))
        refuse_repeats((self.name, str(raw["id"])) for raw in rows if "id" in raw)
        return found


def open_records(path: Path, *, kinds: Collection[str]) -> RecordFile:
    """Parse one TOML file. `kinds` are the arrays it may hold; any other top-level key is refused."""
    return records_in(content_of(path), path.name, kinds=kinds)


def records_in(content: bytes, name: str, *, kinds: Collection[str]) -> RecordFile:
    """The records of a file's bytes, told under its name."""
    tables = parsed(content, name)
    top = Place(name, {})
    sources = _sources(tables.pop("sources", {}), top.below("sources"))
    for key, value in tables.items():
        if key not in kinds:
            raise top.below(key).refusal(f"is no kind of record here.{nearest(key, kinds)}")
        if not (isinstance(value, list) and all(isinstance(row, dict) for row in value)):
            raise top.below(key).refusal(f"must be written [[{key}]], once per record.")
    return RecordFile(name, sources, {key: tuple(rows) for key, rows in tables.items()})


def refuse_repeats(ids: Iterable[tuple[str, str]]) -> None:
    """Refuse an id that stands twice among (file name, id)."""
    seen: dict[str, str] = {}
    for file, id_ in ids:
        if id_ in seen:
            message = f"the id stands already in {seen[id_]}. Give one of the two another id."
            raise BadRecord(message, where=f"{file}, {id_}", field="id")
        seen[id_] = file


class Dated(Protocol):
    """Whatever holds from a day until a day (the first day it no longer holds)."""

    @property
    def id(self) -> str:
        """The record's id."""
        ...

    @property
    def valid_from(self) -> date:
        """The first day."""
        ...

    @property
    def valid_until(self) -> date | None:
        """The first day after; None: no end is known."""
        ...


DatedT = TypeVar("DatedT", bound=Dated)


def refuse_overlaps(
    rows: Iterable[DatedT], *, alike: Callable[[DatedT], Hashable], file: Callable[[DatedT], str]
) -> None:
    """Refuse two rows that are `alike` (equal keys) and hold on the same day. `file` names a row's file."""
    last: dict[Hashable, DatedT] = {}
    for row in sorted(rows, key=lambda one: one.valid_from):
        earlier = last.get(alike(row))
        if earlier is not None and (earlier.valid_until is None or earlier.valid_until > row.valid_from):
            until = earlier.valid_until or "further notice"
            message = f"`valid_from` {row.valid_from} overlaps {earlier.id}, which holds until {until}. End one first."
            raise BadRecord(message, where=f"{file(row)}, {row.id}", field="valid_from")
        last[alike(row)] = row


def _label(raw: Raw, kind: str, number: int) -> str:
    """A raw record by its id, else by its number."""
    named = raw.get("id")
    return shortened(named) if isinstance(named, str) and named else f"[[{kind}]] number {number}"


def content_of(path: Path) -> bytes:
    """A file's bytes. Raises BadRecord where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadRecord(f"cannot be read: {error.strerror}.", where=str(path)) from error


def parsed(content: bytes, name: str) -> dict[str, Any]:
    """The tables of a TOML file. Raises BadRecord under the file's name."""
    try:
        return tomllib.loads(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise BadRecord(f"is not UTF-8 (byte {error.start}). Save it as UTF-8.", where=name) from error
    except RecursionError as error:
        raise BadRecord("nests too deeply. Records are flat.", where=name) from error
    except ValueError as error:  # TOML's own error, and numbers of thousands of digits
        raise BadRecord(f"is not TOML: {error}. Mend that line.", where=name) from error


def _sources(found: object, place: Place) -> Mapping[str, SourceEntry]:
    if not isinstance(found, dict):
        raise place.refusal("must be a table of ids.")
    return {id_: _source(row, place.below(id_)) for id_, row in found.items()}


def _source(row: object, place: Place) -> SourceEntry:
    if not isinstance(row, dict):
        raise place.refusal('must be a table: {address = "…", what = "…", kind = "primary"}.')
    return built(SourceEntry, row, place)
