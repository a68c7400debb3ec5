"""The whole text of a change as its page shows it: a page of rows at a time, unchanged stretches folded, words marked.

Bounded by what a page may weigh: a row is cut, never a page that is too large sent.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from markupsafe import Markup, escape
from rapidfuzz.distance import Indel, Opcode

from crawlers.blocks import Block, BlockKind
from web.pages.change_rows import Row, Sort
from web.pages.read_text import fit

HEAVIEST = 60_000  # what the rows of one page weigh together, markup included
ROW_WEIGHS, PIECE_WEIGHS = 420, 12
LONGEST = 4_000  # letters shown of one block, of either side
MOST_PIECES = 240
BESIDE = 1  # unchanged rows shown on either side of an edit
CUT = "[…]"
_WORD = re.compile(r"\S+\s*")
_CELLS = " · "


class Stretch(StrEnum):
    """Which rows are shown: edits with what stands beside them, or all."""

    EDITS = "edits"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Folded:
    """Unchanged rows that are not shown. `page`: where the first of them stands in the whole text."""

    rows: int
    page: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand in both texts (None), or were removed (`del`) or added (`ins`)."""

    tag: str | None
    text: Markup


_SPACE = Piece(None, Markup(" "))


@dataclass(frozen=True, slots=True)
class Shown:
    """A row as the page shows it. `number` counts the edits from 1; `kinds` are the changes it bears out, by place."""

    row: Row
    number: int | None
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]
    inline: tuple[Piece, ...]
    kinds: tuple[int, ...]

    @property
    def kind(self) -> BlockKind:
        """What the block is in its document."""
        block = self.row.after or self.row.before
        assert block is not None
        return block.kind


@dataclass(frozen=True, slots=True)
class TextPage:
    """One page of the text: its rows, where it stands among the pages, and how many edits there are in all."""

    rows: tuple[Shown | Folded, ...]
    number: int
    pages: int
    edits: int

    @property
    def last(self) -> int:
        """The last edit on this page; 0 where there is none."""
        return max((one.number for one in self.rows if isinstance(one, Shown) and one.number), default=0)


def starts_of(rows: Sequence[Row], kept: Sequence[int]) -> list[int]:
    """Where each page begins among the rows that are kept; always one."""
    starts, weight = [0], 0
    for place, n in enumerate(kept):
        weighs = _weight(rows[n])
        if weight and weight + weighs > HEAVIEST:
            starts.append(place)
            weight = 0
        weight += weighs
    return starts


def kept_of(rows: Sequence[Row], stretch: Stretch) -> list[int]:
    """The rows that are shown."""
    if stretch is Stretch.WHOLE:
        return list(range(len(rows)))
    edits = [n for n, row in enumerate(rows) if row.sort is not Sort.SAME]
    near = {m for n in edits for m in range(n - BESIDE, n + BESIDE + 1)}
    return [n for n in range(len(rows)) if n in near]


def page_of(rows: Sequence[Row], stretch: Stretch, number: int, quotes: Mapping[int, Sequence[str]]) -> TextPage:
    """A page of the text; the last where there are fewer. `quotes` are those of each change that was found."""
    kept = kept_of(rows, stretch)
    starts = starts_of(rows, kept)
    number = min(number, len(starts))
    here = kept[starts[number - 1] : starts[number] if number < len(starts) else len(kept)]
    numbers = {n: count for count, n in enumerate((n for n, row in enumerate(rows) if row.sort.is_edit), 1)}
    whole = starts_of(rows, range(len(rows))) if stretch is Stretch.EDITS else []
    end = len(rows) if number == len(starts) else kept[starts[number]]
    begin = 0 if number == 1 else here[0]
    shown = tuple(_laid(rows, here, (begin, end), numbers, whole, quotes=quotes))
    return TextPage(shown, number, len(starts), len(numbers))


def _laid(
    rows: Sequence[Row], here: Sequence[int], within: tuple[int, int], numbers: Mapping[int, int],
    whole: Sequence[int], *, quotes: Mapping[int, Sequence[str]],
) -> Iterator[Shown | Folded]:  # fmt: skip
    """The rows with a fold wherever some between them are not shown."""
    last = within[0]
    for n in (*here, within[1]):
        if n > last:
            yield Folded(n - last, sum(start <= last for start in whole))
        if n < within[1]:
            yield _shown(rows[n], numbers.get(n), quotes)
        last = n + 1


def _shown(row: Row, number: int | None, quotes: Mapping[int, Sequence[str]]) -> Shown:
    before, after = _text(row.before), _text(row.after)
    kinds = tuple(n for n, said in quotes.items() if any(_holds(row, one) for one in said)) if number else ()
    if row.sort in (Sort.REWORDED, Sort.PASSED_OVER) and row.before and row.after:
        return Shown(row, number, *_compared(before, after), kinds)
    tag = {Sort.ADDED: "ins", Sort.REMOVED: "del"}.get(row.sort)
    sides = [(Piece(tag, fit(text)),) if text else () for text in (before, after)]
    return Shown(row, number, sides[0], sides[1], sides[1] or sides[0], kinds)


def _holds(row: Row, quote: str) -> bool:
    return any(block is not None and quote in block.text for block in (row.before, row.after))


def _text(block: Block | None) -> str:
    """The words of a block up to a bound; the cells of a row with a sign between."""
    if block is None:
        return ""
    text = _CELLS.join(cell.text for cell in block.cells if cell.text) if block.cells else block.text
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} {CUT}"


def _compared(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...], tuple[Piece, ...]]:
    """The pieces before, after, and both in one: word by word, unless so little is alike that nobody could read it."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    steps = list(Indel.opcodes([one.strip() for one in old], [one.strip() for one in new]))
    if len(steps) > MOST_PIECES:
        whole = Piece("del", fit(before)), Piece("ins", fit(after))
        return whole[:1], whole[1:], whole
    left: list[Piece] = []
    right: list[Piece] = []
    both: list[Piece] = []
    for gone, come, is_equal in _runs(old, new, steps):
        if is_equal:
            left.append(Piece(None, fit(gone)))
            right.append(Piece(None, fit(come)))
            both.append(right[-1])
            continue
        removed, added = _tagged("del", gone), _tagged("ins", come)
        left += removed
        right += added
        both += [*removed, *([_SPACE] if removed and added and removed[-1] is not _SPACE else []), *added]
    return tuple(left), tuple(right), tuple(both)


def _tagged(tag: str, words: str) -> list[Piece]:
    """Words that went or came; the white space behind them is neither."""
    if not words:
        return []
    return [Piece(tag, fit(words.rstrip())), *([_SPACE] if words[-1].isspace() else [])]


def _runs(old: list[str], new: list[str], steps: Sequence[Opcode]) -> Iterator[tuple[str, str, bool]]:
    """Words on either side, run by run: what stands in both, and between that what went with what came."""
    for is_equal, run in groupby(steps, key=lambda step: step.tag == "equal"):
        several = list(run)
        gone = "".join(word for step in several for word in old[step.src_start : step.src_end])
        come = "".join(word for step in several for word in new[step.dest_start : step.dest_end])
        yield gone, come, is_equal


def _weight(row: Row) -> int:
    """No less than the row weighs on a page, whichever way both sides are shown."""
    before, after = (_weighs(block) for block in (row.before, row.after))
    pieces = PIECE_WEIGHS * 2 * MOST_PIECES if row.before and row.after and row.sort is not Sort.SAME else 0
    return ROW_WEIGHS + before + after + min(pieces, PIECE_WEIGHS * 2 * (before + after) // 4)


def _weighs(block: Block | None) -> int:
    return len(escape(_text(block)).encode()) if block is not None else 0
