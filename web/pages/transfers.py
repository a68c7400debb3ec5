"""`/transfers`: what leaves the EEA, and on what footing? By destination and verdict, then every one of them."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from litestar import Response, get

from registry.catalogue.chains import Crossing, Hop
from registry.judging import Judged
from registry.law.verdicts import Answer, rank
from registry.law.zones import Zone, zone
from registry.reports.behind import transfers as leaving
from registry.reports.registers import Registers, sheet
from registry.reports.sheets import FORMATS
from registry.terms import Responsibility, Right, Verdict
from web.deps import AtDesk
from web.pages.lists import Choice, asked_of, choice, file_of, format_of, labelled, one_of, order, part_of
from web.pages.rendering import page
from web.pages.views import Seen, View, Visited
from web.pages.visiting import PageQuery, Visit

NOWHERE = "?"  # a destination that nobody knows, as the address writes it
FILTERS = ("controller", "country", "verdict", "whose", "q", "sort")


class TransfersQuery(PageQuery, frozen=True, kw_only=True):
    """`whose`: `all` with what the recipients answer for; `format`: the same as a file."""

    controller: str | None = None
    country: str | None = None
    verdict: str | None = None
    whose: str | None = None
    q: str | None = None
    sort: str | None = None
    page: str | None = None
    format: str | None = None


@dataclass(frozen=True, slots=True)
class Leaving:
    """A transfer, where it goes (None: nobody knows) and the law's answer."""

    hop: Hop
    crossing: Crossing
    answer: Answer
    place: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """A destination, where it stands on the day, and its transfers by verdict."""

    country: str | None
    zone: Zone
    counts: dict[Verdict, int]


@get("/transfers", needs=Right.READ, query=TransfersQuery, sync_to_thread=True)
def transfers(visit: Visited, view: Seen, desk: AtDesk) -> Response[Any]:
    """Destinations by verdict, and the transfers that were asked for; or those as a file."""
    controller_id = _controller(visit, view)
    every = _all(view, controller_id, everybodys=one_of(visit, "whose", {"all"}) == "all")
    verdict = one_of(visit, "verdict", Verdict)
    found = [one for one in every if _is_asked(one, visit, verdict)]
    found = _sorted(found, one_of(visit, "sort", SORTS), visit)
    if (format_ := format_of(visit)) is not None:
        keys = {one.crossing.key for one in found}
        whole = sheet(Registers.TRANSFERS, view.register, desk.judged(visit.moment), view.law, controller_id)
        return file_of(
            replace(whole, rows=tuple(row for row in whole.rows if row["id"] in keys)), format_, visit, "transfers"
        )
    places = _places(every, view)
    verdicts = [one for one in sorted(Verdict, key=rank) if any(one in place.counts for place in places)]
    return page(
        "transfers.html",
        visit,
        places=places,
        verdicts=verdicts,
        part=part_of(found, visit),
        every=len(every),
        asked=asked_of(visit, *FILTERS),
        wider=asked_of(visit, "controller", "whose", "q"),
        has_controllers=bool(view.controllers()),
        controller_id=controller_id,
        choices=_choices(visit, view, places, verdicts, controller_id),
        several=len({one.hop.controller_id for one in found}) > 1,
        nowhere=NOWHERE,
        formats=FORMATS,
    )


SORTS: Mapping[str, Callable[[Leaving, Visit], Any]] = {
    "verdict": lambda one, _visit: rank(one.answer.verdict),
    "country": lambda one, visit: (one.place is None, visit.wording.country(one.place)),
    "chain": lambda one, _visit: [title.casefold() for title in one.hop.path],
}


def _choices(
    visit: Visit, view: View, places: list[Place], verdicts: list[Verdict], chosen: str | None
) -> list[Choice]:
    named = [(one.country or NOWHERE, visit.wording.country(one.country)) for one in places]
    return [
        choice(visit, "controller", "drawing.controller", [(one.id, one.name) for one in view.controllers()], chosen),
        choice(visit, "country", "drawing.destination", named),
        choice(visit, "verdict", "transfers.footing", labelled(visit, "verdict", verdicts)),
        order(visit, {one: f"transfers.sort_{one}" for one in SORTS}),
    ]


def _sorted(found: list[Leaving], sort: str | None, visit: Visit) -> list[Leaving]:
    """As the address says, the gravest verdict first where it says nothing; then by chain."""
    by = SORTS[sort or "verdict"]
    return sorted(found, key=lambda one: (by(one, visit), one.hop.path, one.crossing.key))


def _all(view: View, controller_id: str | None, *, everybodys: bool) -> list[Leaving]:
    """Every transfer out of the EEA, or that may be one, once for each engagement."""
    judged: Iterable[Judged] = (
        one
        for key, several in view.flows.items()
        if controller_id in (None, key)
        for one in several
        if everybodys or one.hop.responsibility is not Responsibility.THEIRS
    )
    on = view.register.moment.on
    found = (Leaving(hop, crossing, answer, _place(hop, crossing)) for hop, crossing, answer in leaving(judged))
    return [one for one in found if one.place is None or zone(view.law, one.place, on) is not Zone.EEA]


def _place(hop: Hop, crossing: Crossing) -> str | None:
    """The destination; within the EEA and for a recipient outside it, the recipient's own country (EDPB 05/2021)."""
    importer = crossing.facts.get("importer")
    seat = importer.get("country") if isinstance(importer, dict) else None
    return crossing.destination or seat or hop.importer.country


def _is_asked(one: Leaving, visit: Visit, verdict: str | None) -> bool:
    country, words = visit.query.get("country"), visit.query.get("q", "").casefold()
    return (
        (country is None or (one.place or NOWHERE) == country)
        and verdict in (None, one.answer.verdict.value)
        and (not words or any(words in title.casefold() for title in one.hop.path))
    )


def _places(every: list[Leaving], view: View) -> list[Place]:
    """Destinations, the worst verdict first, then those of most transfers; what nobody knows comes last."""
    found: dict[str | None, Counter[Verdict]] = {}
    for one in every:
        found.setdefault(one.place, Counter())[one.answer.verdict] += 1
    on = view.register.moment.on
    places = [
        Place(country, zone(view.law, country, on) if country else Zone.UNKNOWN, dict(counted))
        for country, counted in found.items()
    ]
    return sorted(places, key=lambda one: (one.country is None, min(map(rank, one.counts)), one.country or ""))


def _controller(visit: Visit, view: View) -> str | None:
    asked = visit.query.get("controller")
    return str(view.register.controller(asked).id) if asked else None
