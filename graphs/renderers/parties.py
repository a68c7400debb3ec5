"""Parties in DOT: one shape each, with names, country, and, where it is so drawn, the words of the line into it."""

import graphviz

from graphs.legend import BORDERS, CHANGES, INK, NODES, QUIET, NodeLook
from graphs.model import Change, Node, NodeKind
from graphs.phrases import country, phrase
from graphs.renderers.bundles import FIRST
from graphs.renderers.hop_lines import words_rows
from graphs.renderers.labels import Ink, lines, safe_name, table, wrapped
from graphs.renderers.pen import Pen
from graphs.sentences import name

_TIGHT = 'CELLSPACING="0" CELLPADDING="1"'
_SPACER = '<TR><TD HEIGHT="5"></TD></TR>'
WITH_WORDS = "with-words"  # set from the left


def draw_party(area: graphviz.Digraph, node: Node, pen: Pen) -> None:
    """One shape, with an id of its own."""
    look_ = NODES[node.kind]
    area.node(
        safe_name("node", node.id),
        label=_label(node, look_.text, pen),
        id=safe_name("node", node.id),
        shape=look_.shape,
        fillcolor=look_.fill,
        color=look_.border,
        **{"class": WITH_WORDS} if node.id in pen.shown.inside else {},
        **_border(node, look_),
        **pen.hover(lambda: pen.teller.party(node), node.address),
    )


def _border(node: Node, look_: NodeLook) -> dict[str, str]:
    """The shape's own border; where two days are compared, the border of what became of the party."""
    if node.change is None:
        return {"style": look_.style, "peripheries": str(look_.borders)}
    style, width = BORDERS[node.change]
    borders = 2 if node.change is Change.CHANGED else 1
    return {"style": f"{look_.style},{style}", "penwidth": f"{width:g}", "peripheries": str(borders)}


def _became(node: Node, pen: Pen) -> list[str]:
    if node.change in (None, Change.SAME):
        return []
    return [f"{CHANGES[node.change].mark} {phrase(f'change.{node.change}', pen.language)}"]


def _label(node: Node, ink: str, pen: Pen) -> str:
    line = pen.shown.inside.get(node.id)
    words, side = (words_rows(line, pen) + _SPACER, "LEFT") if line else ("", "CENTER")
    below = QUIET if ink == INK else ink
    is_strong = node.kind in FIRST or node.kind is NodeKind.SERVICE
    rows = (
        words
        + lines(_became(node, pen), Ink(ink, 10, bold=True), side)
        + lines(wrapped(node.title, 34), Ink(ink, 11, bold=is_strong), side)
    )
    written = name(node).removeprefix(node.title).strip()
    party = node.party if node.party and node.party != node.title else ""
    for text in (written, party):
        rows += lines(wrapped(text, 42, 2), Ink(below, 9), side)
    return table(rows + lines(wrapped(_last(node, pen), 46, 2), Ink(below, 9), side), _TIGHT)


def _last(node: Node, pen: Pen) -> str:
    """The kind of a controller, the country, and whether nobody knows who stands behind."""
    found = [phrase(f"node.{node.kind}", pen.language)] if node.kind in FIRST else []
    if node.kind is not NodeKind.DEPTH_UNKNOWN or node.country:
        found.append(country(node.country, pen.language))
    if not node.depth_known:
        found.append(phrase("node.depth_unknown", pen.language))
    return " · ".join(found)
