"""`/`: what needs me?"""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from litestar import Response, get

from registry import watching
from registry.catalogue.reading import Row
from registry.law.verdicts import rank
from registry.reviews import due, inbox
from registry.reviews.deadlines import Deadline, Wanted
from registry.terms import Right, Verdict
from web.deps import AtDesk
from web.pages.rendering import page
from web.pages.telling import line
from web.pages.views import Seen, View, Visited
from web.pages.visiting import Visit

SHOWN = 6
DUE_SHOWN = 12
DUE_WITHIN = timedelta(days=90)
PICTURES = 4  # organisations with a thumbnail
LACKING = (Verdict.UNSUPPORTED, Verdict.INCOMPLETE)


@dataclass(frozen=True, slots=True)
class Ours:
    """One organisation of ours: how many recipients, its transfers by verdict, where its thumbnail stands."""

    row: Row
    recipients: int
    counts: dict[Verdict, int]
    thumbnail: str | None


@dataclass(frozen=True, slots=True)
class DueDay:
    """A day with everything that is due on it, and whether it has passed."""

    on: date
    deadlines: tuple[Deadline, ...]
    is_past: bool


@get("/", needs=Right.READ, sync_to_thread=True)
def today(visit: Visited, desk: AtDesk, view: Seen) -> Response[str]:
    """Deadlines, changes that concern us, proposals, verdicts, organisations, and whether the watch is awake."""
    waiting, oldest = inbox.waiting(desk.session, visit.moment, limit=SHOWN)
    alerts = inbox.concerning_us(desk.session, visit.moment, limit=SHOWN)
    until = visit.moment.on + DUE_WITHIN
    found = due.deadlines(desk.session, view.register, view.law, Wanted(until=until))
    counts = view.counts()
    organisations = _ours(view, visit)
    return page(
        "today.html",
        visit,
        heartbeat=watching.heartbeat(desk.session),
        days=_days(found[:DUE_SHOWN], visit.moment.on),
        more_deadlines=max(len(found) - DUE_SHOWN, 0),
        lines=[line(alert, view.register, visit.wording) for alert in alerts],
        waiting=waiting,
        proposals=oldest,
        services=view.register.services,
        names=view.names(),
        counts=counts,
        lacking=sum(counts.get(verdict, 0) for verdict in LACKING),
        unknown=counts.get(Verdict.UNKNOWN, 0),
        several=sum(1 for found in organisations if found.counts) > 1,
        organisations=organisations,
    )


def _ours(view: View, visit: Visit) -> list[Ours]:
    """Our organisations, those with the worst verdict first; the first few with a thumbnail."""
    counted = [(row, view.counts(row.id)) for row in view.controllers()]
    counted.sort(key=lambda one: min((rank(verdict) for verdict in one[1]), default=len(Verdict)))
    return [
        Ours(
            row=row,
            recipients=len(view.register.engagements_of.get(row.id, [])),
            counts=counts,
            thumbnail=visit.link(f"/controllers/{row.id}/thumbnail.svg", lang=visit.language.value)
            if counts and place < PICTURES
            else None,
        )
        for place, (row, counts) in enumerate(counted)
    ]


def _days(found: list[Deadline], on: date) -> list[DueDay]:
    """Deadlines by day, the earliest first."""
    return [DueDay(day, tuple(due_then), day < on) for day, due_then in groupby(found, key=lambda one: one.on)]
