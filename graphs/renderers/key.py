"""What stands around the picture: the title above, the legend with counts, the day, the law and the source below."""

from collections import Counter

from graphs.legend import CHANGES, INK, QUIET, UNJUDGED, VERDICTS, HopLook, Line, look
from graphs.legend import NODES as NODE_LOOKS
from graphs.model import Change, FlowGraph, Header, Language, NodeKind, header, nodes
from graphs.phrases import Words, day, phrase
from graphs.questions import verdict_counts
from graphs.renderers.labels import Ink, font, lines, table, wrapped
from graphs.sentences import compared
from graphs.sentences import lines as header_lines
from registry.terms import Responsibility, Verdict

_COLUMNS = 3
_CELLS = 5  # line, mark, word, count, space
_SPACER = '<TR><TD HEIGHT="6"></TD></TR>'
_PLAIN = Ink(INK, 9)
_HEAD = Ink(INK, 10, bold=True)


def title_label(top: Header) -> str:
    """The title and the day."""
    rows = lines(wrapped(top.title, 90, 2), Ink(INK, 16, bold=True), "LEFT")
    about = f"{phrase('day', top.language)} {day(top.on, top.language)}"
    if top.compared_on is not None:
        about += f" · {compared(top)}"
    who = [", ".join(top.controllers)] if top.controllers and ", ".join(top.controllers) != top.title else []
    rows += lines(wrapped(" · ".join([*who, about]), 120, 2), Ink(QUIET, 10), "LEFT")
    return table(rows, 'CELLSPACING="0" CELLPADDING="2"')


def key_label(graph: FlowGraph, words: Words, *, has_boxes: bool) -> str:
    """The legend with counts of ours and shared, then the lines every drawing prints."""
    top = header(graph)
    samples = _samples(graph, words, top.language)
    head = f"{phrase('legend', top.language)} – {phrase('count', top.language)}: {phrase('counted', top.language)}"
    rows = _changes(graph, top) + _row(font(head, _HEAD))
    rows += _grid(samples)
    rows += f"{_SPACER}{_row(_shapes({node.kind for node in nodes(graph)}, top.language))}{_SPACER}"
    if has_boxes:
        rows += _row(font(phrase("box.key", top.language), _PLAIN)) + _SPACER
    rows += "".join(_row(font(line, Ink(QUIET, 9))) for text in header_lines(top) for line in wrapped(text, 130, 3))
    return table(rows, 'CELLSPACING="0" CELLPADDING="3"')


def _changes(graph: FlowGraph, top: Header) -> str:
    """Where two days are compared: how a line, a mark and a word tell what became of a hop, and how many."""
    if top.compared_on is None:
        return ""
    counted = Counter(said["change"] for _, _, said in graph.edges(data=True))
    head = compared(top)
    found = [(CHANGES[c], phrase(f"change.{c}", top.language), str(counted[c])) for c in Change]
    return "".join(_row(font(line, _HEAD)) for line in wrapped(head, 110, 3)) + _grid(found) + _SPACER


def _row(inner: str) -> str:
    return f'<TR><TD ALIGN="LEFT" COLSPAN="{_COLUMNS * _CELLS}">{inner}</TD></TR>'


def _samples(graph: FlowGraph, words: Words, language: Language) -> list[tuple[HopLook, str, str]]:
    counted = verdict_counts(graph)
    found = [(VERDICTS[v], words("verdict", v), str(counted.get(v, 0))) for v in reversed(Verdict)]
    if any(said["responsibility"] is Responsibility.THEIRS for _, _, said in graph.edges(data=True)):
        theirs = look(None, Responsibility.THEIRS)
        found.append((theirs, words("responsibility", Responsibility.THEIRS), ""))
    return [*found, (UNJUDGED, phrase("legend.unjudged", language), "")]


def _grid(samples: list[tuple[HopLook, str, str]]) -> str:
    """Samples down the columns, so that the order is read as a list."""
    height = -(-len(samples) // _COLUMNS)
    rows = ""
    for line in range(height):
        cells = "".join(_sample(*sample) for sample in samples[line::height])
        missing = _COLUMNS - len(samples[line::height])
        rows += f"<TR>{cells}{'<TD></TD>' * _CELLS * missing}</TR>"
    return rows


def _sample(look_: HopLook, word: str, count: str) -> str:
    mark = font(look_.mark, Ink(look_.colour, 12, bold=True))
    return (
        f"<TD>{_stroke(look_)}</TD><TD>{mark}</TD>"
        f'<TD ALIGN="LEFT">{font(word, _PLAIN)}</TD><TD ALIGN="RIGHT">{font(count, _PLAIN)}</TD>{_space(18)}'
    )


def _space(width: int) -> str:
    return f'<TD WIDTH="{width}" BORDER="0"></TD>'


def _stroke(look_: HopLook) -> str:
    """A piece of the line, drawn as the border of an empty cell."""
    sides, height = ("TB", 4) if look_.line is Line.DOUBLE else ("B", 7)
    style = look_.line if look_.line in (Line.DASHED, Line.DOTTED) else Line.SOLID
    cell = (
        f'<TD WIDTH="40" HEIGHT="{height}" FIXEDSIZE="TRUE" SIDES="{sides}" BORDER="{max(1, round(look_.width))}" '
        f'STYLE="{style}" COLOR="{look_.colour}"></TD>'
    )
    return f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR>{cell}</TR></TABLE>'


def _shapes(used: set[NodeKind], language: Language) -> str:
    """The parties that stand in the picture."""
    cells = _space(8).join(_shape(kind, language) for kind in NodeKind if kind in used)
    return f'<TABLE BORDER="0" CELLBORDER="1" CELLSPACING="0" CELLPADDING="4"><TR>{cells or _space(8)}</TR></TABLE>'


def _shape(kind: NodeKind, language: Language) -> str:
    look_ = NODE_LOOKS[kind]
    style = ",".join(part for part in look_.style.split(",") if part != "filled") or "solid"
    return (
        f'<TD STYLE="{style}" BORDER="{look_.borders}" COLOR="{look_.border}" BGCOLOR="{look_.fill}">'
        f"{font(phrase(f'node.{kind}', language), Ink(look_.text, 9))}</TD>"
    )
