"""Text as Graphviz wants it: escaped HTML-like labels, wrapped lines, safe names.

Names, roles and addresses come from outside. In an HTML-like label they are escaped as XML; in a plain attribute
`graphviz.escape` keeps back-slashes and `<...>` literal; `&` is written `&amp;`, since Graphviz reads entities there.
"""

import hashlib
import html
import re
import textwrap
from dataclasses import dataclass

import graphviz

from graphs.renderers.widths import width
from graphs.text import plain

_SAFE = re.compile(r"[A-Za-z0-9_-]{1,80}")
_ATTRIBUTE = 400


@dataclass(frozen=True, slots=True)
class Ink:
    """How one line of a label is set."""

    colour: str
    size: int
    bold: bool = False


def safe_name(prefix: str, id_: str) -> str:
    """A name for DOT, XML and style sheets: the id where it is plain, else its hash; the marker keeps both apart."""
    if _SAFE.fullmatch(id_):
        return f"{prefix}-{id_}"
    return f"{prefix}.{hashlib.sha256(id_.encode('utf-8', 'surrogatepass')).hexdigest()[:24]}"


def attribute(sentences: tuple[str, ...], longest: int = _ATTRIBUTE) -> str:
    """Sentences for a tooltip, each bounded, literal whatever they hold.

    Graphviz reads a node's tooltip twice for escapes, so they are escaped twice.
    """
    told = " ".join(plain(sentence, longest) for sentence in sentences)
    entity_free = told.replace("&", "&amp;").replace("\\", "\\\\")
    escaped: str = graphviz.escape(entity_free)
    return escaped


def address(web_address: str) -> str:
    """A web address as an attribute. `graphs.text.web_address` refuses back-slashes and quotes."""
    return web_address.replace("&", "&amp;")


def wrapped(text: str, columns: int, most: int = 3) -> list[str]:
    """Text in at most `most` lines of about `columns` characters; what is cut ends in an ellipsis."""
    return textwrap.wrap(
        plain(text, columns * (most + 1)), columns, max_lines=most, placeholder=" …", break_on_hyphens=False
    )


def fitted(names: list[str], after: list[str], columns: int) -> list[str]:
    """Names in two lines and what comes after them; those without room are counted: `Chile, Peru +8`, `storage`."""
    whole = " · ".join([", ".join(names), *after])
    if len(whole) <= columns:
        return wrapped(whole, columns)
    for shown in range(min(len(names), columns), 1, -1):
        more = f" +{len(names) - shown}" if shown < len(names) else ""
        found = wrapped(", ".join(names[:shown]) + more, columns, 3)
        if len(found) <= 2:
            return found + after
    more = f" +{len(names) - 1}" if len(names) > 1 else ""
    return [line + more * (not place) for place, line in enumerate(wrapped(names[0], columns, 1))] + after


def lines(texts: list[str], ink: Ink, align: str = "CENTER") -> str:
    """Table rows, one a line of text."""
    return "".join(f"<TR><TD {_room(text, ink)}ALIGN={align!r}>{font(text, ink)}</TD></TR>" for text in texts).replace(
        "'", '"'
    )


def font(text: str, ink: Ink) -> str:
    """Escaped text in its font."""
    inner = html.escape(text, quote=True) or " "
    bold = f"<B>{inner}</B>" if ink.bold else inner
    return f'<FONT COLOR="{ink.colour}" POINT-SIZE="{ink.size}">{bold}</FONT>'


def table(rows: str, attributes: str) -> str:
    """A whole HTML-like label. One without rows would be a syntax error, so it gets an empty cell."""
    return f'<<TABLE BORDER="0" CELLBORDER="0" {attributes}>{rows or "<TR><TD></TD></TR>"}</TABLE>>'


def _room(text: str, ink: Ink) -> str:
    """A least width where Graphviz would measure short."""
    return "" if text.isascii() else f"WIDTH='{width(text, ink.size, bold=ink.bold)}' "
