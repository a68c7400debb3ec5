"""`/tasks`: what is there to do, whoever gave it? Narrowed, sorted, paged and exported in its address."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from litestar import Response, get

from registry.catalogue.listing import SHELVES
from registry.catalogue.reading import Row
from registry.reports.cells import Cell
from registry.terms import Right, TaskKind
from web.deps import AtDesk, Desk
from web.pages.listings import Listing, ListQuery, filed, on_shelf, shown, sort_of
from web.pages.lists import asked_of, choice, labelled, one_of
from web.pages.people import names_of_people
from web.pages.rendering import page
from web.pages.views import Seen, View, Visited
from web.pages.visiting import Visit

STATES = {"open": True, "done": False}
SORTS = {"due": "due_on", "newest": "-updated_at", "oldest": "updated_at"}
COLUMNS = ("id", "task", "subject", "state", "due_on", "owner", "done_on", "note")


class TasksQuery(ListQuery, frozen=True, kw_only=True):
    """`state`: open or done; `objection`: of which alone, by its id."""

    state: str | None = None
    kind: str | None = None
    objection: str | None = None


@get("/tasks", needs=Right.READ, query=TasksQuery, sync_to_thread=True)
def tasks(visit: Visited, desk: AtDesk, view: Seen) -> Response[Any]:
    """The tasks that are asked for, the earliest due first; or those as a file."""
    listing = _listing(visit, desk, view)
    if (file := filed(visit, view, listing)) is not None:
        return file
    found = shown(visit, listing)
    return page(
        "tasks.html",
        visit,
        found=found,
        title=lambda one: title_of(one, visit),
        about=lambda one: subject_of(one, view),
        path=lambda one: path_of(one, view),
        done_at=lambda one: done_by_then(one, visit),
        people=names_of_people(desk, visit, [one.owner for one in found.part.shown]),
    )


def _listing(visit: Visit, desk: Desk, view: View) -> Listing[Row]:
    asked: dict[str, Any] = asked_of(visit, "q", "objection")
    if (state := one_of(visit, "state", STATES)) is not None:
        asked["open"] = STATES[state]
    if (kind := one_of(visit, "kind", TaskKind)) is not None:
        asked["kind"] = kind

    def rows(some: Sequence[Row]) -> Iterable[dict[str, Cell]]:
        people = names_of_people(desk, visit, [one.owner for one in some])
        return (_row(one, visit, view, people) for one in some)

    return Listing(
        of="tasks",
        found=on_shelf(desk, SHELVES["tasks"], visit.moment, asked, SORTS[sort_of(visit, tuple(SORTS))]),
        columns=COLUMNS,
        rows=rows,
        sorts=tuple(SORTS),
        choices=[
            choice(visit, "state", "tasks.state", [(one, visit.wording(f"objection.{one}")) for one in STATES]),
            choice(visit, "kind", "tasks.kind", labelled(visit, "task_kind", TaskKind)),
        ],
        keeps=asked_of(visit, "objection"),
    )


def title_of(one: Row, visit: Visit) -> str:
    """A task in the reader's words; one that a person gave, in theirs."""
    if one.kind is None or one.kind is TaskKind.OTHER:
        return str(one.title)
    kind = visit.wording.label("task_kind", one.kind)
    return f"{kind}: {one.about}" if one.about else kind


def subject_of(one: Row, view: View) -> str | None:
    """Of what it is: a controller, or the service of an engagement. None: neither, on the day."""
    register = view.register
    engagement = register.engagements.get(one.subject_id)
    if engagement is not None:
        service = register.services.get(engagement.service_id)
        return str(service.name if service is not None else engagement.name_as_written)
    organisation = register.organisations.get(one.subject_id)
    return str(organisation.name) if organisation is not None else None


def path_of(one: Row, view: View) -> str | None:
    """Where it is done: its objection, the clocks, the page of its service or controller."""
    if one.objection_id is not None:
        return f"/objections/{one.objection_id}"
    if one.began_at is not None:
        return "/clocks"
    engagement = view.register.engagements.get(one.subject_id)
    if engagement is not None:
        return f"/services/{engagement.service_id}"
    return f"/controllers/{one.subject_id}" if one.subject_id in view.names() else None


def done_by_then(one: Row, visit: Visit) -> datetime | None:
    """When it was done, as far as was known at the instant of the visit."""
    done_at: datetime | None = one.done_at
    known_at = visit.moment.known_at
    return None if done_at is not None and known_at is not None and done_at > known_at else done_at


def _row(one: Row, visit: Visit, view: View, people: dict[str, str]) -> dict[str, Cell]:
    done_at = done_by_then(one, visit)
    return {
        "id": one.id,
        "task": title_of(one, visit),
        "subject": subject_of(one, view),
        "state": visit.wording("objection.done" if done_at else "objection.open"),
        "due_on": one.due_on or (),
        "owner": people.get(one.owner, one.owner) if one.owner else (),
        "done_on": done_at.date() if done_at else (),
        "note": one.note or (),
    }
