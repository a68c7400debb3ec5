"""What a whole document says, as sets that two versions are compared by: rights, bases, purposes, periods, words.

A sentence that moved, was split or is said twice changes none of these; a sentence that brings or takes a fact does.
"""

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property

from crawlers.blocks import Block, BlockKind
from crawlers.clauses import FACTS, Said, is_foreign_part, tongue
from crawlers.compare import Passage
from crawlers.findings.recognised import lexicon
from crawlers.phrases import FOLDER, LANGUAGES, Hits, Phrases
from crawlers.phrases import phrases as vocabulary
from crawlers.read import Reading
from crawlers.wording import key, passages
from registry.terms import ChangeKind

_TOKEN = re.compile(r"\w+")
_RUN = 3  # words in a row that make a text recognisable in another
_ASIDE_TITLES = frozenset({"us_law", "us_state", "other_law", "recruitment", "children", "log"})
_ASIDE_SENTENCES = frozenset({"us_law", "other_law", "policy_itself"})


def _nothing(said: Said) -> frozenset[str]:
    """What a sentence says of a kind that no sentence is asked for."""
    return frozenset()


@cache
def change_words(language: str) -> Phrases:
    """The wordings of `data/phrases/change_{sv,en}.toml`; of both where the language is neither."""
    merged: dict[str, dict[str, list[str]]] = {}
    for name in (language,) if language in LANGUAGES else LANGUAGES:
        raw = tomllib.loads((FOLDER / f"change_{name}.toml").read_text(encoding="utf-8"))
        for table, keys in raw.items():
            for word, wordings in keys.items():
                merged.setdefault(table, {}).setdefault(word, []).extend(wordings)
    return Phrases(merged)


@dataclass(frozen=True, eq=False)
class Facts:
    """One version's facts, each sort found when it is first asked for and kept as long as the versions are compared."""

    reading: Reading
    _keys: dict[ChangeKind, frozenset[str]] = field(default_factory=dict)
    _tongues: dict[tuple[int, int], str] = field(default_factory=dict)
    _hits: dict[tuple[str, str, str], Hits] = field(default_factory=dict)
    _asides: dict[tuple[str, ...], bool] = field(default_factory=dict)

    def keys(self, kind: ChangeKind) -> frozenset[str]:
        """The keys of a kind that any sentence under the GDPR says."""
        if kind not in self._keys:
            facts = FACTS.get(kind, _nothing)
            self._keys[kind] = frozenset(key for one in self._said for key in facts(one))
        return self._keys[kind]

    def newness(self, passage: Passage) -> float:
        """The share of a passage's runs of words that this version does not have: 0 for words that only moved."""
        return self.newness_of(passage.key.partition(" → ")[0])

    def newness_of(self, words: str) -> float:
        """As `newness`, of words in the form they are compared in."""
        runs = set(_runs(words))
        return len(runs - self._runs) / len(runs) if runs else 0.0

    def has(self, name: str) -> bool:
        """Whether this version writes a name, on the borders of words."""
        if not self.tokens.issuperset(_TOKEN.findall(name)):
            return False
        return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", self.text) is not None

    @property
    def text(self) -> str:
        """The whole text."""
        return self.reading.extracted.text

    @cached_property
    def tokens(self) -> frozenset[str]:
        """Every word, as it is written."""
        return frozenset(_TOKEN.findall(self.text))

    def lacks(self, words: str) -> bool:
        """Whether this version says these words nowhere in a row."""
        return f" {words} " not in self._line

    @cached_property
    def _line(self) -> str:
        return f" {key(self.reading.extracted.text.replace(chr(10), ' '))} "

    @cached_property
    def entities(self) -> frozenset[str]:
        """Who answers, as the text names them: controller, officer, representative, authority."""
        return frozenset(entity for one in self._said for entity in one.keys("entities"))

    @cached_property
    def redress(self) -> frozenset[str]:
        """The routes a person may take: a body for disputes, arbitration, an authority."""
        words = change_words(self.reading.language)
        return frozenset(route for one in self._said for route in words.find(one.passage.text).all_keys("redress"))

    @cached_property
    def _said(self) -> tuple[Said, ...]:
        return tuple(self._saying())

    def _saying(self) -> Iterator[Said]:
        reading = self.reading
        for block in reading.extracted.blocks:
            if self.is_aside(block):
                continue
            known = lexicon(self.language, reading.gazetteer).recognised.peek(block.text)
            nothing = known.hits if known is not None and not known.hits.tables() else None
            for span in passages(block):
                text = reading.extracted.text[span.start : span.end]
                passage = Passage(text, span.start, span.end, "", block)
                hits = nothing if nothing is not None else self.wordings(text, self.language)
                yield Said(passage, hits, self.language)

    @property
    def language(self) -> str:
        """The language of the document."""
        return self.reading.language

    def tongue(self, passage: Passage) -> str:
        """The language of a passage of this version."""
        place = passage.start, passage.end
        if place not in self._tongues:
            self._tongues[place] = tongue(passage, self.language)
        return self._tongues[place]

    def said(self, passage: Passage) -> Said:
        """A passage of this version with the wordings in it, in its own language."""
        own = self.tongue(passage)
        return Said(passage, self.wordings(passage.text, own), own)

    def marks(self, passage: Passage) -> Hits:
        """The wordings of a change in a passage of this version, in its own language."""
        return self._found("marks", passage.text, self.tongue(passage), change_words)

    def wordings(self, text: str, language: str) -> Hits:
        """The wordings of a language in a text: as the reader found them, where the text is a whole block."""
        known = lexicon(language, self.reading.gazetteer).recognised.peek(text)
        if known is not None:
            return known.hits
        return self._found("wordings", text, language, vocabulary)

    def _found(self, sort: str, text: str, language: str, words: Callable[[str], Phrases]) -> Hits:
        place = sort, language, text
        if place not in self._hits:
            self._hits[place] = words(language).find(text)
        return self._hits[place]

    def is_aside(self, block: Block) -> bool:
        """Whether a block stands in a part on another law than the GDPR, on applicants, children, or former changes."""
        titles = (*block.section[-3:], block.text if block.kind is BlockKind.HEADING else "")
        if titles not in self._asides:
            self._asides[titles] = is_aside(block, self.language)
        return self._asides[titles]

    def is_aside_sentence(self, passage: Passage) -> bool:
        """Whether a sentence speaks of such law itself, or of this text's own later changes."""
        return bool(self.marks(passage).all_keys("aside") & _ASIDE_SENTENCES)

    @cached_property
    def _runs(self) -> frozenset[str]:
        return frozenset(_runs(self._line))


def _runs(words: str) -> Iterator[str]:
    """Every few words in a row; a shorter text whole."""
    said = words.split()
    for place in range(max(1, len(said) - _RUN + 1)):
        yield " ".join(said[place : place + _RUN])


def is_aside(block: Block, language: str) -> bool:
    """Whether a block stands in a part on another law than the GDPR, on applicants, children, or former changes."""
    titles = (*block.section[-3:], block.text if block.kind is BlockKind.HEADING else "")
    words = change_words(language)
    if any(words.find(title[:200]).all_keys("aside") & _ASIDE_TITLES for title in titles if title):
        return True
    return is_foreign_part(block, vocabulary(language))
