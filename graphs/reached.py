"""What every controller reaches outside the EEA: the country, the weakest chain into it, the hop where it first fails.

Asked of all controllers at once (`graphs.whole`), and again under a law book in which a decision has fallen.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from graphs.alike import Alike
from graphs.contexts import Chart, chart
from graphs.masks import Masks, as_number, bits_in, unpacked
from graphs.whatif import act_named
from graphs.whole import LAST_FAILING, Weakest, third_countries, weakest
from registry.catalogue.reading import Register
from registry.law.lawbook import LawBook
from registry.law.verdicts import rank, worst
from registry.law.zones import Zone, zone
from registry.terms import Verdict

_BY_RANK = tuple(Verdict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failing:
    """The hop at which a chain first fails."""

    exporter: str
    importer: str
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The weakest chain into a country: its verdict, and the first hop that nothing carries (null: all are carried)."""

    verdict: Verdict
    first_failing: Failing | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """A country that data reach; null is a destination nobody knows. `path` is the shortest of the weakest chains.

    `supposed` tells how it would stand without the decision that is supposed to have fallen; null: none is supposed.
    """

    country: str | None
    zone: Zone
    verdict: Verdict
    path: tuple[str, ...]
    first_failing: Failing | None
    supposed: Standing | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaching:
    """A controller and what it reaches. `depth_known`: whether all chains are known to their end."""

    controller: str
    name: str
    depth_known: bool
    countries: tuple[Reach, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A country, how many controllers reach it, and the weakest chain of them all. `worse`: how many would be worse
    off without the decision that is supposed to have fallen."""

    country: str | None
    zone: Zone
    controllers: int
    verdict: Verdict
    worse: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ThirdCountries:
    """All controllers by id, all countries by code (the unknown one last). `revoked` is the act supposed to fall."""

    revoked: str | None
    controllers: tuple[Reaching, ...]
    countries: tuple[Reached, ...]


@dataclass(frozen=True)
class Survey:
    """All chains of a moment under one law book, asked once."""

    law: LawBook
    chart: Chart
    outside: Masks
    weakest: Weakest


def surveyed(register: Register, law: LawBook) -> Survey:
    """Fill the arrays from the register, judge equal facts once, ask everybody at once."""
    alike = Alike(law, register.moment.on)
    return _survey(chart(register, alike), law, alike)


def _survey(chart: Chart, law: LawBook, alike: Alike) -> Survey:
    ranks = alike.ranks(chart.arrays.facts)
    return Survey(law, chart, third_countries(chart.arrays, ranks), weakest(chart.arrays, ranks))


def reached(
    register: Register, survey: Survey, *, controller_id: str | None = None, revoke: str | None = None
) -> ThirdCountries:
    """What all controllers reach, or one of them. Raises BadInput for an act no law book holds, Ambiguous for a part of
    several."""
    act = None if revoke is None else act_named(survey.law, revoke, "revoke")
    supposed = None
    if act is not None:
        on = register.moment.on
        law = survey.law.ended(act, on)
        supposed = _survey(survey.chart, law, Alike(law, on))
    all_ = {id_ for id_, one in register.organisations.items() if one.is_controller}.union(survey.chart.controllers)
    ids = sorted(all_) if controller_id is None else [controller_id]
    there = [id_ for id_ in ids if id_ in survey.chart.place_of]
    now, then = _standing(survey, there), _standing(supposed, there) if supposed is not None else None
    found = tuple(_reaching(register, survey, id_, now, then) for id_ in ids)
    return ThirdCountries(revoked=act, controllers=found, countries=_by_country(found))


Stands = dict[tuple[str, int], tuple[Standing, tuple[str, ...]]]


def _standing(survey: Survey, controllers: list[str]) -> Stands:
    """The weakest chain of each controller into each country (by bit), and the titles along it."""
    chart, weak = survey.chart, survey.weakest
    parties = chart.arrays.controllers[[chart.place_of[id_] for id_ in controllers]] if controllers else None
    if parties is None:
        return {}
    ways: dict[tuple[int, int], list[int]] = defaultdict(list)
    bits = len(chart.arrays.places)
    for step in weak.steps(parties):
        items, of_item = np.nonzero(unpacked(step.masks, bits))
        for item, bit in zip(items.tolist(), of_item.tolist(), strict=True):
            ways[int(step.asked[item]), bit].append(int(step.links[item]))
    ranks = weak.ranks(parties)
    return {
        (controllers[at], bit): _told(survey, way, _BY_RANK[int(ranks[at, bit])]) for (at, bit), way in ways.items()
    }


def _told(survey: Survey, way: list[int], verdict: Verdict) -> tuple[Standing, tuple[str, ...]]:
    """A way of links in names; the last hop counts by its transfer to the country, those before by their worst."""
    links, titles = survey.chart.arrays.links, survey.chart.titles
    path = (titles[links.exporters[way[0]]], *(titles[links.importers[link]] for link in way))
    if rank(verdict) > LAST_FAILING:
        return Standing(verdict=verdict, first_failing=None), path
    of_hops = survey.weakest.of_links
    at = next((at for at, link in enumerate(way[:-1]) if of_hops[link] <= LAST_FAILING), len(way) - 1)
    failing = verdict if at == len(way) - 1 else _BY_RANK[int(of_hops[way[at]])]
    hop = Failing(exporter=path[at], importer=path[at + 1], verdict=failing)
    return Standing(verdict=verdict, first_failing=hop), path


def _reaching(register: Register, survey: Survey, id_: str, now: Stands, then: Stands | None) -> Reaching:
    arrays, name = survey.chart.arrays, register.organisations[id_].name
    at = survey.chart.place_of.get(id_)
    outside = 0 if at is None else as_number(survey.outside[:, arrays.controllers[at]])
    found = []
    for bit in bits_in(outside & ~(1 << arrays.depth_bit)):
        standing, path = now[id_, bit]
        supposed = None if then is None else then[id_, bit][0]
        country = arrays.places[bit]
        found.append(
            Reach(
                country=country, zone=zone(survey.law, country, register.moment.on), verdict=standing.verdict,
                path=path, first_failing=standing.first_failing, supposed=supposed,
            )
        )  # fmt: skip
    depth_known = not outside >> arrays.depth_bit & 1
    return Reaching(controller=id_, name=name, depth_known=depth_known, countries=tuple(sorted(found, key=_place)))


def _place(reach: Reach) -> tuple[int, bool, str]:
    return rank(reach.verdict), reach.country is None, reach.country or ""


def _by_country(controllers: Iterable[Reaching]) -> tuple[Reached, ...]:
    met: dict[str | None, list[Reach]] = defaultdict(list)
    for one in controllers:
        for reach in one.countries:
            met[reach.country].append(reach)
    ordered = sorted(met.items(), key=lambda item: (item[0] is None, item[0] or ""))
    return tuple(
        Reached(
            country=country,
            zone=found[0].zone,
            controllers=len(found),
            verdict=worst(one.verdict for one in found),
            worse=sum(one.supposed is not None and rank(one.supposed.verdict) < rank(one.verdict) for one in found),
        )
        for country, found in ordered
    )
