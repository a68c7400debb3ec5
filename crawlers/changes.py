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
    """One changed fact. `before` None: newly said; `after` None: no longer said. `subject` is whom it concerns."""

    kind: ChangeKind
    before: Quote | None
    after: Quote | None
    subject: str | None = None
    countries: tuple[str, ...] = ()
    sub_kind: SubKind | None = None


def quoted(passage: Passage | None) -> Quote | None:
    """The quote of a passage."""
    return None if passage is None else Quote(passage.text, passage.start, passage.end)
