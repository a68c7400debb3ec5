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
from web.pages import service_listed
from web.pages.agreements import SIGNS, agreements_of, rows_of
from web.pages.listings import ListQuery, filed, shown
from web.pages.rendering import page
from web.pages.service_listed import ChangesQuery, SourcesQuery, happened_to
from web.pages.service_shown import Tab, behind, reaching
from web.pages.telling import what
from web.pages.views import Seen, View, Visited
from web.pages.visiting import Visit


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


@get("/services/{service_id:str}/agreements", needs=Right.READ, query=ListQuery, sync_to_thread=True)
def agreements(visit: Visited, desk: AtDesk, view: Seen, service_id: FromPath[str]) -> Response[Any]:
    """What our organisations signed with them, and whether the published text still says so."""
    service = dossier.service_of(view.register, service_id)
    listing = service_listed.agreements(visit, view, service)
    if (file := filed(visit, view, listing)) is not None:
        return file
    found = shown(visit, listing)
    return _tab(
        Tab.AGREEMENTS, visit, desk, view, service,
        found=found, agreements=agreements_of(desk.session, view, found.part.shown), signs=SIGNS,
        is_ours=bool(dossier.engagements_of(view.register, service)),
    )  # fmt: skip


@get("/services/{service_id:str}/sub-processors", needs=Right.READ, query=ListQuery, sync_to_thread=True)
def sub_processors(visit: Visited, desk: AtDesk, view: Seen, service_id: FromPath[str]) -> Response[Any]:
    """Who stands behind them, as their lists say; and who behind those."""
    service = dossier.service_of(view.register, service_id)
    listing = service_listed.sub_processors(visit, view, service)
    if (file := filed(visit, view, listing)) is not None:
        return file
    return _tab(
        Tab.SUB_PROCESSORS, visit, desk, view, service,
        found=shown(visit, listing), read_lists=dossier.lists_of(desk.session, view.register.moment, service),
        tree=behind(view.register, service.id), services=view.register.services,
    )  # fmt: skip


@get("/services/{service_id:str}/transfers", needs=Right.READ, query=ListQuery, sync_to_thread=True)
def transfers(visit: Visited, desk: AtDesk, view: Seen, service_id: FromPath[str]) -> Response[Any]:
    """Which of our transfers reach them, and what each rests on."""
    service = dossier.service_of(view.register, service_id)
    listing = service_listed.transfers(visit, view, service)
    if (file := filed(visit, view, listing)) is not None:
        return file
    return _tab(
        Tab.TRANSFERS, visit, desk, view, service,
        found=shown(visit, listing), several=len(view.controllers()) > 1,
    )  # fmt: skip


@get("/services/{service_id:str}/sources", needs=Right.READ, query=SourcesQuery, sync_to_thread=True)
def sources(visit: Visited, desk: AtDesk, view: Seen, service_id: FromPath[str]) -> Response[Any]:
    """Their documents on file, and how each address that is watched stands."""
    service = dossier.service_of(view.register, service_id)
    every = dossier.documents_of(desk.session, view.register.moment, service)
    documents = service_listed.documents(visit, every)
    watched = service_listed.watched(visit, inbox.sources_of(desk.session, service.id))
    if (file := filed(visit, view, documents, watched)) is not None:
        return file
    return _tab(
        Tab.SOURCES, visit, desk, view, service,
        every=every, documents=shown(visit, documents), watched=shown(visit, watched),
    )  # fmt: skip


@get("/services/{service_id:str}/changes", needs=Right.READ, query=ChangesQuery, sync_to_thread=True)
def changes(visit: Visited, desk: AtDesk, view: Seen, service_id: FromPath[str]) -> Response[Any]:
    """What changed in what they publish, the newest first."""
    service = dossier.service_of(view.register, service_id)
    listing = service_listed.changed(visit, desk, view, service)
    if (file := filed(visit, view, listing)) is not None:
        return file
    return _tab(Tab.CHANGES, visit, desk, view, service, found=shown(visit, listing), what=what)


@get("/services/{service_id:str}/history", needs=Right.READ, query=ListQuery, sync_to_thread=True)
def history(visit: Visited, desk: AtDesk, view: Seen, service_id: FromPath[str]) -> Response[Any]:
    """What came, ended and was corrected in their file."""
    service = dossier.service_of(view.register, service_id)
    listing = service_listed.history(visit, told_history(desk.session, visit.moment, service))
    if (file := filed(visit, view, listing)) is not None:
        return file
    return _tab(
        Tab.HISTORY, visit, desk, view, service, found=shown(visit, listing), called=lambda row: happened_to(row, visit)
    )


def _tab(tab: Tab, visit: Visit, desk: Desk, view: View, service: Row, **values: Any) -> Response[str]:
    register = view.register
    counted = tabs.counted(desk.session, visit.moment, service.id)
    documents = values.get("every") or dossier.documents_of(desk.session, register.moment, service)
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
