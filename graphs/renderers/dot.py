"""A flow graph as DOT: parties in areas by zone, hops with verdict, destination and manner, legend below.

The same graph gives the same bytes: nodes, hops and areas are written in an order of their own. Columns follow
the chain, areas are zones. Large graphs give up detail in steps (`pen`), since the layout's time grows faster
than the graph.
"""

import graphviz

from graphs.legend import INK, QUIET, ZONES
from graphs.legend import NODES as NODE_LOOKS
from graphs.model import FlowGraph, Hop, Language, Node, NodeKind, header, hops
from graphs.phrases import Words, country, phrase
from graphs.renderers.engine import SECONDS, LayoutRefused, lay_out
from graphs.renderers.hop_lines import draw_lines, draw_words, has_own_words
from graphs.renderers.key import key_label, title_label
from graphs.renderers.labels import Ink, lines, safe_name, table, wrapped
from graphs.renderers.pen import Pen, pen
from graphs.sentences import name, of_node
from registry.law.zones import Zone
from registry.terms import Responsibility

FONT = "Arial"  # Graphviz measures it; the SVG names metric twins after it

_TIGHT = 'CELLSPACING="0" CELLPADDING="1"'
_FIRST = {NodeKind.CONTROLLER: 0, NodeKind.JOINT_CONTROLLER: 1}
_GRAPH = {
    "rankdir": "LR",
    "charset": "UTF-8",
    "bgcolor": "#ffffff",
    "fontname": FONT,
    "fontsize": "10",
    "fontcolor": INK,
    "nodesep": "0.22",
    "ranksep": "0.5",
    "pad": "0.25",
    "labelloc": "b",
    "labeljust": "l",
    "nslimit": "2",
    "nslimit1": "2",
    "mclimit": "1",
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
    try:
        return lay_out(source(graph, words, tooltips=False, links=links), format_, dot=dot_binary, seconds=seconds)
    except LayoutRefused:
        text = source(graph, words, tooltips=False, links=links, common_columns=False)
        return lay_out(text, format_, dot=dot_binary, seconds=seconds)


def source(
    graph: FlowGraph, words: Words, *, tooltips: bool = True, links: bool = True, common_columns: bool = True
) -> str:
    """DOT text. `words(vocabulary, value)` gives labels in the graph's language.

    `tooltips` puts the full sentence on each node and hop; `links` their addresses (http and https only).
    With `common_columns` a column means the same depth in every area.
    """
    with_pen = pen(graph, words, tooltips=tooltips, links=links)
    # Graphviz draws in this order: what is ours comes last and lies on top.
    ordered = sorted(hops(graph), key=lambda hop: (hop.responsibility is not Responsibility.THEIRS, hop.key))
    drawing = graphviz.Digraph("onward", graph_attr=_graph_attributes(graph, with_pen, common_columns))
    drawing.attr("node", fontname=FONT, margin="0.12,0.07", penwidth="1")
    drawing.attr("edge", fontname=FONT, arrowsize="0.75")
    with drawing.subgraph(name="cluster_all") as page:
        page.attr(label=title_label(header(graph)), labelloc="t", labeljust="l", peripheries="0", margin="4")
        for zone in Zone:
            _draw_zone(page, zone, ordered, with_pen)
        for hop in ordered:
            draw_lines(page, hop, with_pen)
    return str(drawing.source)


def _graph_attributes(graph: FlowGraph, pen: Pen, common_columns: bool) -> dict[str, str]:
    splines = "line" if pen.is_straight else "true"
    ranks = {"newrank": "true"} if common_columns else {}
    return _GRAPH | ranks | {"splines": splines, "label": key_label(graph, pen.words)}


def _draw_zone(page: graphviz.Digraph, zone: Zone, ordered: list[Hop], pen: Pen) -> None:
    members = [node for node in pen.ends.values() if node.zone is zone]
    if not members:
        return
    look_, title = ZONES[zone], phrase(f"zone.{zone}", pen.language)
    label = table(lines([title], Ink(INK, 10, bold=True), "LEFT"), 'CELLPADDING="2"')
    with page.subgraph(name=f"cluster_{zone}") as area:
        area.attr(label=label, id=f"zone-{zone}", style=look_.style, color=look_.border, fillcolor=look_.fill)
        area.attr(labeljust="l", margin="14", peripheries="1", **pen.hover(title, None))
        for node in sorted(members, key=lambda node: (_FIRST.get(node.kind, 2), node.id)):
            _draw_node(area, node, pen)
        for hop in ordered:
            if has_own_words(hop, pen) and pen.zone(hop.importer) is zone:
                draw_words(area, hop, pen)


def _draw_node(area: graphviz.Digraph, node: Node, pen: Pen) -> None:
    look_ = NODE_LOOKS[node.kind]
    area.node(
        safe_name("node", node.id),
        label=_node_label(node, look_.text, pen.language),
        id=safe_name("node", node.id),
        shape=look_.shape,
        style=look_.style,
        fillcolor=look_.fill,
        color=look_.border,
        peripheries=str(look_.borders),
        **pen.hover(of_node(node, pen.words, pen.language), node.address),
    )


def _node_label(node: Node, ink: str, language: Language) -> str:
    is_controller = node.kind in _FIRST
    below = QUIET if ink == INK else ink
    rows = lines(wrapped(node.title, 26), Ink(ink, 11, bold=is_controller or node.kind is NodeKind.SERVICE))
    if name(node) != node.title:
        rows += lines(wrapped(name(node).removeprefix(node.title).strip(), 30, 2), Ink(below, 9))
    if node.party and node.party != node.title:
        rows += lines(wrapped(node.party, 30, 2), Ink(below, 9))
    if is_controller:
        rows += lines([phrase(f"node.{node.kind}", language)], Ink(below, 9))
    if node.kind is not NodeKind.DEPTH_UNKNOWN or node.country:
        rows += lines([country(node.country, language)], Ink(below, 9))
    if not node.depth_known:
        rows += lines([f"… {phrase('node.depth_unknown', language)}"], Ink(below, 8))
    return table(rows, _TIGHT)
