"""A picture as PDF: one page of its own size, then pages that tell every hop in words, for readers that read aloud.

The page is the SVG drawn again (`paper`), so both say the same and look the same; Graphviz writes no PDF of its own
here. The same graph gives the same bytes: no clock, no random names, fonts embedded. A picture larger than a page of
PDF may be is scaled down.
"""

import xml.etree.ElementTree as ET
from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from graphs.legend import INK, QUIET
from graphs.model import FlowGraph, header, hops, nodes
from graphs.phrases import Words, phrase
from graphs.renderers import paper
from graphs.renderers.typeface import font, natural, shown
from graphs.sentences import lines, of_graph, of_hop

_LARGEST = 14_400.0  # points; what readers of PDF accept
_MARGIN, _SIZE, _LEADING = 40.0, 8.0, 11.0


def render(picture: bytes, graph: FlowGraph, words: Words) -> bytes:
    """PDF bytes of a picture that `svg` or `map` made of this graph."""
    root = ET.fromstring(picture)
    _, _, width, height = paper.viewbox(root)
    scale = min(1.0, _LARGEST / max(width, height))
    written = BytesIO()
    canvas = Canvas(written, pagesize=(width * scale, height * scale), invariant=1, pageCompression=1)
    _describe(canvas, graph, words)
    canvas.scale(scale, scale)
    paper.put(canvas, root)
    canvas.showPage()
    _tell(canvas, graph, words)
    canvas.save()
    return written.getvalue()


def _describe(canvas: Canvas, graph: FlowGraph, words: Words) -> None:
    top = header(graph)
    canvas.setTitle(top.title)
    canvas.setAuthor("Onward")
    canvas.setCreator("Onward")
    canvas.setProducer("Onward")
    canvas.setSubject(of_graph(graph, words))
    canvas.setCatalogEntry("Lang", top.language.value)


def _tell(canvas: Canvas, graph: FlowGraph, words: Words) -> None:
    """Every hop in a sentence, page by page, with the day and the law at the foot of each."""
    top, ends = header(graph), {node.id: node for node in nodes(graph)}
    told = [row for hop in hops(graph) for row in _broken(of_hop(hop, ends, words, top.language))]
    size = landscape(A4)
    room = int((size[1] - 3 * _MARGIN) / _LEADING)
    pages = [told[at : at + room] for at in range(0, len(told), room)]
    for number, page in enumerate(pages, 1):
        canvas.setPageSize(size)
        canvas.setFillColor(HexColor(INK))
        _write(canvas, [shown(top.title, bold=True)], size[1] - _MARGIN, bold=True)
        _write(canvas, page, size[1] - _MARGIN - 2 * _LEADING)
        canvas.setFillColor(HexColor(QUIET))
        foot = f"{' '.join(lines(top))} {number}/{len(pages)}."
        missing = [phrase("pdf.missing", top.language)] if any("\ufffd" in row for row in page) else []
        _write(canvas, [shown(foot, bold=False), *missing], _MARGIN)
        canvas.showPage()


def _write(canvas: Canvas, rows: list[str], top: float, *, bold: bool = False) -> None:
    written = canvas.beginText(_MARGIN, top)
    written.setFont(font(bold=bold), _SIZE)
    written.setLeading(_LEADING)
    for row in rows:
        written.textLine(row)
    canvas.drawText(written)


def _broken(sentence: str) -> list[str]:
    """A sentence in rows that fit between the margins; a word longer than a row is cut into rows."""
    room = landscape(A4)[0] - 2 * _MARGIN
    rows: list[str] = []
    row = ""
    for word in shown(sentence, bold=False).split(" "):
        while natural(word, _SIZE, bold=False) > room:
            rows, row, word = [*rows, f"{row} {word[:60]}".strip()], "", word[60:]
        longer = f"{row} {word}".strip()
        if natural(longer, _SIZE, bold=False) > room:
            rows, row = [*rows, row], f"   {word}"
        else:
            row = longer if not row.startswith("   ") else f"{row} {word}"
    return [*rows, row]
