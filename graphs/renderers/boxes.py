"""Boxes in DOT: one list of sub-processors that say the same, with the verdict on top."""

from collections import defaultdict

import graphviz

from graphs.legend import BOX, CHANGES, INK, QUIET
from graphs.phrases import phrase
from graphs.renderers.bundles import Box
from graphs.renderers.hop_lines import below, change_rows, hop_look, stroke, verdict_rows
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


def draw_box(area: graphviz.Digraph, box: Box, pen: Pen) -> None:
    """The list."""
    id_ = safe_name("box", box.first.key)
    hover = pen.hover(lambda: pen.teller.box(box))
    look_ = {"shape": BOX.shape, "style": BOX.style, "fillcolor": BOX.fill, "color": BOX.border}
    area.node(id_, label=_label(box, pen), id=id_, **look_, **hover)


def draw_box_line(page: graphviz.Digraph, box: Box, pen: Pen) -> None:
    """The line from the exporter to the list."""
    id_, look_ = safe_name("box", box.first.key), hop_look(box.first)
    exporter = safe_name("node", box.first.exporter)
    hover = pen.hover(lambda: pen.teller.box(box))
    style = stroke(CHANGES[box.first.change] if box.first.change else look_)
    page.edge(exporter, id_, id=f"{id_}.to", arrowhead=look_.head, tailport="e", headport="w", **style, **hover)


def _label(box: Box, pen: Pen) -> str:
    parties = {line.first.importer for line in box.lines}
    manner = [phrase(f"manner.{box.first.manner}", pen.language)] if box.first.manner else []
    head = " · ".join([count(len(parties), box.first.kind, pen.language), *manner])
    rows = change_rows(box.first, pen) + verdict_rows(box.first, pen) + lines([head], Ink(INK, 9, bold=True), "LEFT")
    for where, names in _by_place(box, pen).items():
        text = f"{where}: {', '.join(names)}"
        rows += lines(wrapped(text, _COLUMNS[box.first.kind], _NAMES[box.first.kind]), Ink(INK, 9), "LEFT")
    more = len(box.lines) - _NAMES[box.first.kind]
    rows += lines([phrase("box.more", pen.language).format(count=more)], Ink(QUIET, 9), "LEFT") if more > 0 else ""
    return table(rows + lines(below(box.first, pen), Ink(QUIET, 8), "LEFT"), _TIGHT)


def _by_place(box: Box, pen: Pen) -> dict[str, list[str]]:
    """Names by where the data reach; an arrow stands before a party that is drawn elsewhere too."""
    standing = {node.id for node in pen.shown.parties}
    found: dict[str, list[str]] = defaultdict(list)
    for line in box.lines[: _NAMES[box.first.kind]]:
        importer = pen.ends[line.first.importer]
        arrow = "→" if importer.id in standing else ""
        where = ", ".join(places(line.destinations, pen.language))
        found[plain(where, 5 * _LONGEST)].append(arrow + plain(importer.title, _LONGEST))
    return dict(sorted(found.items()))
