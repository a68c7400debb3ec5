"""`/gaps`: does our notice tell the truth? Notice, register and site side by side; what differs, and words for it."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.enums import RequestEncodingType
from litestar.params import Body

from crawlers.gaps import Asking, Comparison, compare
from crawlers.gaptelling import as_json
from crawlers.read import Reading
from registry.errors import Ambiguous, BadInput, NotFound
from registry.glossary import Language
from registry.law.disclosure_facts import GapLevel
from registry.reviews import filed
from registry.tables import HandedIn
from registry.terms import Right
from web.deps import AtDesk, Desk
from web.documents import Sent, read_document
from web.pages import listings
from web.pages.forms import require_own_form, said
from web.pages.gaps_listed import EACH, GapsQuery, findings_of
from web.pages.gaps_told import beside
from web.pages.lists import MOST_IN_A_FILE, part_of
from web.pages.read_asked import Held, Trouble, Wanting, sent_in
from web.pages.read_kept import read_again
from web.pages.rendering import page
from web.pages.views import Seen, View, Visited
from web.pages.visiting import Visit
from web.problems import Refused

FILED_SHOWN = 50  # notices to choose from, on one page
Form = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.MULTI_PART)]


@get("/gaps", needs=Right.READ, query=GapsQuery, sync_to_thread=True)
def gaps(visit: Visited, view: Seen, desk: AtDesk) -> Response[Any]:
    """The form; or a notice on file held against the register, or what differs as a file."""
    identity = visit.query.get("notice")
    if identity is None:
        return _shown(visit, view, desk, controller=visit.query.get("controller"))
    kept = filed.kept(desk.session, identity)
    controller = visit.query.get("controller") or kept.document.subject_id
    compared = _compared(visit, desk, controller, read_again(desk, kept))
    if (file := listings.filed(visit, view, findings_of(visit, as_json(compared[0].gaps)))) is not None:
        return file
    return _shown(visit, view, desk, controller=controller, compared=compared, document=kept.document)


@post("/gaps", needs=Right.READ, query=GapsQuery, sync_to_thread=True, status_code=200)
def gaps_sent(
    request: Request[Any, Any, Any], visit: Visited, view: Seen, desk: AtDesk, *, data: Form
) -> Response[str]:  # fmt: skip
    """A pasted notice, or one in a file, held against the register. Nothing is kept."""
    require_own_form(request)
    controller = said(data, "controller")
    sent: Sent | None = None
    try:
        sent = sent_in(data)
        reading = read_document(sent, _language(data))
        compared = _compared(visit, desk, controller, reading)
    except Wanting as wanting:
        return _shown(visit, view, desk, controller=controller, trouble=wanting.trouble, text=said(data, "text"))
    except (NotFound, Ambiguous) as error:
        trouble = Trouble("read.unknown_controller", "controller", str(error))
        return _shown(visit, view, desk, controller=None, trouble=trouble, text=said(data, "text"))
    except (Refused, BadInput) as error:
        trouble = Trouble("read.unreadable", "text", str(error))
        return _shown(visit, view, desk, controller=controller, trouble=trouble, text=said(data, "text"))
    return _shown(visit, view, desk, controller=controller, compared=compared, held=Held.of(sent))


def _compared(visit: Visit, desk: Desk, controller: str, reading: Reading) -> tuple[Comparison, Reading]:
    if not controller:
        raise NotFound("No organisation was chosen.")
    asking = Asking(controller=controller, on=visit.moment.on, known_at=visit.moment.known_at)
    return compare(desk.session, desk.law(visit.moment), reading, asking), reading


def _shown(
    visit: Visit, view: View, desk: Desk, *, controller: str | None = None, trouble: Trouble | None = None,
    compared: tuple[Comparison, Reading] | None = None, document: HandedIn | None = None, held: Held | None = None,
    text: str = "",
) -> Response[str]:  # fmt: skip
    told = as_json(compared[0].gaps) if compared else []
    listed = listings.shown(visit, findings_of(visit, told))
    row = view.register.controller(controller) if controller else None
    return page(
        "gaps.html",
        visit,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if trouble else HTTPStatus.OK,
        trouble=trouble,
        controllers=view.controllers(),
        controller=row,
        filed=part_of(_filed(view, desk, visit), visit, each=FILED_SHOWN, asks="filed"),
        document=document,
        held=held,
        text=text,
        is_compared=compared is not None,
        listed=listed,
        findings=listed.part,
        total=len(told),
        counts=[(level, n) for level in GapLevel if (n := sum(one["level"] == level for one in told))],
        beside=part_of(beside(compared[0].compared) if compared else [], visit, each=EACH, asks="beside"),
        scans=compared[0].compared.scans or len(compared[0].compared.observed) if compared else 0,
        left_out=sorted(compared[0].left_out.items()) if compared else [],
        tongues=_tongues(compared[1].language if compared else visit.language.value),
    )


def _filed(view: View, desk: Desk, visit: Visit) -> list[HandedIn]:
    """Notices of our organisations on file, the newest first, as known at the instant that is asked for."""
    ours = {one.id for one in view.controllers()}
    return filed.notices(desk.session, ours, visit.moment.known_at, limit=MOST_IN_A_FILE)


def _tongues(language: str) -> tuple[str, str]:
    """The notice's own language first: the sentence is to stand in it."""
    return ("sv", "en") if language == Language.SV else ("en", "sv")


def _language(form: Mapping[str, Any]) -> str | None:
    asked = said(form, "language")
    return asked if asked in set(Language) else None
