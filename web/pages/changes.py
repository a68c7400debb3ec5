"""`/changes` and `/changes/{id}`: what changed, and does it matter to us?"""

from collections.abc import Iterable

from litestar import Response, get
from litestar.params import FromPath

from registry.catalogue.reading import Row
from registry.reviews import inbox
from registry.reviews.inbox import Told
from registry.reviews.objections import clocks_of
from registry.terms import Right
from web.deps import AtDesk
from web.pages.objections import told_of
from web.pages.rendering import page
from web.pages.telling import line, what
from web.pages.views import Seen, View, Visited


@get("/changes", needs=Right.READ, sync_to_thread=True)
def changes(visit: Visited, desk: AtDesk, view: Seen) -> Response[str]:
    """The newest changes of substance, whomever they concern."""
    found = inbox.changes(desk.session, visit.moment)
    return page("changes.html", visit, changes=found, services=view.register.services, what=what)


@get("/changes/{change_id:str}", needs=Right.READ, sync_to_thread=True)
def change(visit: Visited, desk: AtDesk, view: Seen, change_id: FromPath[str]) -> Response[str]:
    """Kinds, severity, quotes before and after, who is concerned, and what it proposes."""
    told = inbox.told(desk.session, change_id)
    return page(
        "change.html",
        visit,
        told=told,
        service=view.register.services.get(told.change.service_id),
        concerned=[(alert, line(alert, view.register, visit.wording)) for alert in told.alerts if alert.controller_id],
        engagements=view.register.engagements,
        clocks=[told_of(row, view, visit.moment.on) for row in clocks_of(desk.session, change_id)],
        objectable=_objectable(told, view, visit.is_today),
        what=what,
    )


def _objectable(told: Told, view: View, is_today: bool) -> Iterable[Row]:
    """Engagements that the change concerns: of those without a clock one can be started."""
    named = (one for alert in told.alerts for one in alert.body.get("engagements") or [])
    known = view.register.engagements
    return [known[one] for one in dict.fromkeys(named) if one in known] if is_today else []
