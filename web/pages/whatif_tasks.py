"""Tasks of `/what-if`: one for each transfer that would lose its footing, each once however often they are made."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Request, Response, post
from litestar.response import Redirect

from graphs.whatif import Flip, Hypothesis
from registry.alerts import tasks, wording
from registry.errors import BadInput
from registry.tables import Task, now
from registry.terms import Right, TaskKind, Verdict
from web import simulated
from web.deps import AtDesk, Desk, WithPen
from web.pages.forms import require_own_form
from web.pages.views import Seen, Visited
from web.pages.visiting import Visit, address
from web.pages.whatif_asked import WhatIfQuery, supposed_in

MOST = 500  # made at once; more than that is a project, and asked for one organisation at a time
_FALLEN = frozenset({Verdict.UNSUPPORTED, Verdict.INCOMPLETE, Verdict.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Offer:
    """What the page offers: how many tasks there are to make, how many were made before, and the form's address."""

    wanted: int
    given: int
    address: str
    may: bool


@post("/what-if", needs=Right.DECIDE, query=WhatIfQuery, sync_to_thread=True, status_code=303)
def make_tasks(
    request: Request[Any, Any, Any], visit: Visited, view: Seen, desk: AtDesk, pen: WithPen
) -> Response[Any]:  # fmt: skip
    """Give a task for each transfer that would lose its footing. Raises BadInput where nothing is supposed."""
    require_own_form(request)
    hypothesis = supposed_in(visit)
    if hypothesis == Hypothesis():
        raise BadInput("Nothing was supposed.", field="hypothesis")
    if not visit.is_today:
        raise BadInput("Tasks are made from the register as it stands today.", field="on")
    named = dict(visit.pairs).get("controller")
    controller_id = str(view.register.controller(named).id) if named else None
    both = simulated.both(desk, visit.moment, hypothesis, controller_id)
    made = _tasks(desk, visit, hypothesis, both.flips, at=now())
    if len(made) > MOST:
        raise BadInput(f"These are {len(made)} tasks; at most {MOST} are made at once.", field="controller")
    with pen.write() as session:
        tasks.add(session, made)
    return Redirect(f"{_here(visit)}#tasks", status_code=303)


def offered(desk: Desk, visit: Visit, hypothesis: Hypothesis, flips: Iterable[Flip]) -> Offer | None:
    """What is offered for these flips; None where none loses its footing, they are too many, or the day is another."""
    made = _tasks(desk, visit, hypothesis, flips, at=now()) if visit.is_today else []
    if not 0 < len(made) <= MOST:
        return None
    return Offer(len(made), tasks.given(desk.session, made), _here(visit), Right.DECIDE in visit.person.rights)


def _tasks(desk: Desk, visit: Visit, hypothesis: Hypothesis, flips: Iterable[Flip], *, at: datetime) -> list[Task]:
    """The tasks, not written yet: the same transfer under the same hypothesis is the same task."""
    supposed = [said for _, _, said in simulated.supposed(desk, visit.moment, hypothesis, wording.LANGUAGE)]
    cause = sorted(set(supposed))
    return [_task(flip, "; ".join(cause), cause, at) for flip in flips if _loses_footing(flip)]


def _loses_footing(flip: Flip) -> bool:
    return flip.is_worse and flip.after is not None and flip.after.verdict in _FALLEN


def _task(flip: Flip, supposed: str, cause: Iterable[str], at: datetime) -> Task:
    way = f"{' > '.join(flip.hop.path[1:])} ({flip.crossing.destination or '?'})"
    about = f"Another footing for {way}, in case {supposed}"
    return tasks.task(
        TaskKind.OTHER, flip.hop.engagement_id, about, at=at, cause=["what-if", flip.crossing.key, *cause]
    )  # fmt: skip


def _here(visit: Visit) -> str:
    return address("/what-if", list(visit.pairs))
