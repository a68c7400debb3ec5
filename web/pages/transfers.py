"""`/transfers`: what leaves the EEA, and on what footing? By destination and verdict, then every one of them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from litestar import Response, get

from registry.catalogue.chains import Crossing, Hop
from registry.errors import BadInput
from registry.judging import Judged
from registry.law.verdicts import Answer, rank
from registry.law.zones import Zone, zone
from registry.reports.behind import transfers as leaving
from registry.reports.cells import Sheet
from registry.reports.registers import Registers, sheet
from registry.reports.sheets import FORMATS, written
from registry.terms import Responsibility, Right, Verdict
from web.deps import AtDesk
from web.pages.rendering import page
from web.pages.views import Seen, View, Visited
from web.pages.visiting import PageQuery, Visit

ON_A_PAGE = 100
NOWHERE = "?"  # a destination that nobody knows, as the address writes it
FILTERS = ("controller", "country", "verdict", "whose", "q")
_MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class TransfersQuery(PageQuery, frozen=True, kw_only=True):
    """`whose`: `all` with what the recipients answer for; `format`: the same as a file."""

    controller: str | None = None
    country: str | None = None
    verdict: str | None = None
    whose: str | None = None
    q: str | None = None
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
    verdict = one_of(visit, "verdict", {one.value for one in Verdict})
    found = [one for one in every if _is_asked(one, visit, verdict)]
    found.sort(key=lambda one: (rank(one.answer.verdict), one.hop.path, one.crossing.key))
    if (format_ := one_of(visit, "format", set(FORMATS))) is not None:
        keys = {one.crossing.key for one in found}
        whole = sheet(Registers.TRANSFERS, view.register, desk.judged(visit.moment), view.law, controller_id)
        return file_of(
            replace(whole, rows=tuple(row for row in whole.rows if row["id"] in keys)), format_, visit, "transfers"
        )
    number = page_number(visit, len(found))
    return page(
        "transfers.html",
        visit,
        places=_places(every, view),
        verdicts=[verdict for verdict in sorted(Verdict, key=rank) if any(o.answer.verdict is verdict for o in every)],
        total=len(found),
        every=len(every),
        shown=found[(number - 1) * ON_A_PAGE : number * ON_A_PAGE],
        number=number,
        pages=max(1, -(-len(found) // ON_A_PAGE)),
        asked={name: visit.query[name] for name in FILTERS if name in visit.query},
        wider={name: visit.query[name] for name in ("controller", "whose", "q") if name in visit.query},
        controllers=view.controllers(),
        controller_id=controller_id,
        several=len({one.hop.controller_id for one in found}) > 1,
        nowhere=NOWHERE,
        formats=FORMATS,
    )


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


def one_of(visit: Visit, name: str, known: set[str]) -> str | None:
    """A word of the address; None where it says nothing. Raises BadInput for one that is none of ours."""
    asked = visit.query.get(name)
    if asked is not None and asked not in known:
        raise BadInput(f"“{asked}” is no {name} here; one of {', '.join(sorted(known))}.", field=name)
    return asked


def page_number(visit: Visit, total: int) -> int:
    """The page of a list that is asked for, from 1. Raises BadInput for one that is not there."""
    asked = visit.query.get("page", "1")
    last = max(1, -(-total // ON_A_PAGE))
    if not asked.isascii() or not asked.isdigit() or len(asked) > 6 or not 1 <= int(asked) <= last:
        raise BadInput(f"page is a number from 1 to {last}.", field="page")
    return int(asked)


def file_of(found: Sheet, format_: str, visit: Visit, called: str) -> Response[bytes]:
    """A list as a file, named by what it is and its day."""
    name = f"{called}_{visit.moment.on.isoformat()}.{format_}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(written(found, format_, visit.language), media_type=_MEDIA_TYPES[format_], headers=headers)
