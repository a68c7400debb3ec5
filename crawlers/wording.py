"""Words in the form they are compared in: what never makes a difference is gone, what always does is kept.

No case, punctuation, white space, emphasis, quotes' shape or addresses of links; a day reads the same however it is
written. A link to a legal instrument keeps which instrument.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from crawlers.blocks import Block, BlockKind, Span
from crawlers.days import find_dates
from crawlers.findings.mechanisms import acts_in
from crawlers.findings.source import sentences

_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S{1,1000}|\b[a-z0-9-]{1,60}(?:\.[a-z0-9-]{1,60}){1,5}/\S{0,600}", re.IGNORECASE
)
_MAIL = re.compile(
    r"\[email.protected\]|[\w.+-]{1,64}@[\w.-]{1,120}|[\w.+-]{1,64}\s?[\[(]at[\])]\s?[\w.-]{1,120}|\[at\]",
    re.IGNORECASE,
)
_HIDDEN_MAIL = re.compile(r"\[email.protected\]|\[at\]|\(at\)", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]{1,2}\b)?")
_APOSTROPHES = "’‘`´"
_CENTURIES = ("19", "20")
_YEAR = re.compile(r"(?:©|\(c\)|copyright)\s{0,3}(?:19|20)\d\d(?:\s?[-–]\s?(?:19|20)\d\d)?", re.IGNORECASE)
_ONE = r"(?:[1-4]|one|two|three|four|ett|två|tre|fyra|iii|ii|iv|i)"
_MODULES = re.compile(
    rf"\bmodul(?:es|en|er|erna|e)?\s{_ONE}\b(?:\s?(?:,|&|/|and|or|och|eller)\s?{_ONE}\b){{0,3}}", re.I
)
_NUMBER = re.compile(rf"\b{_ONE}\b", re.I)
_MODULE_NUMBERS = {word: str(n) for n, words in enumerate(
    (("1", "one", "ett", "i"), ("2", "two", "två", "ii"), ("3", "three", "tre", "iii"), ("4", "four", "fyra", "iv")), 1
) for word in words}  # fmt: skip
DAY = "⟨day⟩"
_MARKED_DAY = re.compile("⟨[0-9?-]*⟩")


@lru_cache(maxsize=60_000)
def key(text: str) -> str:
    """The words of a passage for comparing, days in one form."""
    return " ".join(_WORD.findall(_prepared(text)))


@lru_cache(maxsize=20_000)
def undated(text: str) -> str:
    """As `key`, with every day and every e-mail address the same: equal where only these differ."""
    return " ".join(_WORD.findall(_MARKED_DAY.sub(" dddd ", _MAIL.sub(" mmmm ", _YEAR.sub(" dddd ", _prepared(text))))))


def hides_mail(text: str) -> bool:
    """Whether a text has a placeholder where an e-mail address is hidden from machines."""
    return _HIDDEN_MAIL.search(text) is not None


@lru_cache(maxsize=20_000)
def unaddressed(text: str) -> str:
    """As `key`, with every e-mail address the same."""
    return " ".join(_WORD.findall(_prepared(_MAIL.sub(" mmmm ", text))))


def _prepared(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    for odd in _APOSTROPHES:  # asking a table for every letter takes as long as all the rest
        if odd in plain:
            plain = plain.replace(odd, "'")
    if "/" in plain or "www." in plain:
        plain = _ADDRESS.sub(lambda match: " " + " ".join(acts_in(match.group())), plain)
    if any(century in plain for century in _CENTURIES):  # every day has a year
        plain = _with_days(plain)
    return plain.casefold()


def _with_days(text: str) -> str:
    last = 0
    parts: list[str] = []
    for found in sorted(find_dates(text), key=lambda found: found.start):
        if found.start >= last:
            parts += [text[last : found.start], f" ⟨{found.day or '?'}⟩ "]
            last = found.end
    return "".join([*parts, text[last:]])


def instruments(block: Block) -> str:
    """The legal instruments a block's links point to."""
    if not block.links:
        return ""
    return " ".join(dict.fromkeys(act for link in block.links for act in acts_in(link.target)))


def modules(text: str) -> frozenset[str]:
    """The modules of the standard contractual clauses a text names, by number: "Module two and 3" are 2 and 3."""
    named = (number for found in _MODULES.finditer(text) for number in _NUMBER.findall(found.group()))
    return frozenset(_MODULE_NUMBERS[number.lower()] for number in named)


def block_key(block: Block) -> str:
    """The words of a block and the instruments it points to."""
    pointed = instruments(block)
    return key(block.text) + (f" → {pointed}" if pointed else "")


def passages(block: Block) -> Iterator[Span]:
    """The parts of a block that are compared: sentences; a table row or heading whole."""
    if block.kind in (BlockKind.ROW, BlockKind.HEADING):
        yield Span(block.start, block.end)
        return
    for begin, end in _sentence_offsets(block.text):
        yield Span(block.start + begin, block.start + end)


@lru_cache(maxsize=60_000)
def _sentence_offsets(text: str) -> tuple[tuple[int, int], ...]:
    return tuple((span.start, span.end) for span in sentences(text, 0, len(text)))
