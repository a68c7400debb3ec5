"""A flow graph as an SVG picture that stands alone: readable, printable, and told in words to those who cannot see it.

Graphviz lays out; what it wrote is then rebuilt into plain XML: a root title and description, a full sentence on every
node and hop, metric twins of the font, no scripts, no references to anything outside the file. With `links`
parties keep their addresses as links: http, https, or a path on the server that shows the picture. Links come in the
order in which the picture is read, column by column from the controller and down each.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from graphs.model import FlowGraph, header
from graphs.phrases import Words
from graphs.renderers import dot
from graphs.renderers.engine import SECONDS, DrawingFailed
from graphs.renderers.pen import pen
from graphs.renderers.told import Told
from graphs.sentences import of_graph
from graphs.text import own_path, web_address

FONTS = "Arial, Arimo, 'Liberation Sans', Helvetica, sans-serif"  # one set of widths under four names
_OURS = re.compile(r"(node|hop|box)[-.]|zone-")
_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_XML = "http://www.w3.org/XML/1998/namespace"
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_FRAGMENT = re.compile(r"#[A-Za-z0-9._-]+")
NO_ROWS: Mapping[str, str] = MappingProxyType({})
_HALO = {"stroke": "#ffffff", "stroke-width": "3", "stroke-linejoin": "round", "paint-order": "stroke"}
_ALLOWED = frozenset({"svg", "g", "title", "desc", "path", "polygon", "polyline", "ellipse", "text", "a"})

ET.register_namespace("", _SVG)
ET.register_namespace("xlink", _XLINK)


def render(
    graph: FlowGraph,
    words: Words,
    *,
    dot_binary: str | None = None,
    links: bool = False,
    rows: Mapping[str, str] = NO_ROWS,
    seconds: float = SECONDS,
) -> bytes:
    """SVG bytes in UTF-8. `dot_binary` is `Settings.dot`. Raises DrawingFailed.

    `rows` are addresses within the page the picture stands in (`#row-…`) by the id of a hop: its words lead there.
    """
    with_pen = pen(graph, words, tooltips=False, links=links)
    laid_out = dot.laid_out(graph, with_pen, "svg", dot_binary=dot_binary, seconds=seconds)
    try:
        root = ET.fromstring(laid_out)
    except ET.ParseError as error:
        raise DrawingFailed(f"Graphviz wrote SVG that is no XML: {error}") from error
    told = with_pen.teller.everything()
    _clean(root)
    _join(root)
    for group in list(root.iter(f"{{{_SVG}}}g")):
        _tell(group, told)
        if group.get("class") == "node" and group.get("id", "").startswith("node"):
            _centre(group)
    _order(root)
    _lift_labels(root, rows)
    _number(root)
    _head(root, graph, words)
    body = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'.encode()


def _clean(element: ET.Element) -> None:
    """Drop what no drawing needs: unknown elements, event attributes, addresses that are not http(s)."""
    for child in list(element):
        if child.tag.removeprefix(f"{{{_SVG}}}") in _ALLOWED:
            _clean(child)
        else:
            element.remove(child)
    for key in list(element.attrib):
        local = key.rpartition("}")[2].lower()
        refused = local == "href" and not (web_address(element.attrib[key]) or own_path(element.attrib[key]))
        if refused or local.startswith("on") or key == f"{{{_XLINK}}}title":
            del element.attrib[key]
    if element.tag == f"{{{_SVG}}}a" and f"{{{_XLINK}}}href" not in element.attrib:
        element.tag = f"{{{_SVG}}}g"
    if "font-family" in element.attrib:
        element.set("font-family", FONTS)


def _join(root: ET.Element) -> None:
    """Make one group of the pieces that `hop_lines` drew for one hop: both lines and the words."""
    page = root.find(f"{{{_SVG}}}g")
    groups = {} if page is None else {group.get("id", ""): group for group in page.findall(f"{{{_SVG}}}g")}
    for id_, group in groups.items():
        hop, piece, kind = id_.rpartition(".")
        if page is None or kind not in ("label", "to") or not piece or hop not in groups:
            continue
        groups[hop].extend(child for child in group if child.tag != f"{{{_SVG}}}title")
        page.remove(group)


def _tell(group: ET.Element, told: dict[str, Told]) -> None:
    """Replace Graphviz' title by ours; groups we know nothing of (page, link wrappers) get none."""
    for title in group.findall(f"{{{_SVG}}}title"):
        group.remove(title)
    found = told.get(group.get("id", ""))
    if found is None:
        return
    # A browser shows the title as the tooltip, so it carries the whole sentence; the description repeats it for
    # readers that only take descriptions, and tells each hop of a line or box of several.
    _insert(group, 0, "title", found.title)
    if found.sentences:
        _insert(group, 1, "desc", "\n".join(found.sentences))


def _order(root: ET.Element) -> None:
    """Parties in reading order, after the lines between them: by column from the left, then from the top."""
    page = root.find(f"{{{_SVG}}}g")
    if page is None:
        return
    parties = [group for group in page if group.get("class", "").split(" ")[0] == "node"]
    for party in sorted(parties, key=_corner):
        page.remove(party)
        page.append(party)


def _corner(party: ET.Element) -> tuple[float, float]:
    """The middle of a party's column, to the nearest twenty points, and its upper edge."""
    numbers = [float(n) for e in party.iter() for n in _NUMBER.findall(e.get("points", "") or e.get("d", ""))]
    across = numbers[::2] or [0.0]
    return (round((min(across) + max(across)) / 40), min(numbers[1::2], default=0.0))


def _centre(party: ET.Element) -> None:
    """Centre a party's lines on its shape: Graphviz set them from widths that are wrong beyond ASCII."""
    shape = next((e for e in party.iter() if e.tag in (f"{{{_SVG}}}path", f"{{{_SVG}}}polygon")), None)
    if shape is None:
        return
    across = [float(x) for x in _NUMBER.findall(shape.get("points", shape.get("d", "")))[::2]]
    for text in party.iter(f"{{{_SVG}}}text"):
        text.set("text-anchor", "middle")
        text.set("x", f"{(min(across) + max(across)) / 2:.2f}")


def _lift_labels(root: ET.Element, rows: Mapping[str, str]) -> None:
    """Put the words of hops and areas above all lines, on a halo of paper, so that no crossing line strikes them.

    They come in reading order, as the parties do.
    """
    page = root.find(f"{{{_SVG}}}g")
    if page is None:
        return
    layer = ET.Element(f"{{{_SVG}}}g", {"class": "labels", **_HALO})
    layer.tail = "\n"
    worded = [group for group in page.iter(f"{{{_SVG}}}g") if group.get("class") in ("edge", "cluster")]
    for group in sorted(worded, key=_first_word):
        row = rows.get(group.get("id", ""))
        leads = {f"{{{_XLINK}}}href": row} if row and _FRAGMENT.fullmatch(row) else {}
        label = ET.SubElement(layer, f"{{{_SVG}}}{'a' if leads else 'g'}", leads)
        label.extend(group.findall(f"{{{_SVG}}}title"))
        for text in list(group.findall(f"{{{_SVG}}}text")):
            label.append(text)
            group.remove(text)
    page.append(layer)


def _first_word(group: ET.Element) -> tuple[float, float]:
    """Where the words of a hop or an area begin, to the nearest twenty points across."""
    text = group.find(f"{{{_SVG}}}text")
    return (0.0, 0.0) if text is None else (round(float(text.get("x", "0")) / 20), float(text.get("y", "0")))


def _number(root: ET.Element) -> None:
    """Ids that Graphviz chose (page, areas, link wrappers) might meet ours or another drawing's: they go."""
    for element in root.iter():
        if not _OURS.match(element.get("id", "")):
            element.attrib.pop("id", None)


def _head(root: ET.Element, graph: FlowGraph, words: Words) -> None:
    top = header(graph)
    has_links = root.find(f".//{{{_SVG}}}a") is not None
    root.set("role", "group" if has_links else "img")  # what is inside an image is told to nobody
    root.set("lang", top.language.value)
    root.set(f"{{{_XML}}}lang", top.language.value)
    root.set("aria-labelledby", "onward-title onward-desc")
    _insert(root, 0, "title", top.title, "onward-title")
    _insert(root, 1, "desc", of_graph(graph, words), "onward-desc")


def _insert(parent: ET.Element, place: int, tag: str, text: str, id_: str | None = None) -> None:
    element = ET.Element(f"{{{_SVG}}}{tag}", {"id": id_} if id_ else {})
    element.text = text
    element.tail = "\n"
    parent.insert(place, element)


def texts(svg: bytes) -> Iterator[str]:
    """The texts that stand in a picture, in the order of drawing: what a reader sees."""
    for element in ET.fromstring(svg).iter(f"{{{_SVG}}}text"):
        yield "".join(element.itertext())
