"""A flow graph as DOT: parties in areas by zone, hops with verdict, destination and manner, legend below.

The same graph gives the same bytes: nodes, hops and areas are written in an order of their own. Columns follow
the chain, areas are zones. Large graphs give up detail in steps (`pen`), since the layout's time grows faster
than the graph.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import graphviz

from graphs.legend import INK
from graphs.legend import ZONES as ZONE_LOOKS
from graphs.model import FlowGraph, header
from graphs.phrases import Words, phrase
from graphs.renderers.boxes import draw_box, draw_box_line
from graphs.renderers.bundles import FIRST, ZONES, Box
from graphs.renderers.cards import draw_columns, draw_recipients, draw_trunks, height_of
from graphs.renderers.engine import SECONDS, LayoutRefused, lay_out
from graphs.renderers.hop_lines import draw_line, draw_words, has_own_words
from graphs.renderers.key import key_label, title_label
from graphs.renderers.labels import Ink, lines, safe_name, table
from graphs.renderers.parties import draw_party
from graphs.renderers.pen import Pen, pen
from graphs.renderers.told import Told
from registry.law.zones import Zone

FONT = "Arial"  # Graphviz measures it; the SVG names metric twins after it

_GRAPH = {
    "rankdir": "LR",
    "charset": "UTF-8",
    "bgcolor": "#ffffff",
    "fontname": FONT,
    "fontsize": "10",
    "fontcolor": INK,
    "nodesep": "0.14",
    "ranksep": "0.8",
    "pad": "0.25",
    "labelloc": "b",
    "labeljust": "l",
    "nslimit": "2",
    "nslimit1": "2",
    "mclimit": "0.001",  # columns keep the order they are written in: worst first
}


def layout(
    graph: FlowGraph,
    words: Words,
    format_: str,
    *,
    dot_binary: str | None,
    links: bool = False,
    seconds: float = SECONDS,
) -> bytes:
    """The picture in a format of Graphviz. `dot_binary` is `Settings.dot`. Raises DrawingFailed.

    Graphviz refuses some graphs of thousands of hops when columns run through all areas ("trouble in init_rank"); such
    a graph is drawn with columns of its own in each area.
    """
    with_pen = pen(graph, words, tooltips=False, links=links)
    return laid_out(graph, with_pen, format_, dot_binary=dot_binary, seconds=seconds)


def laid_out(graph: FlowGraph, with_pen: Pen, format_: str, *, dot_binary: str | None, seconds: float) -> bytes:
    """The same with a pen that is made already."""
    try:
        return lay_out(written(graph, with_pen), format_, dot=dot_binary, seconds=seconds)
    except LayoutRefused:
        return lay_out(written(graph, with_pen, common_columns=False), format_, dot=dot_binary, seconds=seconds)


def source(graph: FlowGraph, words: Words, *, tooltips: bool = True, links: bool = True) -> str:
    """DOT text. `words(vocabulary, value)` gives labels in the graph's language.

    `tooltips` puts the full sentence on each node and hop; `links` their addresses (http and https only).
    """
    return written(graph, pen(graph, words, tooltips=tooltips, links=links))


def written(graph: FlowGraph, with_pen: Pen, *, common_columns: bool = True) -> str:
    """DOT text with a pen. With `common_columns` a column means the same depth in every area."""
    shown = with_pen.shown
    drawing = graphviz.Digraph("onward", graph_attr=_graph_attributes(graph, with_pen, common_columns))
    drawing.attr("node", fontname=FONT, margin="0.1,0.05", penwidth="1")
    drawing.attr("edge", fontname=FONT, arrowsize="0.75")
    with drawing.subgraph(name="cluster_all") as page:
        page.attr(label=title_label(header(graph)), labelloc="t", labeljust="l", peripheries="0", margin="4")
        for zone in reversed(ZONES):  # Graphviz builds columns from the foot of the page
            _draw_controllers(page, zone, with_pen)
            _draw_zone(page, zone, with_pen)
        for one in reversed(shown.in_order(with_pen.ends)):
            if not isinstance(one, Box):
                draw_line(page, one, with_pen)
            elif not shown.cards:
                draw_box_line(page, one, with_pen)
        if shown.cards:
            _draw_cards(page, with_pen)
    return str(drawing.source)


def _graph_attributes(graph: FlowGraph, pen: Pen, common_columns: bool) -> dict[str, str]:
    splines = "line" if pen.shown.cards else "polyline"
    if pen.shown.cards:
        ranks = {"newrank": "true", "compound": "true", "ranksep": "0.2"}
    else:
        ranks = {"newrank": "true"} if common_columns else {}
    label = key_label(graph, pen.words, has_boxes=bool(pen.shown.boxes or pen.shown.cards))
    return _GRAPH | ranks | {"splines": splines, "label": label}


def _draw_controllers(page: graphviz.Digraph, zone: Zone, pen: Pen) -> None:
    """Controllers in an area apart, left of all others, so that their lines fan out over the page."""
    members = [node for node in pen.shown.parties if node.zone is zone and node.kind in FIRST]
    if members:
        with _area(page, zone, "-controllers", pen) as area:
            for node in members:
                draw_party(area, node, pen)


def _draw_zone(page: graphviz.Digraph, zone: Zone, pen: Pen) -> None:
    members = [node for node in pen.shown.parties if node.zone is zone and node.kind not in FIRST]
    boxes = [box for box in pen.shown.boxes if box.zone is zone]
    if not members and not boxes:
        return
    with _area(page, zone, "", pen) as area:
        for node in reversed(members):
            draw_party(area, node, pen)
        for line in reversed(pen.shown.lines):
            if has_own_words(line, pen) and pen.ends[line.first.importer].zone is zone:
                draw_words(area, line, pen)
        for box in reversed(boxes):
            if pen.shown.cards:
                draw_recipients(area, box, pen)
            else:
                draw_box(area, box, pen)


def _draw_cards(page: graphviz.Digraph, pen: Pen) -> None:
    """What holds cards together: their columns, and the lines from controllers to zones."""
    of_boxes = [(box.zone, safe_name("box", box.first.key), height_of(None, box)) for box in pen.shown.boxes]
    of_parties = [
        (node.zone, safe_name("node", node.id), height_of(pen.shown.cards[node.id]))
        for node in pen.shown.parties
        if node.id in pen.shown.cards
    ]
    cards = [*of_boxes, *of_parties]
    draw_columns(page, cards)
    draw_trunks(page, {zone: name for zone, name, _ in reversed(cards)}, pen)


@contextmanager
def _area(page: graphviz.Digraph, zone: Zone, suffix: str, pen: Pen) -> Iterator[graphviz.Digraph]:
    look_, title = ZONE_LOOKS[zone], phrase(f"zone.{zone}", pen.language)
    label = table(lines([title], Ink(INK, 10, bold=True), "LEFT"), 'CELLPADDING="2"')
    with page.subgraph(name=f"cluster_{zone}{suffix}") as area:
        area.attr(label=label, id=f"zone-{zone}{suffix}", style=look_.style, color=look_.border, fillcolor=look_.fill)
        area.attr(labeljust="l", margin="10", peripheries="1", **pen.hover(lambda: Told(title)))
        yield area
