"""`/diagram` and `/map`: where do the data go, narrowed to what is asked; every hop in a table beside the picture."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from litestar import Response, get
from markupsafe import Markup

from graphs.commands.draw import COMPARED, drawn, zones
from graphs.flows import Wanted
from graphs.model import FlowGraph, Hop, nodes
from graphs.renderers import svg, world_map
from graphs.renderers.engine import DrawingFailed
from graphs.renderers.labels import safe_name
from graphs.renderers.reached import places
from registry.catalogue.reading import TABLES
from registry.errors import BadInput
from registry.law.zones import Zone
from registry.terms import Right
from web.deps import AtDesk, Desk
from web.pages import listings
from web.pages.diagram_asked import DEEPEST, DiagramQuery, choices, exports, other_day, wanted, way_to
from web.pages.diagram_listed import hops_of
from web.pages.rendering import page
from web.pages.views import Seen, View, Visited
from web.pages.visiting import Visit

MOST_WHOLE = 400  # hops; a larger picture shows the recipients alone until a depth is asked for


@get("/diagram", needs=Right.READ, query=DiagramQuery, sync_to_thread=True)
def diagram(visit: Visited, view: Seen, desk: AtDesk) -> Response[Any]:
    """The picture of what is asked, and every hop in words; or the hops as a file."""
    asked = wanted(visit, view)
    graph = _graph(visit, view, desk, asked)
    is_whole = asked.depth not in (None, DEEPEST) or graph.number_of_edges() <= MOST_WHOLE
    graph = graph if is_whole else _graph(visit, view, desk, replace(asked, depth=1))
    listing = hops_of(visit, graph)
    if (file := listings.filed(visit, view, listing)) is not None:
        return file
    listed = listings.shown(visit, listing)
    return page(
        "diagram.html",
        visit,
        picture=_picture(graph, visit, desk, listed.part.shown),
        is_whole=is_whole,
        is_drawn=graph.number_of_edges() > 0,
        listed=listed,
        part=listed.part,
        ends={node.id: node for node in nodes(graph)},
        row_of=_row,
        exports=exports(visit, COMPARED if "since" in visit.query else (*COMPARED, "map")),
        choices=choices(view),
        asked=visit.query,
    )


@get("/map", needs=Right.READ, query=DiagramQuery, sync_to_thread=True)
def world(visit: Visited, view: Seen, desk: AtDesk) -> Response[str]:
    """The map of what is asked, and every country in a table."""
    if "since" in visit.query:
        raise BadInput("A map shows one day.", field="since")
    graph = _graph(visit, view, desk, wanted(visit, view))
    shades = zones(view.law, view.register.moment.on)
    drawing = world_map.render(graph, visit.wording.label, shades, link=lambda place: way_to(visit, place))
    return page(
        "map.html",
        visit,
        picture=_inline(drawing),
        places=places(graph, shades),
        eea=Zone.EEA,
        way_to=lambda place: way_to(visit, place),
        exports=exports(visit, ("map",)),
        choices=choices(view),
        asked=visit.query,
    )


def _graph(visit: Visit, view: View, desk: Desk, asked: Wanted) -> FlowGraph:
    other_on = other_day(visit.query.get("since"))
    other = desk.register(replace(visit.moment, on=other_on)) if other_on else None
    question = ("diagram", visit.moment, view.law.sha256, asked, other_on)
    return desk.once(question, lambda: drawn(view.register, view.law, asked, other), TABLES)


def _picture(graph: FlowGraph, visit: Visit, desk: Desk, shown: Sequence[Hop]) -> Markup | None:
    """The drawing, its hops leading to their rows; None where it could not be drawn: the table says the same."""
    rows = {safe_name("hop", hop.key): f"#{_row(hop)}" for hop in shown}
    try:
        return _inline(svg.render(graph, visit.wording.label, dot_binary=desk.settings.dot, links=True, rows=rows))
    except DrawingFailed:
        return None


def _inline(drawing: bytes) -> Markup:
    """A drawing as a part of a page. It is our renderer's: built of allowed elements, with escaped texts."""
    return Markup(drawing.decode().partition("?>")[2])


def _row(hop: Hop) -> str:
    """The id of a hop's row in the table."""
    return f"row-{safe_name('hop', hop.key)}"
