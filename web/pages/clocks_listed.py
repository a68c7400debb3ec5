"""The lists of `/clocks`: the clocks that run and those that were ended; narrowed, sorted, paged and as files."""

from collections.abc import Iterable, Sequence
from typing import Any

from registry.catalogue.reading import Row
from registry.law import statutory as law
from registry.reports.cells import Cell, Word
from registry.reviews.statutory import CLOCKS
from web.deps import Desk
from web.pages.listings import Listing, ListQuery, on_shelf, sort_of
from web.pages.lists import asked_of, choice, labelled, one_of
from web.pages.people import names_of_people
from web.pages.views import View
from web.pages.visiting import Visit

EACH = 50
SORTS = ("due", "newest", "oldest")
_RUNNING = {"due": "due_on", "newest": "-began_at", "oldest": "began_at"}
_ENDED = {"due": "-done_at", "newest": "-began_at", "oldest": "began_at"}


class ClocksQuery(ListQuery, frozen=True, kw_only=True):
    """`controller` by its id; two lists, each with its own page."""

    kind: str | None = None
    controller: str | None = None
    running: str | None = None
    ended: str | None = None


def clocks_of(visit: Visit, desk: Desk, view: View, *, are_running: bool) -> Listing[Row]:
    """The clocks that run, the one that ends first the first; or those that were ended, the last one first."""
    asked: dict[str, Any] = {"open": are_running} | asked_of(visit, "q", "controller")
    if (kind := one_of(visit, "kind", law.KINDS)) is not None:
        asked["kind"] = kind
    sort = (_RUNNING if are_running else _ENDED)[sort_of(visit, SORTS)]
    names = view.names()

    def rows(some: Sequence[Row]) -> Iterable[dict[str, Cell]]:
        people = names_of_people(desk, visit, [one.done_by for one in some])
        return (_row(one, names.get(one.subject_id, one.subject_id), people, are_running=are_running) for one in some)

    ours = [(one.id, one.name) for one in view.controllers()]
    of = "running" if are_running else "ended"
    return Listing(
        of=of,
        found=on_shelf(desk, CLOCKS, visit.moment, asked, sort),
        columns=COLUMNS[of],
        rows=rows,
        sorts=SORTS,
        choices=[
            choice(visit, "kind", "clocks.kind", labelled(visit, "task_kind", law.KINDS)),
            *([choice(visit, "controller", "clocks.controller", ours)] if len(ours) > 1 else []),
        ],
        asks=of,
        each=EACH,
    )


COLUMNS = {
    "running": ("id", "task", "reference", "controller", "began_at", "due_on"),
    "ended": ("id", "task", "reference", "controller", "began_at", "due_on", "done_on", "person", "note"),
}


def _row(one: Row, controller: str, people: dict[str, str], *, are_running: bool) -> dict[str, Cell]:
    found: dict[str, Cell] = {
        "id": one.id,
        "task": Word("task_kind", one.kind),
        "reference": one.about,
        "controller": controller,
        "began_at": one.began_at.isoformat(),
        "due_on": one.due_on or (),
    }
    if are_running:
        return found
    done = {"done_on": one.done_at.date(), "person": people.get(one.done_by, one.done_by), "note": one.note}
    return found | done
