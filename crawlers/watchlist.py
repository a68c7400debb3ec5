"""`data/watch/*.toml` -> watch declarations with dated history.

A declaration is never edited once used: a later `valid_from` for the same document takes over, so that a capture of
last year is still read as it was read then.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

import soupsieve
from soupsieve import SelectorSyntaxError

from crawlers.extract import Selection
from registry.errors import BadInput, BadRecord
from registry.recordfiles import open_records
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


def load(folder: Path | None = None) -> tuple[Declaration, ...]:
    """Every declaration of a folder (None: the one installed), by document and day. Raises BadInput."""
    found: list[Declaration] = []
    owners: dict[str, tuple[str, str]] = {}
    seen: set[tuple[str, date]] = set()
    if not (folder or FOLDER).is_dir():
        raise BadInput(f"{folder} is no folder. Name the folder that holds the watch declarations.")
    for path in sorted((folder or FOLDER).glob("*.toml")):
        for declaration in open_records(path, kinds={"watch"}).records("watch", Declaration):
            where = f"{path.name}, {declaration.document}"
            _refuse(declaration, where)
            _refuse_repeat(declaration, where, owners.setdefault(declaration.url, (path.name, declaration.document)))
            if (declaration.document, declaration.valid_from) in seen:
                raise BadRecord("is declared twice from the same day. Keep one.", where=where, field="valid_from")
            seen.add((declaration.document, declaration.valid_from))
            found.append(declaration)
    return tuple(sorted(found, key=lambda one: (one.document, one.valid_from)))


def in_force(declarations: Iterable[Declaration], on: date) -> tuple[Declaration, ...]:
    """Of each document the latest declaration that has begun on the day."""
    latest: dict[str, Declaration] = {}
    for declaration in sorted(declarations, key=lambda one: one.valid_from):
        if declaration.valid_from <= on:
            latest[declaration.document] = declaration
    return tuple(latest[document] for document in sorted(latest))


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


def _refuse_repeat(declaration: Declaration, where: str, owner: tuple[str, str]) -> None:
    if owner[1] != declaration.document:
        message = f"this address is already watched as {owner[1]} in {owner[0]}. An address stands in one place."
        raise BadRecord(message, where=where, field="url")
