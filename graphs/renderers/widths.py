"""How wide text is in Arial and its metric twins, where Graphviz does not know.

Graphviz measures ASCII alone and takes a space's width for each byte of anything else: `Å` comes out too narrow. Only
the least width of lines with such characters is set from here.
"""

import unicodedata

# Advance widths of Helvetica, in thousandths of the size, from space to tilde (Adobe's metrics, which Arial follows).
_ASCII = (
    *(278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278),
    *(556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556),
    *(1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778),
    *(667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556),
    *(333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556),
    *(556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584),
)


def width(text: str, size: int, *, bold: bool) -> int:
    """The width in points, rather too wide than too narrow: bold letters grow by a tenth at most."""
    thousandths = sum(_of(character) for character in unicodedata.normalize("NFD", text))
    return -(-thousandths * size * (110 if bold else 100) // 100_000)


def _of(character: str) -> int:
    code = ord(character)
    if 0x20 <= code < 0x7F:
        return _ASCII[code - 0x20]
    if unicodedata.combining(character):
        return 0
    if code > 0xFFFF:
        return 1_400
    if unicodedata.east_asian_width(character) in "WF":
        return 1_050
    return 1_000 if character.isupper() else 750
