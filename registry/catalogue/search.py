"""What a search finds: names first, then what is said of things, then the passages that were read.

The database only finds candidates; the order is made here, so that SQLite and PostgreSQL answer alike. Somebody with a
scope finds by what they may read alone: by an entry whose row `registry.scoping` shows them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry import searchindex
from registry.cataloguenames import folded
from registry.scoping import SCOPE
from registry.stems import folded_word, stems, words
from registry.tables import (
    Activity,
    Agreement,
    Document,
    Engagement,
    HandedIn,
    Organisation,
    Service,
    SubprocessorRow,
)
from registry.terms import FoundIn, SearchKind

MOST_WORDS, MOST_NAMES, MOST_TEXTS = 12, 200, 400
BEFORE, EXCERPT = 60, 220  # characters of an excerpt before the first hit, and in all
_SHORTEST_BEGINNING = 2  # letters of a word that may be the beginning of another
_KINDS = {kind: number for number, kind in enumerate(SearchKind)}
_COLUMNS = "kind, subject_id, found_in, folded, body"


def _shown(table: str, key: str) -> str:
    """The entries of a table's rows that a scope shows: a table's name is narrowed wherever a statement mentions it."""
    of_row = f"CASE WHEN of_table = '{table}' THEN {'CAST(of_row AS integer)' if key == 'row' else 'of_row'} END"
    return f"of_table = '{table}' AND EXISTS (SELECT 1 FROM {table} WHERE {table}.\"{key}\" = {of_row})"


def _shown_with(table: str) -> str:
    """The entries of readings whose document is of a table, where a scope shows that."""
    of_row = "CASE WHEN of_table = 'reading' THEN of_row END"
    return f"of_table = 'reading' AND EXISTS (SELECT 1 FROM {table} WHERE {table}.\"id\" = {of_row})"


_SEEN = " OR ".join(
    [*map(_shown_with, ("document", "handed_in")), *(_shown(table, key) for table, key in searchindex.KEYS.items())]
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an excerpt; `hit`: it is what was asked for."""

    text: str
    hit: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A thing that was found: what it is called, of what it is a part, and the words by which it was found."""

    kind: SearchKind
    id: str
    title: str
    part_of: str | None  # the service, controller or engagement it belongs to
    where: FoundIn
    excerpt: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question: each word with its stems, and the whole as names are compared."""

    words: tuple[tuple[str, ...], ...]
    whole: str
    kind: SearchKind | None
    is_scoped: bool

    def hits(self, word: str) -> bool:
        """Whether a word of a text is one that was asked for."""
        own = stems(word)
        return any(word.startswith(one[0]) or not {*own}.isdisjoint(one) for one in self.words)


@dataclass(slots=True)
class _Subject:
    """The best of a thing's entries: its rank, where the words stand and the text they stand in."""

    rank: tuple[int, int] = (99, 99)
    where: FoundIn = FoundIn.QUOTE
    body: str = ""


def find(session: Session, text: str, *, kind: SearchKind | None = None, limit: int = 20) -> list[Found]:
    """What the words lead to, the best first. Nothing for a text without words."""
    asked = _asked(session, text, kind)
    if not asked.words:
        return []
    subjects: dict[tuple[SearchKind, str], _Subject] = {}
    for row in _candidates(session, asked):
        _take(subjects.setdefault((SearchKind(row.kind), row.subject_id), _Subject()), row, asked)
    known = _titles(session, subjects)
    ordered = sorted(
        (key for key in subjects if key in known),
        key=lambda key: (subjects[key].rank, _KINDS[key[0]], len(known[key][0]), known[key][0].casefold(), key[1]),
    )
    return [_found(key, known[key], subjects[key], asked) for key in ordered[:limit]]


def _asked(session: Session, text: str, kind: SearchKind | None) -> _Asked:
    found = list(dict.fromkeys(word for word, _, _ in words(text)))[:MOST_WORDS]
    is_scoped = session.connection().get_execution_options().get(SCOPE) is not None
    return _Asked(tuple(stems(word) for word in found), folded(text), kind, is_scoped)


def _candidates(session: Session, asked: _Asked) -> Iterable[Any]:
    """Entries that hold every word: the very name, then names, then what is said."""
    search = _sqlite if session.get_bind().dialect.name == "sqlite" else _postgresql
    exact = [] if not asked.whole else _rows(session, "folded = :folded", asked, {"folded": asked.whole}, MOST_NAMES)
    named = search(session, asked, is_name=True, limit=MOST_NAMES)
    return [*exact, *named, *search(session, asked, is_name=False, limit=MOST_TEXTS)]


def _sqlite(session: Session, asked: _Asked, *, is_name: bool, limit: int) -> Sequence[Any]:
    """FTS5: words are letters and digits alone, so that quoting them leaves nothing to be read as syntax."""
    column = "named" if is_name else "said"
    parts = [
        " OR ".join(['"' + one + '"' for one in group] + ([f'"{group[0]}" *'] if _may_begin(group[0]) else []))
        for group in asked.words
    ]
    match = f"{{{column}}} : ({' AND '.join(f'({part})' for part in parts)})"
    where = "id IN (SELECT rowid FROM search_words WHERE search_words MATCH :match)"
    return _rows(session, where, asked, {"match": match}, limit)


def _postgresql(session: Session, asked: _Asked, *, is_name: bool, limit: int) -> Sequence[Any]:
    parts = [
        " | ".join([f"'{one}'" for one in group] + ([f"'{group[0]}':*"] if _may_begin(group[0]) else []))
        for group in asked.words
    ]
    names = f"'{FoundIn.NAME.value}', '{FoundIn.ALIAS.value}'"
    column = f"found_in {'IN' if is_name else 'NOT IN'} ({names})"
    where = f"words @@ CAST(:match AS tsquery) AND {column}"
    return _rows(session, where, asked, {"match": " & ".join(f"({part})" for part in parts)}, limit)


def _may_begin(word: str) -> bool:
    return len(word) >= _SHORTEST_BEGINNING


def _rows(session: Session, where: str, asked: _Asked, values: Mapping[str, Any], limit: int) -> Sequence[Any]:
    """Entries in the order in which they were written. Only what somebody with a scope may see."""
    kind = " AND kind = :kind" if asked.kind else ""
    seen = f" AND ({_SEEN})" if asked.is_scoped else ""
    statement = sa.text(f"SELECT {_COLUMNS} FROM search_entry WHERE {where}{kind}{seen} ORDER BY id LIMIT :most")
    bound = dict(values) | {"most": limit} | ({"kind": asked.kind.value} if asked.kind else {})
    return session.connection().execute(statement, bound).all()


def _take(subject: _Subject, row: Any, asked: _Asked) -> None:
    where = FoundIn(row.found_in)
    rank = (_rank(row, where, asked), list(FoundIn).index(where))
    if rank < subject.rank:
        subject.rank, subject.where, subject.body = rank, where, row.body


def _rank(row: Any, where: FoundIn, asked: _Asked) -> int:
    """The very name, a name that begins so, one that holds the words, one that holds their stems; then texts."""
    match where:
        case FoundIn.TEXT:
            return 5
        case FoundIn.QUOTE:
            return 6
        case FoundIn.NAME | FoundIn.ALIAS:
            pass
    if row.folded == asked.whole:
        return 0 if where is FoundIn.NAME else 1
    if asked.whole and (row.folded or "").startswith(asked.whole):
        return 2
    held = {word for word, _, _ in words(row.body)}
    return 3 if all(group[0] in held for group in asked.words) else 4


def _titles(
    session: Session, subjects: Iterable[tuple[SearchKind, str]]
) -> dict[tuple[SearchKind, str], tuple[str, str | None]]:
    """What each thing is called and of what it is a part; nothing of what is not there, or not to be seen."""
    asked: dict[SearchKind, list[str]] = {}
    for kind, identity in subjects:
        asked.setdefault(kind, []).append(identity)
    found: dict[tuple[SearchKind, str], tuple[str, str | None]] = {}
    for kind, ids in asked.items():
        for identity, title, part_of in _named(session, kind, ids):
            found[kind, identity] = (title or identity, part_of)
    return found


def _named(session: Session, kind: SearchKind, ids: list[str]) -> Iterable[tuple[str, str | None, str | None]]:
    match kind:
        case SearchKind.ORGANISATION:
            return _read(session, Organisation, ids, Organisation.name, Organisation.parent_id)
        case SearchKind.SERVICE:
            return _read(session, Service, ids, Service.name, Service.organisation_id)
        case SearchKind.ENGAGEMENT:
            return _read(session, Engagement, ids, Engagement.name_as_written, Engagement.controller_id)
        case SearchKind.ACTIVITY:
            title = sa.func.coalesce(col(Activity.name), col(Activity.key))
            return _read(session, Activity, ids, title, Activity.controller_id)
        case SearchKind.SUB_PROCESSOR:
            return _read(session, SubprocessorRow, ids, SubprocessorRow.name_as_written, SubprocessorRow.service_id)
        case SearchKind.AGREEMENT:
            title = col(Agreement.notes)["document"].as_string()
            return _read(session, Agreement, ids, title, Agreement.engagement_id)
        case SearchKind.DOCUMENT:
            return _documents(session, ids)


def _read(session: Session, table: Any, ids: list[str], title: Any, part_of: Any) -> list[Any]:
    live = select(table.id, title, part_of).where(col(table.id).in_(ids), col(table.retired_at).is_(None))
    return list(session.execute(live.order_by(col(table.valid_from).is_not(None), col(table.valid_from))).all())


def _documents(session: Session, ids: list[str]) -> list[Any]:
    """The register's, and those that were handed in and that nobody accepted anything of."""
    title = sa.func.coalesce(col(Document.title), col(Document.url))
    part_of = sa.func.coalesce(col(Document.service_id), col(Document.controller_id))
    handed = select(HandedIn.id, sa.func.coalesce(col(HandedIn.title), col(HandedIn.url)), HandedIn.subject_id)
    filed = list(session.execute(handed.where(col(HandedIn.id).in_(ids))).all())
    return [*filed, *_read(session, Document, ids, title, part_of)]


def _found(
    key: tuple[SearchKind, str], known: tuple[str, str | None], subject: _Subject, asked: _Asked
) -> Found:  # fmt: skip
    return Found(key[0], key[1], known[0], known[1], subject.where, tuple(excerpt(subject.body, asked.hits)))


def excerpt(body: str, hits: Any) -> Iterable[Piece]:
    """The text around the first word that was asked for, in pieces; what is left out shows as …."""
    found = [(start, end) for word, start, end in words(body) if hits(folded_word(word))]
    begin = max(0, found[0][0] - BEFORE) if found and len(body) > EXCERPT else 0
    until, at = min(len(body), begin + EXCERPT), begin
    if begin:
        yield Piece("…", False)
    for start, end in found:
        if start < at or end > until:
            continue
        if start > at:
            yield Piece(body[at:start], False)
        yield Piece(body[start:end], True)
        at = end
    if at < until:
        yield Piece(body[at:until], False)
    if until < len(body):
        yield Piece("…", False)
