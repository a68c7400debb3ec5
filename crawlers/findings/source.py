"""What every reader gets: the document, its language, and everything recognised in it, found once."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property

from crawlers.blocks import Block, BlockKind, Extracted, Span
from crawlers.findings.parts import Parts, PlacedHits, placed
from crawlers.findings.recognised import Lexicon, Recognised, lexicon
from crawlers.findings.stretches import inside, quote_with, sentences, shortened
from crawlers.gazetteer import Gazetteer, Named
from crawlers.phrases import Hit, Phrases, fold, phrases
from crawlers.places import Place

__all__ = ["Source", "inside", "quote_with", "sentences", "shortened"]


class Source:
    """One document to read. Everything found is in order of its place.

    What it holds holds it weakly, so that all of it goes at once when the reading is done: left to the collector, a
    fifth of the time of reading would go there.
    """

    def __init__(self, extracted: Extracted, language: str, gazetteer: Gazetteer) -> None:
        self.extracted = extracted
        self.text = extracted.text
        self.blocks = extracted.blocks
        self.language = language
        self.gazetteer = gazetteer
        self.phrases: Phrases = phrases(language)
        self._sentences: dict[int, list[Span]] = {}
        self._parties: dict[int, frozenset[str]] = {}
        self._about_rights: dict[str, bool] = {}

    @cached_property
    def parts(self) -> Parts:
        """The document as it was looked through."""
        return Parts(self.extracted, self._lexicon)

    @cached_property
    def _lexicon(self) -> Lexicon:
        return lexicon(self.language, self.gazetteer)

    def recognised(self, words: str) -> Recognised:
        """What words say by themselves: a heading, a name, what stands behind one."""
        return self._lexicon.recognised(words)

    @cached_property
    def hits(self) -> PlacedHits:
        """Wordings of data/phrases."""
        return PlacedHits(self.parts)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Countries."""
        return placed(self.parts, lambda part: part.places)

    @cached_property
    def names(self) -> tuple[Named, ...]:
        """Names the gazetteer knows."""
        return placed(self.parts, lambda part: part.names)

    @property
    def org_numbers(self) -> Iterator[int]:
        """Where Swedish registration numbers begin."""
        return (start + one for start, part in self.parts for one in part.org_numbers)

    @cached_property
    def folded(self) -> str:
        """The whole text in the form in which wordings are looked for."""
        return fold(self.text)

    def blocks_with(self, *tables: str) -> Iterator[Block]:
        """The blocks in whose part a wording of one of these tables stands, in order; no headings."""
        found = (self.blocks[number] for number in self.parts.blocks_with(tables))
        return (block for block in found if block.kind is not BlockKind.HEADING)

    def opener_of(self, block: Block) -> Block | None:
        """The last heading or lead-in up to a block, itself among them."""
        place = bisect_right(self._openers, self.number_at(block.start)) - 1
        return self.blocks[self._openers[place]] if place >= 0 else None

    @cached_property
    def _openers(self) -> list[int]:
        return [
            number
            for number, block in enumerate(self.blocks)
            if block.kind is BlockKind.HEADING or block.text.endswith(":")
        ]

    def speaks_of(self, key: str, start: int, end: int) -> bool:
        """Whether a stretch speaks of who answers (`entities`), not of a role it gives to others."""
        named = self.hits.within("entities", start, end)
        roles = self.hits.within("roles", start, end) if named else ()
        return any(hit.key == key and not any(_is_longer(role, hit) for role in roles) for hit in named)

    def title_keys(self, text: str, table: str) -> frozenset[str]:
        """What a heading, lead-in or header says, in one table of the wordings."""
        return self.phrases.find_in_title(text[:400]).all_keys(table)

    def is_about_rights(self, section: tuple[str, ...]) -> bool:
        """Whether the nearest heading tells of what is no recipient: rights, complaints, contacts."""
        heading = section[-1] if section else ""
        if heading not in self._about_rights:
            self._about_rights[heading] = "not_recipients" in self.title_keys(heading, "headings")
        return self._about_rights[heading]

    def quote(self, start: int, end: int) -> str:
        """The words of a stretch."""
        return self.text[start:end]

    def sentences(self, block: Block) -> list[Span]:
        """The sentences of a block; a table row is one."""
        if block.kind is BlockKind.ROW:
            return [Span(block.start, block.end)]
        if block.start not in self._sentences:
            base, spans = block.start, self.parts.alone[self.number_at(block.start)].sentences
            self._sentences[base] = [Span(base + span.start, base + span.end) for span in spans]
        return self._sentences[block.start]

    def sentence_at(self, start: int) -> Span:
        """The sentence that holds a place of the text."""
        block = self.block_at(start)
        spans = self.sentences(block)
        number = bisect_left(spans, start + 1, key=lambda span: span.start) - 1
        return spans[number] if number >= 0 and start < spans[number].end else Span(block.start, block.end)

    def parties_of(self, block: Block) -> frozenset[str]:
        """The known parties a block names."""
        if block.start not in self._parties:
            named = inside(self.names, block.start, block.end)
            self._parties[block.start] = frozenset(one.party or one.name for one in named)
        return self._parties[block.start]

    def block_at(self, start: int) -> Block:
        """The block that holds a place of the text."""
        return self.blocks[self.number_at(start)]

    def number_at(self, start: int) -> int:
        """The number of the block that holds a place of the text."""
        return max(0, bisect_right(self._starts, start) - 1)

    def alone_between(self, start: int, end: int) -> list[Recognised]:
        """What the words of each block say that a stretch touches."""
        first = self.number_at(start)
        if end <= self.blocks[first].end:
            return [self.parts.alone[first]]
        return self.parts.alone[first : self.number_at(max(start, end - 1)) + 1]

    @cached_property
    def _starts(self) -> list[int]:
        return [block.start for block in self.blocks]


def _is_longer(role: Hit, hit: Hit) -> bool:
    """Whether a wording for a role holds one for who answers, and says more."""
    return role.start <= hit.start and hit.end <= role.end and role.end - role.start > hit.end - hit.start
