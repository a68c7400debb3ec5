"""A flow graph as a map of the world in SVG: where data go on a day, and what the law says about it.

Countries have four shades: the EEA (with Norway, Iceland and Liechtenstein), an adequacy decision, one for some
recipients, none. Lines lead from the countries our organisations sit in; a mark tells the worst verdict of all that
reaches a country. Europe stands larger below, where its small countries have room, beside the list of all places. The
same graph gives the same bytes; nothing in the file points outside it but links to pages.
"""

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass

from graphs.legend import AREAS, HATCH, INK, PAPER, QUIET
from graphs.model import FlowGraph, Header, NodeKind, header, nodes
from graphs.phrases import Words, country, day, phrase
from graphs.renderers import map_marks
from graphs.renderers.map_key import FONTS, foot, key, listing
from graphs.renderers.map_marks import Chart, Told, add
from graphs.renderers.reached import Place, places
from graphs.renderers.world import World, world
from graphs.sentences import lines
from graphs.text import plain
from registry.law.zones import Zone

_SVG = "http://www.w3.org/2000/svg"
_XML = "http://www.w3.org/XML/1998/namespace"
WIDTH = 1240
_WORLD = (1200, 500)  # width and height of the chart of the world
_EUROPE = 600  # the width of the larger chart
_EUROPE_PIECE = (3960.0, 220.0, 5960.0, 1230.0)  # left, top, right, bottom of what the larger chart shows
_TOP = 76  # where the chart of the world begins
_CROPPED = 90  # of the page of shapes: nothing lies above


@dataclass(frozen=True, slots=True)
class _Scene:
    """All that both charts are drawn from."""

    sheet: ET.Element
    shapes: World
    zones: Mapping[str, Zone]
    places: list[Place]
    ours: list[str]
    told: Told
    named: Told
    link: Told | None

    def within(self, *, europe: bool) -> list[Place]:
        """The places whose mark stands on the larger chart, or on the other."""
        known = [place for place in self.places if place.country in self.shapes.countries and place.country]
        return [place for place in known if _is_european(self.shapes, place.country or "") is europe]


def render(graph: FlowGraph, words: Words, zones: Mapping[str, Zone], *, link: Told | None = None) -> bytes:
    """SVG bytes in UTF-8. `zones` says where every country stands on the graph's day; `link` leads on from a place."""
    top, found, shapes = header(graph), places(graph, zones), world()
    root = ET.Element("svg", {"xmlns": _SVG, "width": str(WIDTH)})
    _head(root, top, found, words)
    sheet = add(root, "g", font_family=FONTS, fill=INK)
    scene = _Scene(sheet, shapes, zones, found, _ours(graph, shapes), *_speaker(top, words), link)
    _draw_world(scene)
    below = _TOP + _WORLD[1] + 24
    _draw_europe(scene, below)
    listed = listing(sheet, found, words, top.language, left=_EUROPE + 48, top=below, link=link)
    height = key(sheet, top.language, words, max(below + _europe_height() + 24, listed + 16))
    height = foot(sheet, [*lines(top), phrase("map.source", top.language)], height)
    root.set("viewBox", f"0 0 {WIDTH} {height:.0f}")
    root.set("height", f"{height:.0f}")
    body = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'.encode()


def _speaker(top: Header, words: Words) -> tuple[Told, Told]:
    """What is told of a place in full, and its name alone."""
    return lambda place: sentence(place, top, words), lambda place: country(place.country, top.language)


def sentence(place: Place, top: Header, words: Words) -> str:
    """A place in one sentence: its name, the worst verdict, how many transfers, its zone."""
    number = phrase("map.transfers_one" if place.transfers == 1 else "map.transfers", top.language)
    told = [words("verdict", place.worst), number.format(count=place.transfers)]
    return f"{country(place.country, top.language)}: {'; '.join(told)}; {phrase(f'zone.{place.zone}', top.language)}."


def _head(root: ET.Element, top: Header, found: list[Place], words: Words) -> None:
    root.set("role", "group")
    root.set("lang", top.language.value)
    root.set(f"{{{_XML}}}lang", top.language.value)
    root.set("aria-labelledby", "onward-map-title onward-map-desc")
    title = f"{top.title}: {phrase('map.title', top.language)}"
    add(root, "title", title, id="onward-map-title")
    told = " ".join(sentence(place, top, words) for place in found) or phrase("empty", top.language)
    add(root, "desc", f"{told} {' '.join(lines(top))}", id="onward-map-desc")
    hatch = {"width": 60, "height": 60, "patternUnits": "userSpaceOnUse", "patternTransform": "rotate(45)"}
    pattern = add(add(root, "defs"), "pattern", id=HATCH, **hatch)
    add(pattern, "rect", width=14, height=60, fill="#8f8350")
    add(root, "rect", width="100%", height="100%", fill=PAPER)
    style = {"font_size": 18, "font_weight": "bold"}
    add(root, "text", plain(title, 110), x=20, y=34, font_family=FONTS, fill=INK, **style)
    who = ", ".join(top.controllers)
    about = f"{phrase('day', top.language)} {day(top.on, top.language)}"
    told = f"{who} · {about}" if who and who != top.title else about
    add(root, "text", plain(told, 170), x=20, y=54, font_family=FONTS, font_size=11, fill=QUIET)


def _ours(graph: FlowGraph, shapes: World) -> list[str]:
    kinds = (NodeKind.CONTROLLER, NodeKind.JOINT_CONTROLLER)
    return sorted({n.country for n in nodes(graph) if n.kind in kinds and n.country in shapes.countries and n.country})


def _draw_world(scene: _Scene) -> None:
    """The whole world; what the chart of Europe shows has its marks there."""
    scale = _WORLD[0] / 10_000
    chart = Chart(add(scene.sheet, "g"), scene.shapes, scale, (20, _TOP - _CROPPED * scale))
    map_marks.shade(chart, scene.zones)
    map_marks.dots(chart, scene.zones, lambda code: not _is_european(scene.shapes, code))
    left, top, right, bottom = (side * scale for side in _EUROPE_PIECE)
    across, down = chart.offset
    frame = {"fill": "none", "stroke": QUIET, "stroke_width": 0.8, "stroke_dasharray": "3 2"}
    add(chart.group, "rect", x=across + left, y=down + top, width=right - left, height=bottom - top, **frame)
    _draw_places(chart, scene, scene.within(europe=False), scene.ours)


def _draw_europe(scene: _Scene, below: float) -> None:
    """Europe in a frame, larger."""
    left, top, right, _ = _EUROPE_PIECE
    scale, height = _EUROPE / (right - left), _europe_height()
    clip = add(add(scene.sheet, "defs"), "clipPath", id="onward-europe")
    add(clip, "rect", x=20, y=below, width=_EUROPE, height=height)
    group = add(scene.sheet, "g", clip_path="url(#onward-europe)")
    chart = Chart(group, scene.shapes, scale, (20 - left * scale, below - top * scale))
    map_marks.shade(chart, scene.zones)
    map_marks.dots(chart, scene.zones, lambda code: _is_european(scene.shapes, code))
    here = [code for code in scene.ours if _is_european(scene.shapes, code)]
    _draw_places(chart, scene, scene.within(europe=True), here)
    frame = {"fill": "none", "stroke": AREAS[Zone.UNKNOWN].border, "stroke_width": 1}
    add(scene.sheet, "rect", x=20, y=below, width=_EUROPE, height=height, **frame)


def _draw_places(chart: Chart, scene: _Scene, shown: list[Place], ours: list[str]) -> None:
    map_marks.lines(chart, shown)
    map_marks.ours(chart, ours)
    map_marks.marks(chart, shown, told=scene.told, named=scene.named, link=scene.link)


def _europe_height() -> float:
    left, top, right, bottom = _EUROPE_PIECE
    return (bottom - top) * _EUROPE / (right - left)


def _is_european(shapes: World, code: str) -> bool:
    """Whether a country's mark stands in the piece that is drawn larger."""
    x, y = shapes.countries[code].at
    left, top, right, bottom = _EUROPE_PIECE
    return left + 60 < x < right - 60 and top + 20 < y < bottom - 20
