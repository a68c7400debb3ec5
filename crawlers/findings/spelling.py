"""How a document writes its words: in small letters somewhere, as one name only, or as its own name for a thing."""

import re
import weakref
from functools import cache, cached_property

from crawlers.findings.source import Source
from crawlers.phrases import fold, phrases

_DEFINED = re.compile(r"\([^()\n]{0,80}[\"“”']([A-ZÅÄÖ][^\"“”'()\n]{1,40})[\"“”'][^()\n]{0,40}\)")
_MAX_WRITTEN = 200


class Spelling:
    """The spelling of one document, asked word by word."""

    def __init__(self, source: Source) -> None:
        self._source: Source = weakref.proxy(source)
        self._written_only: dict[str, bool] = {}

    @property
    def _general(self) -> frozenset[str]:
        return _nobodys_words(self._source.language)

    def is_small(self, word: str) -> bool:
        """Whether the document writes a word, folded, in small letters, or nobody is called so."""
        return word in self._general or word in self._small

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
        return self._written_only.get(name, False)

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

    @cached_property
    def defined(self) -> frozenset[str]:
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
