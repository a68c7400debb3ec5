"""Markdown -> blocks, line by line. Front matter, comments, imports and fences of site generators are not text."""

import html
import re
from collections.abc import Iterator

from crawlers.blocks import PSEUDO_HEADING, BlockKind, Extracted, Link, Piece, Writer

_MAX_LINE = 400_000
_FEWEST_ROWS = 2
_HEADING = re.compile(r"(#{1,6})[ \t]+(.*)")
_ITEM = re.compile(r"([ \t]{0,200})(?:[-*+•]|\d{1,3}[.)])[ \t]{1,200}(.*)")
_RULE = re.compile(r"[ \t:|]{0,300}-[ \t:|-]*")
_UNDERLINE = re.compile(r"(=+|-{2,})[ \t]*")
_NOT_TEXT = re.compile(r"(?:import\s.*\sfrom\s.*|export\s.*|:::.*|<!--.*-->|\{%.*%\}|[*_-](?:[ \t]*[*_-]){2,})[ \t]*")
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]{0,40}(?:\s[^<>]{0,1000})?/?>")
_BREAK = re.compile(r"<br\s{0,9}/?>|<br\s{0,9}></br>", re.IGNORECASE)
_IMAGE = re.compile(r"!\[[^\[\]]{0,1000}\]\([^()\s]{0,2000}(?:\s[^()]{0,300})?\)")
_LINK = re.compile(r"\[([^\[\]]{0,4000})\]\(((?:[^()\s]|\([^()\s]{0,300}\)){0,2000})(?:\s[^()]{0,300})?\)")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,600}|[^<>\s@]{1,100}@[^<>\s@]{1,100})>")
_EMPHASIS = re.compile(r"(?<!\\)(?:\*{1,3}|`{1,3}|(?<![^\W_])_{1,3}|_{1,3}(?![^\W_]))")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_ALL_BOLD = re.compile(r"(?:\*\*|__)[^*\n]{1,160}(?:\*\*|__):?[ \t]*")


def read_markdown(source: str) -> Extracted:
    """The blocks of a Markdown document. The title comes from the front matter where it has one."""
    lines, title = _without_front_matter(source.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    reader = _Reader()
    for line in lines:
        reader.line(line[:_MAX_LINE])
    return reader.finish(title)


def _without_front_matter(lines: list[str]) -> tuple[list[str], str]:
    if not lines or lines[0].lstrip("\ufeff").strip() != "---":
        return lines, ""
    for number, line in enumerate(lines[1:400], start=1):
        if line.strip() == "---":
            titles = (row.partition(":")[2] for row in lines[1:number] if row.startswith("title:"))
            return lines[number + 1 :], next(titles, "").strip().strip("'\"")
    return lines, ""


def inline(source: str) -> tuple[list[str], list[Link], int]:
    """(lines, links, letters inside links) of one run of Markdown; breaks divide lines."""
    text = _IMAGE.sub("", source)
    links: list[Link] = []
    linked = 0

    def shown(match: re.Match[str]) -> str:
        nonlocal linked
        label = _plain(match.group(1))
        links.append(Link(label, html.unescape(match.group(2))))
        linked += len("".join(label.split()))
        return match.group(1)

    text = _AUTOLINK.sub(r"\1", _LINK.sub(shown, text))
    return [_plain(part) for part in _BREAK.split(text)], links, linked


def _plain(text: str) -> str:
    text = _TAG.sub(" ", text) if "<" in text else text
    text = _EMPHASIS.sub("", text)
    return html.unescape(_ESCAPE.sub(r"\1", text))


def _cells(line: str) -> Iterator[str]:
    body = line.strip()
    body = body[1:] if body.startswith("|") else body
    body = body[:-1] if body.endswith("|") and not body.endswith("\\|") else body
    for cell in body.replace("\\|", "\x00").split("|"):
        yield cell.replace("\x00", "|")


def bars(line: str) -> int:
    """How many bars divide a line into cells, where they stand between words; 0: it is no row, or a row of links."""
    if " | " not in line or _HEADING.fullmatch(line) or _ITEM.fullmatch(line):
        return 0
    rest = _LINK.sub("", line)
    return line.replace("\\|", "").count(" | ") if any(map(str.isalnum, rest)) else 0


def _goes_on(rows: list[str], stripped: str) -> bool:
    """Whether a line is the first row of a table without outer bars, its rule, or one more row of as many cells."""
    if not rows:
        return bars(stripped) > 0
    if len(rows) == 1 and "|" in stripped and _RULE.fullmatch(stripped):
        return True
    return bars(stripped) == bars(rows[0].strip())


class _Reader:
    """The open paragraph or item and the open table."""

    def __init__(self) -> None:
        self._writer = Writer()
        self._open: list[str] = []
        self._item = 0
        self._table: list[str] = []
        self._barred: list[str] = []
        self._fence = False
        self._comment = False

    def line(self, line: str) -> None:
        """Take the next line."""
        stripped = line.strip()
        if self._is_unread(stripped):
            return
        if stripped.startswith("|"):
            self._end_barred()
            self._end_text()
            self._table.append(stripped)
            return
        self._end_table()
        if not self._open and _goes_on(self._barred, stripped):
            self._barred.append(line)
            return
        self._end_barred()
        if not stripped:
            self._end_text()
            return
        self._text_line(line, stripped.lstrip("> ") if stripped.startswith(">") else stripped)

    def _is_unread(self, stripped: str) -> bool:
        if stripped.startswith("```"):
            self._fence = not self._fence
            return True
        if self._comment:
            self._comment = "-->" not in stripped
            return True
        if stripped.startswith("<!--") and "-->" not in stripped:
            self._comment = True
            return True
        if self._open and _UNDERLINE.fullmatch(stripped):
            return False
        return bool(_NOT_TEXT.fullmatch(stripped))

    def _end_barred(self) -> None:
        """Lines with bars between their cells are rows of a table, from two on; one alone is text."""
        lines, self._barred = self._barred, []
        if sum(not _RULE.fullmatch(line) for line in lines) >= _FEWEST_ROWS:
            self._writer.add_table(_rows([line.strip() for line in lines]))
            return
        for line in lines:
            self._text_line(line, line.strip())

    def _text_line(self, line: str, stripped: str) -> None:
        heading = _HEADING.fullmatch(stripped)
        item = _ITEM.fullmatch(line)
        if heading is not None:
            self._end_text()
            self._write(BlockKind.HEADING, [heading.group(2).rstrip("# ")], len(heading.group(1)))
        elif self._open and not self._item and (under := _UNDERLINE.fullmatch(stripped)) is not None:
            lines, self._open = self._open, []
            self._write(BlockKind.HEADING, [" ".join(lines)], 1 if under.group(1).startswith("=") else 2)
        elif item is not None:
            self._end_text()
            self._item = 1 + min(19, len(item.group(1).expandtabs(4)) // 2)
            self._open = [item.group(2)]
        else:
            self._item = self._item if self._open or line[:1] in (" ", "\t") else 0
            self._open.append(stripped if not line.endswith("  ") else stripped + "<br>")

    def _end_text(self) -> None:
        if not self._open:
            return
        lines, self._open = self._open, []
        whole = " ".join(lines)
        if self._item:
            self._write(BlockKind.ITEM, [whole], self._item)
        elif _ALL_BOLD.fullmatch(whole):
            self._write(BlockKind.HEADING, [whole], PSEUDO_HEADING)
        else:
            self._write(BlockKind.PARAGRAPH, [whole], 0)

    def _write(self, kind: BlockKind, sources: list[str], level: int) -> None:
        for source in sources:
            lines, links, linked = inline(source)
            if kind is BlockKind.PARAGRAPH:
                for number, line in enumerate(lines):
                    self._writer.add(Piece(kind, [line], level, links if number == 0 else [], linked))
            else:
                self._writer.add(Piece(kind, lines, level, links, linked))

    def _end_table(self) -> None:
        if not self._table:
            return
        lines, self._table = self._table, []
        self._writer.add_table(_rows(lines))

    def finish(self, title: str) -> Extracted:
        """Close what is open."""
        self._end_barred()
        self._end_text()
        self._end_table()
        return self._writer.finish(title=title)


def _rows(lines: list[str]) -> Iterator[Piece]:
    """The row above the rule is the header; where it is empty, the first row with two filled cells."""
    ruled = next((n for n, line in enumerate(lines[:3]) if _RULE.fullmatch(line)), None)
    headed = ruled is None
    for number, line in enumerate(lines):
        if _RULE.fullmatch(line):
            continue
        piece = Piece(BlockKind.ROW, [])
        for cell in _cells(line):
            shown, links, linked = inline(cell)
            piece.cells.append(shown)
            piece.links.extend(links)
            piece.linked += linked
        filled = sum(1 for cell in piece.cells if any(part.strip() for part in cell))
        if not headed and filled >= 2 and number <= 4:
            piece.is_header = headed = True
        yield piece
