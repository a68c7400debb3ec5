"""What a whole document says, as sets that two versions are compared by: rights, bases, purposes, periods, words.

A sentence that moved, was split or is said twice changes none of these; a sentence that brings or takes a fact does.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from crawlers.blocks import Block, BlockKind
from crawlers.clauses import FACTS, Said, is_foreign_part, tongue
from crawlers.compare import Passage
from crawlers.phrases import FOLDER, LANGUAGES, Hits, Phrases
from crawlers.phrases import phrases as vocabulary
from crawlers.read import Reading
from crawlers.wording import key, passages
from registry.terms import ChangeKind

_RUN = 3  # words in a row that make a text recognisable in another
_ASIDE_TITLES = frozenset({"us_law", "us_state", "other_law", "recruitment", "children", "log"})
_ASIDE_SENTENCES = frozenset({"us_law", "other_law", "policy_itself"})


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


@dataclass(frozen=True)
class Facts:
    """One version's facts, each sort found when it is first asked for."""

    reading: Reading

    def keys(self, kind: ChangeKind) -> frozenset[str]:
        """The keys of a kind that any sentence under the GDPR says."""
        return self._keys.get(kind, frozenset())

    def newness(self, passage: Passage) -> float:
        """The share of a passage's runs of words that this version does not have: 0 for words that only moved."""
        return self.newness_of(passage.key.partition(" → ")[0])

    def newness_of(self, words: str) -> float:
        """As `newness`, of words in the form they are compared in."""
        runs = set(_runs(words))
        return len(runs - self._runs) / len(runs) if runs else 0.0

    def lacks(self, words: str) -> bool:
        """Whether this version says these words nowhere in a row."""
        return f" {words} " not in self._line

    @cached_property
    def _line(self) -> str:
        return f" {key(self.reading.extracted.text.replace(chr(10), ' '))} "

    @cached_property
    def _keys(self) -> dict[ChangeKind, frozenset[str]]:
        found: dict[ChangeKind, set[str]] = {kind: set() for kind in FACTS}
        for one in self._said():
            for kind, facts in FACTS.items():
                found[kind] |= facts(one)
        return {kind: frozenset(keys) for kind, keys in found.items()}

    @cached_property
    def entities(self) -> frozenset[str]:
        """Who answers, as the text names them: controller, officer, representative, authority."""
        return frozenset(entity for one in self._said() for entity in one.keys("entities"))

    @cached_property
    def redress(self) -> frozenset[str]:
        """The routes a person may take: a body for disputes, arbitration, an authority."""
        words = change_words(self.reading.language)
        return frozenset(route for one in self._said() for route in words.find(one.passage.text).all_keys("redress"))

    def _said(self) -> Iterator[Said]:
        reading = self.reading
        for block in reading.extracted.blocks:
            if is_aside(block, reading.language):
                continue
            for span in passages(block):
                text = reading.extracted.text[span.start : span.end]
                passage = Passage(text, span.start, span.end, "", block)
                yield Said(passage, vocabulary(reading.language).find(text), reading.language)

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


def is_aside_sentence(passage: Passage, language: str) -> bool:
    """Whether a sentence speaks of such law itself, or of this text's own later changes."""
    return bool(marks(passage, language).all_keys("aside") & _ASIDE_SENTENCES)


def marks(passage: Passage, language: str) -> Hits:
    """The wordings of a change in a passage, in its own language."""
    return change_words(tongue(passage, language)).find(passage.text)
