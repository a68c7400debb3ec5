"""What stands on a map: the shaded countries, the lines from our countries, the marks with their names.

A mark is the glyph of the worst verdict on a disc of paper, a line has its style and width: both tell the verdict
without colour. A name that finds no free place beside its mark is left to the list.
"""

import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from graphs.legend import AREAS, INK, PAPER, VERDICTS, HopLook, Line
from graphs.renderers.reached import Place
from graphs.renderers.widths import width
from graphs.renderers.world import World
from registry.law.zones import Zone
from registry.terms import Verdict

HALO = {"stroke": PAPER, "stroke-width": "2.5", "stroke-linejoin": "round", "paint-order": "stroke"}
RADIUS = 7.0
_DASHES = {Line.DASHED: "6 3", Line.DOTTED: "1.5 3"}
_SIZE = 10

Told = Callable[[Place], str]


def add(parent: ET.Element, tag: str, text: str | None = None, /, **attributes: object) -> ET.Element:
    """A new element; an underscore in a name is a hyphen, numbers are written short."""
    written = {name.strip("_").replace("_", "-"): _short(value) for name, value in attributes.items()}
    element = ET.SubElement(parent, tag, written)
    element.text, element.tail = text, "\n"
    return element


def _short(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


@dataclass(slots=True)
class Chart:
    """A piece of the world on the page: `left` and `top` of the piece, its `scale`, and where it stands."""

    group: ET.Element
    world: World
    scale: float
    offset: tuple[float, float]
    taken: list[tuple[float, float, float, float]] = field(default_factory=list)

    def at(self, country: str) -> tuple[float, float]:
        """Where a country's mark stands on the page."""
        x, y = self.world.countries[country].at
        return self.offset[0] + x * self.scale, self.offset[1] + y * self.scale


def shade(chart: Chart, zones: Mapping[str, Zone]) -> None:
    """Every country in the shade of its zone."""
    across, down = chart.offset
    moved = f"translate({across:.1f} {down:.1f}) scale({chart.scale:g} {chart.scale:g})"
    land = add(chart.group, "g", transform=moved, stroke=AREAS[Zone.UNKNOWN].border, stroke_width=0.6 / chart.scale)
    for shape in chart.world.uncoded:
        add(land, "path", d=shape.path, fill=AREAS[Zone.UNKNOWN].fill)
    by_zone: dict[Zone, list[str]] = {}
    for code in chart.world.countries:
        by_zone.setdefault(zones.get(code, Zone.UNKNOWN), []).append(code)
    for zone, codes in sorted(by_zone.items()):
        look = AREAS[zone]
        paths = "".join(chart.world.countries[code].path for code in codes)
        for fill in (look.fill, look.pattern):
            if fill and paths:
                add(land, "path", d=paths, fill=fill)


def dots(chart: Chart, zones: Mapping[str, Zone], shown: Callable[[str], bool]) -> None:
    """A dot in its zone's shade for each small country."""
    for code, shape in chart.world.countries.items():
        if shape.is_small and shown(code):
            x, y = chart.at(code)
            look = AREAS[zones.get(code, Zone.UNKNOWN)]
            add(chart.group, "circle", cx=x, cy=y, r=1.6, fill=look.fill, stroke=INK, stroke_width=0.5)


def lines(chart: Chart, places: list[Place]) -> None:
    """A curve from each of our countries to each place, the worst on top."""
    for place in reversed(places):
        for sender in sorted(place.senders):
            if place.country and sender != place.country and sender in chart.world.countries:
                _line(chart, sender, place.country, VERDICTS[place.worst])


def _line(chart: Chart, sender: str, country: str, look: HopLook) -> None:
    (x, y), (to_x, to_y) = chart.at(sender), chart.at(country)
    bend = -0.16 * abs(to_x - x) - 0.06 * abs(to_y - y)
    curve = f"M{x:.1f} {y:.1f}Q{(x + to_x) / 2:.1f} {(y + to_y) / 2 + bend:.1f} {to_x:.1f} {to_y:.1f}"
    add(chart.group, "path", d=curve, **stroke(look))
    if look.line is Line.DOUBLE:
        add(chart.group, "path", d=curve, fill="none", stroke=PAPER, stroke_width=look.width)


def stroke(look: HopLook) -> dict[str, object]:
    """A line's attributes. A double line is drawn wide, and paper goes through its middle."""
    wide = look.width * 3 if look.line is Line.DOUBLE else look.width
    dashes = {"stroke_dasharray": _DASHES[look.line]} if look.line in _DASHES else {}
    return {"fill": "none", "stroke": look.colour, "stroke_width": wide, **dashes}


def ours(chart: Chart, countries: list[str]) -> None:
    """A filled square where our organisations sit."""
    for code in countries:
        x, y = chart.at(code)
        add(chart.group, "rect", x=x - 5, y=y - 5, width=10, height=10, fill=INK, stroke=PAPER, stroke_width=1.5)
        chart.taken.append((x - 6, y - 6, x + 6, y + 6))


def marks(chart: Chart, places: list[Place], *, told: Told, named: Told, link: Told | None) -> None:
    """A mark on each country. The list beside the map has the same links in reading order: these take no tab stop."""
    spots = {place.country: _spot(chart, place.country) for place in places if place.country}
    for x, y in spots.values():
        chart.taken.append((x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS))
    for place in places:
        if place.country is None:
            continue
        x, y = spots[place.country]
        attributes = {"href": link(place), "tabindex": "-1"} if link else {}
        group = add(chart.group, "a" if link else "g", **attributes)
        add(group, "title", told(place))
        mark(group, x, y, place.worst)
        _label(chart, group, (x, y), named(place))


def mark(group: ET.Element, x: float, y: float, verdict: Verdict) -> None:
    """The glyph of a verdict on a disc."""
    look = VERDICTS[verdict]
    add(group, "circle", cx=x, cy=y, r=RADIUS, fill=PAPER, stroke=look.colour, stroke_width=1.5)
    style = {"text_anchor": "middle", "font_size": 11, "font_weight": "bold", "fill": look.colour}
    add(group, "text", look.mark, x=x, y=y + 3.9, **style)


def _spot(chart: Chart, country: str) -> tuple[float, float]:
    """Beside the country's place where our own square stands on it."""
    x, y = chart.at(country)
    is_ours = any(left < x < right and top < y < below for left, top, right, below in chart.taken)
    return (x + RADIUS + 7, y) if is_ours else (x, y)


def _label(chart: Chart, group: ET.Element, at: tuple[float, float], text: str) -> None:
    for left, base, anchor in _sides(at, text):
        wide = width(text, _SIZE, bold=False)
        box = (left, base - _SIZE, left + wide, base + 3)
        if not any(_meet(box, other) for other in chart.taken):
            chart.taken.append(box)
            x = {"start": left, "middle": left + wide / 2, "end": left + wide}[anchor]
            add(group, "text", text, x=x, y=base, text_anchor=anchor, font_size=_SIZE, fill=INK, **HALO)
            return


def _sides(at: tuple[float, float], text: str) -> Iterator[tuple[float, float, str]]:
    """Right, left, below, above: the left edge of the name, its base line, where it is anchored."""
    (x, y), wide = at, width(text, _SIZE, bold=False)
    yield x + RADIUS + 3, y + 3.5, "start"
    yield x - RADIUS - 3 - wide, y + 3.5, "end"
    yield x - wide / 2, y + RADIUS + 11, "middle"
    yield x - wide / 2, y - RADIUS - 4, "middle"


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
