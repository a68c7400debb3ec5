"""Watched sources, what changed in them, and who is told."""

from datetime import datetime
from functools import partial
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import UNSET, structs

from registry import watching
from registry.catalogue.reading import Row
from registry.errors import NotFound
from registry.tables import Alert, Change
from registry.terms import CaptureState, ChangeKind, DocumentKind, Event, Right, Severity, SourceState
from web.api.lists import answered
from web.api.paging import Identity, ListQuery, Page, Words
from web.api.shapes import watched as shapes
from web.api.shapes.base import filled, known, single
from web.deps import AtDesk


class SourcesQuery(ListQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Sources are operational: they are as they are now, whatever `on` and `known_at` say."""

    q: Words | None = None
    service: Identity | None = None
    state: SourceState | None = None
    kind: DocumentKind | None = None


class ChangesQuery(ListQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`kind` is a kind of change; `material` true leaves noise out."""

    service: Identity | None = None
    source: Identity | None = None
    state: CaptureState | None = None
    severity: Severity | None = None
    material: bool | None = None
    kind: ChangeKind | None = None


class AlertsQuery(ListQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`controller` is the organisation an alert is for; `least_severity`: so or graver; `decided`: by a person."""

    q: Words | None = None
    controller: Identity | None = None
    service: Identity | None = None
    change: Identity | None = None
    event: Event | None = None
    severity: Severity | None = None
    least_severity: Severity | None = None
    decided: bool | None = None


@get("/sources", needs=Right.READ, query=SourcesQuery, sync_to_thread=False)
def sources(desk: AtDesk, asked: NamedDependency[SourcesQuery]) -> Page[shapes.Source]:
    """List watched sources."""
    return answered("sources", desk, asked, source_told)


@get("/sources/{identity:str}", needs=Right.READ, sync_to_thread=False)
def source(request: Request[Any, Any, Any], desk: AtDesk, identity: FromPath[str]) -> Response[shapes.Source]:
    """Read one watched source."""
    return single(request, source_told(watching.one(desk.session, identity)))


@get("/changes", needs=Right.READ, query=ChangesQuery, sync_to_thread=False)
def changes(desk: AtDesk, asked: NamedDependency[ChangesQuery]) -> Page[shapes.Change]:
    """List what changed in watched documents, the newest first."""
    return answered("changes", desk, asked, _change)


@get("/changes/{identity:str}", needs=Right.READ, sync_to_thread=False)
def change(request: Request[Any, Any, Any], desk: AtDesk, identity: FromPath[str]) -> Response[shapes.Change]:
    """Read one change with its quotes."""
    return single(request, _change(_found(desk.session.get(Change, identity), "change", identity)))


@get("/alerts", needs=Right.READ, query=AlertsQuery, sync_to_thread=False)
def alerts(desk: AtDesk, asked: NamedDependency[AlertsQuery]) -> Page[shapes.Alert]:
    """List alerts, the newest first."""
    return answered("alerts", desk, asked, partial(alert_told, known_at=asked.known_at))


@get("/alerts/{identity:str}", needs=Right.READ, sync_to_thread=False)
def alert(request: Request[Any, Any, Any], desk: AtDesk, identity: FromPath[str]) -> Response[shapes.Alert]:
    """Read one alert."""
    return single(request, alert_told(_found(desk.session.get(Alert, identity), "alert", identity)))


def _found(row: Any, what: str, identity: str) -> Any:
    if row is None:
        raise NotFound(f"There is no {what} {identity}.", named=identity)
    return row


def source_told(row: Row) -> shapes.Source:
    """A watched source as it is told."""
    return filled(shapes.Source, row)


def _change(row: Row) -> shapes.Change:
    return filled(shapes.Change, row, from_version=row.from_version_id)


def alert_told(row: Row, known_at: datetime | None = None) -> shapes.Alert:
    """An alert as it stood at the instant of knowledge: one decided later waited then."""
    told = filled(shapes.Alert, row, change=known(row.change_id))
    if known_at is None or row.decided_at is None or row.decided_at <= known_at:
        return told
    return structs.replace(told, **dict.fromkeys(_LATER, UNSET))


_LATER = ("decision", "decided_at", "decided_by", "reason")


ROUTES = [sources, source, changes, change, alerts, alert]
