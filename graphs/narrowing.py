"""Narrows judged hops to what a drawing shows, and keeps the way there: a hop behind a processor never floats alone."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from registry.catalogue.chains import Crossing
from registry.judging import Judged
from registry.law.lawbook import LawBook
from registry.law.zones import Zone, zone


def to_third_countries(judged: list[Judged], law: LawBook, on: date) -> list[Judged]:
    """Without what is known to stay inside the EEA, but with the hops that lead to what does not."""

    def leaves(one: Judged) -> bool:
        places: list[str | None] = [crossing.destination for crossing in one.hop.crossings]
        places += seats(one) or [None]
        return any(zone(law, place, on) is not Zone.EEA for place in places)

    return _with_ways(judged, leaves)


def to_destination(judged: list[Judged], country: str) -> list[Judged]:
    """The hops whose data reach a country, or whose recipient sits there, with the hops that lead to them.

    Of a hop that reaches several countries only the transfers to this one stay, unless the recipient itself sits there.
    """
    narrowed = [_to(one, country) for one in judged]
    return _with_ways(narrowed, lambda one: _reaches(one, country))


def seats(one: Judged) -> list[str]:
    """Where the importer sits: as the register knows the company, else as the file on a transfer says."""
    on_file = [crossing.facts.get("importer", {}).get("country") for crossing in one.hop.crossings]
    known = [one.hop.importer.country] if one.hop.importer.country else []
    return known + [country for country in on_file if isinstance(country, str)]


def _to(one: Judged, country: str) -> Judged:
    """The transfers to the country alone where there are some; else the hop as it was."""
    if country in seats(one):
        return one
    pairs = zip(one.hop.crossings, one.answers, strict=True)
    kept = [(crossing, answer) for crossing, answer in pairs if crossing.destination == country]
    if not kept:
        return one
    crossings: tuple[Crossing, ...] = tuple(crossing for crossing, _ in kept)
    return Judged(replace(one.hop, crossings=crossings), tuple(answer for _, answer in kept))


def _reaches(one: Judged, country: str) -> bool:
    return country in seats(one) or any(crossing.destination == country for crossing in one.hop.crossings)


def _with_ways(judged: list[Judged], is_shown: Callable[[Judged], bool]) -> list[Judged]:
    """What is shown, and every hop that leads to its exporter. Hops of an engagement come nearest first."""
    needed: dict[str, set[str]] = defaultdict(set)
    kept: list[Judged] = []
    for one in reversed(judged):
        on_the_way = needed[one.hop.engagement_id]
        if one.hop.importer.id in on_the_way or is_shown(one):
            on_the_way.add(one.hop.exporter.id)
            kept.append(one)
    return kept[::-1]
