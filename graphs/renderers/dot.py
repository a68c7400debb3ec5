"""A flow graph as DOT: parties in areas by zone, hops with verdict, destination and manner, legend below.

The same graph gives the same bytes: nodes, hops and areas are written in an order of their own. Large graphs give up
curves and labels in steps, since the layout's time grows faster than the graph.
"""

from dataclasses import dataclass

import graphviz

from graphs.legend import INK, JOINT, PARENT, QUIET, ZONES, HopLook, Line, look
from graphs.legend import NODES as NODE_LOOKS
from graphs.model import Art28, FlowGraph, Hop, HopKind, Language, Node, NodeKind, Zone, header, hops, nodes
from graphs.phrases import Words, country, phrase
from graphs.questions import closing_hops
from graphs.renderers.key import key_label, title_label
from graphs.renderers.labels import Ink, address, attribute, font, lines, safe_name, table, wrapped
from graphs.sentences import name, of_hop, of_node
from graphs.text import plain
from registry.terms import Responsibility

FONT = "Arial"  # Graphviz measures it; the SVG names metric twins after it
STRAIGHT_FROM = 150  # hops; above, lines are straight
BRIEF_FROM = 60  # hops; above, labels are verdict, destination and what is not in order
BARE_FROM = 600  # hops; above, labels are the mark alone

_TIGHT = 'CELLSPACING="0" CELLPADDING="1"'
_GAP = '<TR><TD HEIGHT="5"></TD></TR>'  # keeps the line below off the text
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
    "newrank": "true",
    "labelloc": "b",
    "labeljust": "l",
    "nslimit": "2",
    "nslimit1": "2",
    "mclimit": "1",
}


def source(graph: FlowGraph, words: Words, *, tooltips: bool = True, links: bool = True) -> str:
    """DOT text. `words(vocabulary, value)` gives labels in the graph's language.

    `tooltips` puts the full sentence on each node and hop; `links` their addresses (http and https only).
    """
    top, found = header(graph), hops(graph)
    ends = {node.id: node for node in nodes(graph)}
    pen = _Pen(
        words=words,
        language=top.language,
        tooltips=tooltips,
        links=links,
        is_brief=len(found) > BRIEF_FROM,
        is_bare=len(found) > BARE_FROM,
        ends=ends,
        closing=closing_hops(graph),
    )
    drawing = graphviz.Digraph("onward", graph_attr=_graph_attributes(graph, words, len(found)))
    drawing.attr("node", fontname=FONT, margin="0.12,0.07", penwidth="1")
    drawing.attr("edge", fontname=FONT, arrowsize="0.75")
    with drawing.subgraph(name="cluster_all") as page:
        page.attr(label=title_label(top), labelloc="t", labeljust="l", peripheries="0", margin="4")
        for zone in Zone:
            _draw_zone(page, zone, [node for node in ends.values() if node.zone is zone], pen)
        # Graphviz draws in this order: what is ours comes last and lies on top.
        for hop in sorted(found, key=lambda h: (h.responsibility is not Responsibility.THEIRS, h.key)):
            _draw_hop(page, hop, pen)
    return str(drawing.source)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pen:
    """What every mark on the page needs to know."""

    words: Words
    language: Language
    tooltips: bool
    links: bool
    is_brief: bool
    is_bare: bool
    ends: dict[str, Node]
    closing: frozenset[str]

    def hover(self, sentence: str, page: str | None) -> dict[str, str]:
        """Tooltip and address, where they are wanted."""
        found = {"tooltip": attribute(sentence)} if self.tooltips else {}
        return found | ({"URL": address(page)} if self.links and page else {})


def _graph_attributes(graph: FlowGraph, words: Words, size: int) -> dict[str, str]:
    splines = "line" if size > STRAIGHT_FROM else "true"
    return _GRAPH | {"splines": splines, "label": key_label(graph, words)}


def _draw_zone(page: graphviz.Digraph, zone: Zone, members: list[Node], pen: _Pen) -> None:
    if not members:
        return
    look_ = ZONES[zone]
    title = table(lines([phrase(f"zone.{zone}", pen.language)], Ink(INK, 10, bold=True), "LEFT"), 'CELLPADDING="2"')
    with page.subgraph(name=f"cluster_{zone}") as area:
        area.attr(label=title, id=f"zone-{zone}", style=look_.style, color=look_.border, fillcolor=look_.fill)
        area.attr(labeljust="l", margin="14", peripheries="1", **pen.hover(phrase(f"zone.{zone}", pen.language), None))
        for node in sorted(members, key=lambda n: (_FIRST.get(n.kind, 2), n.id)):
            _draw_node(area, node, pen)


def _draw_node(area: graphviz.Digraph, node: Node, pen: _Pen) -> None:
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
    return table(rows, _TIGHT)


def _draw_hop(page: graphviz.Digraph, hop: Hop, pen: _Pen) -> None:
    look_ = hop_look(hop)
    page.edge(
        safe_name("node", hop.exporter),
        safe_name("node", hop.importer),
        label=_bare_label(look_) if pen.is_bare else _hop_label(hop, look_, pen),
        id=safe_name("hop", hop.key),
        color=f"{look_.colour}:#ffffff:{look_.colour}" if look_.line is Line.DOUBLE else look_.colour,
        style="solid" if look_.line in (Line.DOUBLE, Line.BOLD) else look_.line,
        penwidth=f"{look_.width:g}",
        arrowhead=look_.head,
        **_way(hop, pen),
        **pen.hover(of_hop(hop, pen.ends, pen.words, pen.language), None),
    )


def _way(hop: Hop, pen: _Pen) -> dict[str, str]:
    """Out on the right, in on the left; what stands beside or leads back moves nobody."""
    if hop.kind is HopKind.JOINT or hop.key in pen.closing:
        return {"constraint": "false"}
    return {"tailport": "e", "headport": "w"}


def hop_look(hop: Hop) -> HopLook:
    """How a hop of any kind looks."""
    match hop.kind:
        case HopKind.JOINT:
            return JOINT
        case HopKind.GROUP_PARENT:
            return PARENT
        case HopKind.ENGAGEMENT | HopKind.SUB_PROCESSOR:
            return look(hop.verdict, hop.responsibility)


def _bare_label(look_: HopLook) -> str:
    return table(lines([look_.mark], Ink(look_.colour, 9, bold=True)), _TIGHT)


def _hop_label(hop: Hop, look_: HopLook, pen: _Pen) -> str:
    if hop.kind in (HopKind.JOINT, HopKind.GROUP_PARENT):
        rows = lines(wrapped(phrase(f"hop.{hop.kind}", pen.language), 32, 2), Ink(look_.colour, 9), "LEFT")
        return table(rows + _GAP, _TIGHT)
    word = pen.words("verdict", hop.verdict) if hop.verdict else phrase("hop.unjudged", pen.language)
    first, *more = wrapped(word, 34, 2)
    ink = Ink(look_.colour, 9, bold=True)
    mark = font(f"{look_.mark} ", Ink(look_.colour, 11, bold=True))
    rows = lines(_between(hop, pen), Ink(QUIET, 8), "LEFT")
    rows += f'<TR><TD ALIGN="LEFT">{mark}{font(first, ink)}</TD></TR>' + lines(more, ink, "LEFT")
    manner = [phrase(f"manner.{hop.manner}", pen.language)] if hop.manner else []
    rows += lines(wrapped(" · ".join([country(hop.destination, pen.language), *manner]), 36, 2), Ink(INK, 9), "LEFT")
    return table(rows + lines(_below(hop, pen), Ink(QUIET, 8), "LEFT") + _GAP, _TIGHT)


def _between(hop: Hop, pen: _Pen) -> list[str]:
    """From whom to whom, where lines run close: beyond the first hop a label must say which line it belongs to."""
    if hop.kind is not HopKind.SUB_PROCESSOR or pen.is_brief:
        return []
    exporter, importer = (plain(pen.ends[end].title, 26) for end in (hop.exporter, hop.importer))
    return [f"{exporter} → {importer}"]


def _below(hop: Hop, pen: _Pen) -> list[str]:
    is_told = hop.art28 is not None and not (pen.is_brief and hop.art28 is Art28.ON_FILE)
    found = [phrase(f"art28.{hop.art28}", pen.language)] if is_told else []
    if hop.responsibility is not Responsibility.OURS:
        found.append(pen.words("responsibility", hop.responsibility))
    return found
