"""`/engagements`: who gets our data? Every engagement of the day, narrowed, sorted and exported in its address."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from litestar import Response, get

from registry.catalogue.reading import Row
from registry.errors import BadInput
from registry.law.verdicts import rank
from registry.reports.cells import Sheet, Word, several
from registry.reports.sheets import FORMATS
from registry.reviews import kept
from registry.reviews.kept import Reviewed
from registry.terms import ReviewState, Right, Role, Verdict
from web.deps import AtDesk
from web.pages.controllers import Recipient, recipients_of
from web.pages.rendering import page
from web.pages.transfers import ON_A_PAGE, file_of, one_of, page_number
from web.pages.views import Seen, View, Visited
from web.pages.visiting import PageQuery, Visit

NEVER = "never"  # reviewed, as the address writes it
UNSAID = "unsaid"  # a role nobody has decided
FILTERS = ("controller", "role", "verdict", "review", "category", "q", "sort")
COLUMNS = (
    "id", "controller", "service", "role", "importer", "data_categories", "destination", "verdict", "review",
    "review_due", "valid_from", "source",
)  # fmt: skip


class EngagementsQuery(PageQuery, frozen=True, kw_only=True):
    """`category` is one of personal data, `review` a state or `never`; `format`: exactly what is shown, as a file."""

    controller: str | None = None
    role: str | None = None
    verdict: str | None = None
    review: str | None = None
    category: str | None = None
    q: str | None = None
    sort: str | None = None
    page: str | None = None
    format: str | None = None


@dataclass(frozen=True, slots=True)
class Engaged:
    """An engagement with its controller, its chain judged, and where its review stands (None: never reviewed)."""

    controller: Row
    recipient: Recipient
    review: Reviewed | None

    @property
    def role(self) -> str:
        """The role that was decided; unsaid where nobody has."""
        return str(self.recipient.engagement.decided_by_us or UNSAID)


SORTS: Mapping[str, Callable[[Engaged], Any]] = {
    "verdict": lambda one: rank(one.recipient.worst),
    "service": lambda one: one.recipient.service.name.casefold(),
    "role": lambda one: one.role,
    "review": lambda one: (one.review is not None, one.review.due_on if one.review else date.min),
}


@get("/engagements", needs=Right.READ, query=EngagementsQuery, sync_to_thread=True)
def engagements(visit: Visited, view: Seen, desk: AtDesk) -> Response[Any]:
    """The engagements that were asked for; or those as a file."""
    asked = visit.query.get("controller")
    controller_id = str(view.register.controller(asked).id) if asked else None
    every = [one for row in view.controllers() for one in _of(view, row)]
    categories = sorted({key for _, one in every for key in one.engagement.data_categories or []})
    every = [(row, one) for row, one in every if controller_id in (None, row.id)]
    reviews = kept.standings(desk.session, [one.engagement.id for _, one in every], visit.moment)
    found = [Engaged(row, one, reviews.get(one.engagement.id)) for row, one in every]
    found = _sorted(_narrowed(found, visit, set(categories)), visit)
    if (format_ := one_of(visit, "format", set(FORMATS))) is not None:
        return file_of(_sheet(found, view), format_, visit, "engagements")
    number = page_number(visit, len(found))
    return page(
        "engagements.html",
        visit,
        shown=found[(number - 1) * ON_A_PAGE : number * ON_A_PAGE],
        total=len(found),
        every=len(every),
        number=number,
        pages=max(1, -(-len(found) // ON_A_PAGE)),
        asked={name: visit.query[name] for name in FILTERS if name in visit.query},
        controllers=view.controllers(),
        controller_id=controller_id,
        roles=[*Role],
        verdicts=sorted(Verdict, key=rank),
        states=[*ReviewState],
        categories=categories,
        unsaid=UNSAID,
        never=NEVER,
        sorts=list(SORTS),
        formats=FORMATS,
    )


def _of(view: View, controller: Row) -> list[tuple[Row, Recipient]]:
    return [(controller, one) for one in recipients_of(view, controller.id)]


def _narrowed(found: list[Engaged], visit: Visit, categories: set[str]) -> list[Engaged]:
    """Those that every filter of the address lets through. Raises BadInput for a word that is none of ours."""
    role = one_of(visit, "role", {*Role, UNSAID})
    verdict = one_of(visit, "verdict", set(Verdict))
    review = one_of(visit, "review", {*ReviewState, NEVER})
    category = visit.query.get("category")
    if category is not None and category not in categories:
        raise BadInput(f"“{category}” is no category on file here.", field="category")
    words = visit.query.get("q", "").casefold()
    return [
        one
        for one in found
        if role in (None, one.role)
        and verdict in (None, one.recipient.worst)
        and review in (None, one.review.state if one.review else NEVER)
        and (category is None or category in (one.recipient.engagement.data_categories or []))
        and (not words or any(words in name.casefold() for name in _names(one)))
    ]


def _names(one: Engaged) -> list[str]:
    party = one.recipient.party
    named = [one.recipient.service.name, one.recipient.engagement.name_as_written, one.controller.name]
    return named + ([party.name] if party is not None else [])


def _sorted(found: list[Engaged], visit: Visit) -> list[Engaged]:
    """By what the address says, the gravest verdict first where it says nothing; then by name."""
    by = SORTS[one_of(visit, "sort", set(SORTS)) or "verdict"]
    named = sorted(found, key=lambda one: (one.recipient.service.name.casefold(), one.recipient.engagement.id))
    return sorted(named, key=by)


def _sheet(found: list[Engaged], view: View) -> Sheet:
    moment = view.register.moment
    known_at = moment.known_at.isoformat() if moment.known_at else None
    rows = tuple(_row(one) for one in found)
    return Sheet(
        register="engagements", columns=COLUMNS, rows=rows, on=moment.on, known_at=known_at, law=view.law.sha256
    )


def _row(one: Engaged) -> dict[str, Any]:
    recipient, engagement = one.recipient, one.recipient.engagement
    return {
        "id": engagement.id,
        "controller": one.controller.name,
        "service": recipient.service.name,
        "role": Word("role", engagement.decided_by_us) if engagement.decided_by_us else None,
        "importer": recipient.party.name if recipient.party is not None else None,
        "data_categories": several(engagement.data_categories, "data_category"),
        "destination": recipient.destinations,
        "verdict": Word("verdict", recipient.worst),
        "review": Word("review_state", one.review.state) if one.review else None,
        "review_due": one.review.due_on if one.review else None,
        "valid_from": engagement.valid_from,
        "source": engagement.source,
    }
