"""What stands around a map: the list of places, the shades and marks, the lines every drawing prints."""

import textwrap
import xml.etree.ElementTree as ET

from graphs.legend import AREAS, INK, PAPER, QUIET, VERDICTS, Line
from graphs.model import Language
from graphs.phrases import Words, country, phrase
from graphs.renderers import map_marks
from graphs.renderers.map_marks import Told, add
from graphs.renderers.reached import Place
from graphs.text import plain
from registry.law.zones import Zone
from registry.terms import Verdict

FONTS = "Arial, Arimo, 'Liberation Sans', Helvetica, sans-serif"
_ROW, _COLUMN = 24, 290
_ROWS = 12  # in a column, then the next begins
_SHADES = (Zone.EEA, Zone.ADEQUATE, Zone.PARTLY_ADEQUATE, Zone.THIRD_COUNTRY, Zone.UNKNOWN)


def listing(
    sheet: ET.Element, places: list[Place], words: Words, language: Language, *, left: float, top: float,
    link: Told | None,
) -> float:  # fmt: skip
    """Every place with its mark, name, verdict and number, worst first; returns how far down it goes."""
    add(sheet, "text", phrase("map.list", language), x=left, y=top + 10, font_size=12, font_weight="bold")
    if not places:
        add(sheet, "text", phrase("empty", language), x=left, y=top + 30, font_size=11)
    rows = max(_ROWS, -(-len(places) // 2))
    for number, place in enumerate(places):
        x, y = left + number // rows * _COLUMN, top + 30 + number % rows * _ROW
        row = add(sheet, "a" if link else "g", **({"href": link(place)} if link else {}))
        map_marks.mark(row, x + 8, y, place.worst)
        name = plain(country(place.country, language), 34)
        add(row, "text", f"{name} · {place.transfers}", x=x + 22, y=y, font_size=10, font_weight="bold")
        told = words("verdict", place.worst)
        add(row, "text", plain(told, 60), x=x + 22, y=y + 10.5, font_size=9, fill=QUIET)
    return top + 30 + min(len(places), rows) * _ROW


def key(sheet: ET.Element, language: Language, words: Words, top: float) -> float:
    """Shades, then marks with their lines; returns how far down it goes."""
    add(sheet, "text", phrase("legend", language), x=20, y=top + 10, font_size=12, font_weight="bold")
    for number, zone in enumerate(_SHADES):
        x, y = 20 + number % 3 * 330, top + 24 + number // 3 * 22
        _swatch(sheet, zone, x, y)
        text = phrase("map.no_answer" if zone is Zone.UNKNOWN else f"zone.{zone}", language)
        add(sheet, "text", text, x=x + 36, y=y + 11, font_size=10)
    x, y = 20 + 2 * 330, top + 46
    add(sheet, "rect", x=x + 9, y=y + 2, width=10, height=10, fill=INK)
    add(sheet, "text", phrase("map.ours", language), x=x + 36, y=y + 11, font_size=10)
    for number, verdict in enumerate(reversed(Verdict)):
        _sample(sheet, verdict, words("verdict", verdict), (20 + number % 3 * 330, top + 80 + number // 3 * 22))
    return top + 80 + 3 * 22


def foot(sheet: ET.Element, told: list[str], top: float) -> float:
    """What every drawing prints: day, knowledge, law, source, scope; returns how far down it goes."""
    rows = [row for text in told for row in textwrap.wrap(plain(text), 190)[:3]]
    for number, row in enumerate(rows):
        add(sheet, "text", row, x=20, y=top + 10 + number * 14, font_size=9, fill=QUIET)
    return top + 18 + len(rows) * 14


def _swatch(sheet: ET.Element, zone: Zone, x: float, y: float) -> None:
    look = AREAS[zone]
    for fill in (look.fill, look.pattern):
        if fill:
            # A pattern is as wide as on the shapes, which are drawn at about an eighth of their size.
            swatch = add(sheet, "g", transform=f"translate({x} {y}) scale(0.12 0.12)")
            border = {"stroke": AREAS[Zone.UNKNOWN].border, "stroke_width": 8}
            add(swatch, "rect", width=233, height=117, fill=fill, **border)


def _sample(sheet: ET.Element, verdict: Verdict, word: str, at: tuple[float, float]) -> None:
    (x, y), look = at, VERDICTS[verdict]
    path = f"M{x} {y + 7}l28 0"
    add(sheet, "path", d=path, **map_marks.stroke(look))
    if look.line is Line.DOUBLE:
        add(sheet, "path", d=path, fill="none", stroke=PAPER, stroke_width=look.width)
    map_marks.mark(sheet, x + 40, y + 7, verdict)
    add(sheet, "text", word, x=x + 54, y=y + 11, font_size=10)
