"""Tasks that wait for a person: given by changes, outages and objections, or by people."""

from collections.abc import Callable
from typing import Any, ClassVar

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from registry.catalogue.dated import Moment
from registry.catalogue.reading import Row, read_register
from registry.errors import BadInput
from registry.reviews import statutory, taskwork
from registry.reviews.statutory import Begun
from registry.store import Session
from registry.tables import Task, now
from registry.terms import Right, TaskKind
from web.api.lists import answered
from web.api.matching import require_match
from web.api.naming import named
from web.api.paging import Identity, ListQuery, Page, Words
from web.api.shapes import objections as shapes
from web.api.shapes.base import filled, single
from web.deps import AtDesk, Pen, WithPen


class TasksQuery(ListQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`open` true leaves out what is done; `subject` is an engagement, a watched source, or a controller."""

    default_sort: ClassVar[str] = "due_on"

    q: Words | None = None
    subject: Identity | None = None
    objection: Identity | None = None
    kind: TaskKind | None = None
    owner: Words | None = None
    open: bool | None = None


@get("/tasks", needs=Right.READ, query=TasksQuery, sync_to_thread=False)
def tasks(desk: AtDesk, asked: NamedDependency[TasksQuery]) -> Page[shapes.Task]:
    """List tasks, the earliest due first."""
    return answered("tasks", desk, asked, _told)


@get("/tasks/{identity:str}", needs=Right.READ, sync_to_thread=False)
def task(request: Request[Any, Any, Any], desk: AtDesk, identity: FromPath[str]) -> Response[shapes.Task]:
    """Read one task."""
    return single(request, _told(taskwork.one(desk.session, identity)))


@post("/tasks", needs=Right.DECIDE, body=shapes.TaskGiven, status_code=200, sync_to_thread=True)
def give_task(pen: WithPen, given: NamedDependency[shapes.TaskGiven]) -> shapes.Task:
    """Give a task of one's own for an engagement."""
    with pen.write() as session:
        if given.engagement not in read_register(session, Moment(pen.today)).engagements:
            raise BadInput(f"There is no engagement {given.engagement} today.", field="engagement")
        row = taskwork.give(
            session, given.engagement, given.title, due_on=given.due_on, owner=given.owner, at=now()
        )  # fmt: skip
        return _told(row)


@post("/clocks", needs=Right.DECIDE, body=shapes.ClockBegun, status_code=200, sync_to_thread=True)
def begin_clock(pen: WithPen, given: NamedDependency[shapes.ClockBegun]) -> shapes.Task:
    """Note that a clock of the law began: a breach, a request, data from elsewhere; 409 where it runs already."""
    with pen.write() as session:
        register = read_register(session, Moment(pen.today))
        begun = Begun(
            controller_id=named(register.controller, given.controller, "controller"), kind=given.kind,
            began_at=given.began_at,
            reference=given.reference, first_used_on=given.first_used_on, owner=given.owner,
        )  # fmt: skip
        return _told(statutory.begin(session, begun, pen.law.clocks, now()))


@post(
    "/tasks/{identity:str}/completions", needs=Right.DECIDE,
    if_match=True, body=shapes.TaskDone, status_code=200, sync_to_thread=True,
)  # fmt: skip
def complete_task(
    request: Request[Any, Any, Any], pen: WithPen, identity: FromPath[str], given: NamedDependency[shapes.TaskDone]
) -> shapes.Task:
    """Have a task done; 409 when it was."""
    return _done(
        request, pen, identity, lambda session: taskwork.done(session, identity, given.note, by=pen.actor, at=now())
    )


@post(
    "/tasks/{identity:str}/reopenings", needs=Right.DECIDE,
    if_match=True, body=shapes.TaskReopened, status_code=200, sync_to_thread=True,
)  # fmt: skip
def reopen_task(
    request: Request[Any, Any, Any], pen: WithPen, identity: FromPath[str], given: NamedDependency[shapes.TaskReopened]
) -> shapes.Task:
    """Open a task again, with the reason."""
    return _done(request, pen, identity, lambda session: taskwork.reopen(session, identity, given.because))


@post(
    "/tasks/{identity:str}/assignments", needs=Right.DECIDE,
    if_match=True, body=shapes.TaskAssigned, status_code=200, sync_to_thread=True,
)  # fmt: skip
def assign_task(
    request: Request[Any, Any, Any], pen: WithPen, identity: FromPath[str], given: NamedDependency[shapes.TaskAssigned]
) -> shapes.Task:
    """Say whose a task is and by when."""
    return _done(request, pen, identity, lambda session: taskwork.assign(session, identity, given.owner, given.due_on))


def _done(
    request: Request[Any, Any, Any], pen: Pen, identity: str, deed: Callable[[Session], Task]
) -> shapes.Task:  # fmt: skip
    with pen.write() as session:
        require_match(request, lambda: _told(taskwork.one(session, identity)))
        return _told(deed(session))


def _told(row: Row) -> shapes.Task:
    return filled(shapes.Task, row)


ROUTES = [tasks, task, give_task, begin_clock, complete_task, reopen_task, assign_task]
