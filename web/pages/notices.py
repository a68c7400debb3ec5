"""`/controllers/{id}/notice`: what must we tell people? The text of Art. 13 and 14 as the register gives it."""

from urllib.parse import urlencode

from litestar import Response, get
from litestar.params import FromPath

from registry.glossary import Language
from registry.reports.notice import notice
from registry.terms import Right
from web.deps import AtDesk
from web.pages.rendering import page
from web.pages.views import Seen, Visited
from web.pages.visiting import Visit

FORMATS = ("md", "txt", "json")


@get("/controllers/{controller_id:str}/notice", needs=Right.READ, sync_to_thread=True)
def written_for(visit: Visited, view: Seen, desk: AtDesk, controller_id: FromPath[str]) -> Response[str]:
    """The text in the reader's language; what the register does not hold is a marked gap with where to fill it in."""
    row = view.register.controller(controller_id)
    found = notice(view.register, desk.judged(visit.moment), view.law, row.id, visit.language)
    return page(
        "notice.html",
        visit,
        controller=row,
        notice=found,
        files=_files(visit, row.id),
    )


def _files(visit: Visit, controller_id: str) -> list[tuple[str, str, str]]:
    """Each language and format with its address in the API, of the same day."""
    times = {"on": visit.moment.on.isoformat()}
    if visit.moment.known_at:
        times["known_at"] = visit.moment.known_at.isoformat()
    return [
        (language.value, one, f"/api/v1/notices?{urlencode(asked | {'format': one})}")
        for language in Language
        for asked in ({"controller": controller_id, "lang": language.value} | times,)
        for one in FORMATS
    ]
