"""Every request as a line of the log and in the figures: method, the template of its address, status, how long."""

from time import perf_counter

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from registry import logs
from web.metrics import Figures

_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PATCH", "PUT", "DELETE"})
NOWHERE = "none"  # the address leads to nothing, or the door refused


class Observed:
    """Stands before everything, the door too."""

    def __init__(self, app: ASGIApp, figures: Figures) -> None:
        self._app, self._figures = app, figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, and note what became of it. Status 0: nobody was left to answer."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        begun, status = perf_counter(), 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            self._note(scope, status, perf_counter() - begun)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        said = str(scope.get("method"))
        method = said if said in _METHODS else "other"
        route = scope.get("path_template") or NOWHERE
        self._figures.answered(method, route, status, seconds)
        logs.note("request", method=method, route=route, status=status, ms=round(seconds * 1000, 1))
