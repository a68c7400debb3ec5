"""Is this a good capture of the document? A bad one makes no version, whatever it says."""

from datetime import timedelta
from enum import StrEnum

from crawlers.blocks import BlockKind, Extracted
from crawlers.phrases import LANGUAGES, fold, language_of, phrases

MIN_LETTERS = 60
SMALL_PAGE = 1500  # an error page or wall says little else
HALF = 0.5
_LEFT_OF_TEXT = 0.3
STANDS = timedelta(days=30)  # an odd text that has stood this long is the document
_LEFT_OF_CUT = 0.55
_MIN_SECTIONS = 6
_MIN_ROWS = 4


class BadCapture(StrEnum):
    """Why a capture is not the document."""

    EMPTY = "empty"
    MENU = "menu"
    ERROR_PAGE = "error_page"
    WALL = "wall"
    COLLAPSED = "collapsed"
    CUT_SHORT = "cut_short"
    OTHER_LANGUAGE = "other_language"


_OF_ITS_OWN = frozenset({BadCapture.COLLAPSED, BadCapture.CUT_SHORT, BadCapture.OTHER_LANGUAGE})


def why_bad(capture: Extracted, last_good: Extracted | None) -> BadCapture | None:
    """Why a capture cannot be trusted to be the document, or None. `last_good` None: nothing to compare with."""
    said = _says(capture) if len(capture.text) <= SMALL_PAGE else None
    if said is not None and (last_good is None or len(last_good.text) > 2 * len(capture.text)):
        return said
    letters = sum(map(str.isalpha, capture.text[:4000]))
    if letters < MIN_LETTERS and (last_good is None or len(last_good.text) > 3 * len(capture.text)):
        return BadCapture.EMPTY
    if _is_menu(capture) and (last_good is None or not _is_menu(last_good)):
        return BadCapture.MENU
    if last_good is None:
        return None
    if _is_other_language(capture, last_good):
        return BadCapture.OTHER_LANGUAGE
    if _is_collapsed(capture, last_good):
        return BadCapture.COLLAPSED
    return BadCapture.CUT_SHORT if _is_cut(capture, last_good) else None


def may_stand(reason: BadCapture) -> bool:
    """Whether a bad capture is a text of its own, which may turn out to be what the document has become."""
    return reason in _OF_ITS_OWN


def has_become(capture: Extracted, first: Extracted, stood: timedelta) -> bool:
    """Whether an odd text is the document by now: the same sort of text from `first` on, for a month.

    Else a document that was cut down for good would be watched in vain for ever.
    """
    if stood < STANDS or len(capture.text) <= SMALL_PAGE:
        return False
    return why_bad(capture, first) is None and why_bad(first, capture) is None


def _is_menu(capture: Extracted) -> bool:
    """Nothing but links: a menu whose page was not filled."""
    free = sum(len(block.text) for block in capture.blocks if not block.is_linked)
    return bool(capture.blocks) and free < MIN_LETTERS


def _says(capture: Extracted) -> BadCapture | None:
    keys = set()
    for language in LANGUAGES:
        keys |= {hit.key for hit in phrases(language).find_in_title(capture.text + " " + capture.title).all("capture")}
    if "error" in keys:
        return BadCapture.ERROR_PAGE
    return BadCapture.WALL if keys & {"wall", "consent"} else None


def _is_other_language(capture: Extracted, last_good: Extracted) -> bool:
    if min(len(capture.text), len(last_good.text)) < 400:
        return False
    before, now = language_of(last_good.text), language_of(capture.text)
    return before != now and before in LANGUAGES and not _shares_most(capture, last_good)


def _shares_most(capture: Extracted, last_good: Extracted) -> bool:
    """Whether most of the last good text still stands word for word: then it is in the same language."""
    return _share(last_good, capture) > HALF


def _share(one: Extracted, other: Extracted) -> float:
    """The share of a text that stands word for word in another."""
    said = {fold(block.text) for block in other.blocks}
    kept = sum(len(block.text) for block in one.blocks if fold(block.text) in said)
    return kept / max(1, sum(len(block.text) for block in one.blocks))


def _is_collapsed(capture: Extracted, last_good: Extracted) -> bool:
    """Most of the text gone; or half of the sections or a table of rows gone while what is left is as it was.

    A vendor who writes a document anew leaves little of it as it was: that is a change, however much is gone.
    """
    before, now = len(last_good.text), len(capture.text)
    if before > 600 and now < _LEFT_OF_TEXT * before:
        return True
    old, new = _headings(last_good), _headings(capture)
    lost = len(old - new) - len(new - old)
    is_half = len(old) >= _MIN_SECTIONS and lost > HALF * len(old) and now < 0.75 * before
    is_bare = _rows(last_good) >= _MIN_ROWS and _rows(capture) == 0 and not _stand_elsewhere(last_good, capture)
    return (is_half or is_bare) and _share(capture, last_good) > HALF


def _is_cut(capture: Extracted, last_good: Extracted) -> bool:
    """The last good text up to some point, and nothing of what stood after it."""
    before, now = len(last_good.text), len(capture.text)
    if before <= SMALL_PAGE or now > _LEFT_OF_CUT * before or not capture.blocks:
        return False
    said = [fold(block.text) for block in last_good.blocks]
    here = [fold(block.text) for block in capture.blocks[:-1]]  # the last one may be cut in the middle
    return len(here) > 2 and here == said[: len(here)]


def _headings(document: Extracted) -> set[str]:
    return {fold(block.text) for block in document.blocks if block.kind is BlockKind.HEADING}


def _rows(document: Extracted) -> int:
    return sum(1 for block in document.blocks if block.kind is BlockKind.ROW and not block.is_header)


def _stand_elsewhere(old: Extracted, new: Extracted) -> bool:
    """Whether most first cells of the old rows are still said: a table that became a list is no collapse."""
    text = fold(new.text)
    firsts = [fold(next(cell.text for cell in block.cells if cell.text)) for block in old.blocks if block.cells]
    return sum(1 for first in firsts if first in text) > HALF * len(firsts)
