"""Parties in DOT: one shape each, with names, country, and, where it is so drawn, the words of the line into it."""

import graphviz

from graphs.legend import BORDERS, CHANGES, INK, NODES, QUIET, NodeLook
from graphs.model import Change, Node, NodeKind
from graphs.phrases import country, phrase
from graphs.renderers.bundles import FIRST
from graphs.renderers.cards import card_label
from graphs.renderers.hop_lines import words_rows
from graphs.renderers.labels import Ink, lines, safe_name, table, wrapped
from graphs.renderers.pen import Pen
from graphs.sentences import name

_TIGHT = 'CELLSPACING="0" CELLPADDING="1"'
_SPACER = '<TR><TD HEIGHT="5"></TD></TR>'
_ROOM, _IN_CARDS, _BESIDE_CARDS = (34, 42), (28, 34), (17, 20)  # letters in a line of a title, and of what is small
WITH_WORDS = "with-words"  # set from the left


def draw_party(area: graphviz.Digraph, node: Node, pen: Pen) -> None:
    """One shape, with an id of its own."""
    look_, card = NODES[node.kind], pen.shown.cards.get(node.id)
    names = _names(node, look_.text, pen, "LEFT" if card else "CENTER")
    area.node(
        safe_name("node", node.id),
        label=card_label(node, card, names, pen) if card else _label(node, names, pen),
        id=safe_name("node", node.id),
        shape=look_.shape,
        fillcolor=look_.fill,
        color=look_.border,
        **{"class": WITH_WORDS} if card or node.id in pen.shown.inside else {},
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


def _label(node: Node, names: str, pen: Pen) -> str:
    line = pen.shown.inside.get(node.id)
    if line is not None:
        names = words_rows(line, pen) + _SPACER + _names(node, NODES[node.kind].text, pen, "LEFT")
    return table(names, _TIGHT)


def _names(node: Node, ink: str, pen: Pen, side: str) -> str:
    below = QUIET if ink == INK else ink
    title, small = _ROOM if not pen.shown.cards else _BESIDE_CARDS if node.kind in FIRST else _IN_CARDS
    is_strong = node.kind in FIRST or node.kind is NodeKind.SERVICE
    rows = lines(_became(node, pen), Ink(ink, 10, bold=True), side) + lines(
        wrapped(node.title, title), Ink(ink, 11, bold=is_strong), side
    )
    written = name(node).removeprefix(node.title).strip()
    party = node.party if node.party and node.party != node.title else ""
    for text in (written, party):
        rows += lines(wrapped(text, small, 2), Ink(below, 9), side)
    return rows + lines(wrapped(_last(node, pen), small + 4, 2), Ink(below, 9), side)


def _last(node: Node, pen: Pen) -> str:
    """The kind of a controller, the country, and whether nobody knows who stands behind."""
    found = [phrase(f"node.{node.kind}", pen.language)] if node.kind in FIRST else []
    if node.kind is not NodeKind.DEPTH_UNKNOWN or node.country:
        found.append(country(node.country, pen.language))
    if not node.depth_known:
        found.append(phrase("node.depth_unknown", pen.language))
    return " · ".join(found)
