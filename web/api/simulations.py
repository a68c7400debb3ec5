"""What if, over HTTP: what would flip if a decision fell, a certification lapsed, a parent changed or a vendor left.

All that is supposed stands in the address, so that an answer can be shared; nothing is written.
"""

from enum import StrEnum

from litestar import Response, get
from litestar.di import NamedDependency

from graphs.commands.draw import query_of, render
from graphs.commands.simulate import hypothesis_of
from graphs.flows import Wanted
from graphs.model import Language as Drawn
from graphs.whatif import Both, Hypothesis
from graphs.whattelling import as_json
from registry.catalogue.dated import Moment
from registry.glossary import Language
from registry.reports.sheets import written
from registry.terms import Responsibility, Right, Verdict
from web import simulated
from web.api.asking import shaped
from web.api.flows import MEDIA_TYPES as DRAWN_TYPES
from web.api.flows import Format as Drawing
from web.api.paging import Timed, Words
from web.api.shapes.base import Shape
from web.api.shapes.judged import Reason
from web.deps import AtDesk, Desk
from web.wording import Wording


class Flip(Shape, frozen=True, kw_only=True):
    """A transfer whose verdict would be another. `after` null: it would no longer be made."""

    engagement: str
    controller: str
    transfer: str
    path: list[str]
    destination: str | None
    responsibility: Responsibility
    before: Verdict
    after: Verdict | None
    fallback_on_file: list[str]
    missing: list[str]
    reasons: list[Reason]


class Counts(Shape, frozen=True, kw_only=True):
    """Transfers by verdict, ours and shared ones only."""

    before: dict[str, int]
    after: dict[str, int]


class Simulation(Shape, frozen=True, kw_only=True):
    """What would flip, gravest first, and how many transfers would stay as they are."""

    flips: list[Flip]
    counts: Counts
    unchanged: int


class SimulationQuery(Timed, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Each hypothesis may stand several times, in the forms of `onward simulate`."""

    revoke: tuple[Words, ...] = ()
    expire: tuple[Words, ...] = ()
    lapse: tuple[Words, ...] = ()
    acquire: tuple[Words, ...] = ()
    leave: tuple[Words, ...] = ()
    controller: Words | None = None


class ListFormat(StrEnum):
    """What the list is answered as."""

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


_LIST_TYPES = {
    ListFormat.JSON: "application/json",
    ListFormat.CSV: "text/csv; charset=utf-8",
    ListFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class FlipsQuery(SimulationQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """As of a simulation; `lang` is that of heads and words."""

    lang: Language = Language.EN
    format: ListFormat = ListFormat.JSON


class SimulatedQuery(SimulationQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """As of a simulation; every format of a diagram but the map."""

    lang: Drawn = Drawn.ENGLISH
    format: Drawing = Drawing.JSON


@get("/simulations", needs=Right.READ, query=SimulationQuery, sync_to_thread=True)
def simulations(desk: AtDesk, asked: NamedDependency[SimulationQuery]) -> Simulation:
    """Suppose, judge every transfer twice, and tell the difference. Nothing is written."""
    _, _, both = _both(desk, asked)
    return shaped(as_json(both.outcome), Simulation)


@get("/simulations/flips", needs=Right.READ, query=FlipsQuery, answers=_LIST_TYPES, sync_to_thread=True)
def simulated_flips(desk: AtDesk, asked: NamedDependency[FlipsQuery]) -> Response[bytes]:
    """Write what would flip as a table: JSON, CSV or a workbook. Nothing is kept."""
    moment, _, both = _both(desk, asked)
    found = simulated.sheet(desk, moment, both, Wording(asked.lang))
    name = f"what-if_{moment.on.isoformat()}.{asked.format.value}"
    headers = {} if asked.format is ListFormat.JSON else {"Content-Disposition": f'attachment; filename="{name}"'}
    content = written(found, asked.format.value, asked.lang)
    return Response(content, media_type=_LIST_TYPES[asked.format], headers=headers)


@get("/simulations/diagram", needs=Right.READ, query=SimulatedQuery, answers=DRAWN_TYPES, sync_to_thread=True)
def simulated_diagram(desk: AtDesk, asked: NamedDependency[SimulatedQuery]) -> Response[bytes]:
    """Draw what would flip, and the way to it, as it stands and as it would be. Nothing is kept."""
    moment, hypothesis, both = _both(desk, asked)
    wanted = Wanted(
        language=asked.lang, known_at=moment.known_at, site=desk.settings.base_url, query=query_of(moment)
    )  # fmt: skip
    graph = simulated.diagram(desk, moment, hypothesis, both, wanted)
    content = render(graph, asked.format.value, desk.settings, desk.law(moment))
    return Response(content, media_type=DRAWN_TYPES[asked.format])


def _both(desk: Desk, asked: SimulationQuery) -> tuple[Moment, Hypothesis, Both]:
    hypothesis = hypothesis_of(
        revoke=[*asked.revoke], expire=[*asked.expire], lapse=[*asked.lapse], acquire=[*asked.acquire],
        leave=[*asked.leave],
    )  # fmt: skip
    moment = asked.moment(desk.today)
    controller = desk.register(moment).controller(asked.controller).id if asked.controller else None
    return moment, hypothesis, simulated.both(desk, moment, hypothesis, controller)


ROUTES = [simulations, simulated_flips, simulated_diagram]
