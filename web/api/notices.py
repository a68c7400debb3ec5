"""A privacy notice written from the register, as the command `notice` writes it."""

from enum import StrEnum

from litestar import Response, get
from litestar.di import NamedDependency

from registry.glossary import Language
from registry.reports.notice import notice
from registry.reports.notice_told import told
from registry.reports.notice_words import Writer
from registry.terms import Right
from web.api.paging import Timed, Words
from web.deps import AtDesk


class Format(StrEnum):
    """What a notice is answered as."""

    JSON = "json"
    MARKDOWN = "md"
    TEXT = "txt"


_MEDIA_TYPES = {
    Format.JSON: "application/json",
    Format.MARKDOWN: "text/markdown; charset=utf-8",
    Format.TEXT: "text/plain; charset=utf-8",
}


class NoticeQuery(Timed, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`controller` is an id or a name; `activity` is the key of one activity, without it all; `lang` the notice's."""

    controller: Words
    activity: Words | None = None
    format: Format = Format.JSON
    lang: Language = Language.SV


@get("/notices", needs=Right.READ, query=NoticeQuery, answers=_MEDIA_TYPES, sync_to_thread=True)
def written_notice(desk: AtDesk, asked: NamedDependency[NoticeQuery]) -> Response[bytes]:
    """Write a controller's privacy notice (Art. 13, 14) from the register; what is wanting is a marked gap."""
    moment = asked.moment(desk.today)
    register, law = desk.register(moment), desk.law(moment)
    keys = [asked.activity] if asked.activity else []
    found = notice(register, desk.judged(moment), law, asked.controller, asked.lang, keys=keys)
    content = told(found, asked.format.value, Writer(asked.lang, register, law))
    return Response(content.encode(), media_type=_MEDIA_TYPES[asked.format])


ROUTES = [written_notice]
