"""Cards in DOT, for pictures too large for lines: what a party gets and whom it passes data on to, in its own shape.

Cards stand in columns of one width within their zone, the worst verdict on top, so that the page is as wide as a sheet
of A3 whatever it shows. One line runs from a controller to each zone, with the number of its recipients there and the
worst verdict among them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import graphviz

from graphs.legend import INK, QUIET
from graphs.model import Hop, Node
from graphs.phrases import phrase
from graphs.renderers.boxes import draw_box, list_rows
from graphs.renderers.bundles import FIRST, ZONES, Box, Card, Line, badness
from graphs.renderers.hop_lines import change_rows, contract, hop_look, stroke, verdict_rows, whose
from graphs.renderers.labels import Ink, fitted, lines, safe_name, table, wrapped
from graphs.renderers.pen import Pen
from graphs.renderers.told import count, places
from registry.law.zones import Zone
from registry.terms import HopKind

COLUMNS = 4  # of cards: with the controllers beside them as wide as A3 lying
_LETTERS = 37  # in a line of a card
_WIDTH = 182  # points; every card is as wide, so columns stand in line
_TRUNK = 96  # points of the words of a line; as wide everywhere, so that no line runs through them
_NAMES = 24  # of one list in a card; how many more there are is said
_ALL_NAMES = 120  # of a list of recipients, which is a card of its own
_SPACER = '<TR><TD HEIGHT="5"></TD></TR>'
_GAP = '<TR><TD HEIGHT="2"></TD></TR>'
_TIGHT = f'CELLSPACING="0" CELLPADDING="1" WIDTH="{_WIDTH}"'


def card_label(node: Node, card: Card, head: str, pen: Pen) -> str:
    """A party's names, then what comes to it, then its lists; a verdict that several share is said once."""
    several = sum(one.kind in FIRST for one in pen.shown.parties) > 1
    parts: dict[str, list[str]] = defaultdict(list)
    for lines_ in _alike(card.into):
        parts[_verdict(lines_[0].first, pen)].append(_into_rows(lines_, pen, is_named=several))
    for box in card.lists:
        told = list_rows(box, pen, _LETTERS, _NAMES, zone=_where(box, node, pen), in_card=True)
        parts[_verdict(box.first, pen)].append(told)
    rows = [head, *(verdict + _GAP.join(told) for verdict, told in parts.items())]
    return table(_SPACER.join(rows) + _contracts(card, pen), _TIGHT)


def _verdict(hop: Hop, pen: Pen) -> str:
    return change_rows(hop, pen) + verdict_rows(hop, pen)


def _alike(into: Iterable[Line]) -> list[list[Line]]:
    """Lines that differ in the role and the contract alone: of those all words but the contract's are the same."""
    found: dict[tuple[object, ...], list[Line]] = defaultdict(list)
    for line in into:
        hop = line.first
        said = (hop.exporter, hop.verdict, hop.manner, hop.responsibility, hop.change, hop.verdict_before, hop.changed)
        found[said].append(line)
    return list(found.values())


def _into_rows(several: list[Line], pen: Pen, *, is_named: bool) -> str:
    """What comes from a controller; which one is said where there are several."""
    hop = several[0].first
    manner = [phrase(f"manner.{hop.manner}", pen.language)] if hop.manner else []
    who = wrapped(f"← {pen.ends[hop.exporter].title}", _LETTERS, 2) if is_named else []
    where = frozenset().union(*(line.destinations for line in several))
    rows = lines([*who, *fitted(places(where, pen.language), manner, _LETTERS)], Ink(INK, 9), "LEFT")
    return rows + lines(whose(hop, pen), Ink(QUIET, 8), "LEFT")


def _contracts(card: Card, pen: Pen) -> str:
    """What is not in order with the Art. 28 contracts of anything in a card, said once."""
    found = [*card.into, *(line for box in card.lists for line in box.lines)]
    told = dict.fromkeys(text for line in found for text in contract(line.first, pen))
    return lines(list(told), Ink(QUIET, 8), "LEFT")


def _where(box: Box, node: Node, pen: Pen) -> str | None:
    """The zone of a list, where it is not the one the card stands in."""
    return None if box.zone is node.zone else phrase(f"zone.{box.zone}", pen.language)


def draw_recipients(area: graphviz.Digraph, box: Box, pen: Pen) -> None:
    """A controller's recipients that nobody stands behind, as a card."""
    draw_box(area, box, pen, label=table(list_rows(box, pen, _LETTERS, _ALL_NAMES), _TIGHT))


def draw_columns(page: graphviz.Digraph, cards: Iterable[tuple[Zone, str, int]]) -> None:
    """Put cards (zone, name, height; the worst first) in columns: each where its zone's column ends highest up."""
    columns: list[list[str]] = [[f"column-{at}"] for at in range(COLUMNS)]
    heights: dict[Zone, list[int]] = defaultdict(lambda: [0] * COLUMNS)
    for zone, name, height in cards:
        at = heights[zone].index(min(heights[zone]))
        columns[at].append(name)
        heights[zone][at] += height
    for names in columns:
        page.node(names[0], shape="point", style="invis", width="0", height="0", label="")
        with page.subgraph() as column:
            column.attr(rank="same")
            for name in names:
                column.node(name)
    for at in range(1, COLUMNS):
        page.edge(f"column-{at - 1}", f"column-{at}", style="invis")


def height_of(card: Card | None, box: Box | None = None) -> int:
    """How high a card will be, about, in lines."""
    into = 5 * len(card.into) + 3 if card else 0
    lists = card.lists if card else (box,) if box else ()
    most = _NAMES if card else _ALL_NAMES
    return into + sum(4 + min(len(one.lines), most) // 2 for one in lists)


def draw_trunks(page: graphviz.Digraph, first_of: Mapping[Zone, str], pen: Pen) -> None:
    """From each controller one line to each zone where it has recipients; it leads to the first card there."""
    found: dict[tuple[str, Zone], list[Line]] = defaultdict(list)
    direct = [line for card in pen.shown.cards.values() for line in card.into]
    for line in (*direct, *(line for box in pen.shown.boxes for line in box.lines)):
        found[line.first.exporter, pen.ends[line.first.importer].zone].append(line)
    for exporter, zone in sorted(found, key=lambda one: (-ZONES.index(one[1]), one[0])):
        several = found[exporter, zone]
        worst = min(several, key=lambda line: (badness(line.first.verdict), line.first.key)).first
        number = count(len({line.first.importer for line in several}), HopKind.ENGAGEMENT, pen.language)
        look_, id_ = hop_look(worst), safe_name("trunk", f"{exporter}-{zone}")
        label = table(
            lines([number], Ink(INK, 9, bold=True), "LEFT") + verdict_rows(worst, pen, 18),
            f'CELLPADDING="1" WIDTH="{_TRUNK}"',
        )
        across = {"tailport": "e", "headport": "w"}
        page.node(id_, label=label, shape="plain", style="")
        page.edge(safe_name("node", exporter), id_, arrowhead="none", weight="0", **across, **stroke(look_))
        page.edge(
            id_,
            first_of[zone],
            weight="16",
            minlen="2",
            lhead=f"cluster_{zone}",
            arrowhead=look_.head,
            **across,
            **stroke(look_),
        )
