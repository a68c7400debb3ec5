"""A notice as Markdown, as plain text or as JSON. Names come from outside: in Markdown they are escaped."""

import re
from collections.abc import Iterator
from typing import Any

from registry.answers import dumps
from registry.errors import BadInput
from registry.reports.notice import Notice, Section
from registry.reports.notice_words import Line, Writer

FORMATS = ("md", "txt", "json")
_MARKS = re.compile(r"([\\`*_{}<>\[\]#|~!])")


def told(notice: Notice, format_: str, writer: Writer) -> str:
    """The notice in one format. Raises BadInput for another."""
    match format_:
        case "md":
            return _text(notice, writer, "# ", "## ", "### ", "> **", "**", escape=True)
        case "txt":
            return _text(notice, writer, "", "", "", "[", "", escape=False)
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


def _text(
    notice: Notice, writer: Writer, title: str, head: str, part: str, before: str, after: str, *, escape: bool
) -> str:
    def shown(text: str) -> str:
        flat = " ".join(text.split())
        return _MARKS.sub(r"\\\1", flat) if escape else flat

    def lines(one: Section) -> Iterator[str]:
        for line in one.lines:
            if not line.is_gap:
                yield shown(line.text)
                continue
            mark = f"{before}{writer.part('fill_in')}:{after} "
            yield f"{mark}{shown(line.text)}{_key(line.fill, code=escape)}" + ("" if escape else "]")

    found = [title + shown(notice.title)]
    for section in notice.sections:
        found += [head + shown(section.head), *lines(section)]
        for inner in section.parts:
            found += [part + shown(inner.head), *lines(inner)]
    return "\n\n".join(found) + "\n"


def _key(fill: str, *, code: bool) -> str:
    """Where to fill in, after the sentence."""
    if not fill:
        return ""
    plain = " ".join(fill.replace("`", "").split())
    return f" (`{plain}`)" if code else f" ({plain})"
