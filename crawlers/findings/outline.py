"""The order of a document's parts: which section a block stands in, and which blocks are a party's card.

A page that was copied as text loses its headings; a short line above the lines it speaks of is one again. A title that
is a party's name begins a card, and what it stands below announces it.
"""

import re
import weakref
from collections.abc import Sequence

from crawlers.blocks import Block, BlockKind
from crawlers.findings.announcing import Announced, section_announces
from crawlers.findings.cards import Card, is_card_of_unknown, named_by, unknown_title
from crawlers.findings.names import Names
from crawlers.findings.source import Source
from crawlers.gazetteer import Named

_MAX_TITLE, _MAX_WORDS, _MIN_PROSE, _MAX_BODY = 90, 12, 60, 8
_ENDS = ".,;:!…"
_SENTENCE_END = re.compile(r"[.:!?](?: |$)")

Section = tuple[str, ...]


class Outline:
    """The sections and cards of one document."""

    def __init__(self, source: Source, names: Names, led: Sequence[Announced | None]) -> None:
        self._source: Source = weakref.proxy(source)
        self._names = names
        self._leads = led
        self._homes: dict[Section, Section] = {}
        self.sections: list[Section] = []
        begun: list[tuple[int, tuple[Named, ...]]] = []
        ends: set[int] = set()
        home: Section = ()
        above, title = (), ()  # type: tuple[Section, Section]
        for number, block in enumerate(source.blocks):
            if block.kind is BlockKind.HEADING or block.section != above:
                above, title = block.section, ()
            is_heading = block.kind is BlockKind.HEADING
            section = home if is_heading else (*self._homes.get(block.section, block.section), *title)
            named = self._card_of(number, section)
            self.sections.append(section if named or not is_heading else block.section)
            if named:
                begun.append((number, named))
                ends.add(number)
            if is_heading:
                inner = (*block.section, block.text)
                home = home if named else inner
                self._homes.setdefault(inner, home)
            elif not named and self._is_title(number):
                ends.add(number)
                title = (block.text,)
        bodies = ((named, source.blocks[at], self._body(at, ends)) for at, named in begun)
        self.cards: tuple[Card, ...] = tuple(Card(named, block, body) for named, block, body in bodies if body)

    def _card_of(self, number: int, section: Section) -> tuple[Named, ...]:
        """The parties a block begins a card of: known ones above prose, others where the body says what a card says."""
        source = self._source
        block, body = source.blocks[number], source.blocks[number + 1 : number + 4]
        if block.kind is BlockKind.ROW or not body or body[0].kind in (BlockKind.HEADING, BlockKind.ROW):
            return ()
        if len(block.text) > _MAX_TITLE or block.is_linked:
            return ()
        named = named_by(source, block)
        if named:
            is_told = len(body[0].text) >= _MIN_PROSE or self._is_told(block, body, section)
            return named if is_told else ()
        if block.kind is BlockKind.ITEM or block.text[-1] in _ENDS + "?":
            return ()
        one = unknown_title(block)
        if one is None or not self._names.unknown.may_be_called(one.name) or not self._is_told(block, body, section):
            return ()
        return (one,)

    def _is_told(self, block: Block, body: Sequence[Block], section: Section) -> bool:
        number = self._source.number_at(block.start)
        is_announced = (self._leads[number] or section_announces(self._source, section)) is not None
        return is_card_of_unknown(self._source, self._names, body, is_announced=is_announced)

    def _is_title(self, number: int) -> bool:
        """Whether a paragraph is a short line without an end, above one that has an end or is long."""
        blocks = self._source.blocks
        block, text = blocks[number], blocks[number].text
        if block.kind is not BlockKind.PARAGRAPH or len(text) > _MAX_TITLE or "\n" in text or block.is_linked:
            return False
        if text[-1] in _ENDS or not (text[0].isupper() or text[0].isdigit()) or len(text.split()) > _MAX_WORDS:
            return False
        following = blocks[number + 1] if number + 1 < len(blocks) else None
        if following is None or following.kind is BlockKind.HEADING:
            return False
        is_prose = len(following.text) > _MIN_PROSE or _SENTENCE_END.search(following.text) is not None
        return following.kind is not BlockKind.PARAGRAPH or is_prose

    def _body(self, number: int, ends: set[int]) -> tuple[Block, ...]:
        blocks = self._source.blocks
        body: list[Block] = []
        for at in range(number + 1, min(len(blocks), number + 1 + _MAX_BODY)):
            if at in ends or blocks[at].kind is BlockKind.HEADING:
                break
            body.append(blocks[at])
        return tuple(body)
