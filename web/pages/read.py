"""`/read`: what does this text say? Pasted or as a file; kept and proposed when somebody says whose it is."""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect

from crawlers.filing import Filed, file_reading
from crawlers.laying import Filing
from crawlers.read import Reading
from registry.catalogue.new_controllers import NewController, add_controller
from registry.errors import BadInput, Conflict
from registry.reviews import filed
from registry.terms import Right
from web.deps import AtDesk, Desk, Pen, WithPen
from web.documents import Sent, TextKind, laid_down, read_document
from web.pages.forms import require_own_form, said
from web.pages.read_asked import (
    KEPT_FIELDS,
    WHOSE,
    Held,
    Trouble,
    Wanting,
    countries,
    described_in,
    filled_in,
    is_first_look,
    sent_in,
    subject_in,
)
from web.pages.read_shown import shown_reading
from web.pages.read_text import fit
from web.pages.rendering import page
from web.pages.views import Seen, View, Visited
from web.pages.visiting import Visit
from web.problems import Refused

SHOWN_AGAIN = 200_000  # characters of a pasted text that a form which could not be followed gives back
Form = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.MULTI_PART)]
Subject = str | NewController


@get("/read", needs=Right.READ, sync_to_thread=True)
def read(visit: Visited, desk: AtDesk, view: Seen) -> Response[str]:
    """The form, and what was handed in last."""
    return _asked(visit, desk, view)


@post("/read", needs=Right.READ, sync_to_thread=True, status_code=200)
def read_sent(
    request: Request[Any, Any, Any], visit: Visited, desk: AtDesk, view: Seen, pen: WithPen, *, data: Form
) -> Response[Any]:
    """Read what was sent. Whose it is decides: kept under an address of its own, or shown here and nowhere else."""
    require_own_form(request)
    sent = None
    try:
        sent = sent_in(data)
        if said(data, "step") == "ask":  # the same form, in another language
            return _asked(visit, desk, view, data, sent=sent)
        if is_first_look(data):
            filled = filled_in(data, read_document(sent), view.controllers())
            return _asked(visit, desk, view, filled, sent=sent, is_filled=True)
        subject = subject_in(data, view)
        title, url = described_in(data, sent)
        reading = read_document(sent)
        if subject is None:
            return shown_reading(replace(visit, path="/read"), desk, reading, title=title, held=Held.of(sent))
        kept = _kept(pen, sent, reading, subject, (title, url))
    except Wanting as wanting:
        return _asked(visit, desk, view, data, wanting.trouble, sent=sent)
    except Conflict as error:
        chosen = data | {"whose": "controller", "controller": error.existing or ""}
        return _asked(visit, desk, view, chosen, Trouble("read.new_stands", "controller", str(error)), sent=sent)
    except (Refused, BadInput) as error:
        return _asked(visit, desk, view, data, _trouble(error), sent=sent)
    return Redirect(visit.link(f"/read/{kept.version_id}"), status_code=303)


def _kept(
    pen: Pen, sent: Sent, reading: Reading, subject: Subject, told: tuple[str | None, str | None]
) -> Filed:  # fmt: skip
    """Keep the text and propose what it says; a new organisation enters the register in the same transaction."""
    at = pen.settings.now()
    is_new = isinstance(subject, NewController)
    pen.require(Right.EDIT if is_new else Right.DECIDE, for_all=is_new)
    filing = Filing("" if isinstance(subject, NewController) else subject, None, *told, at)
    laid = laid_down(pen, sent, reading, filing)
    with pen.write() as session:
        try:
            subject_id = add_controller(session, subject, at) if isinstance(subject, NewController) else subject
        except BadInput as error:
            field = {"org_no": "new_number"}.get(str(error.field), f"new_{error.field}")
            raise BadInput(str(error), field=field) from error
        return file_reading(session, laid, reading, replace(filing, subject_id=subject_id))


def _trouble(error: Refused | BadInput) -> Trouble:
    field = error.field or "text"
    message = "read.new_unfit" if field.startswith("new_") else "read.unreadable"
    busy = isinstance(error, Refused) and error.status == HTTPStatus.TOO_MANY_REQUESTS
    return Trouble("read.busy" if busy else message, field, None if busy else str(error))


def _asked(
    visit: Visit, desk: Desk, view: View, form: Mapping[str, Any] | None = None, trouble: Trouble | None = None,
    *, sent: Sent | None = None, is_filled: bool = False,
) -> Response[str]:  # fmt: skip
    values = dict(form or {})
    controllers = view.controllers()
    whose = said(values, "whose")
    text, again = _pasted(values, sent), Held.of(sent) if sent is not None else None
    return page(
        "read.html",
        replace(visit, path="/read"),
        status=HTTPStatus.UNPROCESSABLE_ENTITY if trouble else HTTPStatus.OK,
        text=fit(text),
        held=again if not text else None,
        again=again,
        values={name: said(values, name) for name in KEPT_FIELDS},
        whose=whose if whose in WHOSE else "controller" if controllers else "nobody",
        controllers=controllers,
        countries=countries(visit.language),
        services=sorted({one.name for one in view.register.services.values()}, key=str.casefold),
        kinds=list(TextKind),
        newest=filed.newest(desk.session),
        names=view.names(),
        trouble=trouble,
        is_filled=is_filled,
    )


def _pasted(form: Mapping[str, Any], sent: Sent | None) -> str:
    """A pasted text as it stands in the form again; "" for a file, and for one that is held as it is too long."""
    if sent is None:
        return said(form, "text")[:SHOWN_AGAIN]
    text = sent.content.decode("utf-8", "replace") if sent.kind is not None else ""
    return text if len(text) <= SHOWN_AGAIN else ""
