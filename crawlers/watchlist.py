"""`data/watch/*.toml` -> watch declarations with dated history.

A declaration is never edited once used: a later `valid_from` for the same document takes over, so that a capture of
last year is still read as it was read then. They lie on disk, and one is read when its document is due: memory does not
grow with how many documents are watched.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import soupsieve
from soupsieve import SelectorSyntaxError

from crawlers.extract import Selection
from registry.errors import BadInput, BadRecord
from registry.recordfiles import open_records
from registry.shelf import Laid, Shelf
from registry.terms import DocumentKind

FOLDER = Path(__file__).resolve().parent.parent / "data" / "watch"
_MAX_SELECTORS = 30
_MAX_SELECTOR = 400


class Frequency(StrEnum):
    """How often a document is looked at."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"

    @property
    def days(self) -> int:
        """Days between two looks."""
        return {Frequency.DAILY: 1, Frequency.WEEKLY: 7, Frequency.MONTHLY: 30}[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """How one document is watched from a day on. `document` and `service` are ids of the catalogue."""

    document: str
    service: str
    kind: DocumentKind
    url: str
    valid_from: date
    frequency: Frequency = Frequency.WEEKLY
    select: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()

    @property
    def selection(self) -> Selection | None:
        """Which parts of the page count; None leaves it to the reader."""
        return Selection(self.select, self.remove) if self.select or self.remove else None


_PACKED = msgspec.msgpack.Encoder()
_UNPACKED = msgspec.msgpack.Decoder(Declaration)


def document_id(document: str) -> str:
    """The id of a catalogue document's row."""
    return f"doc_{document}"


class Watchlist:
    """Every declaration of a folder, with its history."""

    def __init__(self, folder: Path) -> None:
        """Raises BadInput."""
        self._shelf = Shelf()
        for file, one in _declared(folder):
            packed = _PACKED.encode(one)
            standing = self._shelf.lay(Laid(document_id(one.document), one.valid_from, one.url, file, packed))
            if standing is not None:
                _refuse_repeat(one, f"{file}, {one.document}", *standing)

    def __iter__(self) -> Iterator[Declaration]:
        """All of them, by document and day."""
        for document in self._shelf.begun(date.max):
            yield from self.of(document, date.max)

    def of(self, document: str, on: date) -> tuple[Declaration, ...]:
        """Those of a document's row that have begun on a day, the earliest first."""
        return tuple(map(_UNPACKED.decode, self._shelf.of(document, on)))

    def on(self, day: date) -> "InForce":
        """What holds on a day, by the id of the document's row."""
        return InForce(self, self._shelf, day)

    def history(self, on: date) -> dict[str, tuple[Declaration, ...]]:
        """Of each document of which several have begun on a day, all of those, the earliest first."""
        return {document: self.of(document, on) for document in self._shelf.begun(on, often=2)}


class InForce(Mapping[str, Declaration]):
    """Of each document the latest declaration that has begun on a day."""

    def __init__(self, declared: Watchlist, shelf: Shelf, on: date) -> None:
        self._declared, self._shelf, self._on = declared, shelf, on

    def __getitem__(self, document: str) -> Declaration:
        begun = self._declared.of(document, self._on)
        if not begun:
            raise KeyError(document)
        return begun[-1]

    def __iter__(self) -> Iterator[str]:
        return self._shelf.begun(self._on)

    def __len__(self) -> int:
        return self._shelf.count(self._on)


def load(folder: Path | None = None) -> Watchlist:
    """Every declaration of a folder (None: the one installed). Raises BadInput."""
    if not (folder or FOLDER).is_dir():
        raise BadInput(f"{folder} is no folder. Name the folder that holds the watch declarations.")
    return Watchlist(folder or FOLDER)


def _declared(folder: Path) -> Iterator[tuple[str, Declaration]]:
    """Each declaration with the name of its file, one file at a time."""
    for path in sorted(folder.glob("*.toml")):
        for declaration in open_records(path, kinds={"watch"}).records("watch", Declaration):
            _refuse(declaration, f"{path.name}, {declaration.document}")
            yield path.name, declaration


def _refuse(declaration: Declaration, where: str) -> None:
    address = urlsplit(declaration.url)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise BadRecord(f"“{declaration.url[:200]}” is no http(s) address.", where=where, field="url")
    for field in ("select", "remove"):
        selectors: tuple[str, ...] = getattr(declaration, field)
        if len(selectors) > _MAX_SELECTORS or any(len(css) > _MAX_SELECTOR for css in selectors):
            raise BadRecord(f"more than {_MAX_SELECTORS} selectors, or a very long one.", where=where, field=field)
        for css in selectors:
            try:
                soupsieve.compile(css)
            except SelectorSyntaxError as error:
                message = f"“{css}” is no CSS selector: {str(error).splitlines()[0]}"
                raise BadRecord(message, where=where, field=field) from error


def _refuse_repeat(declaration: Declaration, where: str, document: str, file: str) -> None:
    """Refuse it for the one that stands already."""
    if document == document_id(declaration.document):
        raise BadRecord("is declared twice from the same day. Keep one.", where=where, field="valid_from")
    other = document.removeprefix("doc_")
    message = f"this address is already watched as {other} in {file}. An address stands in one place."
    raise BadRecord(message, where=where, field="url")
