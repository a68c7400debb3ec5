"""What the sentences of a block say of the parties they name, remembered with everything that it hangs on.

The next version of a page repeats nearly all its blocks. What a block says of parties is made of its words and of what
stands around it: the headings above, what announces it, the letters next to it, what else the document calls the same,
how it spells. All that is the block's surroundings, or was asked of the spelling; where the surroundings are the same
and the spelling answers alike, what was found stands again at the block's new place. Whatever `recipients` asks of a
document about one block must be among these.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

import msgspec

from crawlers.blocks import Block, BlockKind, Span
from crawlers.findings.announcing import Announced
from crawlers.findings.document import Document
from crawlers.findings.merging import Mention, NotRecipient
from crawlers.findings.roles import role_of_place
from crawlers.findings.rows import Row
from crawlers.findings.spelling import Heard, Question
from crawlers.findings.unknown import NEAR
from crawlers.findings.whereabouts import MAX_BORDER, MAX_BRACKET
from crawlers.gazetteer import Gazetteer, Named
from crawlers.memo import Memo
from registry.terms import Role

MAX_TEXTS, MAX_CHARACTERS = 6_000, 2_000_000  # of one language and one set of names
MOST_SURROUNDINGS = 3  # of one text: the same line in several places
_MOST_KEPT = 400  # names, sentences and mentions of one block
_ENCODER = msgspec.msgpack.Encoder()
_NEXT = len("\n5")  # a number in the next line, as of an address
_INTRODUCED = ", "  # the most that stands between a word for a kind and the word that introduces its names


class Surroundings(NamedTuple):
    """Everything around a block that what it says of parties may hang on, places counted from its beginning."""

    kind: BlockKind
    section: tuple[str, ...]
    own_section: tuple[str, ...]
    announced: Announced | None
    is_in_list: bool
    is_headed: bool
    row: tuple[str, int] | None
    part: tuple[str, int] | None
    before: str
    after: str
    kinds_before: tuple[tuple[int, int], ...]
    role: Role
    aliases: tuple[str, ...]


class _Said(NamedTuple):
    """A mention as plain values, in the order in which it takes them."""

    name: str
    service: str | None
    party: str | None
    role: Role
    countries: tuple[str, ...]
    start: int
    end: int
    name_start: int
    is_row: bool
    told: tuple[Span, ...]
    is_sure: bool
    is_listed: bool


class _Refused(NamedTuple):
    """A name that is no recipient, as plain values."""

    name: str
    why: str
    start: int
    end: int
    name_start: int


class Again(NamedTuple):
    """What was found in a block, as plain values, places counted from its beginning; `around` is a hash of all around.

    `named`: the names of each sentence.
    """

    around: bytes
    asked: tuple[tuple[Question, bool], ...]
    named: tuple[tuple[int, int, tuple[Named, ...]], ...]
    mentions: tuple[_Said, ...]
    refused: tuple[_Refused, ...]


@lru_cache(maxsize=8)
def memory(language: str, gazetteer: Gazetteer) -> Memo[list[Again]]:
    """What was found lately in blocks, by their words."""
    return Memo(lambda _text: [], texts=MAX_TEXTS, characters=MAX_CHARACTERS)


Told = tuple[list[Mention], list[NotRecipient]]
Tell = Callable[[Document, Block, Announced | None, Row | None], Iterator[Mention | NotRecipient]]


def told_again(source: Document, number: int, row: Row | None, tell: Tell) -> Told:
    """What `tell` finds in the block of this number: as it was remembered, else found and remembered."""
    block, spelling = source.blocks[number], source.parties.spelling
    announced = source.announced_at(block)
    around = _hash(_surroundings(source, number, row, announced))
    known = memory(source.language, source.gazetteer)(block.text)
    for one in known:
        if one.around == around and spelling.answers_alike(one.asked):
            return _placed(source, one, block.start)
    before = spelling.hear()
    found = list(tell(source, block, announced, row))
    named = [(span, source.parties.within(span.start, span.end)) for span in source.sentences(block)]
    heard = spelling.hear_on(before)
    told = [one for one in found if isinstance(one, Mention)], [one for one in found if isinstance(one, NotRecipient)]
    if len(found) + sum(1 + len(some) for _, some in named) <= _MOST_KEPT:
        known.insert(0, _of_its_own(around, heard, named, told, block.start))
        del known[MOST_SURROUNDINGS:]
    return told


def _of_its_own(
    around: bytes, heard: Heard, named: Iterable[tuple[Span, Iterable[Named]]], told: Told, start: int
) -> Again:
    return Again(
        around,
        tuple(heard.items()),
        tuple((at.start - start, at.end - start, tuple(one.moved(-start) for one in some)) for at, some in named),
        tuple(_said(one, start) for one in told[0]),
        tuple(
            _Refused(one.name, one.why, one.start - start, one.end - start, one.name_start - start) for one in told[1]
        ),
    )


def _said(one: Mention, start: int) -> _Said:
    told = tuple(Span(span.start - start, span.end - start) for span in one.told)
    places = one.start - start, one.end - start, one.name_start - start
    known = one.name, one.service, one.party, one.role, one.countries
    return _Said(*known, *places, one.is_row, told, one.is_sure, one.is_listed)


def _placed(source: Document, one: Again, by: int) -> Told:
    heard = dict(one.asked)
    for start, end, named in one.named:
        source.parties.remember(start + by, end + by, [name.moved(by) for name in named], heard)
    return [_mention(said, by) for said in one.mentions], [
        NotRecipient(name, why, start + by, end + by, name_start + by)
        for name, why, start, end, name_start in one.refused
    ]


def _mention(one: _Said, by: int) -> Mention:
    told = tuple(Span(start + by, end + by) for start, end in one.told)
    places = one.start + by, one.end + by, one.name_start + by
    return Mention(*one[:5], *places, one.is_row, told, one.is_sure, one.is_listed)


def _hash(around: Surroundings) -> bytes:
    try:
        content = _ENCODER.encode(around)
    except UnicodeEncodeError:  # half a character
        content = ascii(around).encode()
    return blake2b(content, digest_size=16).digest()


def _surroundings(source: Document, number: int, row: Row | None, announced: Announced | None) -> Surroundings:
    block, part = source.blocks[number], source.parts.of_block[number]
    start, end, text = block.start, block.end, source.text
    section = source.outline.sections[number]
    return Surroundings(
        block.kind,
        section,
        block.section,
        announced,
        source.is_in_list(block),
        bool(block.cells) and block.cells[0].header != "",
        (row.name, row.name_start - start) if row is not None else None,
        (part.text, start - source.parts.start_at(start)) if part is not source.parts.alone[number] else None,
        text[max(0, start - MAX_BORDER) : start],
        text[end : end + (MAX_BRACKET if block.text.rfind("(") > block.text.rfind(")") else _NEXT)],
        _kinds_before(source, start) if "introduces" in part.hits else (),
        role_of_place(source, section, announced),
        source.parties.aliases_in(number),
    )


def _kinds_before(source: Document, start: int) -> tuple[tuple[int, int], ...]:
    """Words for kinds of recipients at the end of what stands before, which names at a block's beginning may be of."""
    hits = source.hits.within("recipient_categories", max(0, start - NEAR), start)
    return tuple((hit.start - start, hit.end - start) for hit in hits if start - hit.end <= len(_INTRODUCED))
