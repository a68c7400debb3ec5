"""Questions to the whole chain over HTTP, as `onward ask` answers them: each with its day and the state of the law."""

from datetime import date, datetime
from typing import Generic, TypeVar

import msgspec
from litestar import get
from litestar.di import NamedDependency

from graphs import flows
from graphs.answers import Question, of_controller
from graphs.blast import Blast, blast
from graphs.clocks import Event
from graphs.concentration import Concentration, concentration
from graphs.difference import Difference, difference
from graphs.flows import Wanted
from graphs.model import FlowGraph
from graphs.reached import Survey, ThirdCountries, reached, surveyed
from graphs.standing import Standing, standing
from graphs.weakest import Weakest, weakest
from registry.catalogue.reading import TABLES, Moment, Register
from registry.judging import Judged
from registry.law.lawbook import LawBook
from registry.terms import Right
from web.api.paging import Timed, Words
from web.api.shapes.base import Shape
from web.deps import AtDesk, Desk

A = TypeVar("A")


class Asked(Shape, Generic[A], frozen=True, kw_only=True):
    """An answer with what it depends on: the day, the instant of knowledge (null: now), the law book's hash."""

    question: Question
    on: date
    known_at: datetime | None
    law: str
    answer: A


class ChainQuery(Timed, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`controller` is an id or a name; without it, all of them."""

    controller: Words | None = None


class BlastQuery(ChainQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`node` is a service, or an organisation with all its companies."""

    node: Words
    event: Event = Event.BREACH


class StandingQuery(ChainQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`act` is an act, or a part that names one alone."""

    act: Words | None = None


class ThirdCountriesQuery(ChainQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`revoke` is an act, or a part that names one alone: tell also how everything would stand without it."""

    revoke: Words | None = None


class DifferenceQuery(ChainQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`earlier_on` is compared with `on`."""

    earlier_on: date


@get("/questions/blast", needs=Right.READ, query=BlastQuery, sync_to_thread=True)
def blast_radius(desk: AtDesk, asked: NamedDependency[BlastQuery]) -> Asked[Blast]:
    """A recipient is breached, down or sold: tell whom it concerns, with what data, and which clocks start."""
    moment, register, law, judged = _chain(desk, asked)
    return _asked(Question.BLAST, moment, law, blast(register, law, judged, asked.node, asked.event))


@get("/questions/concentration", needs=Right.READ, query=ChainQuery, sync_to_thread=True)
def concentrated(desk: AtDesk, asked: NamedDependency[ChainQuery]) -> Asked[Concentration]:
    """Tell how much stands behind one company, one group, one country."""
    moment, register, law, judged = _chain(desk, asked)
    return _asked(Question.CONCENTRATION, moment, law, concentration(register, judged))


@get("/questions/weakest", needs=Right.READ, query=ChainQuery, sync_to_thread=True)
def weakest_chains(desk: AtDesk, asked: NamedDependency[ChainQuery]) -> Asked[tuple[Weakest, ...]]:
    """Tell the weakest chain into each destination, and the hop at which it first fails."""
    moment, _, law, judged = _chain(desk, asked)
    return _asked(Question.WEAKEST, moment, law, weakest(judged, law))


@get("/questions/standing", needs=Right.READ, query=StandingQuery, sync_to_thread=True)
def standing_alone(desk: AtDesk, asked: NamedDependency[StandingQuery]) -> Asked[tuple[Standing, ...]]:
    """Tell what rests on a decision, and what on it alone."""
    moment, _, law, judged = _chain(desk, asked)
    return _asked(Question.STANDING, moment, law, standing(judged, law, asked.act))


@get("/questions/difference", needs=Right.READ, query=DifferenceQuery, sync_to_thread=True)
def two_days(desk: AtDesk, asked: NamedDependency[DifferenceQuery]) -> Asked[Difference]:
    """Tell the difference between two days."""
    moment = asked.moment(desk.today)
    earlier = msgspec.structs.replace(asked, on=asked.earlier_on).moment(desk.today)
    law = desk.law(moment)
    wanted = Wanted(controller_id=_controller(desk.register(moment), asked), known_at=moment.known_at)

    def drawn(one: Moment) -> FlowGraph:
        return flows.build(desk.register(one), law, wanted, judged=desk.judged(one))

    key = ("difference", earlier, moment, law.sha256, wanted.controller_id)
    answer: Difference = desk.once(key, lambda: difference(drawn(earlier), drawn(moment)), TABLES)
    return _asked(Question.DIFFERENCE, moment, law, answer)


@get("/questions/third-countries", needs=Right.READ, query=ThirdCountriesQuery, sync_to_thread=True)
def third_countries(desk: AtDesk, asked: NamedDependency[ThirdCountriesQuery]) -> Asked[ThirdCountries]:
    """Tell what every controller reaches outside the EEA, the weakest chain into it, and where it first fails."""
    moment = asked.moment(desk.today)
    register, law = desk.register(moment), desk.law(moment)
    survey: Survey = desk.once(("survey", moment, law.sha256), lambda: surveyed(register, law), TABLES)
    answer = reached(register, survey, controller_id=_controller(register, asked), revoke=asked.revoke)
    return _asked(Question.THIRD_COUNTRIES, moment, law, answer)


def _chain(desk: Desk, asked: ChainQuery) -> tuple[Moment, Register, LawBook, list[Judged]]:
    moment = asked.moment(desk.today)
    register = desk.register(moment)
    judged = of_controller(desk.judged(moment), _controller(register, asked))
    return moment, register, desk.law(moment), judged


def _controller(register: Register, asked: ChainQuery) -> str | None:
    return register.controller(asked.controller).id if asked.controller else None


def _asked(question: Question, moment: Moment, law: LawBook, answer: A) -> Asked[A]:
    return Asked(question=question, on=moment.on, known_at=moment.known_at, law=law.sha256, answer=answer)


ROUTES = [blast_radius, concentrated, weakest_chains, standing_alone, two_days, third_countries]
