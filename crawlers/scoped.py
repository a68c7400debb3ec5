"""Which activities a notice is held against: those a person names, else all but those its own words leave out.

A notice says "this policy does not apply to job applicants" or "applies only to visitors of our website". An activity
is left out where it speaks of the same context, by the words of `[topic]` in data/gaps.toml; an activity whose context
is not known is never left out, and what a notice says of other people's sites leaves nothing out.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from crawlers.phrases import fold
from registry import gapfiles
from registry.catalogue.reading import Register, Row
from registry.errors import NotFound
from registry.law.disclosure_facts import Notice, Passage, Said

# "Does not apply to customers" mostly speaks of what customers do themselves, of visitors of what others' sites do.
_TOO_WIDE = frozenset({"customers", "visitors", "suppliers"})


@dataclass(frozen=True, slots=True)
class Scope:
    """The activities compared, by id. `wanted` None: all but `left_out`, each with the words that leave it out."""

    wanted: frozenset[str] | None = None
    left_out: Mapping[str, Passage] = field(default_factory=dict)

    def covers(self, activities: Iterable[str]) -> bool:
        """Whether something of these activities is compared; without any, unless activities were named."""
        ids = frozenset(activities)
        if self.wanted is not None:
            return bool(self.wanted & ids)
        return not ids or not ids <= self.left_out.keys()


def scope_of(register: Register, controller_id: str, keys: tuple[str, ...], notice: Notice) -> Scope:
    """The scope by the keys a person named, else by the notice's own words. Raises NotFound."""
    own = {row.key: row for row in register.activities.values() if row.controller_id == controller_id}
    for key in keys:
        if key not in own:
            raise NotFound(f"The controller has no activity “{key}”; it has {', '.join(sorted(own)) or 'none'}.")
    if keys:
        return Scope(wanted=frozenset(own[key].id for key in keys))
    found = ((row.id, _leaving_out(row, notice)) for row in own.values())
    return Scope(left_out={id_: place for id_, place in found if place is not None})


def _leaving_out(row: Row, notice: Notice) -> Passage | None:
    """The words by which a notice leaves an activity out."""
    about = _context(row)
    for place in notice.said.get(Said.LEFT_OUT, ()) if about else ():
        if about & topics_in(place.quote) - _TOO_WIDE:
            return place
    for place in notice.said.get(Said.ONLY_ABOUT, ()) if about else ():
        told = topics_in(place.quote)
        if told and not told & about:
            return place
    return None


def _context(row: Row) -> frozenset[str]:
    """What an activity is about: by its name, else by whose data it uses, else by its purposes."""
    return next((topics for words in _words(row) if (topics := topics_in(words))), frozenset())


def _words(row: Row) -> Iterator[str]:
    yield f"{row.key.replace('_', ' ').replace('-', ' ')} {row.name or ''}"
    yield " ".join(row.data_subjects or ())
    yield " ".join((*(row.purposes or ()), *((row.notes or {}).get("purposes_sv") or ())))


def topics_in(text: str) -> frozenset[str]:
    """The contexts a text speaks of."""
    folded = fold(text)
    return frozenset(topic for topic, pattern in _patterns().items() if pattern.search(folded))


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    return {
        topic: re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(fold(word)) for word in words)})")
        for topic, words in gapfiles.load().topics.items()
    }
