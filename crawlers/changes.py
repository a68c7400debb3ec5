"""What a change is, said of a fact. Shared by the judgements that find changes."""

from collections import Counter
from collections.abc import Sequence
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
    name and country of a party. Empty where the side says nothing or the fact has no keys. `untold`: the change stands
    for so many of its kind that are counted and not told one by one, and quotes nothing.
    """

    kind: ChangeKind
    before: Quote | None
    after: Quote | None
    subject: str | None = None
    countries: tuple[str, ...] = ()
    sub_kind: SubKind | None = None
    was: tuple[str, ...] = ()
    now: tuple[str, ...] = ()
    untold: int = 0


def quoted(passage: Passage | None) -> Quote | None:
    """The quote of a passage."""
    return None if passage is None else Quote(passage.text, passage.start, passage.end)


def told_in_bounds(changes: Sequence[Change], most: int) -> tuple[Change, ...]:
    """At most so many changes, of each kind its share; the rest of a kind is one that says how many they are."""
    if len(changes) <= most:
        return tuple(changes)
    left = Counter(change.kind for change in changes)
    room, shares = most - len(left), dict.fromkeys(left, 0)
    for done, (kind, count) in enumerate(sorted(left.items(), key=lambda one: one[1])):
        shares[kind] = min(count, room // (len(left) - done))
        room -= shares[kind]
    told = []
    for change in changes:
        if shares[change.kind]:
            shares[change.kind] -= 1
            left[change.kind] -= 1
            told.append(change)
    return (*told, *(Change(kind, None, None, untold=count) for kind, count in left.items() if count))
