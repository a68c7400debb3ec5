"""A document read into facts with exact quotes: as `onward read` answers, and kept with its proposals when asked."""

from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Request, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency, Provide
from msgspec import UNSET

from crawlers.read import Reading
from crawlers.telling import as_json
from web.api import asking
from web.api.shapes import readings as shapes
from web.deps import AtDesk, WithPen
from web.documents import LONGEST_NAME, Sent, read_document
from web.problems import Refused

FORM = "multipart/form-data"


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked, and the document it is asked of."""

    options: shapes.ReadingAsked
    sent: Sent


async def provide_asked(request: Request[Any, Any, Any]) -> Asked:
    """The request as JSON with a text, or as a form with a file or a text."""
    if asking.media_type_of(request) != FORM:
        options = await asking.read_body(request)
        return Asked(options=options, sent=_sent(options, None))
    fields: dict[str, Any] = {}
    for name, value in (await request.form()).multi_items():
        if name in fields or isinstance(value, UploadFile) is not (name == "file"):
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, f"{name[:80]} stands twice, or is no file.", field=name)
        fields[name] = value
    file = fields.pop("file", None)
    options = asking.shaped(fields, shapes.ReadingAsked, strict=False)
    return Asked(options=options, sent=_sent(options, file))


@post(
    "/readings",
    body=shapes.ReadingAsked,
    also=FORM,
    status_code=200,
    sync_to_thread=True,
    dependencies={"whole": Provide(provide_asked)},
)
def read_text(desk: AtDesk, pen: WithPen, whole: NamedDependency[Asked]) -> shapes.Reading:
    """Read a privacy notice, a DPA or a sub-processor list; keep it and propose what it says when told whose it is."""
    options = whole.options
    reading = read_document(whole.sent, None if options.lang is UNSET else options.lang)
    return _told(reading, with_text=options.with_text)


def _told(reading: Reading, *, with_text: bool, **kept: Any) -> shapes.Reading:
    return msgspec.convert(as_json(reading, with_text=with_text) | kept, shapes.Reading)


def _sent(options: shapes.ReadingAsked, file: UploadFile | None) -> Sent:
    """The document, sent as a text or as a file and not as both."""
    if (options.text is UNSET) is (file is None):
        words = "Send the document once: as `text`, or as a `file` in a form (multipart/form-data)."
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, words, field="text")
    if file is not None:
        return Sent(file.file.read(), file.filename[:LONGEST_NAME], file.content_type[:LONGEST_NAME])
    return Sent.pasted(str(options.text), None if options.kind is UNSET else options.kind)


ROUTES = [read_text]
