"""`/read`: what does this text say? Pasted or as a file; kept and proposed when somebody says whose it is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect

from crawlers.archive import Archive
from crawlers.filing import Filing, file_reading
from graphs.text import plain, web_address
from registry.errors import Ambiguous, BadInput, NotFound
from registry.reviews import filed
from web.deps import AtDesk, Desk, WithPen
from web.documents import LONGEST_NAME, Sent, TextKind, filed_kind, read_document
from web.pages.forms import require_own_form, said
from web.pages.read_shown import shown_reading
from web.pages.read_text import fit
from web.pages.rendering import page
from web.pages.views import Seen, View, Visited
from web.pages.visiting import Visit
from web.problems import Refused

SHOWN_AGAIN = 200_000  # characters of a pasted text that a form which could not be read gives back
WHOSE = ("controller", "service", "nobody")
Form = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.MULTI_PART)]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a text was not read: a message of the page, the field it is about, and what was said in detail."""

    message: str
    field: str
    said: str | None = None


class _Wanting(Exception):
    """A form that cannot be followed as it is."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.message)
        self.trouble = trouble


@get("/read", sync_to_thread=True)
def read(visit: Visited, desk: AtDesk, view: Seen) -> Response[str]:
    """The form, and what was handed in last."""
    return _asked(visit, desk, view)


@post("/read", sync_to_thread=True, status_code=200)
def read_sent(
    request: Request[Any, Any, Any], visit: Visited, desk: AtDesk, view: Seen, pen: WithPen, *, data: Form
) -> Response[Any]:
    """Read what was sent. Whose it is decides: kept under an address of its own, or shown here and nowhere else."""
    require_own_form(request)
    try:
        sent = _sent(data)
        subject_id = _subject(data, view)
        title, url = _described(data, sent)
        reading = read_document(sent)
        if subject_id is None:
            return shown_reading(replace(visit, path="/read"), desk, reading, title=title)
        kind = filed_kind(reading, is_controllers=said(data, "whose") == "controller")
        with pen.write() as session:
            filing = Filing(subject_id, kind, title, url, pen.settings.now())
            kept = file_reading(session, Archive(pen.settings.snapshots), sent.content, reading, filing)
    except _Wanting as wanting:
        return _asked(visit, desk, view, data, wanting.trouble)
    except (Refused, BadInput) as error:
        return _asked(visit, desk, view, data, Trouble("read.unreadable", error.field or "text", str(error)))
    return Redirect(visit.link(f"/read/{kept.version_id}"), status_code=303)


def _asked(
    visit: Visit, desk: Desk, view: View, form: Mapping[str, Any] | None = None, trouble: Trouble | None = None
) -> Response[str]:
    values = dict(form or {})
    controllers = view.controllers()
    services = view.register.services.values()
    whose = said(values, "whose")
    return page(
        "read.html",
        replace(visit, path="/read"),
        status=HTTPStatus.UNPROCESSABLE_ENTITY if trouble else HTTPStatus.OK,
        text=fit(said(values, "text")[:SHOWN_AGAIN]),
        values={name: said(values, name) for name in ("controller", "service", "title", "url", "kind")},
        whose=whose if whose in WHOSE else "controller" if controllers else "nobody",
        controllers=controllers,
        services=sorted({one.name for one in services}, key=str.casefold),
        kinds=list(TextKind),
        newest=filed.newest(desk.session),
        names=view.names(),
        trouble=trouble,
    )


def _sent(form: Mapping[str, Any]) -> Sent:
    """The pasted text, or the file; one of them. Raises _Wanting."""
    text, file = said(form, "text"), form.get("file")
    content = file.file.read() if isinstance(file, UploadFile) else b""
    if bool(text.strip()) is bool(content):
        raise _Wanting(Trouble("read.both" if content else "read.neither", "text"))
    if isinstance(file, UploadFile) and content:
        return Sent(content, plain(file.filename, LONGEST_NAME), file.content_type[:LONGEST_NAME])
    kind = said(form, "kind")
    return Sent.pasted(text, TextKind(kind) if kind in set(TextKind) else None)


def _subject(form: Mapping[str, Any], view: View) -> str | None:
    """Whose text it is: the id of a controller or service, None for nobody's. Raises _Wanting."""
    whose = said(form, "whose")
    if whose not in WHOSE:
        raise _Wanting(Trouble("read.no_whose", "whose"))
    if whose == "nobody":
        return None
    name = plain(said(form, whose), LONGEST_NAME)
    if not name:
        raise _Wanting(Trouble(f"read.no_{whose}", whose))
    find = view.register.controller if whose == "controller" else view.register.service
    try:
        return str(find(name).id)
    except (NotFound, Ambiguous) as error:
        raise _Wanting(Trouble(f"read.unknown_{whose}", whose, str(error))) from error


def _described(form: Mapping[str, Any], sent: Sent) -> tuple[str | None, str | None]:
    """What the document is called (else its file's name) and where it stands. Raises _Wanting."""
    title = plain(said(form, "title"), LONGEST_NAME) or sent.name
    url = said(form, "url").strip()
    if url and web_address(url) is None:
        raise _Wanting(Trouble("read.bad_url", "url"))
    return title or None, url or None
