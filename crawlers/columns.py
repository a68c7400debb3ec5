"""Rows of tables compared cell by cell, by what their columns' headers say they hold: purpose, data, basis, place.

A notice that tells in a table what it does says in each cell one sort of fact, whatever words it uses for it. So a cell
that says more than wordings can, a purpose widened or a class of recipients added, is still a change of that sort.
"""

from collections.abc import Iterator, Mapping

from rapidfuzz import fuzz

from crawlers.blocks import Block, BlockKind, Cell
from crawlers.changes import Change, quoted
from crawlers.clauses import FACTS, Said
from crawlers.compare import Difference, Pair, Passage
from crawlers.facts import Facts
from crawlers.phrases import phrases as vocabulary
from crawlers.places import countries_of
from crawlers.wording import key
from registry.terms import ChangeKind

_SORTS: Mapping[str, ChangeKind] = {
    "purpose": ChangeKind.PURPOSE_CHANGE,
    "data": ChangeKind.DATA_CATEGORY_CHANGE,
    "shared_with": ChangeKind.NEW_RECIPIENT_OR_SUBPROCESSOR,
    "legal_basis": ChangeKind.LEGAL_BASIS_CHANGE,
    "location": ChangeKind.LOCATION_OR_COUNTRY_CHANGE,
    "seat": ChangeKind.LOCATION_OR_COUNTRY_CHANGE,
}
_FIRST = ("cookie", "seat", "legal_basis", "retention", "shared_with", "location", "purpose", "data")
_WIDER = 4  # words nobody had said before, from which a cell says something else
_SAME = 85
_SMALL = 3  # letters of words that say nothing by themselves
_NEW = 0.6


def changed_cells(old: Facts, new: Facts, difference: Difference) -> Iterator[Change]:
    """What cells of rows say that stand in both texts, and the purposes of rows that came or went."""
    for pair in difference.reworded:
        if pair.before.block.kind is BlockKind.ROW and not _is_left_out(pair.after.block, new):
            yield from _of_pair(pair, old, new)
    for passages, own, other, is_new in ((difference.removed, old, new, False), (difference.added, new, old, True)):
        for passage in passages:
            if _is_purpose_row(passage.block, own) and other.newness(passage) >= _NEW:
                was, now = (None, passage) if is_new else (passage, None)
                yield Change(ChangeKind.PURPOSE_CHANGE, quoted(was), quoted(now))


def is_cookie_row(block: Block, language: str) -> bool:
    """A row of a table of cookies: another name in it is no other use of data."""
    return block.kind is BlockKind.ROW and "cookie" in _columns(block, language)


def _columns(block: Block, language: str) -> dict[str, int]:
    """Which cell of a row holds what, the surest word of each header first; one sort a cell."""
    words = vocabulary(language)
    found: dict[str, int] = {}
    for number, cell in enumerate(block.cells):
        keys = words.find_in_title(cell.header[:120]).all_keys("columns") if cell.header else frozenset()
        sort = next((one for one in _FIRST if one in keys), None)
        if sort is not None:
            found.setdefault(sort, number)
    return found


def _is_left_out(block: Block, facts: Facts) -> bool:
    return block.is_header or is_cookie_row(block, facts.language) or facts.is_aside(block)


def _is_purpose_row(block: Block, facts: Facts) -> bool:
    """A row of a table of what is done with data: a purpose beside its data, basis or time."""
    if block.kind is not BlockKind.ROW or _is_left_out(block, facts):
        return False
    sorts = _columns(block, facts.language)
    return "purpose" in sorts and bool({"data", "legal_basis", "retention"} & sorts.keys())


def _of_pair(pair: Pair, old: Facts, new: Facts) -> Iterator[Change]:
    columns, later = _columns(pair.before.block, old.language), _columns(pair.after.block, new.language)
    is_listed = not {"data", "legal_basis", "retention"} & later.keys()
    for sort, kind in _SORTS.items():
        if sort not in columns or sort not in later or (is_listed and sort not in ("location", "seat")):
            continue
        was, now = pair.before.block.cells[columns[sort]], pair.after.block.cells[later[sort]]
        if was.text and now.text and _differs(kind, was, now, old, new):
            yield Change(kind, quoted(pair.before), quoted(pair.after))


def _differs(kind: ChangeKind, was: Cell, now: Cell, old: Facts, new: Facts) -> bool:
    if key(was.text) == key(now.text):
        return False
    if kind is ChangeKind.LOCATION_OR_COUNTRY_CHANGE:
        return set(countries_of(was.text)) != set(countries_of(now.text))
    if kind is ChangeKind.LEGAL_BASIS_CHANGE:
        return FACTS[kind](_said(was, old)) != FACTS[kind](_said(now, new))
    return _is_wider(was, now, old) or (kind is ChangeKind.PURPOSE_CHANGE and _is_wider(now, was, new))


def _is_wider(was: Cell, now: Cell, other: Facts) -> bool:
    """Whether a cell keeps what it said and says several words more, in an order the other text has nowhere."""
    old, new = key(was.text), key(now.text)
    gained = [word for word in set(new.split()) - set(old.split()) if len(word) > _SMALL]
    is_kept = fuzz.token_set_ratio(old, new) >= _SAME and len(new) > len(old)
    return len(gained) >= _WIDER and is_kept and other.newness_of(new) > 0


def _said(cell: Cell, facts: Facts) -> Said:
    language = facts.reading.language
    passage = Passage(cell.text, cell.start, cell.end, key(cell.text), Block(BlockKind.ROW, cell.text, 0, 0))
    return Said(passage, vocabulary(language).find(cell.text + " " + cell.header), language)
