"""Bytes as they were received -> Extracted: blocks with their place in one text.

The same bytes, declaration and EXTRACTOR always give the same result. Whatever cannot be read raises ExtractFailed;
nothing is cut silently, for a cut would look like a removal.
"""

import codecs
import re
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version

from bs4 import BeautifulSoup
from bs4 import __version__ as BS4
from bs4.element import Tag
from lxml.etree import LIBXML_VERSION, LXML_VERSION
from soupsieve import SelectorSyntaxError
from soupsieve.__meta__ import __version__ as SOUPSIEVE

from crawlers.blocks import Block, BlockKind, Cell, Extracted, Link
from crawlers.errors import ExtractFailed
from crawlers.markdown import read_markdown
from crawlers.markup import SELECTOLAX, read_markup
from crawlers.plain import read_plain

EXTRACTOR = 3  # raise it whenever the same bytes may give another text or other blocks
# Other versions of these may give another text, too.
LIBRARIES = (BS4, SOUPSIEVE, LXML_VERSION, LIBXML_VERSION, SELECTOLAX, version("pypdf"))
MAX_BYTES = 12_000_000
_DECLARED = re.compile(rb"""<meta[^>]{0,200}charset\s{0,9}=\s{0,9}["']?([A-Za-z0-9_-]{2,40})""", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?([A-Za-z0-9_-]{2,40})", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SUFFIXES = {
    "html": "html",
    "htm": "html",
    "xhtml": "html",
    "md": "markdown",
    "mdx": "markdown",
    "markdown": "markdown",
}
_SUFFIXES |= {"txt": "plain", "text": "plain", "pdf": "pdf"}
_TYPES = {"text/html": "html", "application/xhtml+xml": "html", "text/markdown": "markdown", "application/pdf": "pdf"}

__all__ = ["EXTRACTOR", "MAX_BYTES", "Block", "BlockKind", "Cell", "Extracted", "Link", "Selection", "extract"]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which parts of a page are the document: CSS selectors to keep and, inside them, to take away."""

    select: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


def extract(content: bytes, *, content_type: str = "", name: str = "", selection: Selection | None = None) -> Extracted:
    """The blocks of a document. The first bytes decide over the content type, that over the name's ending."""
    if len(content) > MAX_BYTES:
        raise ExtractFailed(f"{len(content)} bytes, more than {MAX_BYTES}")
    form = _form(content, content_type, name)
    if form == "pdf":
        return _read_pdf(content)
    text = decode(content, content_type)
    if form == "html":
        return read_markup(_selected(text, selection) if selection is not None else text)
    if form == "markdown":
        return read_markdown(text)
    return read_plain(text)


def _read_pdf(content: bytes) -> Extracted:
    """By a library that takes 17 MB: it is loaded with the first PDF."""
    text: Extracted = import_module("crawlers.portable").read_pdf(content)
    return text


def decode(content: bytes, content_type: str = "") -> str:
    """Text of the bytes: byte order mark, header, declaration in the page, strict UTF-8, then Windows-1252."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    header = _CHARSET.search(content_type[:500])
    declared = _DECLARED.search(content[:4096])
    named = [header.group(1)] if header else []
    named += [declared.group(1).decode("ascii")] if declared else []
    for encoding in [*named, "utf-8"]:
        try:
            return content.decode(encoding)
        except (LookupError, UnicodeError):
            continue
    return content.decode("cp1252", errors="replace")


def _form(content: bytes, content_type: str, name: str) -> str:
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"%pdf-"):
        return "pdf"
    if head.startswith((b"<!doctype html", b"<html")):
        return "html"
    declared = _TYPES.get(content_type.partition(";")[0].strip().lower())
    ending = _SUFFIXES.get(name.rpartition(".")[2].lower()) if "." in name else None
    form = declared or ending or ("html" if b"<body" in head or b"<p>" in head or b"<div" in head else "plain")
    if form == "pdf" or (b"\x00" in content[:1024] and not content.startswith((b"\xff\xfe", b"\xfe\xff"))):
        raise ExtractFailed("neither HTML, PDF, Markdown nor text")
    return form


def _selected(html: str, selection: Selection) -> str:
    if not selection.select and not selection.remove:
        return html
    soup = BeautifulSoup(html, "lxml")
    try:
        for css in selection.remove:
            for node in soup.select(css):
                node.decompose()
        kept = [node for css in selection.select for node in soup.select(css)] or ([] if selection.select else [soup])
    except SelectorSyntaxError as error:
        raise ExtractFailed(f"a selector of the declaration cannot be read: {error}") from error
    if not kept:
        raise ExtractFailed(f"nothing on the page matches {', '.join(selection.select)}")
    outer = [node for node in kept if not any(node is not other and _holds(other, node) for other in kept)]
    language = soup.html.get("lang", "") if isinstance(soup.html, Tag) else ""
    return f'<html lang="{language}"><body>' + "".join(str(node) for node in outer) + "</body></html>"


def _holds(outer: Tag, inner: Tag) -> bool:
    return any(parent is outer for parent in inner.parents)
