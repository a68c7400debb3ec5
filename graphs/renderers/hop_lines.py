"""Lines in DOT: from the exporter to the words, and on from the words to the importer.

The words of a disclosure are a node of their own (`<id>.label`), so that no layout puts two labels on each other and
each label stands on its line; the second piece is `<id>.to`. Columns follow the distance from the controller: a line
to a party farther out runs from left to right; one to a party as near or nearer has its words on the right of both
and comes in on the importer's right side. One plain edge are lines whose words stand in the importer's shape, and
what only stands beside (a joint arrangement, a parent).
"""

import graphviz

from graphs.legend import CHANGES, INK, JOINT, PAPER, PARENT, QUIET, HopLook, look
from graphs.legend import Line as Stroke
from graphs.model import Art28, Change, Hop
from graphs.phrases import phrase
from graphs.renderers.bundles import Line
from graphs.renderers.labels import Ink, fitted, font, lines, safe_name, table, wrapped
from graphs.renderers.pen import Pen
from graphs.renderers.told import places
from registry.terms import HopKind, Responsibility

_TIGHT = 'CELLSPACING="0" CELLPADDING="1"'
_ACROSS = {"tailport": "e", "headport": "w"}  # out on the right, in on the left
_DISCLOSURES = (HopKind.ENGAGEMENT, HopKind.SUB_PROCESSOR)
_COLUMNS = 36


def hop_look(hop: Hop) -> HopLook:
    """How a hop of any kind looks."""
    match hop.kind:
        case HopKind.JOINT:
            return JOINT
        case HopKind.GROUP_PARENT:
            return PARENT
        case HopKind.ENGAGEMENT | HopKind.SUB_PROCESSOR:
            return look(hop.verdict, hop.responsibility)


def has_own_words(line: Line, pen: Pen) -> bool:
    """Whether the line's words are a node of their own."""
    is_inside = line.first.importer in pen.shown.inside
    return line.first.kind in _DISCLOSURES and not is_inside


def draw_words(area: graphviz.Digraph, line: Line, pen: Pen) -> None:
    """The words of a disclosure."""
    id_ = safe_name("hop", line.first.key)
    label = table(words_rows(line, pen), _TIGHT)
    hover = pen.hover(lambda: pen.teller.line(line))
    area.node(f"{id_}.label", label=label, id=f"{id_}.label", shape="plain", style="", **hover)


def words_rows(line: Line, pen: Pen) -> str:
    """Verdict, destinations and manner, the contract, whose responsibility."""
    manner = [phrase(f"manner.{line.first.manner}", pen.language)] if line.first.manner else []
    became = change_rows(line.first, pen)
    where = fitted(places(line.destinations, pen.language), manner, _COLUMNS)
    rows = became + verdict_rows(line.first, pen) + lines(where, Ink(INK, 9), "LEFT")
    return rows + lines(below(line.first, pen), Ink(QUIET, 8), "LEFT")


def draw_line(page: graphviz.Digraph, line: Line, pen: Pen) -> None:
    """The one or two pieces of a line."""
    hop = line.first
    id_, look_ = safe_name("hop", hop.key), hop_look(hop)
    exporter, importer = safe_name("node", hop.exporter), safe_name("node", hop.importer)
    style = stroke(CHANGES[hop.change] if hop.change else look_) | pen.hover(lambda: pen.teller.line(line))
    returns = pen.shown.returns(hop)
    if not has_own_words(line, pen):
        beside = {"constraint": "false"} if hop.kind is HopKind.JOINT or returns else _ACROSS
        label = {} if hop.kind in _DISCLOSURES else {"label": _beside_label(hop, look_, pen)}
        page.edge(exporter, importer, id=id_, arrowhead=look_.head, **label, **beside, **style)
        return
    near, far = ("8", "24") if hop.kind is HopKind.ENGAGEMENT else ("1", "3")  # recipients close to us, in a column
    page.edge(exporter, f"{id_}.label", id=id_, arrowhead="none", weight=near, **_ACROSS, **style)
    if returns:
        page.edge(importer, f"{id_}.label", id=f"{id_}.to", dir="back", arrowtail=look_.head, **_ACROSS, **style)
    else:
        page.edge(f"{id_}.label", importer, id=f"{id_}.to", arrowhead=look_.head, weight=far, **_ACROSS, **style)


def stroke(look_: HopLook) -> dict[str, str]:
    """The line's colour, style and width as attributes."""
    is_double = look_.line is Stroke.DOUBLE
    return {
        "color": f"{look_.colour}:#ffffff:{look_.colour}" if is_double else look_.colour,
        "style": "solid" if look_.line in (Stroke.DOUBLE, Stroke.BOLD) else look_.line.value,
        "penwidth": f"{look_.width:g}",
    }


def _beside_label(hop: Hop, look_: HopLook, pen: Pen) -> str:
    words = wrapped(phrase(f"hop.{hop.kind}", pen.language), 32, 2)
    # On paper, since Graphviz sets it across its own line.
    return table(lines(words, Ink(look_.colour, 9), "LEFT"), f'{_TIGHT} BGCOLOR="{PAPER}"')


def verdict_rows(hop: Hop, pen: Pen, columns: int = 34) -> str:
    """The mark and the word of a verdict, in lines of about so many letters."""
    look_ = hop_look(hop)
    word = pen.words("verdict", hop.verdict) if hop.verdict else phrase("hop.unjudged", pen.language)
    first, *more = wrapped(word, columns, 3)
    ink = Ink(look_.colour, 9, bold=True)
    mark = font(f"{look_.mark} ", Ink(look_.colour, 11, bold=True))
    return f'<TR><TD ALIGN="LEFT">{mark}{font(first, ink)}</TD></TR>' + lines(more, ink, "LEFT")


def change_rows(hop: Hop, pen: Pen) -> str:
    """What became of a hop since another day, and the verdict it had; of what is the same nothing is said."""
    if hop.change in (None, Change.SAME):
        return ""
    look_ = CHANGES[hop.change]
    rows = lines([f"{look_.mark} {phrase(f'change.{hop.change}', pen.language)}"], Ink(INK, 10, bold=True), "LEFT")
    if hop.change is Change.CHANGED and hop.verdict_before not in (None, hop.verdict):
        before = f"{phrase('change.before', pen.language)}: {pen.words('verdict', hop.verdict_before)}"
        rows += lines(wrapped(before, 40, 2), Ink(QUIET, 9), "LEFT")
    elif hop.changed:
        what = ", ".join(phrase(f"field.{name}", pen.language) for name in hop.changed)
        rows += lines(wrapped(what, 40, 2), Ink(QUIET, 9), "LEFT")
    return rows


def below(hop: Hop, pen: Pen) -> list[str]:
    """The contract, and whose responsibility."""
    return contract(hop, pen) + whose(hop, pen)


def contract(hop: Hop, pen: Pen) -> list[str]:
    """Whether an Art. 28 contract is on file; in a large picture only what is not in order."""
    is_told = hop.art28 is not None and not (pen.is_brief and hop.art28 is Art28.ON_FILE)
    return [phrase(f"art28.{hop.art28}", pen.language)] if is_told else []


def whose(hop: Hop, pen: Pen) -> list[str]:
    """Whose responsibility, where it is not ours."""
    is_ours = hop.responsibility is Responsibility.OURS
    return [] if is_ours else [pen.words("responsibility", hop.responsibility)]
