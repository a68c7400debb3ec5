"""Common English words: a word with a capital that is none of them is somebody's name, or a place's."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

_FILE = Path(__file__).resolve().parent.parent / "data" / "recognition" / "english_words.txt"
_ENDINGS = ("s", "es", "ed", "d", "ing", "er", "r", "ers", "rs", "ly", "ness")
_OF_Y = ("ies", "ied", "ily", "ier")
_MIN_STEM = 3


def is_english(word: str) -> bool:
    """Whether a word, folded, is a common English one in any of its forms."""
    known = _words()
    return len(word) < _MIN_STEM or word in known or any(stem in known for stem in _stems(word))


def _stems(word: str) -> Iterator[str]:
    """What a word may be a form of; some are no words."""
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < _MIN_STEM:
            continue
        yield stem
        yield stem + "e"
        if stem[-1] == stem[-2]:
            yield stem[:-1]
    if word.endswith(_OF_Y):
        yield word[:-3] + "y"


@cache
def _words() -> frozenset[str]:
    return frozenset(_FILE.read_text(encoding="utf-8").split())
