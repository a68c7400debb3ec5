"""Is the process alive, and can it answer? Both tell the truth; what is not public is told to those signed in alone."""

from datetime import datetime
from http import HTTPStatus
from time import monotonic
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.types import ControllerRouterHandler

from crawlers.pulse import Pulse
from registry import logs, watching
from registry.accounts.persons import NOBODY
from registry.errors import OnwardError, StoreError
from registry.keeping import disk
from registry.keeping.shelves import SHORT, shelf_at
from registry.settings import Settings
from registry.store import Store
from registry.terms import Right
from web import problems
from web.deps import person_of

SECONDS_BETWEEN_WRITES = 5.0  # who asks often, and anybody may, does not keep the disk busy
SECONDS_BETWEEN_QUESTIONS = 15.0


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """The process answers."""

    status: str


class Watch(msgspec.Struct, frozen=True, kw_only=True):
    """The watch of this process: whether it runs, and its last round."""

    alive: bool
    rounds: int
    last_round_at: datetime | None


class Readiness(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The database is this code's and answers, the law is loaded, the disk and the place of the snapshots take bytes,
    the watch runs. What follows the status is for those signed in; `watch` None: this process does not watch."""

    status: str
    law: str | None = None
    sources: dict[str, int] | None = None
    watch: Watch | None = None
    free_bytes: int | None = None


class NotReady(OnwardError):
    """Something that answering needs is not there. `public` says it without what is nobody's business."""

    def __init__(self, public: str, detail: str) -> None:
        super().__init__(detail)
        self.public = public


class Disk:
    """Whether the disk took bytes a moment ago, and the bucket where snapshots lie in one."""

    def __init__(self, settings: Settings) -> None:
        self._folder, self._tried_at = settings.var, float("-inf")
        self._captured, self._asked_at = settings.snapshots, float("-inf")
        self._trouble: StoreError | None = None

    def require(self) -> None:
        """Raises StoreError where it does not. What was well a moment ago is not tried again."""
        if monotonic() - self._tried_at < SECONDS_BETWEEN_WRITES:
            return
        disk.require_writable(self._folder)
        self._tried_at = monotonic()

    def require_snapshots(self) -> None:
        """Raises StoreError where the place of the snapshots takes nothing. An object store is asked now and then, and
        what it said holds meanwhile, good or bad: one that hangs is not asked by all who want to know."""
        if monotonic() - self._asked_at >= SECONDS_BETWEEN_QUESTIONS:
            self._asked_at = monotonic()
            self._trouble = self._looked()
        if self._trouble is not None:
            raise self._trouble

    def _looked(self) -> StoreError | None:
        try:
            shelf_at(self._captured, SHORT).require_writable()
        except StoreError as error:
            return error
        return None


class Sources:
    """How the sources stood a moment ago: counting them costs more the more there are, and anybody may ask."""

    def __init__(self) -> None:
        self._counted_at, self._found = float("-inf"), dict[str, int]()

    def counted(self, store: Store) -> dict[str, int]:
        """How many are in each state. Raises StoreError."""
        if monotonic() - self._counted_at >= SECONDS_BETWEEN_QUESTIONS:
            with store.read() as session:
                self._found = watching.heartbeat(session)
            self._counted_at = monotonic()
        return self._found


@get("/health", needs=Right.OPEN, sync_to_thread=False, status_code=HTTPStatus.OK)
def health() -> Health:
    """Says that the process answers."""
    return Health(status="ok")


@get("/ready", needs=Right.OPEN, sync_to_thread=True, status_code=HTTPStatus.OK)
def ready(state: State, request: Request[Any, Any, Any]) -> Readiness | Response[bytes]:
    """Says that questions can be answered; 503 when the database is missing, old or does not answer, when nothing can
    be written, or when the watch has ended."""
    try:
        sources = _stand(state)
        may_see = person_of(request) is not NOBODY or not state.gate.is_closed
    except NotReady as error:
        logs.warn("not_ready", because=error.public.split(maxsplit=1)[0].lower())
        return _unready(error.public)
    if not may_see:
        return Readiness(status="ready")
    return Readiness(
        status="ready", law=state.laws.current.sha256, sources=sources, watch=_watch(state.pulse),
        free_bytes=disk.free(state.settings.var),
    )  # fmt: skip


def _stand(state: State) -> dict[str, int]:
    """How the sources stand. Raises NotReady."""
    store: Store = state.store
    try:
        store.require_current()
        sources: dict[str, int] = state.sources.counted(store)
    except StoreError as error:
        raise NotReady(
            "Database: it is missing, older than this Onward (`onward load` mends that), or silent.", str(error)
        ) from error
    try:
        state.disk.require()
    except StoreError as error:
        raise NotReady("Disk: nothing can be written.", str(error)) from error
    try:
        state.disk.require_snapshots()
    except StoreError as error:
        raise NotReady("Snapshots: nothing can be filed where they lie.", str(error)) from error
    pulse: Pulse | None = state.pulse
    if pulse is not None and not pulse.is_alive:
        raise NotReady("Watch: it has ended; nothing is checked any more.", "")
    return sources


def _watch(pulse: Pulse | None) -> Watch | None:
    if pulse is None:
        return None
    return Watch(alive=pulse.is_alive, rounds=pulse.rounds, last_round_at=pulse.last_round_at)


def _unready(words: str) -> Response[bytes]:
    status = HTTPStatus.SERVICE_UNAVAILABLE
    body = problems.encoded(problems.problem_of(status, f"{words} Run `onward doctor` on the server."))
    return Response(body, status_code=status.value, media_type=problems.MEDIA_TYPE)


ROUTES: list[ControllerRouterHandler] = [health, ready]
