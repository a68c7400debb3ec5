"""Stretches of a text: its sentences, what lies inside one, and how long a quote may be."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Protocol, TypeVar

from crawlers.blocks import Span

_END = re.compile(
    r"[.!?\n](?:(?<=\n)|(?<!\n)[\"”’)\]]{0,2} (?=[\"“(\[]?[A-ZÅÄÖ0-9]))"
)  # begins with the letters sought
_ABBREVIATED = "inc ltd corp co no art nr e.g i.e t.ex bl.a u.s u.s.a m.m s.k d.v.s etc st dr mr mrs ms llc vs cf org"
_SHORT = frozenset(_ABBREVIATED.split())
MAX_QUOTE = 600


class _Placed(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


P = TypeVar("P", bound=_Placed)


def sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """The sentences of a stretch, without the white space between them."""
    begin = start
    for match in _END.finditer(text, start, end):
        if text[match.start()] == "." and _is_short(text, begin, match.start()):
            continue
        stop = match.end() - 1
        if stop > begin:
            yield Span(begin, stop)
        begin = match.end()
    if begin < end:
        yield Span(begin, end)


def _is_short(text: str, begin: int, dot: int) -> bool:
    word = text[max(begin, dot - 12) : dot].replace("-", " ").rpartition(" ")[2].lower().lstrip('(“"')
    return word in _SHORT or (len(word) == 1 and word.isalpha())


def inside(found: Sequence[P], start: int, end: int) -> Sequence[P]:
    """Of things in order of their place, those inside the stretch."""
    first = bisect_left(found, start, key=lambda thing: thing.start)
    last = bisect_left(found, end, key=lambda thing: thing.start)
    return found[first:last]


def shortened(span: Span) -> Span:
    """A stretch no longer than a quote may be."""
    return span if span.end - span.start <= MAX_QUOTE else Span(span.start, span.start + MAX_QUOTE)


def quote_with(text: str, span: Span, named: Span) -> Span:
    """A stretch's quote that holds the words named in it: from its beginning, or from a word before them where they
    stand so far on that each of many names would quote all before it."""
    if named.end - span.start <= 2 * MAX_QUOTE:
        return Span(span.start, max(shortened(span).end, named.end))
    begin = text.find(" ", max(span.start, named.end - MAX_QUOTE), named.start) + 1
    return Span(begin or named.start, named.end)
