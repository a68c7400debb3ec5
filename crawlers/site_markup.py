"""HTML -> tags with their places, by one linear pass: a tree would lose where in the page something stands."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape

_LONGEST_VALUE = 20_000
_MOST_ATTRIBUTES = 200
_OPENING = re.compile(r"<(?:(!--)|(/)?([a-zA-Z][^\s/>]{0,60}))")
_BLANK = re.compile(r"[\s/]*")
_NAME = re.compile(r"[^\s=>/]+")
_EQUALS = re.compile(r"\s*=\s*")
_BARE = re.compile(r"[^\s>]*")
_RAW_TEXT = ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
_CLOSING = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in _RAW_TEXT}


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute's value as meant (entities resolved), and the place of the whole attribute."""

    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Tag:
    """An opening tag. Its `body` is the place of the text inside a script or style, empty for all others; `inert`
    tags stand in a template, from which nothing is loaded."""

    name: str
    attributes: Mapping[str, Attribute]
    start: int
    end: int
    body: tuple[int, int]
    inert: bool

    def said(self, name: str) -> str:
        """An attribute's value without white space around it; empty where there is none."""
        held = self.attributes.get(name)
        return held.value.strip() if held else ""


@dataclass(frozen=True, slots=True)
class Comment:
    """The place of what is commented out."""

    start: int
    end: int


def pieces(html: str) -> Iterator[Tag | Comment]:
    """Tags and comments in their order. What is never closed goes to the end, as in a browser."""
    at, templates = 0, 0
    while found := _OPENING.search(html, at):
        name = (found[3] or "").lower()
        if found[1]:
            end = _or_end(html, html.find("-->", found.end()))
            yield Comment(found.end(), end)
            at = end
            continue
        attributes, at = _attributes(html, found.end())
        if at < 0:
            return
        if found[2]:
            templates -= name == "template" and templates > 0
            continue
        end = at
        if name in _CLOSING:
            closing = _CLOSING[name].search(html, at)
            at = closing.start() if closing else len(html)
        yield Tag(name, attributes, found.start(), end, (end, at), templates > 0)
        templates += name == "template"


def _or_end(html: str, at: int) -> int:
    return len(html) if at < 0 else at


def _attributes(html: str, at: int) -> tuple[dict[str, Attribute], int]:
    """A tag's attributes, the first of a name counting, and where the tag ends; -1 where it never does."""
    held: dict[str, Attribute] = {}
    while True:
        at = _end_of(_BLANK, html, at)
        if at >= len(html):
            return held, -1
        if html[at] == ">":
            return held, at + 1
        start, at = at, max(at + 1, _end_of(_NAME, html, at))
        name = html[start : min(at, start + 100)].lower()
        value, at = _value(html, at)
        if at < 0:
            return held, -1
        if len(held) < _MOST_ATTRIBUTES:
            held.setdefault(name, Attribute(value, start, at))


def _value(html: str, at: int) -> tuple[str, int]:
    """The value that begins here, if any does, and where it ends; -1 for a quote that is never closed."""
    equals = _EQUALS.match(html, at)
    if equals is None:
        return "", at
    at = equals.end()
    quote = html[at : at + 1]
    if quote in ('"', "'"):
        end = html.find(quote, at + 1)
        return _meant(html, at + 1, end), end + 1 if end >= 0 else -1
    end = _end_of(_BARE, html, at)
    return _meant(html, at, end), end


def _meant(html: str, start: int, end: int) -> str:
    return unescape(html[start : min(end, start + _LONGEST_VALUE)]) if end > start else ""


def _end_of(pattern: re.Pattern[str], html: str, at: int) -> int:
    found = pattern.match(html, at)
    return found.end() if found else at
