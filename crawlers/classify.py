"""before: Reading, after: Reading, Difference -> kinds, changes, materiality. Pure.

Material is a changed FACT: a party, place, mechanism, purpose, kind of data, period, basis, contact or right. Size
never decides: one swapped name is material, a page laid out anew is not.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from crawlers.blocks import BlockKind
from crawlers.changes import Change
from crawlers.clauses import changed_clauses
from crawlers.compare import Difference, Passage
from crawlers.parties import changed_names, changed_rows
from crawlers.phrases import phrases
from crawlers.read import Reading
from registry.terms import ChangeKind

MAX_CHANGES = 300
_MAX_LABEL_WORDS = 6


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
    rows = list(changed_rows(before, after))
    named = {change.subject for change in rows}
    names = [change for change in changed_names(before, after, difference) if change.subject not in named]
    told = [change for change in changed_clauses(difference, phrases(after.language), after.language)]
    in_rows = _row_stretches(before, after)
    clauses = [change for change in told if not _is_in_row(change, in_rows)]
    changes = _once([*rows, *names, *clauses])[:MAX_CHANGES]
    kinds = {change.kind for change in changes}
    if not kinds:
        return Classification((_noise(difference),), ())
    return Classification(tuple(kind for kind in ChangeKind if kind in kinds), tuple(changes))


def _quiet(difference: Difference) -> ChangeKind:
    return ChangeKind.RESTRUCTURING_NO_SUBSTANCE if difference.is_reordered else ChangeKind.COSMETIC_ONLY


def _noise(difference: Difference) -> ChangeKind:
    passages = [*difference.removed, *difference.added]
    passages += [passage for pair in difference.reworded for passage in (pair.before, pair.after)]
    if not passages:
        return ChangeKind.DATE_ONLY
    if all(_is_label(passage) for passage in passages):
        return ChangeKind.NAVIGATION_NOISE
    return ChangeKind.COSMETIC_ONLY


def _is_label(passage: Passage) -> bool:
    """A menu item, button or icon text: linked, or a few words that are no sentence."""
    if passage.block.is_linked:
        return True
    is_short = len(passage.key.split()) <= _MAX_LABEL_WORDS and passage.text[-1:] not in ".!?"
    return is_short and passage.block.kind is not BlockKind.ROW


def _row_stretches(before: Reading, after: Reading) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    return (
        [(row.start, row.end) for row in before.sub_processors],
        [(row.start, row.end) for row in after.sub_processors],
    )


def _is_in_row(change: Change, stretches: tuple[list[tuple[int, int]], list[tuple[int, int]]]) -> bool:
    """What a sub-processor's row says was judged as a row."""
    sides = zip((change.before, change.after), stretches, strict=True)
    held = [any(start <= quote.start < end for start, end in rows) for quote, rows in sides if quote is not None]
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
