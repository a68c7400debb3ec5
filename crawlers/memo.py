"""Remembers what was made of a text, within bounds."""

from collections.abc import Callable
from typing import Generic, TypeVar

V = TypeVar("V")


class Memo(Generic[V]):
    """What `make` gives for a text, made once as long as it is remembered.

    Safe because `make` must be pure: it asks nothing but the text, so a value remembered and a value made anew are
    the same. Bounded in texts and in their characters, counted per generation: a generation that is full becomes the
    former one and the one before it is forgotten, so what was asked lately stays. A text longer than an eighth of a
    generation is never kept.
    """

    def __init__(self, make: Callable[[str], V], *, texts: int, characters: int) -> None:
        self._make = make
        self._texts, self._characters = texts // 2, characters // 2
        self._now: dict[str, V] = {}
        self._former: dict[str, V] = {}
        self._held = 0

    def __len__(self) -> int:
        return len(self._now) + len(self._former)

    def __call__(self, text: str) -> V:
        """The value of a text."""
        if text in self._now:
            return self._now[text]
        value = self._former[text] if text in self._former else self._make(text)
        self._keep(text, value)
        return value

    def peek(self, text: str) -> V | None:
        """The value of a text if it is remembered; nothing is made."""
        return self._now[text] if text in self._now else self._former.get(text)

    def remember(self, text: str, value: V) -> None:
        """Take what `make` would give for a text, made elsewhere."""
        self._keep(text, value)

    def forget(self) -> None:
        """Begin anew."""
        self._now, self._former, self._held = {}, {}, 0

    def _keep(self, text: str, value: V) -> None:
        if len(text) * 8 > self._characters:
            return
        if len(self._now) >= self._texts or self._held + len(text) > self._characters:
            self._former, self._now, self._held = self._now, {}, 0
        self._now[text] = value
        self._held += len(text)
