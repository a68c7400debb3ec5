"""A notice as Markdown, as plain text or as JSON. Names come from outside: in Markdown they are escaped."""

import re
from dataclasses import dataclass
from typing import Any

from registry.answers import dumps
from registry.errors import BadInput
from registry.reports.notice import Notice, Section
from registry.reports.notice_words import Line, Writer

FORMATS = ("md", "txt", "json")
_MARKS = re.compile(r"([\\`*_{}<>\[\]#|~!])")


@dataclass(frozen=True, slots=True)
class Style:
    """How headings and gaps are marked. `gap`: before (with the words for filling in) and after it."""

    title: str
    head: str
    part: str
    gap: tuple[str, str]
    escaped: bool

    def shown(self, text: str) -> str:
        """A text on one line, with nothing in it that could be a mark."""
        flat = " ".join(text.split())
        return _MARKS.sub(r"\\\1", flat) if self.escaped else flat


MARKDOWN = Style("# ", "## ", "### ", ("> **{}:**", ""), escaped=True)
PLAIN = Style("", "", "", ("[{}:", "]"), escaped=False)


def told(notice: Notice, format_: str, writer: Writer) -> str:
    """The notice in one format. Raises BadInput for another."""
    match format_:
        case "md":
            return _text(notice, writer, MARKDOWN)
        case "txt":
            return _text(notice, writer, PLAIN)
        case "json":
            return dumps(as_object(notice)) + "\n"
        case _:
            raise BadInput(f"A notice is written as {', '.join(FORMATS)}, not as {format_}.", field="format")


def as_object(notice: Notice) -> dict[str, Any]:
    """The notice as plain JSON: every line with what it lacks, where to fill it in, and its source."""
    return {
        "title": notice.title,
        "controller": notice.controller,
        "language": notice.language.value,
        "on": notice.on,
        "law": notice.law,
        "gaps": notice.gaps,
        "sections": [_section(one) for one in notice.sections],
    }


def _section(one: Section) -> dict[str, Any]:
    return {
        "head": one.head,
        "lines": [_line(line) for line in one.lines],
        "parts": [_section(part) for part in one.parts],
    }


def _line(line: Line) -> dict[str, Any]:
    return {"text": line.text, "gap": line.is_gap, "wanting": list(line.wanting), "fill": line.fill or None,
            "source": line.source}  # fmt: skip


def _text(notice: Notice, writer: Writer, style: Style) -> str:
    found = [style.title + style.shown(notice.title)]
    for section in notice.sections:
        found += [style.head + style.shown(section.head), *(_shown(line, writer, style) for line in section.lines)]
        for inner in section.parts:
            found += [style.part + style.shown(inner.head), *(_shown(line, writer, style) for line in inner.lines)]
    return "\n\n".join(found) + "\n"


def _shown(line: Line, writer: Writer, style: Style) -> str:
    """A sentence, or a gap with its mark and where to fill in."""
    text = style.shown(line.text)
    if not line.is_gap:
        return text
    before, after = style.gap
    return f"{before.format(writer.part('fill_in'))} {text}{_key(line.fill, code=style.escaped)}{after}"


def _key(fill: str, *, code: bool) -> str:
    """Where to fill in, after the sentence."""
    if not fill:
        return ""
    plain = " ".join(fill.replace("`", "").split())
    return f" (`{plain}`)" if code else f" ({plain})"
