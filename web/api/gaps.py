"""A privacy notice held against the register and what a site loads, as `onward gaps` does it. Nothing is kept."""

from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Request, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency, Provide

from crawlers.gaps import Asking, compare
from crawlers.gaptelling import told
from registry.terms import Right
from web.api import asking
from web.api.naming import named
from web.api.paging import Timed
from web.api.readings import FORM, given, sent_of
from web.api.shapes import gaps as shapes
from web.deps import AtDesk
from web.documents import Sent, read_document
from web.problems import Refused

_SEVERAL = ("activities", "sites")


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked, and the notice it is asked of."""

    options: shapes.GapsAsked
    sent: Sent


async def provide_asked(request: Request[Any, Any, Any]) -> Asked:
    """The request as JSON with a text, or as a form with a file or a text."""
    if asking.media_type_of(request) != FORM:
        options = await asking.read_body(request)
        return Asked(options=options, sent=sent_of(options.text, options.kind, None))
    fields: dict[str, Any] = {name: [] for name in _SEVERAL}
    for name, value in (await request.form()).items():
        if isinstance(value, UploadFile) is not (name == "file") or (name in fields and name not in _SEVERAL):
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, f"{name[:80]} stands twice, or is no file.", field=name)
        if name in _SEVERAL:
            fields[name].append(value if name == "activities" else asking.parsed(value))
        else:
            fields[name] = value
    file = fields.pop("file", None)
    options = asking.shaped(fields, shapes.GapsAsked, strict=False)
    return Asked(options=options, sent=sent_of(options.text, options.kind, file))


@post(
    "/gaps",
    needs=Right.READ,
    body=shapes.GapsAsked,
    also=FORM,
    status_code=200,
    sync_to_thread=True,
    dependencies={"whole": Provide(provide_asked)},
)
def gaps(desk: AtDesk, whole: NamedDependency[Asked]) -> shapes.Gaps:
    """Compare a notice with the register of a day, and with what a site was seen to load; nothing is kept."""
    options = whole.options
    moment = Timed(on=options.on, known_at=options.known_at).moment(desk.today)
    controller = named(desk.register(moment).controller, options.controller, "controller")
    reading = read_document(whole.sent, given(options.lang))
    asked = Asking(
        controller=controller,
        on=moment.on,
        scope=tuple(options.activities),
        sites=tuple(options.sites),
        known_at=moment.known_at,
    )
    compared = compare(desk.session, desk.law(moment), reading, asked)
    return asking.shaped(told(compared, reading), shapes.Gaps)


ROUTES = [gaps]
