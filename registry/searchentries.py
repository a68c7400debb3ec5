"""Words of a row by which a thing is found: what it is called, what is said of it, the passages quoted."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlmodel import Session, select

from registry.tables import (
    Activity,
    Agreement,
    Claim,
    Dated,
    Document,
    Engagement,
    HandedIn,
    Name,
    Organisation,
    Reading,
    Service,
    SubprocessorRow,
    Table,
    Version,
)
from registry.terms import FoundIn, SearchKind

LONGEST_BODY = 20_000
_OF_PREFIX = {"org": SearchKind.ORGANISATION, "svc": SearchKind.SERVICE, "eng": SearchKind.ENGAGEMENT}


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be found: words of a row, and the thing that is shown for them."""

    table: str
    row: str  # with the table: whose entry it is, so that it goes with its row
    kind: SearchKind
    subject_id: str
    where: FoundIn
    body: str

    @property
    def is_name(self) -> bool:
        """Whether it is what the thing is called."""
        return self.where in {FoundIn.NAME, FoundIn.ALIAS}


def owner(session: Session, row: Any) -> tuple[str, str]:
    """Whose entries they are. A document's readings follow each other: only the newest is searched."""
    if isinstance(row, Reading):
        return "reading", document_of(session, row)
    key = row.row if isinstance(row, Dated) else row.id
    return str(row.__tablename__), str(key)


def document_of(session: Session, reading: Reading) -> str:
    """The document whose text was read."""
    statement = select(Version.document_id).where(Version.id == reading.version_id)
    return session.exec(statement).first() or reading.version_id


def entries(session: Session, row: Any) -> list[Entry]:
    """What a row is found by; nothing of one that was taken back."""
    if getattr(row, "retired_at", None) is not None or getattr(row, "superseded_at", None) is not None:
        return []
    table, key = owner(session, row)
    subject, kind = _subject(session, row)
    if kind is None:
        return []
    return [
        Entry(table, key, kind, subject, where, body[:LONGEST_BODY])
        for where, body in _said(row)
        if body and body.strip()
    ]


def _subject(session: Session, row: Any) -> tuple[str, SearchKind | None]:
    """The thing that is shown, and what it is; None for what nobody looks for."""
    match row:
        case Organisation():
            return row.id, SearchKind.ORGANISATION
        case Service():
            return row.id, SearchKind.SERVICE
        case Name() | Claim():
            return row.subject_id, _OF_PREFIX.get(row.subject_id.partition("_")[0])
        case Document() | HandedIn():
            return row.id, SearchKind.DOCUMENT
        case Reading():
            return document_of(session, row), SearchKind.DOCUMENT
        case Engagement():
            return row.id, SearchKind.ENGAGEMENT
        case Activity():
            return row.id, SearchKind.ACTIVITY
        case Agreement():
            return row.id, SearchKind.AGREEMENT
        case SubprocessorRow():
            return row.id, SearchKind.SUB_PROCESSOR
    return "", None


def _said(row: Any) -> Iterator[tuple[FoundIn, str | None]]:
    """What a row is found by: its name, what else it is called, what is said of it, the passages quoted."""
    name, others, text, quote = _SAID[type(row)](row)
    yield FoundIn.NAME, name
    yield FoundIn.ALIAS, others
    yield FoundIn.TEXT, text
    yield FoundIn.QUOTE, quote


def _joined(*said: str | list[str] | None) -> str:
    return " · ".join(part for one in said if one for part in ([one] if isinstance(one, str) else one))


def _quotes(found: Any) -> Iterator[str]:
    """Every passage that was read in a document, level by level."""
    level = [found]
    while level:
        below: list[Any] = []
        for one in level:
            if isinstance(one, dict):
                if isinstance(one.get("quote"), str):
                    yield one["quote"]
                below.extend(one.values())
            elif isinstance(one, list):
                below.extend(one)
        level = below


Said = tuple[str | None, str | None, str | None, str | None]
_SAID: Mapping[type[Table], Callable[[Any], Said]] = MappingProxyType(
    {
        Organisation: lambda row: (row.name, row.registration, None, None),
        Service: lambda row: (row.name, None, _joined(row.category, row.purposes), None),
        Name: lambda row: (None, row.name, None, None),
        Document: lambda row: (row.title, None, row.url, None),
        HandedIn: lambda row: (row.title, None, row.url, None),
        Engagement: lambda row: (row.name_as_written, None, None, None),
        Activity: lambda row: (row.name or row.key, None, _joined(row.key, row.purposes), None),
        Agreement: lambda row: ((row.notes or {}).get("document"), None, None, None),
        SubprocessorRow: lambda row: (row.name_as_written, None, row.purpose, None),
        Claim: lambda row: (None, None, None, row.quote),
        Reading: lambda row: (None, None, None, " … ".join(dict.fromkeys(_quotes(row.found)))),
    }
)
