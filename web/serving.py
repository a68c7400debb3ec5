"""The application put together: routes, dependencies, problems, and the door before them."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, TypeAlias

from litestar import Litestar, Router
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.handlers import BaseRouteHandler
from litestar.types import ControllerRouterHandler

from crawlers.pulse import Pulse
from registry import commits, lawfiles
from registry.settings import Settings
from registry.store import open_store
from web import calendar, feeds, health, kept, metrics, problems
from web.access import Door
from web.api import (
    accounts,
    agreements,
    assessments,
    checks,
    deadlines,
    deliveries,
    engagements,
    evidence,
    flows,
    gaps,
    imports,
    law,
    mutes,
    notices,
    objections,
    openapi,
    organisations,
    proposals,
    questions,
    readings,
    registers,
    reviews,
    search,
    services,
    sheets,
    simulations,
    sources,
    subscriptions,
    supplied,
    tasks,
    transfers,
    verdicts,
    watched,
    written,
)
from web.api.asking import ASKING, check
from web.deps import DEPENDENCIES, Laws
from web.guessing import Guessing
from web.lasting import Registers
from web.observed import Observed
from web.pages import routes as pages
from web.repeats import Repeated, keep, once, replay
from web.signing import Gate, admit
from web.turns import SECONDS, Turns

LARGEST_BODY = 8_000_000  # a portfolio of some five thousand suppliers
Beside: TypeAlias = Callable[[Litestar], AbstractAsyncContextManager[None]]

API: list[ControllerRouterHandler] = [
    *organisations.ROUTES,
    *services.ROUTES,
    *search.ROUTES,
    *engagements.ROUTES,
    *agreements.ROUTES,
    *written.ROUTES,
    *transfers.ROUTES,
    *assessments.ROUTES,
    *verdicts.ROUTES,
    *law.ROUTES,
    *watched.ROUTES,
    *sources.ROUTES,
    *mutes.ROUTES,
    *subscriptions.ROUTES,
    *deliveries.ROUTES,
    *supplied.ROUTES,
    *proposals.ROUTES,
    *reviews.ROUTES,
    *objections.ROUTES,
    *tasks.ROUTES,
    *deadlines.ROUTES,
    *readings.ROUTES,
    *flows.ROUTES,
    *simulations.ROUTES,
    *checks.ROUTES,
    *questions.ROUTES,
    *registers.ROUTES,
    *notices.ROUTES,
    *evidence.ROUTES,
    *imports.ROUTES,
    *sheets.ROUTES,
    *gaps.ROUTES,
    *accounts.ROUTES,
    *openapi.ROUTES,
]
"""What stands under /api/v1."""

ROUTES: list[ControllerRouterHandler] = [
    *health.ROUTES,
    *metrics.ROUTES,
    *feeds.ROUTES,
    *calendar.ROUTES,
    *pages.ROUTES,
]
"""What stands beside it: health, feeds, pages."""


def application(
    settings: Settings, *, beside: Sequence[Beside] = (), pulse: Pulse | None = None, seconds: float = SECONDS
) -> Litestar:
    """The web application. `beside` runs in its event loop from start to stop: the round and the outbox, whose `pulse`
    is told. `seconds`: how long a request's body is waited for."""
    figures = metrics.Figures()
    app = Litestar(
        [Router("/api/v1", route_handlers=API), *ROUTES],
        dependencies={**DEPENDENCIES, **ASKING},
        guards=[_let_in],
        exception_handlers={HTTPException: problems.answer, Repeated: replay, Exception: problems.answer},
        before_request=kept.answered,
        before_send=[keep, kept.keep],
        lifespan=[_opened(settings, figures, pulse), *beside],
        openapi_config=None,
        request_max_body_size=LARGEST_BODY,
        logging_config=None,
    )
    door = Door(
        Turns(app.asgi_handler, LARGEST_BODY, seconds=seconds),
        settings.base_url,
        lambda: bool(app.state.gate.is_closed),
    )
    app.asgi_handler = Observed(door, figures)
    return app


async def _let_in(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """The one guard: who asks, what they sent, whether it was done before. Litestar copies a handler for each guard."""
    await admit(connection, handler)
    await check(connection, handler)
    await once(connection, handler)


def _opened(settings: Settings, figures: metrics.Figures, pulse: Pulse | None) -> Beside:
    """The database and the law, from start to stop."""

    @asynccontextmanager
    async def opened(app: Litestar) -> AsyncIterator[None]:
        store = open_store(settings.database_url)
        held: dict[str, Any] = {"settings": settings, "store": store, "laws": Laws(lawfiles.load())}
        counted = commits.of(store)
        held |= {"gate": Gate(store, settings, counted), "guessing": Guessing(), "disk": health.Disk(settings)}
        held |= {"sources": health.Sources()}
        held |= {"figures": figures, "pulse": pulse, "kept": kept.Kept(counted)}
        app.state = State(held | {"registers": Registers()})
        yield
        app.state.kept.close()
        store.close()

    return opened
