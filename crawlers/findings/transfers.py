"""What a document says of transfers outside the EEA, and by what tool."""

from collections.abc import Iterable
from dataclasses import dataclass

from crawlers.blocks import BlockKind, Span
from crawlers.findings.mechanisms import MechanismFound
from crawlers.findings.recipients import Recipient
from crawlers.findings.source import Source, inside
from crawlers.places import EEA, EEA_COUNTRIES
from registry.terms import Mechanism

YES, POSSIBLE, NO, UNSTATED = "yes", "possible", "no", "unstated"


@dataclass(frozen=True, slots=True)
class Transfers:
    """`outside_eea` is yes, possible, no or unstated; `countries` the third countries named as destinations."""

    outside_eea: str
    countries: tuple[str, ...]
    mechanisms: tuple[Mechanism, ...]
    start: int | None
    end: int | None


def third_countries(countries: Iterable[str]) -> tuple[str, ...]:
    """Those outside the EEA, in order."""
    return tuple(dict.fromkeys(one for one in countries if one != EEA and one not in EEA_COUNTRIES))


def transfer_sentences(source: Source) -> tuple[tuple[Span, frozenset[str]], ...]:
    """Sentences that speak of the EEA's border, with what they say: outside, inside, modal, negated."""
    found = []
    for block in source.blocks:
        if block.kind is BlockKind.HEADING or not source.hits.within("transfers", block.start, block.end):
            continue
        for sentence in source.sentences(block):
            keys = source.hits.keys("transfers", sentence.start, sentence.end)
            if keys & {"outside", "inside"}:
                found.append((sentence, keys))
    return tuple(found)


def transfers(source: Source, recipients: Iterable[Recipient], mechanisms: Iterable[MechanismFound]) -> Transfers:
    """The document's whole word on transfers."""
    said = transfer_sentences(source)
    outward = [(span, keys) for span, keys in said if "outside" in keys]
    named = third_countries(
        place.country for span, _ in outward for place in inside(source.places, span.start, span.end)
    )
    received = third_countries(country for one in recipients for country in one.countries)
    tools = tuple(dict.fromkeys(one.mechanism for one in mechanisms))
    span = next((span for span, keys in outward if "negated" not in keys), None) or (said[0][0] if said else None)
    return Transfers(
        _outside([keys for _, keys in said], bool(received)),
        tuple(dict.fromkeys([*named, *received])),
        tools,
        span.start if span else None,
        span.end if span else None,
    )


def _outside(said: list[frozenset[str]], has_third_country: bool) -> str:
    outward = [keys for keys in said if "outside" in keys and "negated" not in keys]
    if has_third_country or any("modal" not in keys for keys in outward):
        return YES
    if outward:
        return POSSIBLE
    return NO if said else UNSTATED
