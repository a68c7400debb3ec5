"""The transfers of one hop: those on file, else one for each place a document names, else one to nowhere known."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from registry.catalogue import covering, grounds
from registry.catalogue.grounds import Facts
from registry.catalogue.identities import hashed
from registry.catalogue.reading import Register, Row
from registry.lawfiles import place_names
from registry.terms import Basis, Grade, Manner

_LONGEST_WORDS = 60  # of a place, inside a key


@dataclass(frozen=True, slots=True)
class Crossing:
    """One transfer of a hop: a destination and a manner, with the facts the law reads."""

    key: str
    transfer_id: str | None
    destination: str | None
    as_written: str | None
    manner: Manner
    basis: Basis
    facts: Facts
    source: str
    grade: Grade
    importer: str | None = None  # by name, as an assessment names it
    assessment_id: str | None = None  # the assessment on file whose conclusion these facts carry


class Place(NamedTuple):
    """Where a document says that data are."""

    country: str | None
    as_written: str | None
    manner: Manner
    source: str
    grade: Grade

    @property
    def key(self) -> str:
        """Tells it from the hop's other places."""
        where = self.country or self.as_written or "?"
        return f"{where if _is_tidy(where) else hashed('place', where)}:{self.manner.value}"


def _is_tidy(words: str) -> bool:
    """Whether words from outside may stand in a key as they are: short, one line, nothing that cannot be seen."""
    return len(words) <= _LONGEST_WORDS and words.isprintable() and " ".join(words.split()) == words


class Ends(NamedTuple):
    """What is known of both ends of a hop."""

    exporter: Facts
    importer: Facts


class Carried(NamedTuple):
    """A hop: the engagement it belongs to, its id there, its key everywhere, and what flows."""

    engagement: Row
    id: str
    key: str
    flow: Facts


def crossings(
    register: Register, hop: Carried, on_file: Ends, claimed: Ends, *, places: Iterable[Place], service_id: str | None
) -> tuple[Crossing, ...]:
    """The transfers of a hop: what is `on_file` wins over what is `claimed`."""
    kept = register.transfers.get((hop.engagement.id, hop.id), [])
    if kept:
        return tuple(_all_kept(register, hop, on_file, claimed.importer, kept))
    mechanisms = register.mechanisms.get(service_id or "", [])
    told = list(places) or [Place(None, None, Manner.STORAGE, hop.engagement.source, hop.engagement.grade)]
    found: dict[str, Crossing] = {}
    for place in told:
        if place.key not in found:
            facts = grounds.claimed(place.country, *claimed, hop.flow, mechanisms)
            importer = covering.importer_of(facts, claimed.importer)
            facts, assessment = covering.laid_over(register, hop.engagement.controller_id, facts, importer)
            found[place.key] = Crossing(
                f"{hop.key}:{place.key}", None, place.country, place.as_written, place.manner, Basis.CLAIMED, facts,
                place.source, place.grade, importer, assessment,
            )  # fmt: skip
    return tuple(found.values())


def _all_kept(
    register: Register, hop: Carried, ends: Ends, known_as: Facts, kept: Iterable[Row]
) -> Iterator[Crossing]:  # fmt: skip
    """Two transfers on file to one place in one manner are told apart by their order."""
    met: Counter[str] = Counter()
    for transfer in kept:
        place = f"{transfer.destination or '?'}:{transfer.manner.value}"
        met[place] += 1
        key = f"{hop.key}:{place}" if met[place] == 1 else f"{hop.key}:{place}:{met[place]}"
        yield _kept(register, key, hop, ends, transfer, known_as=known_as)


def _kept(register: Register, key: str, hop: Carried, ends: Ends, transfer: Row, *, known_as: Facts) -> Crossing:
    facts = grounds.on_file(register, transfer, *ends, hop.flow)
    importer = covering.importer_of(facts, known_as)
    facts, assessment = covering.laid_over(register, hop.engagement.controller_id, facts, importer)
    return Crossing(
        key=key,
        transfer_id=transfer.id,
        destination=transfer.destination,
        as_written=None,
        manner=transfer.manner,
        basis=Basis.ON_FILE,
        facts=facts,
        source=transfer.source,
        grade=transfer.grade,
        importer=importer,
        assessment_id=assessment,
    )


def locations(register: Register, service_id: str) -> list[Place]:
    """Where documents place the service. Where the customer chooses among places, nobody knows the destination."""
    rows = [row for row in register.locations.get(service_id, []) if row.grade is not Grade.MEMORY]
    return [Place(None if r.choice else r.country, r.as_written, r.manner, r.source, r.grade) for r in rows]


def places(row: Row) -> list[Place]:
    """Where a sub-processor row says it processes; words that are no country give no destination, nor does memory."""
    if row.grade is Grade.MEMORY:
        return []
    return [
        Place(place if is_country(place) else None, place, Manner.STORAGE, row.source, row.grade)
        for place in row.places or []
    ]


def is_country(place: str) -> bool:
    """Whether the word is a country's code."""
    return place in _countries()


@cache
def _countries() -> frozenset[str]:
    return frozenset(place_names())
