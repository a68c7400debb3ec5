"""Hops in DOT: a line from the exporter to its words, and on from the words to the importer.

The words of a disclosure are a node of their own (`<id>.label`), so that no layout puts two labels on each other and
each label stands on its line; the second piece is `<id>.to`. A hop that leads back is laid out against its direction,
or Graphviz would turn the whole picture; its arrow still points to the importer. What only stands beside (a joint
arrangement, a parent) and the hops of very large graphs are one plain edge.
"""

import graphviz

from graphs.legend import INK, JOINT, PAPER, PARENT, QUIET, HopLook, Line, look
from graphs.model import Art28, Hop
from graphs.phrases import country, phrase
from graphs.renderers.labels import Ink, font, lines, safe_name, table, wrapped
from graphs.renderers.pen import Pen
from graphs.sentences import of_hop
from registry.terms import HopKind, Responsibility

_TIGHT = 'CELLSPACING="0" CELLPADDING="1"'
_ACROSS = {"tailport": "e", "headport": "w"}  # out on the right, in on the left
_DISCLOSURES = (HopKind.ENGAGEMENT, HopKind.SUB_PROCESSOR)


def hop_look(hop: Hop) -> HopLook:
    """How a hop of any kind looks."""
    match hop.kind:
        case HopKind.JOINT:
            return JOINT
        case HopKind.GROUP_PARENT:
            return PARENT
        case HopKind.ENGAGEMENT | HopKind.SUB_PROCESSOR:
            return look(hop.verdict, hop.responsibility)


def has_own_words(hop: Hop, pen: Pen) -> bool:
    """Whether the hop's words are a node of their own."""
    return hop.kind in _DISCLOSURES and not pen.is_bare


def draw_words(area: graphviz.Digraph, hop: Hop, pen: Pen) -> None:
    """The words of a disclosure, in the area both its ends share or on the open page."""
    id_ = safe_name("hop", hop.key)
    label = table(_disclosure(hop, hop_look(hop), pen), _TIGHT)
    hover = pen.hover(of_hop(hop, pen.ends, pen.words, pen.language), None)
    area.node(f"{id_}.label", label=label, id=f"{id_}.label", shape="plain", style="", **hover)


def draw_lines(page: graphviz.Digraph, hop: Hop, pen: Pen) -> None:
    """The lines of a hop."""
    id_, look_ = safe_name("hop", hop.key), hop_look(hop)
    exporter, importer = safe_name("node", hop.exporter), safe_name("node", hop.importer)
    style = _style(look_) | pen.hover(of_hop(hop, pen.ends, pen.words, pen.language), None)
    if not has_own_words(hop, pen):
        beside = {"constraint": "false"} if hop.kind is HopKind.JOINT or hop.key in pen.closing else _ACROSS
        label = {} if hop.kind in _DISCLOSURES else {"label": _beside_label(hop, look_, pen)}
        page.edge(exporter, importer, id=id_, arrowhead=look_.head, **label, **beside, **style)
    elif hop.key in pen.closing:
        page.edge(importer, f"{id_}.label", id=f"{id_}.to", dir="back", arrowtail=look_.head, **_ACROSS, **style)
        page.edge(f"{id_}.label", exporter, id=id_, dir="none", **_ACROSS, **style)
    else:
        near, far = ("8", "24") if hop.kind is HopKind.ENGAGEMENT else ("1", "3")  # recipients close to us, in a column
        page.edge(exporter, f"{id_}.label", id=id_, arrowhead="none", weight=near, **_ACROSS, **style)
        page.edge(f"{id_}.label", importer, id=f"{id_}.to", arrowhead=look_.head, weight=far, **_ACROSS, **style)


def _style(look_: HopLook) -> dict[str, str]:
    is_double = look_.line is Line.DOUBLE
    return {
        "color": f"{look_.colour}:#ffffff:{look_.colour}" if is_double else look_.colour,
        "style": "solid" if look_.line in (Line.DOUBLE, Line.BOLD) else look_.line.value,
        "penwidth": f"{look_.width:g}",
    }


def _beside_label(hop: Hop, look_: HopLook, pen: Pen) -> str:
    words = wrapped(phrase(f"hop.{hop.kind}", pen.language), 32, 2)
    # On paper, since Graphviz sets it across its own line.
    return table(lines(words, Ink(look_.colour, 9), "LEFT"), f'{_TIGHT} BGCOLOR="{PAPER}"')


def _disclosure(hop: Hop, look_: HopLook, pen: Pen) -> str:
    """Verdict, destination and manner, the contract, whose responsibility."""
    word = pen.words("verdict", hop.verdict) if hop.verdict else phrase("hop.unjudged", pen.language)
    first, *more = wrapped(word, 34, 2)
    ink = Ink(look_.colour, 9, bold=True)
    mark = font(f"{look_.mark} ", Ink(look_.colour, 11, bold=True))
    rows = f'<TR><TD ALIGN="LEFT">{mark}{font(first, ink)}</TD></TR>' + lines(more, ink, "LEFT")
    manner = [phrase(f"manner.{hop.manner}", pen.language)] if hop.manner else []
    rows += lines(wrapped(" · ".join([country(hop.destination, pen.language), *manner]), 36, 2), Ink(INK, 9), "LEFT")
    return rows + lines(_below(hop, pen), Ink(QUIET, 8), "LEFT")


def _below(hop: Hop, pen: Pen) -> list[str]:
    is_told = hop.art28 is not None and not (pen.is_brief and hop.art28 is Art28.ON_FILE)
    found = [phrase(f"art28.{hop.art28}", pen.language)] if is_told else []
    if hop.responsibility is not Responsibility.OURS:
        found.append(pen.words("responsibility", hop.responsibility))
    return found
