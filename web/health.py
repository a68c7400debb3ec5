"""Is the process alive, and can it answer? Both tell the truth, and nothing that is secret."""

from http import HTTPStatus

import msgspec
from litestar import get
from litestar.types import ControllerRouterHandler

from registry import watching
from registry.terms import Right
from web.deps import AtDesk, WithPen


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """The process answers."""

    status: str


class Readiness(msgspec.Struct, frozen=True, kw_only=True):
    """The database is this code's, the law is loaded; and how the watched sources stand."""

    status: str
    law: str
    sources: dict[str, int]


@get("/health", needs=Right.OPEN, sync_to_thread=False, status_code=HTTPStatus.OK)
def health() -> Health:
    """Says that the process answers."""
    return Health(status="ok")


@get("/ready", needs=Right.OPEN, sync_to_thread=True, status_code=HTTPStatus.OK)
def ready(desk: AtDesk, pen: WithPen) -> Readiness:
    """Says that questions can be answered; 503 with the reason when the database is missing, old or does not answer."""
    pen.store.require_current()
    return Readiness(status="ready", law=desk.laws.current.sha256, sources=watching.heartbeat(desk.session))


ROUTES: list[ControllerRouterHandler] = [health, ready]
