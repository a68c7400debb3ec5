"""What sort of noise a difference is that changes no fact: of dates, of the page around the text, of order, of words.

Every passage is of one sort. Words written anew outweigh the page around them: a menu that changed beside a sentence is
told by the sentence. A date is always told as well, and so is text that only stands elsewhere.
"""

import re

from crawlers.blocks import BlockKind
from crawlers.changes import Change, quoted
from crawlers.compare import Difference, Pair, Passage
from crawlers.days import find_dates
from crawlers.facts import Facts
from registry.terms import ChangeKind

_MAX_LABEL_WORDS = 6
_MAX_DATE_WORDS = 12
_MAX_NOTE_WORDS = 40
_MOST_MOVED = 10
_MOVED = 0.2  # the share of new words up to which a passage only stands elsewhere, split or joined
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DATE, _PAGE = ChangeKind.DATE_ONLY, ChangeKind.NAVIGATION_NOISE
_ORDER, _WORDS = ChangeKind.RESTRUCTURING_NO_SUBSTANCE, ChangeKind.COSMETIC_ONLY


def noise(old: Facts, new: Facts, difference: Difference) -> tuple[ChangeKind, ...]:
    """The sorts of a difference without facts, in the order of the vocabulary; at least one."""
    sorts = {_sort(one, old, new) for one in difference.removed}
    sorts |= {_sort(one, new, old) for one in difference.added}
    sorts |= {_sort_of_pair(pair, old, new) for pair in difference.reworded}
    sorts |= {_DATE if _has_date(pair) else _WORDS for pair in difference.redated}
    if not sorts:
        sorts = {_ORDER if difference.is_reordered else _WORDS}
    if _WORDS in sorts:
        sorts.discard(_PAGE)
    return tuple(kind for kind in ChangeKind if kind in sorts)


def moved_days(old: Facts, new: Facts, difference: Difference) -> tuple[Change, ...]:
    """Sentences on from when something holds that name other days than before; `was` and `now` are the days."""
    told = []
    for pair in (*difference.redated, *difference.reworded):
        sides = ((pair.before, old), (pair.after, new))
        was, now = (_days(side.text) for side, _ in sides)
        if was and now and was != now and all("announces" in own.marks(side) for side, own in sides):
            told.append(Change(_DATE, quoted(pair.before), quoted(pair.after), was=was, now=now))
    return tuple(told[:_MOST_MOVED])


def _days(text: str) -> tuple[str, ...]:
    return tuple(sorted({str(found.day) for found in find_dates(text) if found.day and len(str(found.day)) == 10}))


def _sort(passage: Passage, own: Facts, other: Facts) -> ChangeKind:
    if _tells_a_day(passage, own):
        return _DATE
    if _is_label(passage):
        return _PAGE
    return _ORDER if other.newness(passage) <= _MOVED else _WORDS


def _sort_of_pair(pair: Pair, old: Facts, new: Facts) -> ChangeKind:
    sides = ((pair.before, old), (pair.after, new))
    if any(_tells_a_day(*side) for side in sides) and all(_is_on_days(*side) for side in sides):
        return _DATE
    return _PAGE if all(side.block.is_linked or _is_label(side) for side, _ in sides) else _WORDS


def _tells_a_day(passage: Passage, facts: Facts) -> bool:
    """A short line with a day, or a note from when the text holds with its day beside it."""
    words = len(passage.text.split())
    if words <= _MAX_DATE_WORDS and (_dates(passage.text) or _tells_when(passage, facts)):
        return True
    return words <= _MAX_NOTE_WORDS and _announces(passage, facts) and _dates(passage.block.text)


def _announces(passage: Passage, facts: Facts) -> bool:
    return _dates(passage.text) or "announces" in facts.marks(passage)


def _is_on_days(passage: Passage, facts: Facts) -> bool:
    return _announces(passage, facts) or _tells_when(passage, facts)


def _tells_when(passage: Passage, facts: Facts) -> bool:
    """A note with a year, its day being written as nobody reads it ("16-OCT-2023"), or with how long ago it was."""
    said = facts.marks(passage)
    return "ago" in said or ("announces" in said and _YEAR.search(passage.text) is not None)


def _dates(text: str) -> bool:
    return any(True for _ in find_dates(text))


def _is_label(passage: Passage) -> bool:
    """A menu's item, a button, an icon's text, a widget's dots: linked, without a word, or a few that state nothing."""
    if passage.block.is_linked or not any(map(str.isalpha, passage.text)):
        return True
    is_short = len(passage.key.split()) <= _MAX_LABEL_WORDS and passage.text[-1:] not in ".!?"
    return is_short and passage.block.kind is not BlockKind.ROW


def _has_date(pair: Pair) -> bool:
    return any(_dates(text) for text in (pair.before.text, pair.after.text)) or "©" in pair.after.text
