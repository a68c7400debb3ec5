"""`/what-if`: what if this falls? Everything supposed stands in the address; nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from litestar import Response, get
from litestar.response import Redirect
from markupsafe import Markup

from graphs.commands.draw import COMPARED, words_in
from graphs.flows import Wanted
from graphs.model import Language
from graphs.renderers import svg
from graphs.renderers.engine import DrawingFailed
from graphs.renderers.labels import safe_name
from graphs.text import plain
from graphs.whatif import Both, Hypothesis
from registry.errors import Ambiguous, BadInput, NotFound
from registry.law.verdicts import rank
from registry.terms import Right, Verdict
from web import simulated
from web.deps import AtDesk, Desk
from web.pages import listings, whatif_tasks
from web.pages.lists import format_of
from web.pages.read_asked import countries
from web.pages.rendering import page
from web.pages.views import Seen, View, Visited
from web.pages.visiting import Visit
from web.pages.whatif_asked import OPTIONS, WhatIfQuery, canonical, choices, question, supposed_in, without
from web.pages.whatif_listed import Line, flips_of

FILES = ("csv", "xlsx", "json")


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why nothing can be answered: a message of the page, and in detail what was said."""

    message: str
    said: str


@get("/what-if", needs=Right.READ, query=WhatIfQuery, sync_to_thread=True)
def what_if(visit: Visited, view: Seen, desk: AtDesk) -> Response[Any]:
    """The switches, and what would flip if they were thrown."""
    trouble: Trouble | None = None
    controller_id: str | None = None
    answer: dict[str, Any] | None = None
    try:
        if (shorter := canonical(visit)) is not None:
            return Redirect(shorter, status_code=303)
        controller_id = _controller(view, visit)
        hypothesis = supposed_in(visit)
        if format_of(visit) is not None:
            return _file(desk, view, visit, hypothesis, controller_id)
        answer = _answer(desk, visit, hypothesis, controller_id) if hypothesis != Hypothesis() else None
    except (BadInput, NotFound, Ambiguous) as error:
        trouble = Trouble(_message(error), plain(str(error), 1_000))
    return page(
        "what-if.html",
        visit,
        status=_status(trouble),
        trouble=trouble,
        controllers=view.controllers(),
        controller_id=controller_id,
        offered=choices(desk, view, controller_id),
        chosen=[pair for pair in visit.pairs if pair[0] in OPTIONS],
        countries=countries(visit.language),
        remove=lambda option, value: without(visit, option, value),
        answer=answer,
    )


def _file(desk: Desk, view: View, visit: Visit, hypothesis: Hypothesis, controller_id: str | None) -> Response[Any]:
    """The list as it is narrowed and sorted, as a file. Raises BadInput where nothing is supposed."""
    if hypothesis == Hypothesis():
        raise BadInput("A file tells what would flip; suppose something first.", field="format")
    both = simulated.both(desk, visit.moment, hypothesis, controller_id)
    file = listings.filed(visit, view, flips_of(visit, both.flips))
    assert file is not None, "a format is asked for"
    return file


def _answer(desk: Desk, visit: Visit, hypothesis: Hypothesis, controller_id: str | None) -> dict[str, Any]:
    both = simulated.both(desk, visit.moment, hypothesis, controller_id)
    listed = listings.shown(visit, flips_of(visit, both.flips))
    outcome = both.outcome
    before, after = outcome.before, outcome.after
    return {
        "tasks": whatif_tasks.offered(desk, visit, hypothesis, both.flips),
        "supposed": simulated.supposed(desk, visit.moment, hypothesis, visit.language.value),
        "listed": listed,
        "part": listed.part,
        "total": len(both.flips),
        "worse": sum(flip.is_worse for flip in both.flips),
        "left": sum(flip.after is None for flip in both.flips),
        "without": sum(flip.after is not None and flip.after.verdict is Verdict.UNSUPPORTED for flip in both.flips),
        "several": len({flip.hop.controller_id for flip in both.flips}) > 1,
        "engagements": len({flip.hop.engagement_id for flip in both.flips}),
        "unchanged": outcome.unchanged,
        "counts": [(v, before[v], after[v]) for v in sorted(Verdict, key=rank) if before[v] or after[v]],
        "picture": _picture(desk, visit, hypothesis, both, listed.part.shown) if both.flips else None,
        "files": _files(visit),
        "drawings": _drawings(visit),
    }


def _picture(desk: Desk, visit: Visit, hypothesis: Hypothesis, both: Both, lines: Sequence[Line]) -> Markup | None:
    """The diagram of the difference, its hops leading to their rows; None where it could not be drawn."""
    language = Language(visit.language.value)
    wanted = Wanted(
        language=language,
        known_at=visit.moment.known_at,
        site="",
        query=f"?{urlencode(visit.kept())}" if visit.kept() else "",
    )
    graph = simulated.diagram(desk, visit.moment, hypothesis, both, wanted)
    rows = {safe_name("hop", key): f"#{line.row}" for line in lines for key in line.keys}
    try:
        drawn = svg.render(graph, words_in(language), dot_binary=desk.settings.dot, links=True, rows=rows)
    except DrawingFailed:
        return None
    return Markup(drawn.decode().partition("?>")[2])  # our renderer's: built of allowed elements, with escaped texts


def _files(visit: Visit) -> list[tuple[str, str]]:
    asked = [*question(visit), ("lang", visit.language.value)]
    return [(one, f"/api/v1/simulations/flips?{urlencode([*asked, ('format', one)])}") for one in FILES]


def _drawings(visit: Visit) -> list[tuple[str, str]]:
    asked = [*question(visit), ("lang", visit.language.value)]
    return [(one, f"/api/v1/simulations/diagram?{urlencode([*asked, ('format', one)])}") for one in COMPARED]


def _controller(view: View, visit: Visit) -> str | None:
    asked = dict(visit.pairs).get("controller")
    return str(view.register.controller(asked).id) if asked else None


def _message(error: Exception) -> str:
    if isinstance(error, Ambiguous):
        return "whatif.ambiguous"
    if isinstance(error, NotFound):
        return "whatif.unknown_name"
    if isinstance(error, BadInput) and error.field in ("revoke", "expire"):
        return "whatif.unknown_act"
    return "whatif.half" if isinstance(error, BadInput) and error.field == "form" else "whatif.unreadable"


def _status(trouble: Trouble | None) -> HTTPStatus:
    if trouble is None:
        return HTTPStatus.OK
    return HTTPStatus.NOT_FOUND if trouble.message == "whatif.unknown_name" else HTTPStatus.BAD_REQUEST
