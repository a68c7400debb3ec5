"""Puts one of our own SVG pictures on a page of a PDF: the few elements that `svg` and `map` write, and their links.

Not a reader of SVG from elsewhere: an element, a command of a path or a transformation it does not know is an error.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from graphs.renderers.typeface import font, natural, shown, squeeze
from graphs.text import web_address

SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}"
_INHERITED = ("fill", "stroke", "stroke-width", "stroke-dasharray", "font-weight", "font-size", "text-anchor")
_SILENT = frozenset({"title", "desc", "defs", "style"})
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_STEP = re.compile(r"([A-Za-z])([^A-Za-z]*)")
_MOVE = re.compile(r"(translate|scale|rotate)\(([^)]*)\)")

Style = Mapping[str, str]
_FIRST: Style = MappingProxyType({"fill": "#000000", "stroke": "none", "stroke-width": "1"})


def put(canvas: Canvas, root: ET.Element) -> None:
    """The picture, with its view box at the canvas' origin, y upwards as PDF counts."""
    left, top, _, height = viewbox(root)
    canvas.translate(-left, height + top)
    canvas.scale(1, -1)
    for child in root:
        _element(canvas, child, _FIRST)


def viewbox(root: ET.Element) -> tuple[float, float, float, float]:
    """Left, top, width and height of a picture."""
    left, top, width, height = _numbers(root.get("viewBox", "0 0 1 1"))
    return left, top, width, height


def _element(canvas: Canvas, element: ET.Element, before: Style) -> None:
    tag = element.tag.removeprefix(SVG)
    if tag in _SILENT:
        return
    style = {**before, **{name: element.attrib[name] for name in _INHERITED if name in element.attrib}}
    if tag in ("g", "a"):
        _group(canvas, element, style)
    elif tag == "text":
        _text(canvas, element, style)
    else:
        _shape(canvas, _OUTLINES[tag](canvas, element), style)


def _group(canvas: Canvas, group: ET.Element, style: Style) -> None:
    canvas.saveState()
    for name, told in _MOVE.findall(group.get("transform", "")):
        match name, _numbers(told):
            case "translate", [across, down]:
                canvas.translate(across, down)
            case "scale", [across, down]:
                canvas.scale(across, down)
            case "rotate", [degrees, *_]:
                canvas.rotate(degrees)
    for child in group:
        _element(canvas, child, style)
    address = web_address(group.get(f"{_XLINK}href"))
    if address and (box := _extent(group)):
        canvas.linkURL(address, box, relative=1)
    canvas.restoreState()


def _extent(group: ET.Element) -> tuple[float, float, float, float] | None:
    """The room a link takes: around its shapes; None when it has none."""
    found = [point for element in group.iter() for point in _corners(element)]
    if not found:
        return None
    across, down = [x for x, _ in found], [y for _, y in found]
    return min(across), min(down), max(across), max(down)


def _corners(element: ET.Element) -> Iterator[tuple[float, float]]:
    numbers = _numbers(element.get("points", "") or element.get("d", ""))
    yield from zip(numbers[::2], numbers[1::2], strict=False)
    if element.tag == f"{SVG}circle":
        x, y, r = (float(element.get(name, "0")) for name in ("cx", "cy", "r"))
        yield from ((x - r, y - r), (x + r, y + r))


def _shape(canvas: Canvas, path: PDFPathObject, style: Style) -> None:
    is_filled, is_drawn = style["fill"] != "none", style["stroke"] != "none"
    canvas.saveState()
    if is_filled:
        canvas.setFillColor(HexColor(style["fill"]))
    if is_drawn:
        _set_line(canvas, style)
    canvas.drawPath(path, stroke=int(is_drawn), fill=int(is_filled))
    canvas.restoreState()


def _set_line(canvas: Canvas, style: Style) -> None:
    canvas.setStrokeColor(HexColor(style["stroke"]))
    canvas.setLineWidth(float(style["stroke-width"]))
    canvas.setLineJoin(1)
    dashes = _numbers(style.get("stroke-dasharray", ""))
    if dashes:
        canvas.setDash(dashes)


def _text(canvas: Canvas, element: ET.Element, style: Style) -> None:
    """One line of text in the room that the layout gave it; on a halo where the group says so."""
    is_bold, size = style.get("font-weight") == "bold", float(style.get("font-size", "10"))
    original = "".join(element.itertext())
    text = shown(original, bold=is_bold)
    narrower = squeeze(original, text, size, bold=is_bold)
    across = natural(text, size, bold=is_bold) * narrower / 100
    back = {"middle": across / 2, "end": across}.get(style.get("text-anchor", "start"), 0.0)
    canvas.saveState()
    canvas.translate(float(element.get("x", "0")) - back, float(element.get("y", "0")))
    canvas.scale(1, -1)
    if style["stroke"] != "none":
        _set_line(canvas, style)
        _letters(canvas, text, (font(bold=is_bold), size, narrower), mode=1)  # the halo, then the letters over it
    canvas.setFillColor(HexColor(style["fill"]))
    _letters(canvas, text, (font(bold=is_bold), size, narrower), mode=0)
    canvas.restoreState()


def _letters(canvas: Canvas, text: str, setting: tuple[str, float, float], *, mode: int) -> None:
    """Text in a font of a size, so much narrower; mode 0 fills letters, 1 draws their outlines."""
    name, size, narrower = setting
    canvas.saveState()
    written = canvas.beginText(0, 0)
    written.setFont(name, size)
    written.setHorizScale(narrower)
    written.setTextRenderMode(mode)
    written.textOut(text)
    canvas.drawText(written)
    canvas.restoreState()


def _polygon(canvas: Canvas, element: ET.Element) -> PDFPathObject:
    path = _polyline(canvas, element)
    path.close()
    return path


def _polyline(canvas: Canvas, element: ET.Element) -> PDFPathObject:
    path, numbers = canvas.beginPath(), _numbers(element.get("points", ""))
    path.moveTo(*numbers[:2])
    for at in range(2, len(numbers), 2):
        path.lineTo(*numbers[at : at + 2])
    return path


def _ellipse(canvas: Canvas, element: ET.Element) -> PDFPathObject:
    x, y = float(element.get("cx", "0")), float(element.get("cy", "0"))
    radius = element.get("r", "0")
    across, down = float(element.get("rx", radius)), float(element.get("ry", radius))
    path = canvas.beginPath()
    path.ellipse(x - across, y - down, 2 * across, 2 * down)
    return path


def _rectangle(canvas: Canvas, element: ET.Element) -> PDFPathObject:
    path = canvas.beginPath()
    path.rect(*(float(element.get(name, "0")) for name in ("x", "y", "width", "height")))
    return path


def _path(canvas: Canvas, element: ET.Element) -> PDFPathObject:
    path, here, first = canvas.beginPath(), (0.0, 0.0), (0.0, 0.0)
    for command, told in _STEP.findall(element.get("d", "")):
        numbers = _numbers(told)
        points = list(zip(numbers[::2], numbers[1::2], strict=True))
        match command:
            case "M":
                here = first = points[0]
                path.moveTo(*here)
            case "L" | "l":
                for x, y in points:
                    here = (here[0] + x, here[1] + y) if command == "l" else (x, y)
                    path.lineTo(*here)
            case "C":
                for at in range(0, len(points), 3):
                    path.curveTo(*points[at], *points[at + 1], *points[at + 2])
                here = points[-1]
            case "Q":
                path.curveTo(*_between(here, points[0]), *_between(points[1], points[0]), *points[1])
                here = points[1]
            case "Z" | "z":
                path.close()
                here = first
            case _:
                raise ValueError(f"a path of ours has no command {command!r}")
    return path


def _between(end: tuple[float, float], middle: tuple[float, float]) -> tuple[float, float]:
    """Two thirds of the way to the one control point of a quadratic curve: a control point of the cubic one."""
    return end[0] + 2 * (middle[0] - end[0]) / 3, end[1] + 2 * (middle[1] - end[1]) / 3


_OUTLINES: Mapping[str, Callable[[Canvas, ET.Element], PDFPathObject]] = MappingProxyType(
    {
        "polygon": _polygon, "polyline": _polyline, "ellipse": _ellipse, "circle": _ellipse, "rect": _rectangle,
        "path": _path,
    }
)  # fmt: skip


def _numbers(text: str) -> list[float]:
    return [float(number) for number in _NUMBER.findall(text)]
