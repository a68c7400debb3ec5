"""What every reader gets: the document, its language, and everything recognised in it, found once."""

from bisect import bisect_left
from functools import cached_property

from crawlers.blocks import Block, BlockKind, Extracted, Span
from crawlers.findings.stretches import inside, sentences, shortened
from crawlers.gazetteer import Gazetteer, Named
from crawlers.phrases import Hits, Phrases, phrases
from crawlers.places import Place, find_places

__all__ = ["Source", "inside", "sentences", "shortened"]


class Source:
    """One document to read. Everything found is in order of its place."""

    def __init__(self, extracted: Extracted, language: str, gazetteer: Gazetteer) -> None:
        self.extracted = extracted
        self.text = extracted.text
        self.blocks = extracted.blocks
        self.language = language
        self.gazetteer = gazetteer
        self.phrases: Phrases = phrases(language)
        self._sentences: dict[int, list[Span]] = {}
        self._parties: dict[int, frozenset[str]] = {}

    @cached_property
    def hits(self) -> Hits:
        """Wordings of data/phrases."""
        return self.phrases.find(self.text)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Countries."""
        return find_places(self.text)

    @cached_property
    def names(self) -> tuple[Named, ...]:
        """Names the gazetteer knows."""
        return self.gazetteer.find(self.text)

    def speaks_of(self, key: str, start: int, end: int) -> bool:
        """Whether a stretch speaks of who answers (`entities`), not of a role it gives to others."""
        roles = self.hits.within("roles", start, end)
        return any(
            hit.key == key and not any(role.start < hit.start and hit.end <= role.end for role in roles)
            for hit in self.hits.within("entities", start, end)
        )

    def title_keys(self, text: str, table: str) -> frozenset[str]:
        """What a heading, lead-in or header says, in one table of the wordings."""
        return frozenset(hit.key for hit in self.phrases.find_in_title(text[:400]).all(table))

    def quote(self, start: int, end: int) -> str:
        """The words of a stretch."""
        return self.text[start:end]

    def sentences(self, block: Block) -> list[Span]:
        """The sentences of a block; a table row is one."""
        if block.kind is BlockKind.ROW:
            return [Span(block.start, block.end)]
        if block.start not in self._sentences:
            self._sentences[block.start] = list(sentences(self.text, block.start, block.end))
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
        number = bisect_left(self._starts, start + 1) - 1
        return self.blocks[max(0, number)]

    @cached_property
    def _starts(self) -> list[int]:
        return [block.start for block in self.blocks]
