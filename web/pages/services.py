"""`/services/{id}`: who is behind this service, and what do they say?"""

from collections.abc import Iterable

from litestar import Response, get
from litestar.params import FromPath

from registry.catalogue.dossier import read_dossier
from registry.catalogue.reading import Row
from registry.reviews import inbox, kept
from registry.terms import Right
from web.deps import AtDesk
from web.pages.agreements import SIGNS, agreements_of
from web.pages.rendering import page
from web.pages.views import Seen, Visited


@get("/services/{service_id:str}", needs=Right.READ, sync_to_thread=True)
def service(visit: Visited, desk: AtDesk, view: Seen, service_id: FromPath[str]) -> Response[str]:
    """Names, legal persons, documents, what they claim, who stands behind, what is watched, what changed."""
    dossier = read_dossier(desk.session, view.register, service_id)
    return page(
        "service.html",
        visit,
        dossier=dossier,
        places=_together(dossier.locations),
        organisations=view.register.organisations,
        services=view.register.services,
        sources=inbox.sources_of(desk.session, service_id),
        agreements=agreements_of(desk.session, view, service_id),
        signs=SIGNS,
        reviews=kept.standings(desk.session, [one.id for one in dossier.engagements], visit.moment),
        changes=inbox.changes(desk.session, visit.moment, service_id=service_id, limit=10),
    )


def _together(locations: Iterable[Row]) -> list[tuple[Row, list[str | None]]]:
    """Places that one sentence of one source names, on one line."""
    found: dict[tuple[object, ...], tuple[Row, list[str | None]]] = {}
    for one in locations:
        key = (one.manner, one.as_written, one.choice, one.open_ended, one.source, one.grade)
        found.setdefault(key, (one, []))[1].append(one.country)
    return list(found.values())
