"""`/agreements/{id}`: what did we sign, and does the published text still say so? And the agreements of a service."""

from collections.abc import Iterable
from dataclasses import dataclass

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
from web.deps import AtDesk, WithPen
from web.pages.people import names_of_people
from web.pages.rendering import page
from web.pages.views import Seen, View, Visited

SIGNS = {
    TextState.SAME: "verified",
    TextState.MOVED: "changed",
    TextState.DIFFERS: "partly",
    TextState.UNKNOWN: "never_checked",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """An agreement in the list of a service: whose it is, its files, and the published texts beside it."""

    agreement: Agreement
    engagement: Row
    files: int
    beside: list[Beside]


def agreements_of(session: Session, view: View, service_id: str) -> list[Shown]:
    """What our controllers signed with a service, on the day."""
    ours = [one for one in view.register.engagements.values() if one.service_id == service_id]
    return [shown for engagement in ours for shown in _of_engagement(session, view, engagement)]


def _of_engagement(session: Session, view: View, engagement: Row) -> Iterable[Shown]:
    for one in signed.of_engagement(session, engagement.id, view.register.moment):
        files = signed.files(session, one.id)
        yield Shown(one, engagement, len(files), published.beside(session, one))


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
        documents=api.differing(desk.session, pen, row),
        signs=SIGNS,
        people=names_of_people(desk, visit, (one.received_by for one in files)),
    )
