"""Verdicts: those kept for the register's transfers, and the law's answer to facts that are sent."""

from datetime import date
from typing import Any, ClassVar

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from registry.catalogue.reading import Row
from registry.errors import BadFacts, BadInput, NotFound
from registry.law.facts import read_facts
from registry.law.lawbook import LawBook
from registry.law.lawindex import act_number
from registry.law.transfers import assess
from registry.tables import VerdictRow
from registry.terms import Right, Verdict
from web.api.lists import answered
from web.api.paging import Identity, ListQuery, Page, Timed
from web.api.shapes import judged as shapes
from web.api.shapes.base import filled, single
from web.api.transfers import answer_shape
from web.deps import AtDesk

MOST = 1_000


class VerdictsQuery(ListQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The answers that stood at the end of the day `on`, as known at `known_at`; each says its own day."""

    default_sort: ClassVar[str] = "-judged_at"

    controller: Identity | None = None
    engagement: Identity | None = None
    verdict: Verdict | None = None


@get("/verdicts", needs=Right.READ, query=VerdictsQuery, sync_to_thread=False)
def verdicts(desk: AtDesk, asked: NamedDependency[VerdictsQuery]) -> Page[shapes.KeptVerdict]:
    """List the verdicts kept for the register's transfers."""
    return answered("verdicts", desk, asked, _kept)


@get("/verdicts/{identity:str}", needs=Right.READ, sync_to_thread=False)
def verdict(request: Request[Any, Any, Any], desk: AtDesk, identity: FromPath[str]) -> Response[shapes.KeptVerdict]:
    """Read one kept verdict, also one that was replaced."""
    row = desk.session.get(VerdictRow, identity)
    if row is None:
        raise NotFound(f"There is no verdict {identity}.", named=identity)
    return single(request, _kept(row))


@post(
    "/verdicts",
    needs=Right.READ,
    query=Timed,
    body=shapes.Facts | list[shapes.Facts],
    raw=True,
    status_code=200,
    sync_to_thread=True,
)
def judge(
    desk: AtDesk,
    asked: NamedDependency[Timed],
    given: NamedDependency[Any],
) -> shapes.Answer | list[shapes.Answer]:
    """Judge one transfer, or a list of them. Nothing is kept; nothing is answered when one of a list cannot be read."""
    moment = asked.moment(desk.today)
    return judged(given, desk.law(moment), moment.on)


def judged(given: Any, law: LawBook, on: date) -> shapes.Answer | list[shapes.Answer]:
    """The answer to one transfer, or to each of a list. Raises BadInput with the path of the key that is wrong."""
    if not isinstance(given, list):
        return _answer(given, law, on)
    if len(given) > MOST:
        raise BadInput(f"The list has {len(given)} transfers; send at most {MOST} at once.", field="[]")
    answers: list[shapes.Answer] = []
    for place, facts in enumerate(given):
        try:
            answers.append(_answer(facts, law, on))
        except BadFacts as error:
            raise BadFacts(f"[{place}]: {error}", field=f"[{place}].{error.field or ''}".rstrip(".")) from error
    return answers


def _answer(facts: object, law: LawBook, on: date) -> shapes.Answer:
    acts = frozenset(act_number(one.act) for one in law.clauses)
    return answer_shape(assess(read_facts(facts, law.countries, acts), law, on))


def _kept(row: Row) -> shapes.KeptVerdict:
    return filled(shapes.KeptVerdict, row, transfer=row.transfer_key, answer=shapes.Answer(**row.answer))


ROUTES = [verdicts, verdict, judge]
