"""What if, over HTTP: what would flip if a decision fell, a certification lapsed, a parent changed or a vendor left.

All that is supposed stands in the address, so that an answer can be shared; nothing is written.
"""

from litestar import get
from litestar.di import NamedDependency

from graphs.commands.simulate import hypothesis_of
from graphs.whatif import simulate
from graphs.whattelling import as_json
from registry.terms import Responsibility, Right, Verdict
from web.api.asking import shaped
from web.api.paging import Timed, Words
from web.api.shapes.base import Shape
from web.api.shapes.judged import Reason
from web.deps import AtDesk


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


@get("/simulations", needs=Right.READ, query=SimulationQuery, sync_to_thread=True)
def simulations(desk: AtDesk, asked: NamedDependency[SimulationQuery]) -> Simulation:
    """Suppose, judge every transfer twice, and tell the difference. Nothing is written."""
    hypothesis = hypothesis_of(
        revoke=[*asked.revoke], expire=[*asked.expire], lapse=[*asked.lapse], acquire=[*asked.acquire],
        leave=[*asked.leave],
    )  # fmt: skip
    moment = asked.moment(desk.today)
    register, law = desk.register(moment), desk.law(moment)
    controller = register.controller(asked.controller).id if asked.controller else None
    outcome = desk.once(
        ("simulation", moment, law.sha256, hypothesis, controller),
        lambda: simulate(register, law, hypothesis, controller_id=controller),
    )
    return shaped(as_json(outcome), Simulation)


ROUTES = [simulations]
