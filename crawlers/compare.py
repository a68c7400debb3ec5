"""Two documents -> Difference: passages added, removed, reworded. Pure and bounded.

Equal blocks first, wherever they stand (moves are no difference); then equal sentences of what is left; then sentences
that differ in dates or addresses alone; then pairs alike to at least 70 of 100. What a rewrite leaves beyond the bound
stays unpaired, as added and removed.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from rapidfuzz import fuzz, process

from crawlers.blocks import Block, BlockKind, Extracted, Span
from crawlers.wording import block_key, hides_mail, instruments, key, passages, unaddressed, undated

ALIKE = 70
MAX_PAIRED = 400
_MAX_SCORED = 1200
_MAX_OF_ONE_NAME = 40


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, row or heading that differs, with its block and its key for comparing."""

    text: str
    start: int
    end: int
    key: str
    block: Block


@dataclass(frozen=True, slots=True)
class Pair:
    """The same passage before and after. `likeness` is 0-100."""

    before: Passage
    after: Passage
    likeness: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two texts; all empty: the same words. `redated` pairs differ in days or addresses alone."""

    removed: tuple[Passage, ...]
    added: tuple[Passage, ...]
    reworded: tuple[Pair, ...]
    redated: tuple[Pair, ...]
    is_reordered: bool

    @property
    def is_empty(self) -> bool:
        """Whether the words are the same, in whatever order."""
        return not (self.removed or self.added or self.reworded or self.redated)


def hides_mail_alone(difference: Difference) -> bool:
    """Whether nothing differs but e-mail addresses that one side hides from machines: the same document."""
    if difference.removed or difference.added or difference.reworded or not difference.redated:
        return False
    return all(_hides_mail(pair.before.text, pair.after.text) for pair in difference.redated)


def _hides_mail(before: str, after: str) -> bool:
    return (hides_mail(before) or hides_mail(after)) and unaddressed(before) == unaddressed(after)


def fingerprint(extracted: Extracted) -> str:
    """SHA-256 of the passages, each once, in the order of their keys: same words, same fingerprint."""
    keys = {words for block in extracted.blocks for _, words in _worded(extracted, block)}
    return sha256("\n".join(sorted(keys)).encode()).hexdigest()


def compare(before: Extracted, after: Extracted) -> Difference:
    """What differs between two texts read by the same extractor."""
    old, new = [block_key(block) for block in before.blocks], [block_key(block) for block in after.blocks]
    removed = _left(before, old, frozenset(new))
    added = _left(after, new, frozenset(old))
    removed, added = _without_equal(removed, added)
    removed = _not_elsewhere(removed, after, added)
    added = _not_elsewhere(added, before, removed)
    removed, added, redated = _redated(removed, added)
    removed, added, reworded = _reworded(removed, added)
    is_reordered = old != new and Counter(old) == Counter(new)
    return Difference(tuple(removed), tuple(added), tuple(reworded), tuple(redated), is_reordered)


def _left(extracted: Extracted, keys: list[str], others: frozenset[str]) -> list[Passage]:
    """The passages of blocks the other text does not have."""
    blocks = (block for block, words in zip(extracted.blocks, keys, strict=True) if words not in others)
    return [passage for block in blocks for passage in _passages(extracted, block)]


def _passages(extracted: Extracted, block: Block) -> Iterable[Passage]:
    for span, words in _worded(extracted, block):
        yield Passage(extracted.text[span.start : span.end], span.start, span.end, words, block)


def _worded(extracted: Extracted, block: Block) -> Iterable[tuple[Span, str]]:
    """The passages of a block with their keys; those without a word are none."""
    pointed = instruments(block)
    for span in passages(block):
        words = key(extracted.text[span.start : span.end]) + (f" → {pointed}" if pointed else "")
        if words:
            yield span, words


def _without_equal(removed: list[Passage], added: list[Passage]) -> tuple[list[Passage], list[Passage]]:
    common = Counter(passage.key for passage in removed) & Counter(passage.key for passage in added)
    return _beyond(removed, common), _beyond(added, common)


def _beyond(found: list[Passage], common: Counter[str]) -> list[Passage]:
    left = Counter(common)
    kept = []
    for passage in found:
        if left[passage.key]:
            left[passage.key] -= 1
        else:
            kept.append(passage)
    return kept


def _not_elsewhere(found: list[Passage], other: Extracted, unmatched: list[Passage]) -> list[Passage]:
    """Without what the other text says as well, in a block that did not change."""
    if not found:
        return found
    changed = {passage.key for passage in unmatched}
    said = {words for block in other.blocks for _, words in _worded(other, block)} - changed
    return [passage for passage in found if passage.key not in said]


def _redated(removed: list[Passage], added: list[Passage]) -> tuple[list[Passage], list[Passage], list[Pair]]:
    waiting: dict[str, list[Passage]] = {}
    for passage in removed:
        waiting.setdefault(undated(passage.text), []).append(passage)
    pairs, rest = [], []
    for passage in added:
        same = waiting.get(undated(passage.text))
        if same and _same_instruments(same[0], passage):
            pairs.append(Pair(same.pop(0), passage, 100))
        else:
            rest.append(passage)
    paired = {id(pair.before) for pair in pairs}
    return [passage for passage in removed if id(passage) not in paired], rest, pairs


def _same_instruments(one: Passage, other: Passage) -> bool:
    return instruments(one.block) == instruments(other.block)


def _reworded(removed: list[Passage], added: list[Passage]) -> tuple[list[Passage], list[Passage], list[Pair]]:
    """Best likeness first; ties in the order of the text. Rows pair with rows."""
    old, new = removed[:MAX_PAIRED], added[:MAX_PAIRED]
    if not old or not new:
        return removed, added, []
    choices = [passage.key[:_MAX_SCORED] for passage in new]
    candidates = list(_same_first_cell(old, new))
    candidates += [
        (-int(score), i, j)
        for i, passage in enumerate(old)
        for _, score, j in process.extract(
            passage.key[:_MAX_SCORED], choices, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=5
        )
    ]
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    pairs = []
    for score, i, j in sorted(candidates):
        is_row = (old[i].block.kind is BlockKind.ROW, new[j].block.kind is BlockKind.ROW)
        if i not in taken_old and j not in taken_new and is_row[0] == is_row[1]:
            taken_old.add(i)
            taken_new.add(j)
            pairs.append(Pair(old[i], new[j], -score))
    left = [passage for n, passage in enumerate(removed) if n not in taken_old]
    fresh = [passage for n, passage in enumerate(added) if n not in taken_new]
    return left, fresh, sorted(pairs, key=lambda pair: pair.after.start)


def _same_first_cell(old: list[Passage], new: list[Passage]) -> Iterable[tuple[int, int, int]]:
    """Rows that begin with the same cell are the same row, however much of the rest was written anew."""
    begun: dict[str, list[int]] = {}
    for j, passage in enumerate(new):
        if name := _first_cell(passage):
            begun.setdefault(name, []).append(j)
    for i, passage in enumerate(old):
        for j in begun.get(_first_cell(passage), [])[:_MAX_OF_ONE_NAME]:
            yield -int(fuzz.ratio(passage.key[:_MAX_SCORED], new[j].key[:_MAX_SCORED])), i, j


def _first_cell(passage: Passage) -> str:
    return next((key(cell.text[:_MAX_SCORED]) for cell in passage.block.cells if cell.text), "")
