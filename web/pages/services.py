"""`/services/{id}` and its tabs: who is behind this service, and what do they say?"""

from collections.abc import Iterable
from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from registry.catalogue import dossier
from registry.catalogue.reading import Row, claims
from registry.catalogue.servicehistory import history as told_history
from registry.reviews import inbox, kept, tabs
from registry.terms import Right
from web.deps import AtDesk, Desk
from web.pages.agreements import SIGNS, agreements_of, rows_of
from web.pages.lists import holding, part_of
from web.pages.rendering import page
from web.pages.service_shown import Tab, behind, reaching
from web.pages.telling import what
from web.pages.views import Seen, View, Visited
from web.pages.visiting import PageQuery, Visit


class TabQuery(PageQuery, frozen=True, kw_only=True):
    """A list in a tab is searched and turned."""

    q: str | None = None
    page: str | None = None


@get("/services/{service_id:str}", needs=Right.READ, sync_to_thread=True)
def overview(visit: Visited, desk: AtDesk, view: Seen, service_id: FromPath[str]) -> Response[str]:
    """Names, legal persons, certifications, what they claim of roles, places and tools; where sources disagree."""
    register = view.register
    service = dossier.service_of(register, service_id)
    engagements = dossier.engagements_of(register, service)
    persons = register.members.get(service.organisation_id, [])
    said = claims(desk.session, register.moment, *dossier.CLAIMED, subject=service.id)
    return _tab(
        Tab.OVERVIEW, visit, desk, view, service,
        names=dossier.names_of(desk.session, register.moment, service),
        organisation=register.organisations.get(service.organisation_id),
        persons=persons,
        certifications=[c for p in persons for c in register.certifications.get(p.id, [])],
        roles=[claim for claim in said if claim.field == "role"],
        conflicts=[claim for claim in said if claim.field == "conflict"],
        mechanisms=register.mechanisms.get(service.id, []),
        places=_together(register.locations.get(service.id, [])),
        engagements=engagements,
        reviews=kept.standings(desk.session, [one.id for one in engagements], visit.moment),
    )  # fmt: skip


@get("/services/{service_id:str}/agreements", needs=Right.READ, query=TabQuery, sync_to_thread=True)
def agreements(visit: Visited, desk: AtDesk, view: Seen, service_id: FromPath[str]) -> Response[str]:
    """What our organisations signed with them, and whether the published text still says so."""
    service = dossier.service_of(view.register, service_id)
    part = part_of(rows_of(view, service.id), visit)
    return _tab(
        Tab.AGREEMENTS, visit, desk, view, service,
        part=part, agreements=agreements_of(desk.session, view, part.shown), signs=SIGNS,
        is_ours=bool(dossier.engagements_of(view.register, service)),
    )  # fmt: skip


@get("/services/{service_id:str}/sub-processors", needs=Right.READ, query=TabQuery, sync_to_thread=True)
def sub_processors(visit: Visited, desk: AtDesk, view: Seen, service_id: FromPath[str]) -> Response[str]:
    """Who stands behind them, as their lists say; and who behind those."""
    service, words = dossier.service_of(view.register, service_id), visit.query.get("q", "")
    listed = view.register.list_rows.get(service.id, [])
    return _tab(
        Tab.SUB_PROCESSORS, visit, desk, view, service,
        part=part_of([one for one in listed if holding(words, (one.name_as_written, one.purpose))], visit),
        read_lists=dossier.lists_of(desk.session, view.register.moment, service),
        tree=behind(view.register, service.id), services=view.register.services, words=words,
    )  # fmt: skip


@get("/services/{service_id:str}/transfers", needs=Right.READ, query=TabQuery, sync_to_thread=True)
def transfers(visit: Visited, desk: AtDesk, view: Seen, service_id: FromPath[str]) -> Response[str]:
    """Which of our transfers reach them, and what each rests on."""
    service, words = dossier.service_of(view.register, service_id), visit.query.get("q", "")
    found = [one for one in reaching(view, service.id) if holding(words, one.hop.path)]
    return _tab(
        Tab.TRANSFERS, visit, desk, view, service,
        part=part_of(found, visit), words=words, several=len(view.controllers()) > 1,
    )  # fmt: skip


@get("/services/{service_id:str}/sources", needs=Right.READ, sync_to_thread=True)
def sources(visit: Visited, desk: AtDesk, view: Seen, service_id: FromPath[str]) -> Response[str]:
    """Their documents on file, and how each address that is watched stands."""
    service = dossier.service_of(view.register, service_id)
    return _tab(
        Tab.SOURCES, visit, desk, view, service,
        documents=dossier.documents_of(desk.session, view.register.moment, service),
        sources=inbox.sources_of(desk.session, service.id),
    )  # fmt: skip


@get("/services/{service_id:str}/changes", needs=Right.READ, query=TabQuery, sync_to_thread=True)
def changes(visit: Visited, desk: AtDesk, view: Seen, service_id: FromPath[str]) -> Response[str]:
    """What changed in what they publish, the newest first."""
    service = dossier.service_of(view.register, service_id)
    found = inbox.changes(desk.session, visit.moment, service_id=service.id, limit=tabs.MOST_CHANGES)
    return _tab(Tab.CHANGES, visit, desk, view, service, part=part_of(found, visit), what=what)


@get("/services/{service_id:str}/history", needs=Right.READ, query=TabQuery, sync_to_thread=True)
def history(visit: Visited, desk: AtDesk, view: Seen, service_id: FromPath[str]) -> Response[str]:
    """What came, ended and was corrected in their file."""
    service = dossier.service_of(view.register, service_id)
    found = told_history(desk.session, visit.moment, service)
    return _tab(Tab.HISTORY, visit, desk, view, service, part=part_of(found, visit))


def _tab(tab: Tab, visit: Visit, desk: Desk, view: View, service: Row, **values: Any) -> Response[str]:
    register = view.register
    counted = tabs.counted(desk.session, visit.moment, service.id)
    documents = values.get("documents") or dossier.documents_of(desk.session, register.moment, service)
    return page(
        f"service-{tab.value}.html",
        visit,
        service=service,
        tab=tab,
        tabs=list(Tab),
        counts={
            Tab.AGREEMENTS: len(rows_of(view, service.id)),
            Tab.SUB_PROCESSORS: len(register.list_rows.get(service.id, [])),
            Tab.TRANSFERS: len(reaching(view, service.id)),
            Tab.SOURCES: len(documents) + counted.sources,
            Tab.CHANGES: counted.changes,
        },
        path=f"/services/{service.id}",
        organisations=register.organisations,
        **values,
    )


def _together(locations: Iterable[Row]) -> list[tuple[Row, list[str | None]]]:
    """Places that one sentence of one source names, on one line."""
    found: dict[tuple[object, ...], tuple[Row, list[str | None]]] = {}
    for one in locations:
        key = (one.manner, one.as_written, one.choice, one.open_ended, one.source, one.grade)
        found.setdefault(key, (one, []))[1].append(one.country)
    return list(found.values())


PAGES = (overview, agreements, sub_processors, transfers, sources, changes, history)
