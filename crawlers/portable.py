"""PDF -> blocks. Lines of a page are joined to paragraphs; lines that repeat on most pages are heads and feet."""

import io
import re
from collections import Counter

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from crawlers.blocks import MAX_TEXT, BlockKind, Extracted, Piece, Writer
from crawlers.errors import ExtractFailed

MAX_PAGES = 500
_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3})[.)]?\s+[A-ZÅÄÖ].{1,90}")
_ITEM = re.compile(r"(?:[•·●○▪–-]|\([a-z]{1,3}\)|\d{1,2}\))\s+(.*)")
_DAMAGE = (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OverflowError)


def read_pdf(content: bytes) -> Extracted:
    """The blocks of a PDF with a text layer. A scan without text comes out empty."""
    pages = _pages(content)
    repeated = _repeated(pages)
    writer = Writer()
    open_lines: list[str] = []
    for page in pages:
        for line in page:
            if line in repeated:
                continue
            open_lines = _take(writer, open_lines, line)
    _close(writer, open_lines)
    return writer.finish()


def _pages(content: bytes) -> list[list[str]]:
    try:
        reader = PdfReader(io.BytesIO(content))
        if len(reader.pages) > MAX_PAGES:
            raise ExtractFailed(f"the PDF has {len(reader.pages)} pages, more than {MAX_PAGES}")
        pages: list[list[str]] = []
        size = 0
        for page in reader.pages:
            text = page.extract_text() or ""
            size += len(text)
            if size > MAX_TEXT:
                raise ExtractFailed(f"the PDF holds more than {MAX_TEXT} characters")
            pages.append([" ".join(line.split()) for line in text.split("\n")])
    except _DAMAGE as error:
        raise ExtractFailed(f"the PDF cannot be read: {type(error).__name__}") from error
    return pages


def _repeated(pages: list[list[str]]) -> set[str]:
    if len(pages) < 4:
        return set()
    counts = Counter(line for page in pages for line in {*page[:3], *page[-3:]} if line)
    return {line for line, count in counts.items() if count * 2 > len(pages)}


def _take(writer: Writer, lines: list[str], line: str) -> list[str]:
    if not line:
        _close(writer, lines)
        return []
    if (item := _ITEM.fullmatch(line)) is not None:
        _close(writer, lines)
        return ["\x00" + item.group(1)]
    if (heading := _NUMBERED.fullmatch(line)) is not None and line[-1] not in ".;,":
        _close(writer, lines)
        writer.add(Piece(BlockKind.HEADING, [line], min(6, 1 + heading.group(1).count("."))))
        return []
    if lines and lines[-1].endswith((".", ":", ";")) and line[:1].isupper():
        _close(writer, lines)
        return [line]
    return [*lines, line]


def _close(writer: Writer, lines: list[str]) -> None:
    if not lines:
        return
    is_item = lines[0].startswith("\x00")
    text = " ".join(lines).lstrip("\x00")
    writer.add(Piece(BlockKind.ITEM if is_item else BlockKind.PARAGRAPH, [text], 1 if is_item else 0))
