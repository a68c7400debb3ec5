"""A document that a person supplies for a watched source, where its site will not have us: like a fetched one."""

from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Request, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from msgspec import UNSET

from crawlers.bench import Bench, bench_of
from crawlers.byhand import supply
from crawlers.round import declare
from crawlers.taking import Outcome
from registry import watching
from registry.errors import NotFound
from registry.terms import Right
from web.api import asking
from web.api.paging import Words
from web.api.shapes.base import Shape, Text
from web.deps import Pen, WithPen
from web.documents import LONGEST_NAME
from web.problems import Refused

FORM = "multipart/form-data"
ENDINGS = {"text/html": "html", "application/pdf": "pdf", "text/markdown": "md", "text/plain": "txt"}


class SuppliedQuery(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`by` is the person who supplies it, where it is sent as it is; in a form it is a field."""

    by: Words | None = None


class Supplied(Shape, frozen=True, kw_only=True):
    """What it came to. `change` is left out where there is none; `trouble` says by whom it was supplied, and when."""

    source: str
    outcome: Outcome
    change: Text = UNSET
    proposals: int
    alerts: int
    trouble: str


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """The bytes as they were sent, what they are called, and by whom, where that is said."""

    body: bytes
    name: str
    by: str | None


async def provide_sent(request: Request[Any, Any, Any]) -> Sent:
    """The document as it is, or as the file of a form."""
    kind = asking.media_type_of(request)
    if kind != FORM:
        asked = asking.read_query(request)
        return _filled(Sent(body=await request.body(), name=f"document.{ENDINGS[kind]}", by=asked.by))
    fields = list((await request.form()).items())
    files = [value for name, value in fields if name == "file" and isinstance(value, UploadFile)]
    said = [str(value) for name, value in fields if name == "by" and not isinstance(value, UploadFile)]
    if len(files) != 1 or len(said) > 1 or len(fields) != len(files) + len(said):
        words = "The form holds one `file`, and may say `by` whom; nothing else."
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, words, field="file")
    name = files[0].filename[:LONGEST_NAME]
    return _filled(Sent(body=await files[0].read(), name=name, by=said[0] if said else None))


@post(
    "/sources/{identity:str}/snapshots",
    needs=Right.DECIDE,
    query=SuppliedQuery,
    body=str,
    reads="text/html",
    also=("application/pdf", "text/markdown", "text/plain", FORM),
    status_code=200,
    sync_to_thread=True,
    dependencies={"sent": Provide(provide_sent)},
)
def supply_snapshot(pen: WithPen, identity: FromPath[str], sent: NamedDependency[Sent]) -> Supplied:
    """Supply the document of a source that is blocked: it is archived, read, compared and told like a fetched one."""
    pen.require(Right.DECIDE, for_all=True)
    bench = bench_of(pen.settings, pen.store, pen.today)
    before = _version_of(pen, bench, identity)
    taken = supply(bench, identity, sent.body, name=sent.name, by=sent.by or pen.actor, at=pen.settings.now())
    with pen.store.read() as session:
        source = watching.one(session, identity)
        change = watching.change_to(session, source.version_id) if source.version_id not in (None, before) else None
    return Supplied(
        source=identity,
        outcome=taken.outcome,
        change=change or UNSET,
        proposals=taken.proposals,
        alerts=taken.alerts,
        trouble=source.trouble or "",
    )


def _version_of(pen: Pen, bench: Bench, identity: str) -> str | None:
    """The last good version of a source; a declared document that was never looked at becomes one. Raises NotFound."""
    try:
        with pen.store.read() as session:
            return watching.one(session, identity).version_id
    except NotFound:
        declare(bench, pen.settings.now())
    with pen.store.read() as session:
        return watching.one(session, identity).version_id


def _filled(sent: Sent) -> Sent:
    if not sent.body.strip():
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "The document is empty.", field="file")
    return sent


ROUTES = [supply_snapshot]
