"""What a change is, said of a fact. Shared by the judgements that find changes."""

from dataclasses import dataclass

from crawlers.compare import Passage
from registry.terms import ChangeKind, SubKind


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of one of the two texts and their place there."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Change:
    """One changed fact. `before` None: newly said; `after` None: no longer said. `subject` is whom it concerns.

    `was` and `now` are the fact itself on either side, by keys: tools and acts, places, periods (ISO 8601), roles, the
    name and country of a party. Empty where the side says nothing or the fact has no keys.
    """

    kind: ChangeKind
    before: Quote | None
    after: Quote | None
    subject: str | None = None
    countries: tuple[str, ...] = ()
    sub_kind: SubKind | None = None
    was: tuple[str, ...] = ()
    now: tuple[str, ...] = ()


def quoted(passage: Passage | None) -> Quote | None:
    """The quote of a passage."""
    return None if passage is None else Quote(passage.text, passage.start, passage.end)
