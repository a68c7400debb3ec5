"""A document read into facts with exact quotes: as `onward read` answers, and kept with its proposals when asked."""

from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from typing import Any, TypeVar

import msgspec
from litestar import Request, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency, Provide
from msgspec import UNSET, UnsetType

from crawlers.filing import file_reading
from crawlers.laying import Filing
from crawlers.read import Reading
from crawlers.telling import as_json
from registry.catalogue.dated import Moment
from registry.catalogue.new_controllers import NewController, add_controller
from registry.errors import BadInput
from registry.reviews import proposals
from registry.store import Session
from registry.tables import Proposal
from registry.terms import Right
from web.api import asking
from web.api.naming import named
from web.api.shapes import readings as shapes
from web.deps import AtDesk, Desk, WithPen
from web.documents import LONGEST_NAME, Sent, TextKind, laid_down, read_document
from web.problems import Refused

FORM = "multipart/form-data"
V = TypeVar("V")


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked, and the document it is asked of."""

    options: shapes.ReadingAsked
    sent: Sent


async def provide_asked(request: Request[Any, Any, Any]) -> Asked:
    """The request as JSON with a text, or as a form with a file or a text."""
    if asking.media_type_of(request) != FORM:
        options = await asking.read_body(request)
        return Asked(options=options, sent=sent_of(options.text, options.kind, None))
    fields: dict[str, Any] = {}
    for name, value in (await request.form()).items():
        if name in fields or isinstance(value, UploadFile) is not (name == "file"):
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, f"{name[:80]} stands twice, or is no file.", field=name)
        fields[name] = value
    file = fields.pop("file", None)
    if "new_controller" in fields:
        fields["new_controller"] = _object(fields["new_controller"])
    options = asking.shaped(fields, shapes.ReadingAsked, strict=False)
    return Asked(options=options, sent=sent_of(options.text, options.kind, file))


def _object(text: str) -> Any:
    """A field of a form that is an object, written as JSON. Raises Refused."""
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError as error:
        words = "Write it as a JSON object, as in a body of JSON."
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, words, field="new_controller") from error


@post(
    "/readings",
    needs=Right.READ,
    body=shapes.ReadingAsked,
    also=FORM,
    status_code=200,
    sync_to_thread=True,
    dependencies={"whole": Provide(provide_asked)},
)
def read_text(desk: AtDesk, pen: WithPen, whole: NamedDependency[Asked]) -> shapes.Reading:
    """Read a privacy notice, a DPA or a sub-processor list; keep it and propose what it says when told whose it is."""
    options = whole.options
    reading = read_document(whole.sent, given(options.lang))
    new = _new(options)
    subject_id = _subject(options, desk, reading) if new is None else None
    if subject_id is None and new is None:
        return _told(reading, with_text=options.with_text)
    pen.require(Right.EDIT if new is not None else Right.DECIDE, for_all=new is not None)
    filing = Filing(
        subject_id or "", given(options.document_kind), given(options.title), given(options.url), pen.settings.now()
    )
    laid = laid_down(pen, whole.sent, reading, filing)
    with pen.write() as session:
        entered = {"controller_id": _entered(session, new, filing.at)} if new is not None else {}
        filing = replace(filing, subject_id=subject_id or entered["controller_id"])
        filed = file_reading(session, laid, reading, filing)
        kept = entered | {
            "document_id": filed.document_id,
            "version_id": filed.version_id,
            "already": filed.already,
            "proposals": [_proposed(proposals.one(session, one)) for one in filed.proposals],
        }
    return _told(reading, with_text=options.with_text, **kept)


def given(value: V | UnsetType) -> V | None:
    """A field that was sent, else None."""
    return None if value is UNSET else value


def _new(options: shapes.ReadingAsked) -> NewController | None:
    """The organisation that is to be entered, if any. Raises Refused where whose it is was said twice, or kept back."""
    said = [name for name in ("controller", "service", "new_controller") if getattr(options, name) is not UNSET]
    if len(said) > 1:
        words = "It is one controller's or one service's; say whose it is once."
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, words, field=said[-1])
    if said and options.propose is False:
        words = "Nothing is kept without proposing; leave out whose it is, or `propose`."
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, words, field="propose")
    new = given(options.new_controller)
    return NewController(new.name, new.country, given(new.org_no)) if new is not None else None


def _entered(session: Session, new: NewController, at: datetime) -> str:
    try:
        return add_controller(session, new, at)
    except BadInput as error:
        raise BadInput(str(error), field=f"new_controller.{error.field}") from error


def _subject(options: shapes.ReadingAsked, desk: Desk, reading: Reading) -> str | None:
    """Whose document it is; None for one that is only read. Raises BadInput, Ambiguous, Refused."""
    said = {name: value for name in ("controller", "service") if (value := given(getattr(options, name))) is not None}
    if not said and options.propose is not True:
        return None
    register = desk.register(Moment(desk.today))
    if "service" in said:
        return named(register.service, said["service"], "service")
    return named(register.controller, said.get("controller") or _named_in(reading), "controller")


def _named_in(reading: Reading) -> str:
    """The one controller that the text names. Raises Refused where it names none, or several."""
    names = [one.name for one in reading.controllers]
    if len(names) != 1:
        found = ", ".join(names) or "nobody"
        words = f"The text names {found} as its controller; say whose it is with `controller` or `service`."
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, words, field="controller")
    return names[0]


def _proposed(row: Proposal) -> dict[str, str]:
    return {"id": row.id, "subject": row.subject_id, "field": row.field, "topic": str(row.value.get("topic"))}


def _told(reading: Reading, *, with_text: bool, **kept: Any) -> shapes.Reading:
    return msgspec.convert(as_json(reading, with_text=with_text) | kept, shapes.Reading)


def sent_of(text: str | UnsetType, kind: TextKind | UnsetType, file: UploadFile | None) -> Sent:
    """The document, sent as a text or as a file and not as both. Raises Refused."""
    if isinstance(text, str) and file is None:
        return Sent.pasted(text, given(kind))
    if isinstance(text, str) or file is None:
        words = "Send the document once: as `text`, or as a `file` in a form (multipart/form-data)."
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, words, field="text")
    return Sent(file.file.read(), file.filename[:LONGEST_NAME], file.content_type[:LONGEST_NAME])


ROUTES = [read_text]
