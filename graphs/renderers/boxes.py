"""Boxes in DOT: one list of sub-processors that say the same, with the verdict on top."""

from collections import defaultdict

import graphviz

from graphs.legend import BOX, CHANGES, INK, QUIET
from graphs.phrases import phrase
from graphs.renderers.bundles import Box
from graphs.renderers.hop_lines import below, change_rows, hop_look, stroke, verdict_rows, whose
from graphs.renderers.labels import Ink, lines, safe_name, table, wrapped
from graphs.renderers.pen import Pen
from graphs.renderers.told import count, places
from graphs.text import plain
from registry.terms import HopKind

_TIGHT = 'CELLSPACING="0" CELLPADDING="1"'
_COLUMNS = {HopKind.ENGAGEMENT: 84, HopKind.SUB_PROCESSOR: 52}
# Names listed in a box; how many more there are is said, the description holds all.
_NAMES = {HopKind.ENGAGEMENT: 120, HopKind.SUB_PROCESSOR: 40}
_LONGEST = 60


def draw_box(area: graphviz.Digraph, box: Box, pen: Pen, *, label: str | None = None) -> None:
    """The list. `label` is what else it says than a list as wide as it needs."""
    id_ = safe_name("box", box.first.key)
    hover = pen.hover(lambda: pen.teller.box(box))
    look_ = {"shape": BOX.shape, "style": BOX.style, "fillcolor": BOX.fill, "color": BOX.border}
    area.node(id_, label=label or table(_rows(box, pen), _TIGHT), id=id_, **look_, **hover)


def draw_box_line(page: graphviz.Digraph, box: Box, pen: Pen) -> None:
    """The line from the exporter to the list."""
    id_, look_ = safe_name("box", box.first.key), hop_look(box.first)
    exporter = safe_name("node", box.first.exporter)
    hover = pen.hover(lambda: pen.teller.box(box))
    style = stroke(CHANGES[box.first.change] if box.first.change else look_)
    page.edge(exporter, id_, id=f"{id_}.to", arrowhead=look_.head, tailport="e", headport="w", **style, **hover)


def _rows(box: Box, pen: Pen) -> str:
    return list_rows(box, pen, _COLUMNS[box.first.kind], _NAMES[box.first.kind])


def list_rows(box: Box, pen: Pen, columns: int, most: int, *, zone: str | None = None, in_card: bool = False) -> str:
    """Verdict, how many and how, names by place, at most so many of them; `zone` where the box does not stand there.

    In a card verdict and contract are told for several lists together.
    """
    hop, parties = box.first, {line.first.importer for line in box.lines}
    manner = [phrase(f"manner.{hop.manner}", pen.language)] if hop.manner else []
    head = " · ".join([count(len(parties), hop.kind, pen.language), *manner, *([zone] if zone else [])])
    rows = change_rows(hop, pen) + verdict_rows(hop, pen) if not in_card else ""
    rows += lines(wrapped(head, columns, 2), Ink(INK, 9, bold=True), "LEFT")
    for where, names in _by_place(box, pen, most).items():
        rows += lines(wrapped(f"{where}: {', '.join(names)}", columns, most), Ink(INK, 9), "LEFT")
    more = len(parties) - most
    rows += lines([phrase("box.more", pen.language).format(count=more)], Ink(QUIET, 9), "LEFT") if more > 0 else ""
    tell = whose if in_card else below
    told = dict.fromkeys(text for line in box.lines for text in tell(line.first, pen))
    return rows + lines(list(told), Ink(QUIET, 8), "LEFT")


def _by_place(box: Box, pen: Pen, most: int) -> dict[str, list[str]]:
    """Names by where the data reach; an arrow stands before a party that is drawn elsewhere too."""
    standing = {node.id for node in pen.shown.parties}
    reached: dict[str, set[str | None]] = defaultdict(set)
    for line in box.lines:
        reached[line.first.importer] |= line.destinations
    found: dict[str, list[str]] = defaultdict(list)
    for id_ in list(reached)[:most]:
        arrow = "→" if id_ in standing else ""
        where = ", ".join(places(frozenset(reached[id_]), pen.language))
        found[plain(where, 5 * _LONGEST)].append(arrow + plain(pen.ends[id_].title, _LONGEST))
    return dict(sorted(found.items()))
