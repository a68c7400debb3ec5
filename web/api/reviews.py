"""Vendor reviews: where each stands, and what people do with one. The officer advises, the controller decides."""

from collections.abc import Callable
from typing import Annotated, Any, ClassVar

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import UNSET, Meta

from registry.catalogue.dated import Moment
from registry.catalogue.reading import Register, read_register
from registry.reviews import answering, kept, reviewing
from registry.reviews.answering import Answer
from registry.reviews.reviewing import Condition, Deciding
from registry.reviews.steps import Acting
from registry.store import Session
from registry.tables import Review, now
from registry.terms import ReviewDecision, ReviewState, Right
from web.api.matching import require_match
from web.api.paging import Identity, ListQuery, Page, Timed, Words, page
from web.api.reviewed import listed, whole
from web.api.shapes import reviews as shapes
from web.api.shapes.base import single
from web.deps import AtDesk, Pen, WithPen


class ReviewsQuery(ListQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`state` is that of the day; `due_within` days from it: what is due by then, overdue ones among them."""

    default_sort: ClassVar[str] = "due_on"

    state: ReviewState | None = None
    due_within: Annotated[int, Meta(ge=0, le=2_000)] | None = None
    controller: Identity | None = None
    engagement: Identity | None = None
    service: Identity | None = None
    owner: Words | None = None
    decision: ReviewDecision | None = None


@get("/reviews", needs=Right.READ, query=ReviewsQuery, sync_to_thread=False)
def reviews(desk: AtDesk, asked: NamedDependency[ReviewsQuery]) -> Page[shapes.ReviewListed]:
    """List vendor reviews, the earliest due first: what is overdue stands first of all."""
    turning, moment = asked.turning(*kept.SHELF.sorts), asked.moment(desk.today)
    found = kept.listed(desk.session, moment, asked.filters(), turning)
    told = {one.id: one for one in listed(desk.session, found.items, moment)}
    return page(found, lambda row: told[row.id], turning)


@get("/reviews/{identity:str}", needs=Right.READ, query=Timed, sync_to_thread=True)
def review(
    request: Request[Any, Any, Any], desk: AtDesk, identity: FromPath[str], asked: NamedDependency[Timed]
) -> Response[shapes.ReviewWhole]:
    """Read one review: checklist with evidence, advice, decision, conditions, causes, every step."""
    moment = asked.moment(desk.today)
    return single(request, whole(desk.session, identity, desk.register(moment), desk.law(moment)))


@post("/reviews", needs=Right.DECIDE, body=shapes.Opening, status_code=200, sync_to_thread=True)
def open_reviews(pen: WithPen, given: NamedDependency[shapes.Opening]) -> shapes.ReviewsWritten:
    """Open a review of each engagement, or one that was decided again; 409 names the one that is open already."""
    opening = reviewing.Opening(given.because, given.owner, given.due_on)
    return _several(pen, lambda session: reviewing.open_reviews(session, given.engagements, opening, _acting(pen)))


@post("/reviews/assignments", needs=Right.DECIDE, body=shapes.AssigningSeveral, status_code=200, sync_to_thread=True)
def assign_reviews(pen: WithPen, given: NamedDependency[shapes.AssigningSeveral]) -> shapes.ReviewsWritten:
    """Say whose work several reviews are, all or none."""
    return _several(
        pen,
        lambda session: reviewing.assign(session, given.reviews, given.owner, _acting(pen), due_on=given.due_on),
    )


@post("/reviews/advice", needs=Right.ADVISE, body=shapes.AdvisingSeveral, status_code=200, sync_to_thread=True)
def advise_reviews(pen: WithPen, given: NamedDependency[shapes.AdvisingSeveral]) -> shapes.ReviewsWritten:
    """Give the data protection officer's advice on several reviews, all or none."""
    return _several(
        pen, lambda session: reviewing.advise(session, given.reviews, given.dpo_advice, given.advice, _acting(pen))
    )


@post("/reviews/decisions", needs=Right.DECIDE, body=shapes.DecidingSeveral, status_code=200, sync_to_thread=True)
def decide_reviews(pen: WithPen, given: NamedDependency[shapes.DecidingSeveral]) -> shapes.ReviewsWritten:
    """Decide several reviews, all or none; 422 names each that cannot be decided so, and why."""
    return _several(pen, lambda session: reviewing.decide(session, given.reviews, _deciding(given), _acting(pen)))


@post(
    "/reviews/{identity:str}/assignments", needs=Right.DECIDE,
    if_match=True, body=shapes.Assigning, status_code=200, sync_to_thread=True,
)  # fmt: skip
def assign_review(
    request: Request[Any, Any, Any], pen: WithPen, identity: FromPath[str], given: NamedDependency[shapes.Assigning]
) -> shapes.ReviewWhole:
    """Say whose work a review is."""

    def deed(session: Session, _register: Register) -> None:
        reviewing.assign(session, [identity], given.owner, _acting(pen), due_on=given.due_on)

    return _done(request, pen, identity, deed)


@post(
    "/reviews/{identity:str}/answers", needs=Right.DECIDE,
    if_match=True, body=shapes.Answers, status_code=200, sync_to_thread=True,
)  # fmt: skip
def answer_review(
    request: Request[Any, Any, Any], pen: WithPen, identity: FromPath[str], given: NamedDependency[shapes.Answers]
) -> shapes.ReviewWhole:
    """Answer rows of the checklist; the answers stand beside what the register says."""

    def deed(session: Session, register: Register) -> None:
        answers = [Answer(one.item, one.state, one.evidence, one.link) for one in given.answers]
        answering.answer(session, identity, answers, _acting(pen), register=register, law=pen.law)

    return _done(request, pen, identity, deed)


@post(
    "/reviews/{identity:str}/advice", needs=Right.ADVISE,
    if_match=True, body=shapes.Advising, status_code=200, sync_to_thread=True,
)  # fmt: skip
def advise_review(
    request: Request[Any, Any, Any], pen: WithPen, identity: FromPath[str], given: NamedDependency[shapes.Advising]
) -> shapes.ReviewWhole:
    """Give the data protection officer's advice; it stands apart from the decision."""

    def deed(session: Session, _register: Register) -> None:
        reviewing.advise(session, [identity], given.dpo_advice, given.advice, _acting(pen))

    return _done(request, pen, identity, deed)


@post(
    "/reviews/{identity:str}/decisions", needs=Right.DECIDE,
    if_match=True, body=shapes.Deciding, status_code=200, sync_to_thread=True,
)  # fmt: skip
def decide_review(
    request: Request[Any, Any, Any], pen: WithPen, identity: FromPath[str], given: NamedDependency[shapes.Deciding]
) -> shapes.ReviewWhole:
    """Decide a review, or approve it again with why it still holds; 409 when somebody decided already."""

    def deed(session: Session, _register: Register) -> None:
        reviewing.decide(session, [identity], _deciding(given), _acting(pen))

    return _done(request, pen, identity, deed)


@post(
    "/reviews/{identity:str}/conditions", needs=Right.DECIDE,
    if_match=True, body=shapes.MeetingCondition, status_code=200, sync_to_thread=True,
)  # fmt: skip
def meet_condition(
    request: Request[Any, Any, Any], pen: WithPen, identity: FromPath[str],
    given: NamedDependency[shapes.MeetingCondition],
) -> shapes.ReviewWhole:  # fmt: skip
    """Say that a condition is met, and by what that is seen."""

    def deed(session: Session, _register: Register) -> None:
        reviewing.meet(session, identity, given.condition, given.note, _acting(pen))

    return _done(request, pen, identity, deed)


def _acting(pen: Pen) -> Acting:
    return Acting(pen.actor, now(), pen.today)


def _deciding(given: shapes.Deciding) -> Deciding:
    conditions = [] if given.conditions is UNSET else [Condition(one.text, one.due_on) for one in given.conditions]
    return Deciding(
        given.decision, given.reason, given.override_reason, given.still_valid, conditions, given.next_due_on
    )


def _several(pen: Pen, deed: Callable[[Session], list[Review]]) -> shapes.ReviewsWritten:
    with pen.write() as session:
        return shapes.ReviewsWritten(reviews=listed(session, deed(session), Moment(pen.today)))


def _done(
    request: Request[Any, Any, Any], pen: Pen, identity: str, deed: Callable[[Session, Register], None]
) -> shapes.ReviewWhole:
    """Do a deed to the review as the caller read it, and tell it as it stands now."""
    with pen.write() as session:
        register = read_register(session, Moment(pen.today))
        require_match(request, lambda: whole(session, identity, register, pen.law))
        deed(session, register)
        return whole(session, identity, register, pen.law)


ROUTES = [
    reviews, review, open_reviews, assign_reviews, advise_reviews, decide_reviews, assign_review, answer_review,
    advise_review, decide_review, meet_condition,
]  # fmt: skip
