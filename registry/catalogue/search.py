"""What a search finds: names first, then what is said of things, then the passages that were read.

The database only finds candidates; the order is made here, so that SQLite and PostgreSQL answer alike. Somebody with a
scope finds by what they may read alone: by an entry whose row `registry.scoping` shows them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import Session

from registry import searchindex
from registry.catalogue.titles import titles
from registry.cataloguenames import folded
from registry.prepared import Prepared
from registry.scoping import SCOPE
from registry.stems import folded_word, stems, words
from registry.terms import FoundIn, SearchKind

MOST_WORDS, MOST_NAMES, MOST_TEXTS = 12, 200, 400
MOST = MOST_NAMES + MOST_TEXTS  # things that one search can find
BEFORE, EXCERPT = 60, 220  # characters of an excerpt before the first hit, and in all
_SHORTEST_BEGINNING = 2  # letters of a word that may be the beginning of another
_KINDS = {kind.value: number for number, kind in enumerate(SearchKind)}
_PLACES = {where.value: number for number, where in enumerate(FoundIn)}
_RANKS = {FoundIn.TEXT.value: 5, FoundIn.QUOTE.value: 6}
_WORST = (99, 99)
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


class _Source(NamedTuple):
    """Where entries are read from, and in which order they were written there."""

    tables: str
    order: str


_WRITTEN = _Source("search_entry", "id")
# FTS5 gives what matches in this order by itself, and stops where enough is found: “data” stands in every quote.
_MATCHED = _Source("search_words CROSS JOIN search_entry ON id = search_words.rowid", "search_words.rowid")


class Piece(NamedTuple):
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

    kind: str
    id: str
    rank: tuple[int, int] = _WORST
    where: str = FoundIn.QUOTE.value
    body: str = ""

    @property
    def group(self) -> tuple[tuple[int, int], int]:
        """What comes before its title in the order."""
        return self.rank, _KINDS[self.kind]


def find(session: Session, text: str, *, kind: SearchKind | None = None, limit: int = 20) -> list[Found]:
    """What the words lead to, the best first. Nothing for a text without words."""
    return look_up(session.connection(), text, kind=kind, limit=limit)


def look_up(connection: Connection, text: str, *, kind: SearchKind | None = None, limit: int = 20) -> list[Found]:
    """`find`, without a session. What is said of things, and quoted, is searched only where names are not enough:
    whatever a name led to comes before it."""
    asked = _asked(connection, text, kind)
    if not asked.words:
        return []
    subjects: dict[tuple[str, str], _Subject] = {}
    _take(subjects, _named(connection, asked), asked)
    found = _best(connection, subjects.values(), limit)
    if len(found) < limit:
        _take(subjects, _searched(connection, asked, is_name=False, limit=MOST_TEXTS), asked)
        found = _best(connection, subjects.values(), limit)
    hits = cache(asked.hits)
    return [
        Found(SearchKind(one.kind), one.id, title, part_of, FoundIn(one.where), tuple(excerpt(one.body, hits)))
        for one, title, part_of in found[:limit]
    ]


def may_be_cut(found: int) -> bool:
    """Whether there may be more than were looked through: fewer things than this come of fewer entries."""
    return found >= MOST_NAMES // 2


def _asked(connection: Connection, text: str, kind: SearchKind | None) -> _Asked:
    found = list(dict.fromkeys(word for word, _, _ in words(text)))[:MOST_WORDS]
    is_scoped = connection.get_execution_options().get(SCOPE) is not None
    return _Asked(tuple(stems(word) for word in found), folded(text), kind, is_scoped)


def _named(connection: Connection, asked: _Asked) -> Iterable[Any]:
    """Entries that hold every word: those of the very name, then other names."""
    exact = _rows(connection, "folded = :folded", asked, {"folded": asked.whole}, MOST_NAMES) if asked.whole else ()
    return [*exact, *_searched(connection, asked, is_name=True, limit=MOST_NAMES)]


def _best(
    connection: Connection, subjects: Iterable[_Subject], limit: int
) -> list[tuple[_Subject, str, str | None]]:  # fmt: skip
    """The best of those that are there and may be seen, with what they are called. Titles tell only things of one rank
    and kind apart, and so are asked for only until there are enough."""
    found: list[tuple[_Subject, str, str | None]] = []
    for _, alike in groupby(sorted(subjects, key=lambda one: one.group), key=lambda one: one.group):
        group = list(alike)
        known = titles(connection, SearchKind(group[0].kind), [one.id for one in group])
        told = [(one, *known[one.id]) for one in group if one.id in known]
        found += sorted(told, key=lambda one: (len(one[1]), one[1].casefold(), one[0].id))
        if len(found) >= limit:
            break
    return found


def _searched(connection: Connection, asked: _Asked, *, is_name: bool, limit: int) -> Sequence[Any]:
    search = _sqlite if connection.dialect.name == "sqlite" else _postgresql
    return search(connection, asked, is_name=is_name, limit=limit)


def _sqlite(connection: Connection, asked: _Asked, *, is_name: bool, limit: int) -> Sequence[Any]:
    """FTS5: words are letters and digits alone, so that quoting them leaves nothing to be read as syntax."""
    column = "named" if is_name else "said"
    parts = [" OR ".join(_sqlite_words(group)) for group in asked.words]
    match = f"{{{column}}} : ({' AND '.join(f'({part})' for part in parts)})"
    return _rows(connection, "search_words MATCH :match", asked, {"match": match}, limit, source=_MATCHED)


def _sqlite_words(group: tuple[str, ...]) -> list[str]:
    """A word and its stems; those that begin with it are found by it."""
    first = group[0]
    if not _may_begin(first):
        return [f'"{one}"' for one in group]
    return [f'"{first}" *', *(f'"{one}"' for one in group if not one.startswith(first))]


def _postgresql(connection: Connection, asked: _Asked, *, is_name: bool, limit: int) -> Sequence[Any]:
    parts = [
        " | ".join([f"'{one}'" for one in group] + ([f"'{group[0]}':*"] if _may_begin(group[0]) else []))
        for group in asked.words
    ]
    names = f"'{FoundIn.NAME.value}', '{FoundIn.ALIAS.value}'"
    column = f"found_in {'IN' if is_name else 'NOT IN'} ({names})"
    where = f"words @@ CAST(:match AS tsquery) AND {column}"
    return _rows(connection, where, asked, {"match": " & ".join(f"({part})" for part in parts)}, limit)


def _may_begin(word: str) -> bool:
    return len(word) >= _SHORTEST_BEGINNING


def _rows(
    connection: Connection, where: str, asked: _Asked, values: Mapping[str, Any], limit: int, *,
    source: _Source = _WRITTEN,
) -> Sequence[Any]:  # fmt: skip
    """Entries in the order in which they were written. Only what somebody with a scope may see."""
    kind = {"kind": asked.kind.value} if asked.kind else {}
    return _statement(source, where, bool(kind), asked.is_scoped).rows(connection, **values, **kind, most=limit)


@lru_cache(maxsize=32)
def _statement(source: _Source, where: str, of_kind: bool, is_scoped: bool) -> Prepared:
    kind = " AND kind = :kind" if of_kind else ""
    seen = f" AND ({_SEEN})" if is_scoped else ""
    narrowed = f"FROM {source.tables} WHERE {where}{kind}{seen}"
    return Prepared(sa.text(f"SELECT {_COLUMNS} {narrowed} ORDER BY {source.order} LIMIT :most"))


def _take(subjects: dict[tuple[str, str], _Subject], rows: Iterable[Any], asked: _Asked) -> None:
    """Keep of each thing its best entry."""
    for kind, identity, where, name, body in rows:
        subject = subjects.get((kind, identity))
        if subject is None:
            subject = subjects[kind, identity] = _Subject(kind, identity)
        rank = (_RANKS[where] if name is None else _rank(name, where, body, asked), _PLACES[where])
        if rank < subject.rank:
            subject.rank, subject.where, subject.body = rank, where, body


def _rank(name: str, where: str, body: str, asked: _Asked) -> int:
    """The very name, another very name, a name that begins so, one that holds the words, one that holds their stems;
    what is said and what is quoted come after."""
    if name == asked.whole:
        return 0 if where == FoundIn.NAME.value else 1
    if asked.whole and name.startswith(asked.whole):
        return 2
    held = {word for word, _, _ in words(body)}
    return 3 if all(group[0] in held for group in asked.words) else 4


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
