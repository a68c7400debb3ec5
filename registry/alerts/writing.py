"""A letter as plain text, as simple HTML, and as the few words of a chat."""

import re
from collections.abc import Iterator
from html import escape

from registry.alerts.letters import Block, Sort, groups, subject
from registry.alerts.told import Told

LONGEST_CHAT = 1_800  # the shortest limit of the services is 2,000 characters
_CALLS = re.compile(r"[@<]|\](?=\()")


def text(told: Told, base_url: str) -> str:
    """The letter as plain text; a quote stands behind a mark."""
    written = ("\n".join(line for block in group for line in _lines(block)) for group in groups(told, base_url))
    return "\n\n".join(one for one in written if one) + "\n"


def chat(told: Told, base_url: str) -> tuple[str, str]:
    """Title and text for a chat. The id stands in it, so that a repeat is known as one."""
    parts = list(groups(told, base_url))[1:]
    lines = [line for group in parts for block in group for line in _lines(block)]
    last = lines[-1] if lines else ""
    room = LONGEST_CHAT - len(last) - len(told.id) - 10
    body = inert("\n".join(lines[:-1]))
    body = body if len(body) <= room else f"{body[:room]}…"
    return inert(subject(told)), f"{body}\n{last}\n({told.id})".lstrip()


def inert(text: str) -> str:
    """A text whose marks call nobody and link nowhere in a chat: a space without width stands in `@all`, `<…>` and
    between the words of a link and its address. No text from outside brings one along (`wording.plain`)."""
    return _CALLS.sub("\\g<0>\u200b", text)


def html(told: Told, base_url: str) -> str:
    """The letter as HTML without styles, scripts, pictures or anything that is fetched; every text is escaped."""
    head = f'<meta charset="utf-8"><title>{escape(subject(told))}</title>'
    body = "\n".join(f"<div>{''.join(map(_element, group))}</div>" for group in groups(told, base_url))
    return f'<!doctype html>\n<html lang="{told.language}"><head>{head}</head><body>\n{body}\n</body></html>\n'


def _lines(block: Block) -> Iterator[str]:
    if block.sort is Sort.QUOTE:
        yield from (f"{block.label}:", f"  > {block.text}")
    else:
        yield f"{block.label}: {block.text}" if block.label else block.text


def _element(block: Block) -> str:
    shown, label = escape(block.text), escape(block.label or "")
    match block.sort:
        case Sort.HEADING:
            return f"<h1>{shown}</h1>"
        case Sort.LINE:
            return f"<p><b>{label}:</b> {shown}</p>" if label else f"<p>{shown}</p>"
        case Sort.QUOTE:
            return f"<p><b>{label}:</b></p><blockquote>{shown}</blockquote>"
        case Sort.LINK:
            return f'<p><a href="{shown}">{label}</a></p>'
