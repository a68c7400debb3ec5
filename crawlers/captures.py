"""Is this a good capture of the document? A bad one makes no version, whatever it says."""

from enum import StrEnum

from crawlers.blocks import BlockKind, Extracted
from crawlers.phrases import LANGUAGES, fold, language_of, phrases

MIN_LETTERS = 60
SMALL_PAGE = 1500  # an error page or wall says little else
HALF = 0.5
_LEFT_OF_TEXT = 0.3
_MIN_SECTIONS = 6
_MIN_ROWS = 4


class BadCapture(StrEnum):
    """Why a capture is not the document."""

    EMPTY = "empty"
    ERROR_PAGE = "error_page"
    WALL = "wall"
    COLLAPSED = "collapsed"
    OTHER_LANGUAGE = "other_language"


def why_bad(capture: Extracted, last_good: Extracted | None) -> BadCapture | None:
    """Why a capture cannot be trusted to be the document, or None. `last_good` None: nothing to compare with."""
    letters = sum(map(str.isalpha, capture.text[:4000]))
    if letters < MIN_LETTERS and (last_good is None or len(last_good.text) > 3 * len(capture.text)):
        return BadCapture.EMPTY
    said = _says(capture) if len(capture.text) <= SMALL_PAGE else None
    if said is not None and (last_good is None or len(last_good.text) > 2 * len(capture.text)):
        return said
    if last_good is None:
        return None
    if _is_other_language(capture, last_good):
        return BadCapture.OTHER_LANGUAGE
    return BadCapture.COLLAPSED if _is_collapsed(capture, last_good) else None


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
    said = {fold(block.text) for block in capture.blocks}
    kept = sum(len(block.text) for block in last_good.blocks if fold(block.text) in said)
    return kept > HALF * len(last_good.text)


def _is_collapsed(capture: Extracted, last_good: Extracted) -> bool:
    """Most of the text gone, half of the sections gone with a good part of it, or a table of rows gone whole."""
    before, now = len(last_good.text), len(capture.text)
    if before > 600 and now < _LEFT_OF_TEXT * before:
        return True
    old, new = _headings(last_good), _headings(capture)
    lost = len(old - new) - len(new - old)
    if len(old) >= _MIN_SECTIONS and lost > HALF * len(old) and now < 0.75 * before:
        return True
    return _rows(last_good) >= _MIN_ROWS and _rows(capture) == 0 and not _stand_elsewhere(last_good, capture)


def _headings(document: Extracted) -> set[str]:
    return {fold(block.text) for block in document.blocks if block.kind is BlockKind.HEADING}


def _rows(document: Extracted) -> int:
    return sum(1 for block in document.blocks if block.kind is BlockKind.ROW and not block.is_header)


def _stand_elsewhere(old: Extracted, new: Extracted) -> bool:
    """Whether most first cells of the old rows are still said: a table that became a list is no collapse."""
    text = fold(new.text)
    firsts = [fold(next(cell.text for cell in block.cells if cell.text)) for block in old.blocks if block.cells]
    return sum(1 for first in firsts if first in text) > HALF * len(firsts)
