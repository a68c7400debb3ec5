"""`/engagements`: who gets our data? Every engagement of the day, narrowed, sorted and exported in its address."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from litestar import Response, get

from registry.catalogue.reading import Row
from registry.errors import BadInput
from registry.glossary import Label
from registry.law.verdicts import rank
from registry.reports.cells import Word, own_words, several
from registry.reports.sheets import FORMATS
from registry.reviews import kept
from registry.reviews.changes import newest_of
from registry.reviews.kept import Reviewed
from registry.tables import Change
from registry.terms import ReviewState, Right, Role, Verdict
from web.deps import AtDesk
from web.pages.controllers import Recipient, recipients_of
from web.pages.lists import Choice, asked_of, choice, file_of, format_of, labelled, one_of, order, part_of, sheet_of
from web.pages.rendering import page
from web.pages.views import Seen, View, Visited
from web.pages.visiting import PageQuery, Visit

GRAVEST_FIRST = tuple(sorted(Verdict, key=rank))
NEVER = "never"  # reviewed, as the address writes it
UNSAID = "unsaid"  # a role nobody has decided
FILTERS = ("controller", "role", "verdict", "review", "category", "q", "sort")
COLUMNS = (
    "id", "controller", "service", "role", "importer", "purposes", "data_categories", "destination", "verdict",
    "review", "review_due", "changed_on", "valid_from", "source",
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
    """An engagement with its controller and its chain judged. `review` None: never reviewed; `purposes` None: not on
    file; `change`: the newest of substance at the vendor."""

    controller: Row
    recipient: Recipient
    review: Reviewed | None
    purposes: tuple[Label, ...] | None
    change: Change | None

    @property
    def role(self) -> str:
        """The role that was decided; unsaid where nobody has."""
        return str(self.recipient.engagement.decided_by_us or UNSAID)


SORTS: Mapping[str, Callable[[Engaged], Any]] = {
    "verdict": lambda one: rank(one.recipient.worst),
    "service": lambda one: one.recipient.service.name.casefold(),
    "role": lambda one: one.role,
    "review": lambda one: (one.review is not None, one.review.due_on if one.review else date.min),
    "changed": lambda one: -one.change.recorded_at.timestamp() if one.change else 0,
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
    changed = newest_of(desk.session, visit.moment, {one.service.id for _, one in every})
    found = [
        Engaged(row, one, reviews.get(one.engagement.id), _purposes(view, one), changed.get(one.service.id))
        for row, one in every
    ]
    found = _sorted(_narrowed(found, visit, set(categories)), visit)
    if (format_ := format_of(visit)) is not None:
        return file_of(sheet_of("engagements", COLUMNS, map(_row, found), view), format_, visit, "engagements")
    return page(
        "engagements.html",
        visit,
        part=part_of(found, visit),
        every=len(every),
        asked=asked_of(visit, *FILTERS),
        several=len(view.controllers()) > 1,
        choices=_choices(visit, view, categories, controller_id),
        formats=FORMATS,
    )


def _choices(visit: Visit, view: View, categories: list[str], chosen: str | None) -> list[Choice]:
    ours, say = view.controllers(), visit.wording
    whose = [choice(visit, "controller", "engagements.controller", [(one.id, one.name) for one in ours], chosen)]
    return [
        *(whose if len(ours) > 1 else []),
        choice(
            visit, "role", "engagements.role", [*labelled(visit, "role", Role), (UNSAID, say("engagements.unsaid"))]
        ),
        choice(visit, "verdict", "engagements.verdict", labelled(visit, "verdict", GRAVEST_FIRST)),
        choice(
            visit, "review", "engagements.review",
            [*labelled(visit, "review_state", ReviewState), (NEVER, say("reviews.never"))],
        ),
        choice(
            visit, "category", "engagements.category", [(one, say.said("data_category", one)) for one in categories]
        ),
        order(visit, {one: f"engagements.sort_{one}" for one in SORTS}),
    ]  # fmt: skip


def _of(view: View, controller: Row) -> list[tuple[Row, Recipient]]:
    return [(controller, one) for one in recipients_of(view, controller.id)]


def _purposes(view: View, one: Recipient) -> tuple[Label, ...] | None:
    """Of the activities it serves, each once; None where nobody has said."""
    served = [view.register.activities.get(key) for key in one.engagement.activities or ()]
    said = [words for row in served if row is not None and (words := own_words(row, "purposes")) is not None]
    return tuple(dict.fromkeys(purpose for each in said for purpose in each)) if said else None


def _narrowed(found: list[Engaged], visit: Visit, categories: set[str]) -> list[Engaged]:
    """Those that every filter of the address lets through. Raises BadInput for a word that is none of ours."""
    role = one_of(visit, "role", (*Role, UNSAID))
    verdict = one_of(visit, "verdict", Verdict)
    review = one_of(visit, "review", (*ReviewState, NEVER))
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
    by = SORTS[one_of(visit, "sort", SORTS) or "verdict"]
    named = sorted(found, key=lambda one: (one.recipient.service.name.casefold(), one.recipient.engagement.id))
    return sorted(named, key=by)


def _row(one: Engaged) -> dict[str, Any]:
    recipient, engagement = one.recipient, one.recipient.engagement
    return {
        "id": engagement.id,
        "controller": one.controller.name,
        "service": recipient.service.name,
        "role": Word("role", engagement.decided_by_us) if engagement.decided_by_us else None,
        "importer": recipient.party.name if recipient.party is not None else None,
        "purposes": one.purposes,
        "data_categories": several(engagement.data_categories, "data_category"),
        "destination": recipient.destinations,
        "verdict": Word("verdict", recipient.worst),
        "review": Word("review_state", one.review.state) if one.review else None,
        "review_due": one.review.due_on if one.review else None,
        "changed_on": one.change.recorded_at.date() if one.change else None,
        "valid_from": engagement.valid_from,
        "source": engagement.source,
    }
