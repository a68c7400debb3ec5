"""`/agreements/{id}`: what did we sign, and does the published text still say so? And the agreements of a service."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from litestar import Response, get
from litestar.params import FromPath

from registry import published, signed
from registry.catalogue import dated
from registry.catalogue.reading import Row
from registry.published import Beside
from registry.store import Session
from registry.tables import Agreement, AgreementFile
from registry.terms import Right, TextState
from web.api import agreements as api
from web.api.shapes.agreements import Differing
from web.deps import AtDesk, Pen, WithPen
from web.pages.people import names_of_people
from web.pages.rendering import page
from web.pages.views import Seen, View, Visited
from web.problems import Refused

SIGNS = {
    TextState.SAME: "verified",
    TextState.MOVED: "changed",
    TextState.DIFFERS: "partly",
    TextState.UNKNOWN: "never_checked",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """An agreement in the list of a service: whose it is, its files, and the published texts beside it."""

    agreement: Row
    engagement: Row
    files: int
    beside: list[Beside]


def rows_of(view: View, service_id: str) -> list[Row]:
    """What our controllers signed with a service, on the day, by controller and kind."""
    register = view.register
    ours = [one for one in register.engagements.values() if one.service_id == service_id]
    ours.sort(key=lambda one: (register.organisations[one.controller_id].name.casefold(), one.id))
    return [row for one in ours for row in sorted(register.agreements.get(one.id, []), key=_by_kind)]


def agreements_of(session: Session, view: View, rows: Sequence[Row]) -> list[Shown]:
    """These agreements with their files and the published texts, all asked at once."""
    files = signed.files_of(session, [one.id for one in rows])
    beside = published.beside_each(session, rows)
    engagements = view.register.engagements
    return [Shown(one, engagements[one.engagement_id], len(files.get(one.id, [])), beside[one.id]) for one in rows]


def _differing(session: Session, pen: Pen, row: Agreement) -> list[Differing] | None:
    """What differs from the published texts; None while so many texts are read that this one waits no longer."""
    try:
        return api.differing(session, pen, row)
    except Refused as error:
        if error.status != HTTPStatus.TOO_MANY_REQUESTS:
            raise
        return None


def _by_kind(row: Row) -> tuple[str, str]:
    return row.kind.value, row.id


@get("/agreements/{agreement_id:str}", needs=Right.READ, sync_to_thread=True)
def agreement(
    visit: Visited, desk: AtDesk, pen: WithPen, view: Seen, agreement_id: FromPath[str]
) -> Response[str]:  # fmt: skip
    """What was signed, by whom and until when, its files, and what differs from the published text."""
    row = dated.one(desk.session, Agreement, agreement_id, view.register.moment)
    engagement = view.register.engagements.get(row.engagement_id)
    files: Iterable[AgreementFile] = signed.files(desk.session, row.id)
    later = signed.later(desk.session, row.id, view.register.moment)
    return page(
        "agreement.html",
        visit,
        agreement=row,
        engagement=engagement,
        service=view.register.services.get(engagement.service_id) if engagement else None,
        controller=view.register.organisations.get(engagement.controller_id) if engagement else None,
        files=files,
        later=later,
        documents=_differing(desk.session, pen, row),
        signs=SIGNS,
        base_url=pen.settings.base_url,
        people=names_of_people(desk, visit, (one.received_by for one in files)),
    )
