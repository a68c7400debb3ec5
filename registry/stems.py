"""Words as they are searched: folded, and by their Swedish and English stems, so that every database finds alike.

Both stems and the word itself are kept of every word: nobody has to say in which language a text or a question is.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from threading import local

import Stemmer

LONGEST_WORD = 60
_WORD = re.compile("[^\\W_](?:[^\\W_]|[\u0300-\u036f]){0,400}")  # letters, digits and the marks on them
_DEFINITE = ("et", "an", "en")  # biträdet, överföringen: without its last letter the stem is that of the bare word
_VOWEL = re.compile("[aeiouyåäö]")
_SYNCOPE = re.compile(r"(?<=[^aeiouyåäö])e(?:(l)n?|(r))s?\Z")
"""cykel, cykelns, register: before another ending the e falls, as in cyklar and registret, and one m of two: numret.
Words in -en are left alone: that is the definite ending too, and sömen is not sömnen."""
_LANGUAGES = ("swedish", "english")
_held = local()


def words(text: str) -> Iterator[tuple[str, int, int]]:
    """Each word, folded, with its place in the text."""
    if text.isascii():  # folded at once: no letter becomes two, and none waits for a mark
        text = text.lower()
        for found in _WORD.finditer(text):
            yield found.group()[:LONGEST_WORD], found.start(), found.end()
        return
    for found in _WORD.finditer(text):
        yield folded_word(found.group()), found.start(), found.end()


def folded_word(word: str) -> str:
    """A word without capitals, composed, and not without end."""
    return unicodedata.normalize("NFC", word.casefold())[:LONGEST_WORD]


@lru_cache(maxsize=50_000)
def stems(word: str) -> tuple[str, ...]:
    """The word and its stems, each once. A word of one letter or of digits is only itself."""
    if len(word) < len("ett") or word.isdigit():
        return (word,)
    swedish, english = _stemmers()
    bare = [swedish.stemWord(word[:-1])] if word.endswith(_DEFINITE) and len(word) > len("öppet") else []
    return tuple(dict.fromkeys((word, swedish.stemWord(word), english.stemWord(word), *bare, *_without_e(word))))


def _without_e(word: str) -> list[str]:
    """What is left of a word before an ending that takes its last vowel, if it is such a word."""
    found = _SYNCOPE.search(word)
    if found is None or not _VOWEL.search(word, 0, found.start()):
        return []
    return [re.sub("mm$", "m", word[: found.start()]) + (found[1] or found[2])]


def all_stems(texts: Iterable[str]) -> list[str]:
    """The stems of all words of some texts, each once, in order."""
    return sorted({stem for text in texts for word, _, _ in words(text) for stem in stems(word)})


def _stemmers() -> tuple[Stemmer.Stemmer, ...]:
    """A thread's own: a stemmer is not made for several at once."""
    if not hasattr(_held, "stemmers"):
        _held.stemmers = tuple(Stemmer.Stemmer(language) for language in _LANGUAGES)
    found: tuple[Stemmer.Stemmer, ...] = _held.stemmers
    return found
