"""An agreement's sentences with the words in them and above them: what its clauses are read from.

The lead-in of an enumeration ("The processor shall:") belongs to each of its items. The heading, a label on a line of
its own and a title that opens the block stand above. Definitions and parts on other laws than the GDPR are left out.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from crawlers.blocks import Block, BlockKind, Span
from crawlers.findings.agreement_wordings import Wordings, vocabulary, wordings
from crawlers.findings.source import Source

_ENUMERATED = re.compile(r"[(“\"]?(?:[a-zåäö]{1,4}|\d{1,2})\)\s|[a-zåäö]\.\s")
_QUOTED = re.compile(r"(?:\(?\w{1,3}[).]{1,2}\s){0,2}[“”\"«‘']")
_MAX_LABEL = 90
_MAX_LEAD = 700
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, the words of the wordings `said` in it and its lead-in, and those `above` it."""

    start: int
    end: int
    said: frozenset[str]
    above: frozenset[str]


def passages(source: Source) -> tuple[Passage, ...]:
    """The sentences that may give a clause, in order."""
    return tuple(_Reading(source).passages())


class _Reading:
    """The state of one reading: the label and lead-in that stand open."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._known: Wordings = wordings(source.language)
        self._vocabulary = vocabulary(source.language)
        self._said = _words_by_sentence(source)
        self._titles: dict[str, frozenset[str]] = {}
        self._label = self._lead = _NONE
        self._is_led = False

    def passages(self) -> Iterator[Passage]:
        """Every sentence that may give a clause."""
        section: tuple[str, ...] | None = None
        is_skipped = False
        for block in self._source.blocks:
            if block.kind is BlockKind.HEADING or block.section != section:
                self._label = self._lead = _NONE
                section, is_skipped = block.section, self._is_skipped(block)
            if block.kind is not BlockKind.HEADING and not is_skipped:
                yield from self._of_block(block)

    def _is_skipped(self, block: Block) -> bool:
        """Under a heading for definitions, or in a part on another law; a schedule set in bold below is neither."""
        if any(
            not self._known.of("definitions", "headings").isdisjoint(self._title(one)) for one in block.section[-1:]
        ):
            return True
        return any("foreign_law" in self._source.title_keys(one, "headings") for one in block.section[-3:])

    def _of_block(self, block: Block) -> Iterator[Passage]:
        spans = self._source.sentences(block)
        is_item = block.kind is BlockKind.ITEM or _ENUMERATED.match(block.text) is not None
        lead = self._lead if is_item or self._is_led else _NONE
        above = self._above(block)
        for span in spans:
            said = self._said.get(span.start, _NONE)
            if span.end - block.start < _MAX_LABEL and span.end < block.end:
                above |= said
            if (said or above) and not self._is_definition(span, said):
                yield Passage(span.start, span.end, said | lead, above)
        self._open(block, spans[-1], is_item)

    def _above(self, block: Block) -> frozenset[str]:
        above = self._label
        for title in block.section[-2:]:
            above |= self._title(title)
        return above

    def _title(self, title: str) -> frozenset[str]:
        if title not in self._titles:
            hits = self._vocabulary.find(title[:400])
            self._titles[title] = frozenset(table[1:] for table in hits.tables())
        return self._titles[title]

    def _is_definition(self, span: Span, said: frozenset[str]) -> bool:
        text = self._source.text
        is_quoted = _QUOTED.match(text, span.start, min(span.end, span.start + 20)) is not None
        return is_quoted and not self._known.of("definitions", "verbs").isdisjoint(said)

    def _open(self, block: Block, last: Span, is_item: bool) -> None:
        """What this block opens for those below: a lead-in for the items, a label for the blocks."""
        is_open = block.text.endswith(":")
        self._is_led = is_open
        if is_open and last.end - last.start <= _MAX_LEAD:
            self._lead = self._said.get(last.start, _NONE)
        elif not is_item:
            self._lead = _NONE
        if len(block.text) <= _MAX_LABEL and block.text[-1] not in ".;," and (is_open or not is_item):
            self._label = self._title(block.text)
        elif not is_item:
            self._label = _NONE


def _words_by_sentence(source: Source) -> dict[int, frozenset[str]]:
    """Start of a sentence -> the words of the wordings in it."""
    hits = vocabulary(source.language).find(source.text)
    spans = [span for block in source.blocks if block.kind is not BlockKind.HEADING for span in source.sentences(block)]
    starts = [span.start for span in spans]
    found: dict[int, set[str]] = {}
    for table in hits.tables():
        for hit in hits.all(table):
            number = bisect_right(starts, hit.start) - 1
            if number >= 0 and hit.end <= spans[number].end:
                found.setdefault(starts[number], set()).add(table[1:])
    return {start: frozenset(words) for start, words in found.items()}
