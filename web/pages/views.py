"""The register of a moment, judged and drawn once: pages ask often, and what they ask changes with a write alone."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import TypeAlias

from litestar.datastructures import State
from litestar.di import NamedDependency

from graphs import flows
from graphs.commands.draw import query_of, render
from graphs.flows import Wanted
from graphs.model import Language
from registry import judging
from registry.catalogue.dated import Moment
from registry.catalogue.reading import TABLES, Register, Row
from registry.judging import Judged
from registry.law.lawbook import LawBook
from registry.law.verdicts import rank, worst
from registry.law.zones import Zone, zone
from registry.settings import Settings
from registry.terms import Responsibility, Verdict
from web.deps import Desk
from web.lasting import Lasting, Reads, Scope
from web.pages.visiting import Visit

KEPT = 8  # moments held in memory
WHOLE_UNTIL = 40  # transfers; a larger picture shows the recipients alone, the whole is a file of its own


@dataclass(frozen=True, slots=True)
class Reached:
    """A country or organisation outside the EEA that data reach: the worst verdict, and how many transfers."""

    country: str
    worst: Verdict
    transfers: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing. `is_whole` is False where the chains behind the recipients were left out."""

    svg: bytes
    is_whole: bool


class View:
    """One moment: the register, the law, every hop judged by controller, and the drawings made so far."""

    def __init__(self, register: Register, law: LawBook, flows_by_controller: Mapping[str, list[Judged]]) -> None:
        self.register, self.law, self.flows = register, law, flows_by_controller
        self._pictures: dict[tuple[str, str, bool], Picture] = {}
        self._lock = Lock()

    def controllers(self) -> list[Row]:
        """Our organisations, by name."""
        ours = [o for o in self.register.organisations.values() if o.is_controller]
        return sorted(ours, key=lambda o: (o.name.casefold(), o.id))

    def names(self) -> dict[str, str]:
        """The names of organisations and services by id."""
        register = self.register
        return {one.id: one.name for one in (*register.organisations.values(), *register.services.values())}

    def counts(self, controller_id: str | None = None) -> dict[Verdict, int]:
        """Transfers by verdict, worst first, without the verdicts nobody has."""
        ids = self.flows if controller_id is None else [controller_id]
        found = judging.counts(one for key in ids for one in self.flows.get(key, ()))
        return {verdict: found[verdict] for verdict in Verdict if found[verdict]}

    def picture(self, controller_id: str, language: str, settings: Settings, *, whole: bool = False) -> Picture:
        """The drawing of one organisation, drawn once."""
        key = (controller_id, language, whole)
        with self._lock:
            if key not in self._pictures:
                self._pictures[key] = self._draw(controller_id, language, settings, whole)
            return self._pictures[key]

    def _draw(self, controller_id: str, language: str, settings: Settings, whole: bool) -> Picture:
        is_whole = whole or sum(len(one.answers) for one in self.flows.get(controller_id, ())) <= WHOLE_UNTIL
        wanted = Wanted(
            controller_id=controller_id,
            depth=None if is_whole else 1,
            language=Language(language),
            known_at=self.register.moment.known_at,
            site="",
            query="" if self.register.moment == Moment(settings.on()) else query_of(self.register.moment),
        )
        graph = flows.build(self.register, self.law, wanted, judged=self.flows.get(controller_id, ()))
        return Picture(render(graph, "svg", settings, self.law), is_whole)

    def third_countries(self, controller_id: str) -> list[Reached]:
        """Destinations outside the EEA that our own and shared hops reach, the worst first."""
        found: dict[str, list[Verdict]] = defaultdict(list)
        for one in self.flows.get(controller_id, ()):
            if one.hop.responsibility is Responsibility.THEIRS:
                continue
            for crossing, answer in zip(one.hop.crossings, one.answers, strict=True):
                place = crossing.destination or one.hop.importer.country
                if place and zone(self.law, place, self.register.moment.on) is not Zone.EEA:
                    found[place].append(answer.verdict)
        reached = [Reached(place, worst(verdicts), len(verdicts)) for place, verdicts in found.items()]
        return sorted(reached, key=lambda one: (rank(one.worst), one.country))


class Views:
    """Views made before. One is good as long as its register is."""

    def __init__(self) -> None:
        self._kept: Lasting[tuple[Moment, Scope, str], View] = Lasting(KEPT)

    def at(self, desk: Desk, moment: Moment) -> View:
        """The view of a moment under the law that was known then."""
        law, scope = desk.law(moment), desk.person.controllers
        return self._kept.answer(
            desk.session,
            (moment, scope, law.sha256),
            Reads(TABLES, scope),
            lambda _before, _written: _view(desk.register(moment), law, desk.judged(moment)),
        )


def _view(register: Register, law: LawBook, judged: list[Judged]) -> View:
    found: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        found[one.hop.controller_id].append(one)
    return View(register, law, found)


def provide_view(state: State, visit: NamedDependency[Visit], desk: NamedDependency[Desk]) -> View:
    """The view a visit asks for."""
    views: Views = state.setdefault("views", Views())
    return views.at(desk, visit.moment)


Visited: TypeAlias = NamedDependency[Visit]
Seen: TypeAlias = NamedDependency[View]
