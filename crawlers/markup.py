"""HTML -> blocks, by one walk without recursion over the parsed page.

The main text: `main` or `article` only where it holds at least half of the page's text; navigation, footers and
dialogs go only where they are less than 30 % of it; forms always stay (whole policies stand in one).
"""

import re
from operator import itemgetter

import selectolax
from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.blocks import PSEUDO_HEADING, BlockKind, Extracted, Link, Piece, Writer, clean, letters
from crawlers.days import find_dates
from crawlers.errors import ExtractFailed
from crawlers.rowspans import Columns

SELECTOLAX = selectolax.__version__
MAX_NODES = 600_000
MAX_LIST_DEPTH = 20
MAX_DEPTH = 2_500
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]{0,40})")
_VOID = "area base br col embed hr img input link meta param source track wbr path rect circle line use polygon"
_CLOSED_BY_THE_NEXT = "p li dt dd tr td th tbody thead tfoot option optgroup html head body"
_NEVER_NESTED = frozenset(f"{_VOID} {_CLOSED_BY_THE_NEXT}".split())
_MAX_BOLD_HEADING = 120
_UNREAD = ["script", "style", "noscript", "template", "svg", "iframe", "object", "canvas", "select", "datalist", "math"]
_FOOT_LINES = "footer p, footer li, footer small, footer time, [role=contentinfo] p"
_MAX_FOOT_LINE, _MAX_FOOT_LINES = 120, 3
_FRAME = "nav, footer, dialog, [role=navigation], [role=contentinfo], [role=dialog], [role=search]"
_MAIN = "main, article, [role=main]"
_HEADINGS = {f"h{n}": n for n in range(1, 7)} | {"summary": PSEUDO_HEADING, "caption": PSEUDO_HEADING}
_BOLD = frozenset({"b", "strong"})
_BLOCK_TAGS = (
    "p div section article header footer main nav aside ul ol li dl dt dd table thead tbody tfoot tr td th h1 h2 h3 h4 "
    "h5 h6 br hr blockquote pre details summary body html title form label button option figure figcaption address "
    "fieldset legend caption"
)
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_INLINE = _BOLD | {"a", "span"}  # the others say nothing
_TEXT = "-text"
_NO_ELEMENT = ("", "-", "!")  # how the names of text, comments and the like begin


def read_markup(html: str) -> Extracted:
    """The blocks of a page's main text."""
    _refuse_depth(html)
    tree = LexborHTMLParser(html)
    title = tree.css_first("title")
    root = tree.css_first("html")
    language = root.attributes.get("lang") if root is not None else None
    name = title.text() if title is not None else ""
    tree.strip_tags([*_UNREAD, "head"])
    writer = Writer()
    body = tree.body
    if body is not None:
        dated = _dated_lines(body)
        _Walk(writer, is_obfuscated="data-cfemail" in html).over(_main_part(body))
        for line in dated:
            if line not in writer.finish().text:
                writer.add(Piece(BlockKind.PARAGRAPH, [line]))
    return writer.finish(title=name, language=language)


def _dated_lines(body: LexborNode) -> list[str]:
    """Lines of footers that bear a day ("Fastställd 2024-09-02"): many a notice tells of its version there alone."""
    lines = [clean(node.text()) for node in body.css(_FOOT_LINES)]
    dated = (line for line in lines if len(line) <= _MAX_FOOT_LINE and any(one.day for one in find_dates(line)))
    return list(dict.fromkeys(dated))[:_MAX_FOOT_LINES]


def _refuse_depth(html: str) -> None:
    """The parser's time grows with the square of the depth; no page that people read is nested this deep."""
    if html.count("<") <= MAX_DEPTH:
        return
    depth = 0
    for match in _TAG.finditer(html):
        if match.group(2).lower() in _NEVER_NESTED:
            continue
        depth = max(0, depth - 1) if match.group(1) else depth + 1
        if depth > MAX_DEPTH:
            raise ExtractFailed(f"elements stand more than {MAX_DEPTH} deep")


def _main_part(body: LexborNode) -> LexborNode:
    root, length = body, _length(body)
    parts = [(_length(part), part) for part in body.css(_MAIN)]
    if parts:
        longest, part = max(parts, key=itemgetter(0))
        root, length = (part, longest) if longest * 2 >= length else (root, length)
    frames = [node for node in root.css(_FRAME) if not _is_within(node, _FRAME_TAGS, root)]
    if sum(map(_length, frames)) < 0.3 * max(1, length):
        for node in frames:
            node.decompose()
    return root


_FRAME_TAGS = frozenset({"nav", "footer", "dialog"})


def _is_within(node: LexborNode, tags: frozenset[str], root: LexborNode) -> bool:
    parent = node.parent
    for _ in range(64):
        if parent is None or parent.mem_id == root.mem_id:
            return False
        if parent.tag in tags:
            return True
        parent = parent.parent
    return False


def _length(node: LexborNode) -> int:
    return letters(node.text() or "")


class _Walk:
    """The state of one walk: the words of the open block, and the headings, lists, links and tables they stand in."""

    def __init__(self, writer: Writer, *, is_obfuscated: bool) -> None:
        self._writer = writer
        self._is_obfuscated = is_obfuscated
        self._words: list[str] = []
        self._bold = self._linked = 0
        self._links: list[Link] = []
        self._heading = 0
        self._lists = 0
        self._items = 0
        self._strong = 0
        self._anchor: tuple[str, list[str]] | None = None
        self._tables: list[list[Piece]] = []
        self._columns: list[Columns] = []  # of each table
        self._row: Piece | None = None
        self._cell: list[str] | None = None

    def over(self, root: LexborNode) -> None:
        """Walk the whole part, in document order."""
        path: list[tuple[LexborNode, str]] = []
        node: LexborNode | None = root
        seen = 0
        while node is not None:
            tag = node.tag or ""
            seen += 1
            if seen > MAX_NODES:
                raise ExtractFailed(f"more than {MAX_NODES} elements; name the part to read with `select`")
            if tag == _TEXT:
                self._text(node.text_content or "")
            elif tag[:1] not in _NO_ELEMENT:
                self._enter(node, tag)
                child = node.child
                if child is not None:
                    path.append((node, tag))
                    node = child
                    continue
                self._leave(tag)
            node = node.next if path else None
            while node is None and path:
                left, tag = path.pop()
                self._leave(tag)
                node = left.next if path else None
        self._flush()
        while self._tables:
            self._end_table()

    def _text(self, text: str) -> None:
        self._words.append(text)
        if self._strong:
            self._bold += letters(text)
        if self._anchor is not None:
            self._linked += letters(text)
            self._anchor[1].append(text)

    def _enter(self, node: LexborNode, tag: str) -> None:
        if tag in _BLOCKS:
            self._flush()
        elif tag not in _INLINE:
            return
        if tag in _HEADINGS:
            self._heading = _HEADINGS[tag]
        elif tag in _BOLD:
            self._strong += 1
        elif tag == "a":
            self._anchor = (node.attributes.get("href") or "", [])
        elif tag in ("ul", "ol"):
            self._lists += 1
        elif tag in ("li", "dt", "dd"):
            self._items += 1
        else:
            self._enter_table(node, tag)
        if tag in ("a", "span") and self._is_obfuscated and "data-cfemail" in node.attributes:
            self._obfuscated(node)

    def _enter_table(self, node: LexborNode, tag: str) -> None:
        if tag == "table":
            self._begin_table()
        elif tag == "tr" and self._tables:
            self._end_row()
            self._row = Piece(BlockKind.ROW, [], is_header=True)
        elif tag in ("td", "th") and self._row is not None:
            self._cell = []
            self._columns[-1].place(self._row.cells, self._cell, node.attributes.get("rowspan"))
            self._row.is_header = self._row.is_header and (tag == "th" or _in_head(node))

    def _obfuscated(self, node: LexborNode) -> None:
        """An address hidden by a rotating key is the same address: show it instead of its placeholder."""
        address = _unhidden(node.attributes.get("data-cfemail") or "")
        if address:
            for child in list(node.iter(include_text=True)):
                child.decompose()
            self._words.append(address)

    def _leave(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._flush()
        elif tag not in _INLINE:
            return
        if tag in _HEADINGS:
            self._heading = 0
        elif tag in _BOLD:
            self._strong = max(0, self._strong - 1)
        elif tag == "a" and self._anchor is not None:
            self._links.append(Link("".join(self._anchor[1]), self._anchor[0]))
            self._anchor = None
        elif tag in ("ul", "ol"):
            self._lists = max(0, self._lists - 1)
        elif tag in ("li", "dt", "dd"):
            self._items = max(0, self._items - 1)
        else:
            self._leave_table(tag)

    def _leave_table(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._cell = None
        elif tag == "tr":
            self._end_row()
        elif tag == "table":
            self._end_table()

    def _flush(self) -> None:
        if not self._words:
            self._links, self._bold, self._linked = [], 0, 0
            return
        text = "".join(self._words)
        if text.isspace() or not text:
            pass
        elif self._cell is not None and self._row is not None:
            self._cell.append(text)
            self._row.links.extend(self._links)
        else:
            kind, level = self._kind(text)
            self._writer.add(Piece(kind, [text], level, self._links, self._linked))
        self._words, self._links, self._bold, self._linked = [], [], 0, 0

    def _kind(self, text: str) -> tuple[BlockKind, int]:
        if self._heading:
            return BlockKind.HEADING, self._heading
        if self._items:
            return BlockKind.ITEM, min(MAX_LIST_DEPTH, max(1, self._lists))
        if self._bold and self._bold <= _MAX_BOLD_HEADING and self._bold == letters(text):
            return BlockKind.HEADING, PSEUDO_HEADING
        return BlockKind.PARAGRAPH, 0

    def _begin_table(self) -> None:
        """A table inside a cell makes the outer one layout: what it holds so far are paragraphs."""
        if self._tables:
            self._end_row()
            for row in self._tables[-1]:
                for cell in row.cells:
                    self._writer.add(Piece(BlockKind.PARAGRAPH, cell, 0, row.links))
            self._tables[-1].clear()
        self._tables.append([])
        self._columns.append(Columns())
        self._row = self._cell = None

    def _end_row(self) -> None:
        if self._row is not None and self._tables:
            self._tables[-1].append(self._row)
            self._columns[-1].end_row()
        self._row = self._cell = None

    def _end_table(self) -> None:
        self._end_row()
        if self._tables:
            self._writer.add_table(self._tables.pop())
            self._columns.pop()


def _in_head(node: LexborNode) -> bool:
    row = node.parent
    return row is not None and row.parent is not None and row.parent.tag == "thead"


def _unhidden(code: str) -> str:
    try:
        raw = bytes.fromhex(code[:400])
        return bytes(byte ^ raw[0] for byte in raw[1:]).decode() if len(raw) > 1 else ""
    except ValueError:
        return ""
