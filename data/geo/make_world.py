"""Prints `world.toml`, made from Natural Earth's 1:50m countries (`python data/geo/make_world.py countries-50m.json`).

The source is the TopoJSON of the npm package `world-atlas` 2.0.2 (Natural Earth 4.1.0, public domain). Every arc is
projected (Equal Earth), thinned by Douglas and Peucker's rule (finer in Europe, where most of the countries are small)
and rounded, so that neighbours keep the border they share. Nothing else of Onward reads TopoJSON.
"""

import json
import math
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

Point: TypeAlias = tuple[float, float]
Ring: TypeAlias = list[Point]

WIDTH = 10_000
MERIDIAN = 11.0  # in the middle of the page: so the page's edge cuts the Bering Strait and no country
COARSE, FINE = 6.0, 1.8  # how far a point may lie off the line that is drawn without it
EUROPE = (-25.0, 34.0, 45.0, 72.0)
SMALLEST = 150.0  # area of an island that is drawn; of a country of several islands the largest always is
DOTTED = 900.0  # a country smaller than this gets a dot
SOUTHERNMOST = -57.0  # Antarctica is left out
# What Natural Earth draws as part of a country and the law knows by a code of its own: within west, south, east, north.
APART = (
    ("SJ", "NO", -10.0, 70.5, 35.0, 82.0),
    ("GF", "FR", -56.0, 1.0, -50.0, 7.0),
    ("GP", "FR", -62.0, 15.7, -60.8, 16.8),
    ("MQ", "FR", -61.5, 14.2, -60.7, 15.0),
    ("RE", "FR", 55.0, -21.6, 56.0, -20.7),
    ("YT", "FR", 44.8, -13.2, 45.5, -12.4),
    ("BQ", "NL", -69.0, 11.5, -62.0, 18.0),
)
# What Natural Earth's small scale leaves out: longitude and latitude of the place most people live at, or its middle.
POINTS = {
    "BV": (3.4, -54.4), "CC": (96.8, -12.2), "CX": (105.7, -10.5), "GI": (-5.3, 36.1), "TK": (-171.8, -9.2),
    "TV": (179.2, -8.5), "UM": (166.6, 19.3),
}  # fmt: skip
# Where a mark stands better than in the middle of the widest stretch: where most people live.
MARKED = {"CA": (-100.0, 54.0), "FI": (25.5, 62.0), "NO": (9.0, 61.0), "RU": (60.0, 59.0), "SE": (15.3, 59.8)}
HEAD = """# The shapes of countries for the map, made by make_world.py; not to be edited by hand.
# Source: Natural Earth 1:50m Admin 0, version 4.1.0 (public domain), through the npm package world-atlas 2.0.2
# (ISC licence, Copyright 2013-2019 Michael Bostock). Borders are drawn as Natural Earth draws them, which takes no
# side; what has no ISO 3166-1 code stands under [uncoded] and is drawn as land that belongs to nobody's answer.
# Equal Earth projection around 11 degrees east on a page 10000 wide, y downwards. `at` is where a mark stands, `shape`
# the path of an SVG in whole numbers; `small = true` is a country that gets a dot.

"""


def equal_earth(longitude: float, latitude: float) -> Point:
    """A point on the page."""
    longitude = (longitude - MERIDIAN + 180) % 360 - 180
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    angle = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    square = angle * angle
    slope = a1 + 3 * a2 * square + square**3 * (7 * a3 + 9 * a4 * square)
    x = 2 * math.sqrt(3) * math.radians(longitude) * math.cos(angle) / (3 * slope)
    y = angle * (a1 + a2 * square + square**3 * (a3 + a4 * square))
    scale = WIDTH / (2 * 2.70662983)
    return x * scale + WIDTH / 2, 1.3173628 * scale - y * scale


def thinned(line: Ring, most: float) -> Ring:
    """The line without the points that lie closer to it than `most`; its ends stay."""
    if len(line) < 3:
        return line
    first, last = line[0], line[-1]
    far, place = max((_off(point, first, last), place) for place, point in enumerate(line[1:-1], 1))
    if far <= most:
        return [first, last]
    return thinned(line[: place + 1], most)[:-1] + thinned(line[place:], most)


def _off(point: Point, first: Point, last: Point) -> float:
    across, down = last[0] - first[0], last[1] - first[1]
    length = math.hypot(across, down)
    if not length:
        return math.hypot(point[0] - first[0], point[1] - first[1])
    return abs(across * (first[1] - point[1]) - (first[0] - point[0]) * down) / length


def area(ring: Ring) -> float:
    """The area inside a ring, signed."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True)) / 2


def middle(ring: Ring) -> Point:
    """A point well inside a ring: of the widest stretch at seven heights, its middle."""
    ys = [y for _, y in ring]
    found: list[tuple[float, Point]] = []
    for part in range(2, 9):
        y = min(ys) + (max(ys) - min(ys)) * part / 10
        crossed = sorted(
            a[0] + (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1])
            for a, b in zip(ring, ring[1:] + ring[:1], strict=True)
            if (a[1] > y) != (b[1] > y)
        )
        pairs = zip(crossed[::2], crossed[1::2], strict=True)
        found += [(right - left, ((left + right) / 2, y)) for left, right in pairs]
    return max(found)[1] if found else ring[0]


class Topology:
    """The arcs of a TopoJSON file, as read and as drawn."""

    def __init__(self, told: dict[str, Any]) -> None:
        (sx, sy), (dx, dy) = told["transform"]["scale"], told["transform"]["translate"]
        self.arcs = [list(_positions(arc, sx, sy, dx, dy)) for arc in told["arcs"]]
        self.drawn = [_drawn(arc) for arc in self.arcs]

    def ring(self, numbers: list[int], arcs: list[Ring]) -> Ring:
        """The arcs of one ring in their order; a negative number is an arc read backwards."""
        found: Ring = []
        for number in numbers:
            arc = arcs[number] if number >= 0 else arcs[~number][::-1]
            found += arc[1:] if found else arc
        return found[:-1]


def _positions(arc: list[list[int]], sx: float, sy: float, dx: float, dy: float) -> Iterator[Point]:
    x = y = 0
    for across, up in arc:
        x, y = x + across, y + up
        yield x * sx + dx, y * sy + dy


def _drawn(arc: Ring) -> Ring:
    west, south, east, north = EUROPE
    is_fine = all(west <= x <= east and south <= y <= north for x, y in arc)
    line = thinned([equal_earth(*point) for point in arc], FINE if is_fine else COARSE)
    return [(round(x), round(y)) for x, y in line]


def path(ring: Ring) -> str:
    """A ring as a path in relative whole numbers."""
    first = f"M{ring[0][0]:.0f} {ring[0][1]:.0f}l"
    steps = [f"{b[0] - a[0]:.0f} {b[1] - a[1]:.0f}" for a, b in pairwise(ring)]
    return (first + " ".join(steps)).replace(" -", "-") + "z"


def main(source: Path, codes: dict[str, str]) -> None:
    """Print world.toml."""
    told = json.loads(source.read_text(encoding="utf-8"))
    topology = Topology(told)
    shapes: dict[str, list[tuple[Ring, float, str]]] = {}
    for country in told["objects"]["countries"]["geometries"]:
        code = codes.get(country.get("id", ""), "")
        for polygon in [country["arcs"]] if country["type"] == "Polygon" else country["arcs"]:
            outline = topology.ring(polygon[0], topology.arcs)
            if max(y for _, y in outline) < SOUTHERNMOST:
                continue
            rings = [topology.ring(one, topology.drawn) for one in polygon]
            rings = [ring for ring in rings if len(ring) > 2]
            projected = [equal_earth(*point) for point in outline]
            if max(x for x, _ in projected) - min(x for x, _ in projected) > WIDTH / 2:
                continue  # two islands of the Bering Sea that lie on the page's edge
            shapes.setdefault(_code(code, outline) or "-" + country["properties"]["name"], []).append(
                (projected, abs(area(projected)), "".join(map(path, rings)))
            )
    write(shapes)


def _code(code: str, outline: Ring) -> str:
    for own, of, west, south, east, north in APART:
        if code == of and all(west <= x <= east and south <= y <= north for x, y in outline):
            return own
    return code


def write(shapes: dict[str, list[tuple[Ring, float, str]]]) -> None:
    """Print the file: coded countries by code, then the rest by name."""
    coded, uncoded = [], []
    for code, place in POINTS.items():
        shapes[code] = [([equal_earth(*place)], 0.0, "")]
    for key, several in sorted(shapes.items()):
        largest = max(several, key=lambda one: one[1])
        x, y = equal_earth(*MARKED[key]) if key in MARKED else middle(largest[0]) if largest[1] else largest[0][0]
        kept = "".join(one[2] for one in several if one is largest or one[1] >= SMALLEST)
        small = ", small = true" if sum(one[1] for one in several) < DOTTED else ""
        line = f'at = [{x:.0f}, {y:.0f}], shape = "{kept}"{small}'
        if key.startswith("-"):
            uncoded.append(f'"{key[1:]}" = {{{line}}}')
        else:
            coded.append(f"{key} = {{{line}}}")
    text = HEAD + "[countries]\n" + "\n".join(coded) + "\n\n[uncoded]\n" + "\n".join(uncoded) + "\n"
    sys.stdout.buffer.write(text.encode())


if __name__ == "__main__":
    from babel.core import get_global

    # CLDR's aliases hold ISO 3166-1's numbers beside its letters.
    alike = {number: letters[0] for number, letters in get_global("territory_aliases").items() if number.isdigit()}
    main(Path(sys.argv[1]), alike)
