"""Watching a document at an address: begun by a person, paused, resumed, looked at more or less often."""

from typing import Any

from litestar import Request, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import UNSET

from crawlers.bench import bench_of
from registry import watching
from registry.catalogue import dated
from registry.catalogue.dated import Moment
from registry.errors import BadInput, Conflict, NotFound
from registry.reviews import declaring
from registry.store import Session
from registry.tables import Service
from registry.terms import Right
from web.api.matching import require_match
from web.api.shapes import watched as shapes
from web.api.watched import source_told
from web.deps import Pen, WithPen


@post("/sources", needs=Right.EDIT, body=shapes.NewSource, status_code=201, sync_to_thread=True)
def create_source(pen: WithPen, given: NamedDependency[shapes.NewSource]) -> shapes.Source:
    """Watch a document of a service at an address: it is due at once; 409 with the source that watches it already."""
    pen.require(Right.EDIT, for_all=True)
    with pen.write() as session:
        _require_service(session, given.service, pen)
        identity = declaring.watch(
            session, given.service, given.kind, given.url, every_days=given.every_days, at=pen.settings.now()
        )
        return source_told(watching.one(session, identity))


@patch("/sources/{identity:str}", needs=Right.EDIT, if_match=True, body=shapes.SourceChanged, sync_to_thread=True)
def change_source(
    request: Request[Any, Any, Any], pen: WithPen, identity: FromPath[str], given: NamedDependency[shapes.SourceChanged]
) -> shapes.Source:
    """Pause a watch, resume it, or say how often to look."""
    pen.require(Right.EDIT, for_all=True)
    with pen.write() as session:
        row = watching.one(session, identity)
        require_match(request, lambda: source_told(row))
        if given.every_days is not UNSET:
            _require_own(pen, row.document_id, identity)
        paused = row.paused if given.paused is UNSET else given.paused
        days = row.every_days if given.every_days is UNSET else given.every_days
        return source_told(watching.steer(session, identity, pen.settings.now(), paused=paused, every_days=days))


def _require_service(session: Session, identity: str, pen: Pen) -> None:
    try:
        dated.one(session, Service, identity, Moment(pen.today))
    except NotFound as error:
        raise BadInput(f"There is no service {identity} today.", field="service") from error


def _require_own(pen: Pen, document_id: str, identity: str) -> None:
    """Raises Conflict for a source that is declared in a file: the next round would read the days there again."""
    if document_id in bench_of(pen.settings, pen.store, pen.today).declarations:
        raise Conflict("How often this source is looked at stands in data/watch; change it there.", existing=identity)


ROUTES = [create_source, change_source]
