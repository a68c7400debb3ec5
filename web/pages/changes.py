"""`/changes` and `/changes/{id}`: what changed, and does it matter to us?"""

from litestar import Response, get
from litestar.params import FromPath

from registry.reviews import inbox
from registry.terms import Right
from web.deps import AtDesk
from web.pages.rendering import page
from web.pages.telling import line, what
from web.pages.views import Seen, Visited


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
        what=what,
    )
