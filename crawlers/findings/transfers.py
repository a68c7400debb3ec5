"""What a document says of transfers outside the EEA, and by what tool."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from crawlers.blocks import Span
from crawlers.findings.labels import is_in_glossary
from crawlers.findings.mechanisms import MechanismFound
from crawlers.findings.merging import Recipient
from crawlers.findings.source import Source, inside
from crawlers.places import EEA, EEA_COUNTRIES, Place
from registry.terms import Mechanism

YES, POSSIBLE, NO, UNSTATED = "yes", "possible", "no", "unstated"

_MAX_TITLE = 6
_DOUBTS = frozenset({"modal", "conditional"})
_JOINING = frozenset({"and", "and the", "or the", "or", "och", "eller", "samt", "och i", "and in the"})
_MAX_VERB = 2  # letters between a country and the verb that follows it
_OF_BORDERS = frozenset({"outside", "inside", "moved", "placed"})


@dataclass(frozen=True, slots=True)
class Transfers:
    """`outside_eea` is yes, possible, no or unstated; `countries` the third countries named as destinations."""

    outside_eea: str
    countries: tuple[str, ...]
    mechanisms: tuple[Mechanism, ...]
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence that speaks of the EEA's border. `countries` are the third countries it names."""

    span: Span
    keys: frozenset[str]
    countries: tuple[str, ...]

    @property
    def is_outward(self) -> bool:
        """It speaks of data outside, and does not deny it."""
        is_denied = "negated" in self.keys and "usually" not in self.keys
        return not is_denied and ("outside" in self.keys or bool(self.countries))

    @property
    def is_fact(self) -> bool:
        """It says so without "may", "when" or "if"."""
        return self.is_outward and not self.keys & {"modal", "conditional", "negated"}


def third_countries(countries: Iterable[str]) -> tuple[str, ...]:
    """Those outside the EEA, in order."""
    return tuple(dict.fromkeys(one for one in countries if _is_third(one)))


def _is_third(country: str) -> bool:
    return country != EEA and country not in EEA_COUNTRIES


def transfer_sentences(source: Source) -> tuple[Said, ...]:
    """Sentences about the EEA's border, and those that say of data that they are kept in a third country."""
    found = []
    for block in source.blocks_with("transfers"):
        if _speaks_of_own_certificate(source, block.start, block.end) or is_in_glossary(block):
            continue
        for sentence in source.sentences(block):
            if source.hits.keys("transfers", sentence.start, sentence.end).isdisjoint(_OF_BORDERS):
                continue
            keys = _keys(source, sentence)
            if "of_rights" in keys or _is_title(source, sentence):
                continue
            named = inside(source.places, sentence.start, sentence.end)
            places = third_countries(place.country for place in named)
            if keys & {"outside", "inside"}:
                is_beside = "outside" in keys or _stand_beside(source, named)
                found.append(Said(sentence, keys, places if is_beside else ()))
            elif keys & {"moved", "placed"} and places:
                found.append(Said(sentence, keys, places))
    return tuple(found)


def _keys(source: Source, sentence: Span) -> frozenset[str]:
    """The keys of a sentence; a "may" or "if" counts only before what it is about ("the laws there may differ")."""
    hits = source.hits.within("transfers", sentence.start, sentence.end)
    outer = [hit.start for hit in hits if hit.key == "outside"]
    named = [place for place in inside(source.places, sentence.start, sentence.end) if _is_third(place.country)]
    abroad = [place for place in named if not place.is_adjective]  # of whose country a company is, is no destination
    last = outer[-1] if outer else next((place.end + _MAX_VERB for place in abroad), sentence.end)
    return frozenset(hit.key for hit in hits if hit.key not in _DOUBTS or hit.start < last)


def _stand_beside(source: Source, named: Sequence[Place]) -> bool:
    """Whether a third country is joined to the union ("within the EEA and the United States")."""
    pairs = [
        (one, other) for one, other in pairwise(named) if one.country == EEA and other.country not in EEA_COUNTRIES
    ]
    return any(source.text[one.end : other.start].strip(" ,") in _JOINING for one, other in pairs)


def _is_title(source: Source, sentence: Span) -> bool:
    """A few words without an end, or a question: they name a matter and state nothing."""
    words = source.text[sentence.start : sentence.end].rstrip(' )"”')
    return words.endswith("?") or (len(words.split()) <= _MAX_TITLE and words[-1:] not in ".!:;")


def _speaks_of_own_certificate(source: Source, start: int, end: int) -> bool:
    return "own_certificate" in source.hits.keys("general", start, end)


def transfers(
    source: Source, recipients: Iterable[Recipient], mechanisms: Iterable[MechanismFound], said: tuple[Said, ...]
) -> Transfers:
    """The document's whole word on transfers."""
    everyone = tuple(recipients)
    rows = third_countries(country for one in everyone if one.is_row for country in one.countries)
    received = third_countries(country for one in everyone for country in one.countries)
    named = [country for one in said if one.is_outward for country in one.countries]
    tools = tuple(dict.fromkeys(one.mechanism for one in mechanisms))
    span = next((one.span for one in said if one.is_outward), said[0].span if said else None)
    return Transfers(
        _outside(said, rows, received),
        tuple(dict.fromkeys([*named, *received])),
        tools,
        span.start if span else None,
        span.end if span else None,
    )


def _outside(said: tuple[Said, ...], rows: tuple[str, ...], received: tuple[str, ...]) -> str:
    """A fact is a row of a third country or a plain sentence; company seats in prose and conditions are possible."""
    if rows or any(one.is_fact for one in said):
        return YES
    if any(one.is_outward for one in said):
        return POSSIBLE
    if received:
        return YES
    return NO if any("usually" not in one.keys for one in said) else UNSTATED


def stated_for(source: Source, one: Recipient, said: tuple[Said, ...], outside_eea: str) -> bool | None:
    """Whether a recipient's data leave the EEA: by its countries, by what is told of it, by a general no."""
    if third_countries(one.countries):
        return True
    block = source.block_at(one.name_start)
    if any(other.is_fact and block.start <= other.span.start < block.end for other in said):
        return True
    told = [other for other in said if any(span.start <= other.span.start < span.end for span in one.told)]
    if any(other.is_outward for other in told):
        return True
    return False if told or one.countries or outside_eea == NO else None
