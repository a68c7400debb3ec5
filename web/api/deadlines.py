"""Every deadline the registry knows, each with its article, its source and where to act."""

from typing import ClassVar

from litestar import get
from litestar.di import NamedDependency

from registry.catalogue.listing import sliced
from registry.commands.due import shape
from registry.reviews import due
from registry.reviews.deadlines import Deadline, Wanted
from registry.terms import DeadlineKind, Right
from web.api.paging import Day, ListQuery, Page, Words, page
from web.api.shapes import objections as shapes
from web.deps import AtDesk


class DeadlinesQuery(ListQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`controller` is an id or a name. `until` is the last day asked about; what passed undone is always told."""

    default_sort: ClassVar[str] = "on"

    controller: Words | None = None
    kind: DeadlineKind | None = None
    until: Day | None = None


@get("/deadlines", needs=Right.READ, query=DeadlinesQuery, sync_to_thread=True)
def deadlines(desk: AtDesk, asked: NamedDependency[DeadlinesQuery]) -> Page[shapes.Deadline]:
    """List deadlines, the earliest first."""
    turning = asked.turning("on")
    moment = asked.moment(desk.today)
    register = desk.register(moment)
    controller = register.controller(asked.controller).id if asked.controller else None
    wanted = Wanted(controller_id=controller, until=asked.until)
    found = due.deadlines(desk.session, register, desk.law(moment), wanted)
    kept = [one for one in found if asked.kind in {None, one.kind}]
    return page(sliced(kept, turning, _place), lambda one: shapes.Deadline(**shape(one, moment)), turning)


def _place(one: Deadline) -> tuple[str, str]:
    return one.on.isoformat(), one.id


ROUTES = [deadlines]
