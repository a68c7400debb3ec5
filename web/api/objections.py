"""Objections to changes of sub-processors: the clock, a person's decision, the processor's answer, the letter."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, ClassVar

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import UNSET, structs, to_builtins

from registry import dayfiles
from registry.alerts.periods_on_file import period_of
from registry.answers import dumps
from registry.catalogue.dated import Moment
from registry.catalogue.listing import SHELVES, listed
from registry.catalogue.reading import Row, read_register
from registry.glossary import Language
from registry.law.periods import Notice, clock
from registry.reports.letters import no_response, objection_letter
from registry.reviews import objections as deeds
from registry.reviews.objections_known import as_known, listed_as_known
from registry.store import Session
from registry.tables import now
from registry.terms import ObjectionState, Right
from web.api.matching import require_match
from web.api.paging import Identity, ListQuery, Page, Timed, page
from web.api.shapes import objections as shapes
from web.api.shapes.base import filled, single, told
from web.deps import AtDesk, Desk, Pen, WithPen


class ObjectionsQuery(ListQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`state` is as it stands on the day: without a decision it is `no_response` once the last day has passed. With
    `known_at` the list is that of then: state and order go by what was known at that instant."""

    default_sort: ClassVar[str] = "deadline_on"

    controller: Identity | None = None
    engagement: Identity | None = None
    service: Identity | None = None
    change: Identity | None = None
    state: ObjectionState | None = None


class LetterFormat(StrEnum):
    """What a letter is answered as."""

    TEXT = "txt"
    MARKDOWN = "md"
    JSON = "json"


class LetterQuery(Timed, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`lang` is the language of the letter; as JSON it comes with what is to be filled in."""

    format: LetterFormat = LetterFormat.MARKDOWN
    lang: Language = Language.EN


_MARKDOWN = "text/markdown"
_LETTERS = {"json": "application/json", "md": _MARKDOWN, "txt": "text/plain"}


@get("/objections", needs=Right.READ, query=ObjectionsQuery, sync_to_thread=False)
def objections(desk: AtDesk, asked: NamedDependency[ObjectionsQuery]) -> Page[shapes.Objection]:
    """List objections, the earliest last day first."""
    turning = asked.turning(*SHELVES["objections"].sorts)
    moment = asked.moment(desk.today)
    if moment.known_at is None:
        found = listed(desk.session, "objections", moment, asked.filters(), turning)
        return page(found, lambda row: _told(row, moment, shapes.Objection), turning)
    then = listed_as_known(desk.session, moment, asked.filters(), turning)
    return page(then, lambda row: _told(row, moment, shapes.Objection), turning)


@get("/objections/{identity:str}", needs=Right.READ, query=Timed, sync_to_thread=False)
def objection(
    request: Request[Any, Any, Any], desk: AtDesk, identity: FromPath[str], asked: NamedDependency[Timed]
) -> Response[shapes.ObjectionWhole]:
    """Read one objection with its steps."""
    return single(request, _whole(desk.session, identity, asked.moment(desk.today)))


@get("/objections/{identity:str}/letter", needs=Right.READ, query=LetterQuery, answers=_LETTERS, sync_to_thread=True)
def letter(desk: AtDesk, identity: FromPath[str], asked: NamedDependency[LetterQuery]) -> Response[bytes]:
    """Draft the letter that objects; what is not on file stands in square brackets."""
    moment = asked.moment(desk.today)
    row, _ = as_known(deeds.one(desk.session, identity), deeds.steps(desk.session, identity), moment.known_at)
    if asked.format is LetterFormat.MARKDOWN:
        return Response(drafted(desk, row, moment, asked.lang, marked=True).markdown().encode(), media_type=_MARKDOWN)
    found = drafted(desk, row, moment, asked.lang)
    if asked.format is LetterFormat.TEXT:
        return Response(found.text().encode(), media_type="text/plain")
    told_as = {"lang": asked.lang.value, "text": found.text(), "wanting": list(found.wanting)}
    return Response(dumps(told_as).encode(), media_type="application/json")


@post("/objections", needs=Right.DECIDE, body=shapes.Opening, status_code=200, sync_to_thread=True)
def start_objection(pen: WithPen, given: NamedDependency[shapes.Opening]) -> shapes.ObjectionWhole:
    """Start the clock by hand, for a notice that came; 409 names the clock that runs for the change already."""

    def deed(session: Session) -> str:
        register = read_register(session, Moment(pen.today))
        noticed = _noticed(given)
        return deeds.record(session, register, given.engagement, given.change, noticed, by=pen.actor, at=now()).id

    return _done(pen, deed)


@post(
    "/objections/{identity:str}/notices", needs=Right.DECIDE,
    if_match=True, body=shapes.Notice, status_code=200, sync_to_thread=True,
)  # fmt: skip
def note_notice(
    request: Request[Any, Any, Any], pen: WithPen, identity: FromPath[str], given: NamedDependency[shapes.Notice]
) -> shapes.ObjectionWhole:
    """Note how and when the notice came, or another period; both last days are counted again."""

    def deed(session: Session) -> str:
        require_match(request, lambda: _whole(session, identity, Moment(pen.today)))
        return deeds.note(session, identity, _noticed(given), by=pen.actor, on=pen.today, at=now()).id

    return _done(pen, deed)


@post(
    "/objections/{identity:str}/decisions", needs=Right.DECIDE,
    if_match=True, body=shapes.Decision, status_code=200, sync_to_thread=True,
)  # fmt: skip
def decide_objection(
    request: Request[Any, Any, Any], pen: WithPen, identity: FromPath[str], given: NamedDependency[shapes.Decision]
) -> shapes.ObjectionWhole:
    """Object, accept, or accept on conditions; 409 when it was decided already."""

    def deed(session: Session) -> str:
        require_match(request, lambda: _whole(session, identity, Moment(pen.today)))
        conditions = [structs.asdict(one) for one in given.conditions]
        deciding = deeds.Deciding(state=given.decision, reason=given.reason, conditions=conditions)
        return deeds.decide(session, identity, deciding, by=pen.actor, on=pen.today, at=now()).id

    return _done(pen, deed)


@post(
    "/objections/{identity:str}/answers", needs=Right.DECIDE,
    if_match=True, body=shapes.Answer, status_code=200, sync_to_thread=True,
)  # fmt: skip
def take_answer(
    request: Request[Any, Any, Any], pen: WithPen, identity: FromPath[str], given: NamedDependency[shapes.Answer]
) -> shapes.ObjectionWhole:
    """Take down what the processor answered."""

    def deed(session: Session) -> str:
        require_match(request, lambda: _whole(session, identity, Moment(pen.today)))
        said = (given.answer, given.answered_on)
        return deeds.answer(session, identity, *said, by=pen.actor, on=pen.today, at=now()).id

    return _done(pen, deed)


@post(
    "/objections/{identity:str}/outcomes", needs=Right.DECIDE,
    if_match=True, body=shapes.Outcome, status_code=200, sync_to_thread=True,
)  # fmt: skip
def close_objection(
    request: Request[Any, Any, Any], pen: WithPen, identity: FromPath[str], given: NamedDependency[shapes.Outcome]
) -> shapes.ObjectionWhole:
    """Say how it ended: resolved, or the contract terminated."""

    def deed(session: Session) -> str:
        require_match(request, lambda: _whole(session, identity, Moment(pen.today)))
        return deeds.close(session, identity, given.outcome, given.reason, by=pen.actor, at=now()).id

    return _done(pen, deed)


def drafted(desk: Desk, row: Any, moment: Moment, language: Language, *, marked: bool = False) -> Any:
    """The letter of an objection on the day."""
    return objection_letter(desk.register(moment), desk.law(moment), row, language, marked=marked)


def unsaid(row: Any) -> tuple[str, ...]:
    """What the contract's own last day waits for."""
    notice = Notice(sent_on=row.sent_on, received_on=row.received_on, seen_on=row.seen_on)
    return clock(notice, [period_of(one) for one in row.periods or []], dayfiles.load().holidays).unsaid


def _noticed(given: shapes.Notice) -> deeds.Noticed:
    return deeds.Noticed(
        came=given.notice_came,
        sent_on=given.sent_on,
        received_on=given.received_on,
        effective_on=given.effective_on,
        periods=None if given.periods is None else [to_builtins(one) for one in given.periods],
        names=[to_builtins(one) for one in given.named],
    )


def _done(pen: Pen, deed: Callable[[Session], str]) -> shapes.ObjectionWhole:
    with pen.write() as session:
        return _whole(session, deed(session), Moment(pen.today))


def _whole(session: Session, identity: str, moment: Moment) -> shapes.ObjectionWhole:
    row, found = as_known(deeds.one(session, identity), deeds.steps(session, identity), moment.known_at)
    steps = [filled(shapes.Step, one) for one in found]
    whole: shapes.ObjectionWhole = _told(row, moment, shapes.ObjectionWhole, steps=steps)
    return whole


def _told(row: Row, moment: Moment, shape: type[Any], **more: Any) -> Any:
    """An objection as it stands on the day."""
    state = deeds.standing(row, moment.on)
    lapsed = (
        {one.value: no_response(row, one, moment.on) for one in Language}
        if state is ObjectionState.NO_RESPONSE
        else UNSET
    )
    return filled(
        shape,
        row,
        state=state,
        named=[shapes.Named(**one) for one in row.named or []],
        periods=[shapes.Period(**one) for one in row.periods or []],
        conditions=[shapes.Condition(**one) for one in row.conditions or []],
        unsaid=list(unsaid(row)),
        said=lapsed,
        opened_at=told(row.opened_at),
        **more,
    )


ROUTES = [
    objections, objection, letter, start_objection, note_notice, decide_objection, take_answer, close_objection,
]  # fmt: skip
