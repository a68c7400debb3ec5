"""Two texts of a document laid beside each other: what stands in both, what came, went, moved or was written anew.

Blocks are compared by their words, as changes are found. What nobody is told of, another layout or another day in a
line that states nothing, is a difference too, and marked as one that was passed over.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from crawlers.blocks import Block, BlockKind, Extracted
from crawlers.wording import block_key, key, passages, undated

MOST_BLOCKS = 12_000  # of either text; what follows is not laid beside anything
ALIKE = 50
LOOKED_AHEAD = 30
_SCORED = 1_200


class Sort(StrEnum):
    """What became of a block."""

    SAME = "same"
    PASSED_OVER = "passed_over"
    ADDED = "added"
    REMOVED = "removed"
    REWORDED = "reworded"
    MOVED_AWAY = "moved_away"
    MOVED_HERE = "moved_here"

    @property
    def is_edit(self) -> bool:
        """Whether somebody who reads the difference stops here."""
        return self not in (Sort.SAME, Sort.PASSED_OVER)


@dataclass(frozen=True, slots=True)
class Row:
    """A block before and after; one side None where it stands in one text alone, or at another place in the other."""

    sort: Sort
    before: Block | None
    after: Block | None


@dataclass(frozen=True, slots=True)
class Beside:
    """The rows in the order of the texts, and whether both were laid out whole."""

    rows: tuple[Row, ...]
    is_whole: bool


def beside(before: Extracted, after: Extracted, told: Iterable[str]) -> Beside:
    """Both texts, row by row. `told` are the quotes of the changes that were found: what they bear out is never passed
    over."""
    old, new = before.blocks[:MOST_BLOCKS], after.blocks[:MOST_BLOCKS]
    laying = _Laying(old, new, frozenset(key(one) for one in told))
    whole = len(old) == len(before.blocks) and len(new) == len(after.blocks)
    return Beside(tuple(laying.rows()), whole)


class _Laying:
    """One comparison. `gone` and `come` are the blocks whose words stand on one side alone, at this place."""

    def __init__(self, old: Sequence[Block], new: Sequence[Block], told: frozenset[str]) -> None:
        self._old, self._new = old, new
        self._old_keys, self._new_keys = [block_key(one) for one in old], [block_key(one) for one in new]
        self._told = told
        self._steps = list(Indel.opcodes(self._old_keys, self._new_keys))
        self._moved_old, self._moved_new = self._moved()

    def rows(self) -> Iterator[Row]:
        """The rows in order; what changed between two blocks that stand in both is paired."""
        gone: list[int] = []
        come: list[int] = []
        for step in self._steps:
            if step.tag == "equal":
                yield from self._gap(gone, come)
                gone, come = [], []
                for i, j in zip(
                    range(step.src_start, step.src_end), range(step.dest_start, step.dest_end), strict=True
                ):
                    yield self._equal(self._old[i], self._new[j])
            else:
                gone += range(step.src_start, step.src_end)
                come += range(step.dest_start, step.dest_end)
        yield from self._gap(gone, come)

    def _moved(self) -> tuple[frozenset[int], frozenset[int]]:
        """Blocks that went from one place and came at another with the same words."""
        gone: dict[str, deque[int]] = defaultdict(deque)
        for step in self._steps:
            if step.tag in ("delete", "replace"):
                for i in range(step.src_start, step.src_end):
                    gone[self._old_keys[i]].append(i)
        moved: list[tuple[int, int]] = []
        for step in self._steps:
            if step.tag in ("insert", "replace"):
                for j in range(step.dest_start, step.dest_end):
                    if self._new_keys[j] and gone.get(self._new_keys[j]):
                        moved.append((gone[self._new_keys[j]].popleft(), j))
        return frozenset(i for i, _ in moved), frozenset(j for _, j in moved)

    def _equal(self, before: Block, after: Block) -> Row:
        return Row(Sort.SAME if before.text == after.text else Sort.PASSED_OVER, before, after)

    def _gap(self, gone: list[int], come: list[int]) -> Iterator[Row]:
        """Pairs in the order of both texts, and what stands alone before each of them."""
        at = 0
        for i in gone:
            j = self._partner(i, come[at : at + LOOKED_AHEAD])
            if j is None:
                moved = Sort.MOVED_AWAY if i in self._moved_old else Sort.REMOVED
                yield Row(_worded(moved, self._old[i]), self._old[i], None)
                continue
            while come[at] != j:
                yield self._come(come[at])
                at += 1
            at += 1
            yield self._pair(self._old[i], self._new[j])
        for j in come[at:]:
            yield self._come(j)

    def _come(self, j: int) -> Row:
        moved = Sort.MOVED_HERE if j in self._moved_new else Sort.ADDED
        return Row(_worded(moved, self._new[j]), None, self._new[j])

    def _partner(self, i: int, come: Sequence[int]) -> int | None:
        """The block that this one became: the likest of the next few that stand alone too."""
        if i in self._moved_old:
            return None
        best: tuple[float, int] | None = None
        for j in come:
            score = 0.0 if j in self._moved_new else _likeness(self._old[i], self._new[j])
            if score >= ALIKE and (best is None or score > best[0]):
                best = (score, j)
        return best[1] if best is not None else None

    def _pair(self, before: Block, after: Block) -> Row:
        is_passed_over = undated(before.text) == undated(after.text) and not self._is_told(before, after)
        return Row(Sort.PASSED_OVER if is_passed_over else Sort.REWORDED, before, after)

    def _is_told(self, *blocks: Block) -> bool:
        """Whether a change that was found quotes one of its passages."""
        return any(
            key(block.text[span.start - block.start : span.end - block.start]) in self._told
            for block in blocks
            for span in passages(block)
        )


def _worded(sort: Sort, block: Block) -> Sort:
    """What became of a block; of one without a word, nothing that matters."""
    return sort if key(block.text) else Sort.PASSED_OVER


def _likeness(before: Block, after: Block) -> float:
    """How alike two blocks are, 0-100. Rows pair with rows; those that begin with the same cell are the same row."""
    if (before.kind is BlockKind.ROW) != (after.kind is BlockKind.ROW):
        return 0.0
    if before.kind is BlockKind.ROW and (name := _first_cell(before)) and name == _first_cell(after):
        return 100.0
    return float(fuzz.ratio(before.text[:_SCORED], after.text[:_SCORED], score_cutoff=ALIKE))


def _first_cell(block: Block) -> str:
    return next((key(cell.text[:_SCORED]) for cell in block.cells if cell.text), "")
