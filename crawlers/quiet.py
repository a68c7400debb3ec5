"""What differs between two captures whose texts say the same: nothing, the page around the text, its order, its markup.

Never an alert, for the text is the same; told so that whoever asks why the bytes differ has an answer.
"""

import re
from collections import Counter

from selectolax.lexbor import LexborHTMLParser

from crawlers.blocks import Block, BlockKind, Extracted
from crawlers.compare import Difference
from crawlers.extract import decode
from crawlers.wording import undated
from registry.terms import ChangeKind

_FRONT = re.compile(r"\A---\n(.{0,4000}?)\n---\n", re.DOTALL)
_IMAGE = re.compile(r"!\[([^\]\n]{0,200})\]")
_LINES = 20_000
_DATE, _PAGE = ChangeKind.DATE_ONLY, ChangeKind.NAVIGATION_NOISE
_ORDER, _WORDS = ChangeKind.RESTRUCTURING_NO_SUBSTANCE, ChangeKind.COSMETIC_ONLY


def quiet_kind(before: bytes, after: bytes, texts: tuple[Extracted, Extracted], found: Difference) -> ChangeKind | None:
    """The sort of a difference that changes no passage; None where the bytes are the same."""
    if before == after:
        return None
    if found.is_reordered:
        return _ORDER
    was, now = decode(before), decode(after)
    if "<html" in now[:2000].lower():
        return _around(was, now)
    if _is_about_the_page(was, now) or _other_labels(*texts):
        return _PAGE
    return _WORDS


def _around(was: str, now: str) -> ChangeKind:
    """The lines a visitor sees beside the text: menus, footers, questions and answers."""
    old, new = _seen(was), _seen(now)
    if old == new:
        return _WORDS
    if Counter(old) == Counter(new):
        return _ORDER
    gone, fresh = Counter(old) - Counter(new), Counter(new) - Counter(old)
    is_dated = Counter(map(undated, gone.elements())) == Counter(map(undated, fresh.elements()))
    return _DATE if is_dated and any(c.isdigit() for line in gone for c in line) else _PAGE


def _seen(html: str) -> list[str]:
    tree = LexborHTMLParser(html)
    tree.strip_tags(["script", "style", "noscript", "template", "svg"])
    text = tree.body.text(separator="\n") if tree.body is not None else ""
    return [" ".join(line.split()) for line in text.split("\n")[:_LINES] if line.strip()]


def _is_about_the_page(was: str, now: str) -> bool:
    """Keys of the front matter or pictures that came or went; the case of a key's value is no such thing."""
    if _keys(was) != _keys(now):
        return True
    return Counter(_IMAGE.findall(was)) != Counter(_IMAGE.findall(now))


def _keys(source: str) -> set[str]:
    front = _FRONT.match(source.replace("\r\n", "\n"))
    lines = front.group(1).split("\n") if front else []
    return {line.partition(":")[0] for line in lines if line[:1].strip() and ":" in line}


def _other_labels(before: Extracted, after: Extracted) -> bool:
    """Whether words that are links, or stand for a picture or a widget, are so in one text alone.

    A heading that became a link, or an anchor before one, is markup.
    """
    headings = {block.text for text in (before, after) for block in text.blocks if block.kind is BlockKind.HEADING}
    was, now = ({block.text for block in text.blocks if _is_label(block)} for text in (before, after))
    return bool((was ^ now) - headings)


def _is_label(block: Block) -> bool:
    return block.is_linked or not any(map(str.isalnum, block.text))
