"""How a document writes its words: in small letters somewhere, as one name only, or as its own name for a thing."""

import re
import weakref
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from types import MappingProxyType
from typing import NamedTuple

from crawlers.findings.source import Source
from crawlers.phrases import fold, phrases

_DEFINED = re.compile(r"\([^()\n]{0,80}[\"“”']([A-ZÅÄÖ][^\"“”'()\n]{1,40})[\"“”'][^()\n]{0,40}\)")
_MAX_WRITTEN = 200


_SMALL, _ONLY, _OWN = "small", "only", "own"


class Question(NamedTuple):
    """What was asked of a document's spelling."""

    way: str
    word: str
    name: str = ""


Heard = Mapping[Question, bool]
NOTHING_HEARD: Heard = MappingProxyType({})


class Spelling:
    """The spelling of one document, asked word by word.

    It hears what is asked of it, so that what was found by its answers can be used again in a text that answers alike.
    """

    def __init__(self, source: Source) -> None:
        self._source: Source = weakref.proxy(source)
        self._written_only: dict[str, bool] = {}
        self._heard: dict[Question, bool] = {}

    def hear(self) -> dict[Question, bool]:
        """Begin to note what is asked; what was noted before is given to `hear_on`."""
        before, self._heard = self._heard, {}
        return before

    def hear_on(self, before: dict[Question, bool]) -> Heard:
        """What was asked since `hear`; it counts as asked by whoever was heard before, too."""
        heard, self._heard = self._heard, before
        if not heard:
            return NOTHING_HEARD
        before.update(heard)
        return heard

    def heard_before(self, heard: Heard) -> None:
        """These questions are asked again, by somebody who remembers the answers."""
        if heard:
            self._heard.update(heard)

    def answers_alike(self, heard: Iterable[tuple[Question, bool]]) -> bool:
        """Whether this document gives the same answers."""
        return all(self._answer(one) == answer for one, answer in heard)

    def _answer(self, asked: Question) -> bool:
        match asked.way:
            case "small":
                return self.is_small(asked.word)
            case "only":
                return self.is_written_only(asked.word, asked.name)
            case "own":
                return self.is_own(asked.word, asked.name)
            case _:
                raise ValueError(f"nothing is asked as {asked.way}")

    def _told(self, asked: Question, answer: bool) -> bool:
        self._heard[asked] = answer
        return answer

    @property
    def _general(self) -> frozenset[str]:
        return _nobodys_words(self._source.language)

    def is_small(self, word: str) -> bool:
        """Whether the document writes a word, folded, in small letters, or nobody is called so."""
        return word in self._general or self._told(Question(_SMALL, word), word in self._small)

    def is_nobodys(self, word: str) -> bool:
        """Whether a word, folded, is never a name's, though it may have a capital ("These", "Tuesday")."""
        return word in self._general

    def is_common(self, word: str) -> bool:
        """Whether a word, folded, is one of the language's wordings or written small here: no name by itself."""
        return word in _common_words(self._source.language) or not any(c.isalpha() for c in word) or self.is_small(word)

    @cached_property
    def _small(self) -> frozenset[str]:
        """Every word in small letters."""
        return frozenset(" ".join(part.small_words for part in self._source.parts.parts).split())

    def is_written_only(self, word: str, name: str) -> bool:
        """Whether a small word stands in the document only as the first word of one name."""
        if fold(word) in _common_words(self._source.language):
            return False
        if name not in self._written_only and len(self._written_only) < _MAX_WRITTEN:
            self._written_only[name] = self._is_counted_alike(word, name)
        return self._told(Question(_ONLY, word, name), self._written_only.get(name, False))

    def _is_counted_alike(self, word: str, name: str) -> bool:
        """Whether the document has the name as often as the whole word; counts no further than it must."""
        text = self._source.text
        left, place = text.count(name), text.find(word)
        while place >= 0 and left >= 0:
            end = place + len(word)
            if not _is_of_word(text[place - 1 : place]) and not _is_of_word(text[end : end + 1]):
                left -= 1
            else:
                end = place + 1
            place = text.find(word, end)
        return left == 0

    def is_own(self, word: str, name: str) -> bool:
        """Whether the document calls a thing of its own by a name, or by its first word, both folded."""
        defined = self._defined
        if not defined:
            return self._told(Question(_OWN, word, name), False)
        return self._told(Question(_OWN, word, name), bool({name, word, word.removesuffix("s")} & defined))

    @cached_property
    def _defined(self) -> frozenset[str]:
        """What the document calls things by, in brackets ("the Platform"); never the name of somebody else."""
        text = self._source.text
        return frozenset(fold(match.group(1)) for match in _DEFINED.finditer(text))


@cache
def _nobodys_words(language: str) -> frozenset[str]:
    """Words with a capital that are nobody's name."""
    months = phrases(language).wordings("months").values()
    words = phrases(language).wordings("no_names").get("words", ())
    return frozenset(words) | {name for names in months for name in names}


@cache
def _common_words(language: str) -> frozenset[str]:
    """Every word of the wordings, which are those of law and trade and no names."""
    tables = phrases(language).tables
    wordings = (one for keys in tables.values() for some in keys.values() for one in some)
    return frozenset(word.strip("*:(),") for one in wordings for word in fold(one).split())


def _is_of_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"
