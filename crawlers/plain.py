"""Plain text -> blocks: a line is a block; numbered or short titles between paragraphs are headings."""

import re

from crawlers.blocks import PSEUDO_HEADING, BlockKind, Extracted, Piece, Writer

_ITEM = re.compile(r"\s{0,40}(?:[•·●○▪–*-]|\d{1,3}\)|[a-zåäö]\))\s+(.*)")
_RULE = re.compile(r"[ \t:|-]+")
_NUMBERED = re.compile(r"\(?\d{1,2}(?:(?:\.\d{1,2}){1,3}|[.):]|(?=\s+[^\Wa-zåäö\d_]))[.):]?\s+\S.*")
_MAX_TITLE = 90
_MAX_DENSE_TITLE, _MIN_PROSE = 60, 60


def read_plain(source: str) -> Extracted:
    """The blocks of a text without markup."""
    writer = Writer()
    lines = source.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")
    is_dense = sum(not line.strip() for line in lines[:-1]) * 10 < len(lines)
    table: list[Piece] = []
    barred = _barred(lines)
    for number, line in enumerate(lines):
        if number in barred:
            if _RULE.fullmatch(line) is None:
                table.append(Piece(BlockKind.ROW, [], cells=[[cell] for cell in line.split(" | ")]))
            elif len(table) == 1:
                table[0].is_header = True
            continue
        if "\t" in line.strip():
            table.append(Piece(BlockKind.ROW, [], cells=[[cell] for cell in line.split("\t")]))
            continue
        if table:
            writer.add_table(table)
            table = []
        writer.add(_piece(lines, number, is_dense=is_dense))
    writer.add_table(table)
    return writer.finish()


def _barred(lines: list[str]) -> set[int]:
    """The lines that are rows by bars between their cells: two in a row at least with as many bars."""
    counts = [0 if _ITEM.fullmatch(line) else line.count(" | ") for line in lines]
    return {
        number
        for number, count in enumerate(counts)
        if count and count in (counts[number - 1] if number else 0, *counts[number + 1 : number + 2])
    }


def _piece(lines: list[str], number: int, *, is_dense: bool) -> Piece:
    line = lines[number]
    if (item := _ITEM.fullmatch(line)) is not None:
        return Piece(BlockKind.ITEM, [item.group(1)], 1)
    text = line.strip()
    before = "" if is_dense or not number else lines[number - 1]
    after = lines[number + 1 : number + 3]
    if _is_title(text, before=before, after=after) and (not is_dense or not number or _heads(text, after)):
        level = 2 + text.partition(" ")[0].rstrip(".").count(".") if text[:1].isdigit() else PSEUDO_HEADING - 1
        return Piece(BlockKind.HEADING, [text], min(level, PSEUDO_HEADING))
    return Piece(BlockKind.PARAGRAPH, [text])


def _is_title(text: str, *, before: str, after: list[str]) -> bool:
    if not text or len(text) > _MAX_TITLE or text[-1] in ".,;!" or not any(after):
        return False
    if _NUMBERED.fullmatch(text):
        return True
    if ": " in text or "," in text:
        return False
    return not before.strip() and text[-1] != ":" and text[:1].isupper() and len(text.split()) <= 12


def _heads(text: str, after: list[str]) -> bool:
    """Whether a line of a text without empty lines stands above prose or items, not among the cells of a table."""
    following = after[0].strip()
    is_prose = following[-1:] in (".", ":") or len(following) > _MIN_PROSE
    is_numbered = _NUMBERED.fullmatch(text) is not None
    return is_numbered or (len(text) <= _MAX_DENSE_TITLE and (is_prose or _ITEM.fullmatch(after[0]) is not None))
