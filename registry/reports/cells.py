"""What stands in a cell of a register: a value, a closed word, several of them; known to be absent; or not on file.

None is *not on file*, an empty tuple is *known to be absent*. Both are told in words, so that no cell is ever blank.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from registry.errors import NotFound
from registry.glossary import Label, Language, label
from registry.reports import spelled
from registry.reports.heads import part_head

NOT_ON_FILE = {Language.EN: "not on file", Language.SV: "finns inte i underlaget"}
NONE = {Language.EN: "none", Language.SV: "inga"}
_TRUTH = {Language.EN: ("no", "yes"), Language.SV: ("nej", "ja")}


@dataclass(frozen=True, slots=True)
class Word:
    """A closed word, told in the glossary's label; one without label stands as it is."""

    vocabulary: str
    value: str


@dataclass(frozen=True, slots=True)
class Noted:
    """A text with a closed word behind it, in brackets; None: that word is not on file."""

    text: str
    word: Word | None


@dataclass(frozen=True, slots=True)
class Limit:
    """How long something is kept: `time` is an ISO 8601 period, told in words, or words; None: not said."""

    time: str | Label | None
    of: Label | None = None
    since: Label | None = None


@dataclass(frozen=True, slots=True)
class Parts:
    """A paper in one cell: its parts by name (keys of `registry.reports.heads.PARTS`), the first told without it."""

    parts: "tuple[tuple[str, Cell], ...]"


One: TypeAlias = str | Label | Word | Noted | Limit | Parts | bool | date
Cell: TypeAlias = One | tuple[One, ...] | None
Row: TypeAlias = dict[str, Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A register: its heads in order (keys of `registry.reports.heads`), its rows, the day and the law it stands on."""

    register: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    on: date
    known_at: str | None
    law: str


def several(values: Iterable[Any] | None, vocabulary: str | None = None) -> Cell:
    """A list as a cell: of words of a vocabulary, or as they are. None stays not on file."""
    if values is None:
        return None
    return tuple(Word(vocabulary, str(value)) if vocabulary else str(value) for value in values)


def own_words(row: Any, name: str) -> tuple[Label, ...] | None:
    """What an activity's file says in its own words, in Swedish too where it does. None: not on file."""
    notes = row.notes or {}
    said, swedish = getattr(row, name, None), notes.get(f"{name}_sv")
    said = notes.get(name) if said is None else said
    if said is None or said == "":
        return None
    if isinstance(said, str):
        return (Label(en=said, sv=swedish or said),)
    paired = swedish if swedish and len(swedish) == len(said) else said
    return tuple(Label(en=en, sv=sv) for en, sv in zip(said, paired, strict=True))


def called(activity: Any) -> Label | str:
    """What an activity is called; its key where it has no name."""
    return next(iter(own_words(activity, "name") or ()), activity.key)


def word(value: Any, vocabulary: str) -> Cell:
    """A closed word as a cell."""
    return None if value is None else Word(vocabulary, str(value))


def fact(facts: dict[str, Any], name: str) -> Cell:
    """A fact of the law's facts: a missing key is not on file, null is known to be absent."""
    if name not in facts:
        return None
    value = facts[name]
    if value is None:
        return ()
    return several(value) if isinstance(value, list) else value


def as_text(cell: Cell, language: Language) -> str:
    """The cell as people read it; never blank."""
    if cell is None:
        return NOT_ON_FILE[language]
    if isinstance(cell, tuple):
        return "; ".join(as_text(one, language) for one in cell) or NONE[language]
    if isinstance(cell, Label):
        return cell.read_in(language).strip() or NOT_ON_FILE[language]
    if isinstance(cell, Word):
        return _label(cell, language)
    if isinstance(cell, Noted):
        return f"{cell.text} ({as_text(cell.word, language)})"
    if isinstance(cell, Limit):
        return _kept(cell, language)
    if isinstance(cell, Parts):
        return _told(cell, language)
    if isinstance(cell, bool):
        return _TRUTH[language][cell]
    return cell.isoformat() if isinstance(cell, date) else (cell.strip() or NOT_ON_FILE[language])


def as_json(cell: Cell) -> Any:
    """The cell as plain JSON: null is not on file, [] known to be absent; words by their values."""
    if isinstance(cell, tuple):
        return [as_json(one) for one in cell]
    if isinstance(cell, Label):
        return cell.en
    if isinstance(cell, Word):
        return cell.value
    if isinstance(cell, Noted):
        return {"text": cell.text, "word": as_json(cell.word)}
    if isinstance(cell, Limit):
        return _as_written(cell)
    if isinstance(cell, Parts):
        return {name: as_json(part) for name, part in cell.parts}
    return cell.isoformat() if isinstance(cell, date) else cell


def _told(paper: Parts, language: Language) -> str:
    """“standard contractual clauses, act: (EU) 2021/914, signed: not on file”."""
    (_, first), *others = paper.parts
    more = [f"{part_head(name, language)}: {as_text(part, language)}" for name, part in others]
    return ", ".join([as_text(first, language), *more])


def _kept(limit: Limit, language: Language) -> str:
    """“letters: 2 years, counted from: the answer”."""
    if isinstance(limit.time, Label):
        time = limit.time.read_in(language)
    else:
        time = spelled.period(limit.time or "", language) or limit.time or NOT_ON_FILE[language]
    what = f"{limit.of.read_in(language)}: " if limit.of else ""
    since = spelled.part("counted_from", language, händelse=limit.since.read_in(language)) if limit.since else ""
    return f"{what}{time}, {since}" if since else f"{what}{time}"


def _as_written(limit: Limit) -> str:
    """“letters: P2Y – the answer”: for machines the period stays as the file has it."""
    time = limit.time.en if isinstance(limit.time, Label) else limit.time or ""
    what = f"{limit.of.en}: " if limit.of else ""
    return f"{what}{time} – {limit.since.en}" if limit.since else f"{what}{time}"


def _label(one: Word, language: Language) -> str:
    try:
        return label(one.vocabulary, one.value, language.value)
    except NotFound:
        return one.value
