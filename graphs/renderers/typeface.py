"""The letters of a PDF: two embedded fonts, fitted to the widths a layout was made with.

The fonts hold Latin, Greek and Cyrillic letters and the marks of the legend (`data/fonts`). A character they lack is
shown as `�`, never left out: who reads the name sees that something stands there. Marks that combine are composed.
"""

import unicodedata
from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from graphs.renderers.widths import width

REGULAR, BOLD = "OnwardSans", "OnwardSans-Bold"
MISSING = "\ufffd"
_FOLDER = Path(__file__).resolve().parent.parent.parent / "data" / "fonts"
_FILES = {REGULAR: "DejaVuSansCondensed.ttf", BOLD: "DejaVuSansCondensed-Bold.ttf"}


@cache
def _glyphs() -> dict[str, frozenset[int]]:
    """The characters of each font; registers both with reportlab, which keeps them for the process."""
    found = {}
    for name, file in _FILES.items():
        font = TTFont(name, str(_FOLDER / file))
        pdfmetrics.registerFont(font)
        found[name] = frozenset(font.face.charToGlyph)
    return found


def font(*, bold: bool) -> str:
    """The name of a font that is ready for use."""
    name = BOLD if bold else REGULAR
    _glyphs()
    return name


def shown(text: str, *, bold: bool) -> str:
    """The text with every character that the font lacks replaced by MISSING, several in a row by one."""
    glyphs = _glyphs()[font(bold=bold)]
    found: list[str] = []
    for character in unicodedata.normalize("NFC", text):
        kept = character if ord(character) in glyphs else MISSING
        if kept != MISSING or found[-1:] != [MISSING]:
            found.append(kept)
    return "".join(found)


def natural(text: str, size: float, *, bold: bool) -> float:
    """How wide the font sets a text that is `shown`."""
    return float(pdfmetrics.stringWidth(text, font(bold=bold), size))


def squeeze(original: str, text: str, size: float, *, bold: bool) -> float:
    """By how much the text is set narrower, in per cent, so that it takes no more room than the layout gave it."""
    room, found = width(original, 1000, bold=bold) * size / 1000, natural(text, size, bold=bold)
    return 100.0 if found <= room or not found else max(60.0, 100 * room / found)
