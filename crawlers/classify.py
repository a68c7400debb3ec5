"""before: Reading, after: Reading, Difference -> kinds, changes, materiality. Pure.

Material is a changed FACT: a party, place, mechanism, purpose, kind of data, period, basis, contact or right. Size
never decides: one swapped name is material, a page laid out anew is not.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crawlers.blocks import BlockKind
from crawlers.changes import Change
from crawlers.clauses import changed_clauses, changed_data
from crawlers.companies import without_form
from crawlers.compare import Difference, Pair, Passage
from crawlers.days import find_dates
from crawlers.entities import changed_entity, changed_roles
from crawlers.gazetteer import plain_name
from crawlers.parties import changed_names, changed_rows, row_tools, swapped_names
from crawlers.phrases import phrases
from crawlers.read import Reading
from crawlers.unread import foreign_names, told_companies, with_unread_rows
from registry.terms import ChangeKind

MAX_CHANGES = 300
_MAX_LABEL_WORDS = 6
_MAX_DATE_WORDS = 8


@dataclass(frozen=True, slots=True)
class Classification:
    """What a difference means. `kinds` in the order of the vocabulary; `changes` only of the kinds that are facts."""

    kinds: tuple[ChangeKind, ...]
    changes: tuple[Change, ...]

    @property
    def is_material(self) -> bool:
        """Whether a fact changed."""
        return any(kind.is_material for kind in self.kinds)


def classify(before: Reading, after: Reading, difference: Difference) -> Classification:
    """The facts that changed; where none did, what sort of noise it is."""
    if difference.is_empty:
        return Classification((_quiet(difference),), ())
    before, after = with_unread_rows(before, after, difference)
    rows = list(changed_rows(before, after))
    listed = {plain_name(row.name) for row in (*before.sub_processors, *after.sub_processors)}
    found = [*changed_names(before, after, difference), *foreign_names(before, after, difference)]
    found = _one_a_name([*found, *told_companies(before, after, difference)])
    names = [change for change in found if change.subject and plain_name(change.subject) not in listed]
    swapped = [change for change in swapped_names(before, after, difference) if not names]
    words = phrases(after.language)
    told = [*changed_entity(before, after, difference), *changed_roles(after, difference, words)]
    told += [*changed_clauses(difference, words, after.language), *_changed_data(before, after, difference)]
    in_rows = _row_places(before), _row_places(after)
    clauses = [change for change in told if not _is_in_row(change, *in_rows)]
    tools = row_tools(before, after, difference)
    changes = _once([*rows, *tools, *names, *swapped, *clauses])[:MAX_CHANGES]
    kinds = {change.kind for change in changes}
    if not kinds:
        return Classification((_noise(difference),), ())
    return Classification(tuple(kind for kind in ChangeKind if kind in kinds), tuple(changes))


def _one_a_name(changes: Iterable[Change]) -> list[Change]:
    """The first change of each kind a party: several readers may tell of the same."""
    kept: dict[object, Change] = {}
    for change in changes:
        name = plain_name(without_form(change.subject or ""))
        kept.setdefault((change.kind, change.sub_kind, name), change)
    return list(kept.values())


def _changed_data(before: Reading, after: Reading, difference: Difference) -> Iterator[Change]:
    was = frozenset(found.key for found in before.data_categories)
    now = frozenset(found.key for found in after.data_categories)
    return changed_data(difference, was, now, phrases(after.language))


def _quiet(difference: Difference) -> ChangeKind:
    return ChangeKind.RESTRUCTURING_NO_SUBSTANCE if difference.is_reordered else ChangeKind.COSMETIC_ONLY


def _noise(difference: Difference) -> ChangeKind:
    passages = [*difference.removed, *difference.added]
    passages += [passage for pair in difference.reworded for passage in (pair.before, pair.after)]
    if not difference.removed and not difference.added and all(_is_date_line(pair) for pair in difference.reworded):
        is_dated = any(_is_date_line(pair) or _has_date(pair) for pair in (*difference.reworded, *difference.redated))
        return ChangeKind.DATE_ONLY if is_dated else ChangeKind.COSMETIC_ONLY
    if all(_is_label(passage) for passage in passages):
        return ChangeKind.NAVIGATION_NOISE
    return ChangeKind.COSMETIC_ONLY


def _is_label(passage: Passage) -> bool:
    """A menu item, button or icon text: linked, or a few words that are no sentence."""
    if passage.block.is_linked:
        return True
    is_short = len(passage.key.split()) <= _MAX_LABEL_WORDS and passage.text[-1:] not in ".!?"
    return is_short and passage.block.kind is not BlockKind.ROW


def _is_date_line(pair: Pair) -> bool:
    """A short line whose day is written anew, with a word more or less."""
    sides = (pair.before.text, pair.after.text)
    is_short = all(len(text.split()) <= _MAX_DATE_WORDS for text in sides)
    return is_short and any(True for text in sides for _ in find_dates(text))


def _has_date(pair: Pair) -> bool:
    return any(True for text in (pair.before.text, pair.after.text) for _ in find_dates(text)) or "©" in pair.after.text


def _row_places(reading: Reading) -> frozenset[int]:
    """Where rows begin: what such a row says was judged as a row."""
    return frozenset(row.start for row in reading.sub_processors)


def _is_in_row(change: Change, before: frozenset[int], after: frozenset[int]) -> bool:
    sides = ((change.before, before), (change.after, after))
    held = [quote.start in places for quote, places in sides if quote is not None]
    return bool(held) and all(held)


def _once(changes: Iterable[Change]) -> list[Change]:
    seen: set[object] = set()
    kept = []
    for change in changes:
        key = (change.kind, change.before, change.after, change.subject)
        if key not in seen:
            seen.add(key)
            kept.append(change)
    return kept
