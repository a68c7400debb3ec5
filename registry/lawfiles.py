"""`data/law/*.toml` -> the law book: strictly read, checked, and named by the hash of its bytes.

Any file may hold any kind of record; the split into files is for the reader. `[[decision]]` is an adequacy decision,
`[[clauses]]` a set of standard clauses; the other kinds bear the names of their shapes.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import data
from registry.errors import BadRecord
from registry.law.lawbook import (
    AdequacyDecision,
    Authority,
    Bridge,
    Case,
    ClauseSet,
    Clock,
    Instrument,
    LawBook,
    Membership,
    Note,
    Record,
    Treaty,
)
from registry.lawchecks import refuse_incoherence
from registry.recordfiles import RecordFile, content_of, records_in
from registry.shaping import Place, built

KINDS: Mapping[str, type[Record]] = MappingProxyType(
    {
        "membership": Membership,
        "decision": AdequacyDecision,
        "clauses": ClauseSet,
        "bridge": Bridge,
        "instrument": Instrument,
        "authority": Authority,
        "case": Case,
        "note": Note,
        "treaty": Treaty,
        "clock": Clock,
    }
)

DATA = Path(data.__file__).parent

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceName:
    """A country or an organisation in the two languages of the interface."""

    en: str
    sv: str


def load(folder: Path | None = None) -> LawBook:
    """The law book of a folder (None: the one that is installed). Raises `BadRecord`."""
    return read({path.name: content_of(path) for path in law_paths(folder)})


def read(contents: Mapping[str, bytes]) -> LawBook:
    """The law book of files by name, such as the store kept. Raises `BadRecord`."""
    files = [records_in(content, name, kinds=KINDS) for name, content in sorted(contents.items())]
    rows = [(file.name, row) for file in files for row in _rows(file)]
    book = LawBook(
        sha256=fingerprint(sorted(contents.items())),
        memberships=_only(Membership, rows),
        adequacy=_only(AdequacyDecision, rows),
        clauses=_only(ClauseSet, rows),
        bridges=_only(Bridge, rows),
        instruments=_only(Instrument, rows),
        authorities=_only(Authority, rows),
        cases=_only(Case, rows),
        notes=_only(Note, rows),
        countries=frozenset(place_names()),
        treaties=_only(Treaty, rows),
        clocks=_only(Clock, rows),
    )
    refuse_incoherence(rows, book)
    return book


def law_paths(folder: Path | None = None) -> tuple[Path, ...]:
    """The files of a law folder in name order."""
    folder = folder or DATA / "law"
    paths = tuple(sorted(folder.glob("*.toml"), key=lambda path: path.name))
    if not paths:
        raise BadRecord("holds no .toml file. Name a folder with the law's records.", where=str(folder))
    return paths


def fingerprint(files: Iterable[tuple[str, bytes]]) -> str:
    """SHA-256 over names, lengths and bytes, in the given order: what stands in every verdict as `law`."""
    digest = sha256()
    for name, content in files:
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def place_names(path: Path | None = None) -> Mapping[str, PlaceName]:
    """Every ISO 3166-1 alpha-2 code, and EPO, with its names."""
    path = path or DATA / "geo" / "countries.toml"
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    rows = {**tables["countries"], **tables["organisations"]}
    return {code: built(PlaceName, row, Place(f"{path.name}, {code}", {})) for code, row in rows.items()}


def _rows(file: RecordFile) -> Iterator[Record]:
    for kind, shape in KINDS.items():
        yield from file.records(kind, shape)


def _only(shape: type[R], rows: Sequence[tuple[str, Record]]) -> tuple[R, ...]:
    return tuple(row for _, row in rows if isinstance(row, shape))
