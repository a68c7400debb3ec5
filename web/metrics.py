"""What the process counts of itself, as Prometheus reads it: requests, rounds, what waits; never about whom.

A request is counted under the template of its address, never under the address: so an id or a name can neither be read
here nor fill the memory. Each application counts for itself.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from litestar import Response, get
from litestar.datastructures import State
from litestar.types import ControllerRouterHandler
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from crawlers.pulse import Pulse
from crawlers.round import COUNTED
from registry import watching
from registry.alerts import standing
from registry.keeping import disk
from registry.settings import Settings
from registry.store import Store
from registry.terms import Right

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Figures:
    """The counters of one application."""

    def __init__(self) -> None:
        self.kept = CollectorRegistry()
        self._requests = Counter(
            "onward_requests", "Requests answered.", ("method", "route", "status"), registry=self.kept
        )
        self._seconds = Histogram(
            "onward_request_seconds", "How long an answer took.", ("route",), buckets=SECONDS, registry=self.kept
        )

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request was answered."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)


class _Standing:
    """What is read when somebody asks: from the watch of this process, from the database, from the disk."""

    def __init__(self, store: Store, settings: Settings, pulse: Pulse | None) -> None:
        self._store, self._settings, self._pulse = store, settings, pulse

    def describe(self) -> list[Metric]:
        """Nothing beforehand: asking would read the database."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Everything as it stands."""
        yield from _of_database(self._store)
        yield _gauge("onward_disk_free_bytes", "Room left where ONWARD_VAR lies.", disk.free(self._settings.var))
        if self._pulse is not None:
            yield from _of_watch(self._pulse)


def _of_database(store: Store) -> Iterator[Metric]:
    with store.read() as session:
        sources, waiting = watching.heartbeat(session), standing.deliveries(session)
        number, oldest = standing.undecided(session)
    yield _gauge("onward_database_bytes", "Size of the database.", store.size())
    yield _by_state("onward_sources", "Watched sources by state.", sources)
    yield _by_state("onward_deliveries", "Deliveries of alerts by state.", waiting)
    yield _gauge("onward_alerts_undecided", "Alerts nobody has decided.", number)
    age = (datetime.now(UTC) - oldest).total_seconds() if oldest else 0.0
    yield _gauge("onward_alerts_oldest_undecided_seconds", "Age of the oldest of them; 0: there is none.", age)


def _of_watch(pulse: Pulse) -> Iterator[Metric]:
    yield _gauge("onward_watch_alive", "Whether the watch of this process runs.", float(pulse.is_alive))
    rounds = CounterMetricFamily("onward_rounds", "Rounds that ended.")
    rounds.add_metric((), pulse.rounds)
    yield rounds
    fetched = CounterMetricFamily("onward_fetches", "Documents checked, by what came of it.", labels=("outcome",))
    for outcome in COUNTED:
        if outcome != "checked":
            fetched.add_metric((outcome,), pulse.counted[outcome])
    yield fetched
    if pulse.last_round_at is not None:
        yield _gauge(
            "onward_last_round_timestamp_seconds", "When the last round ended.", pulse.last_round_at.timestamp()
        )


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(name, meaning, value=value)


def _by_state(name: str, meaning: str, counts: dict[str, int]) -> Metric:
    told = GaugeMetricFamily(name, meaning, labels=("state",))
    for state, number in counts.items():
        told.add_metric((state,), number)
    return told


@get("/metrics", needs=Right.OPERATE, sync_to_thread=True)
def metrics(state: State) -> Response[bytes]:
    """What the process counts of itself, in Prometheus's text form."""
    figures: Figures = state.figures
    standing_now = CollectorRegistry()
    standing_now.register(_Standing(state.store, state.settings, state.pulse))
    body = generate_latest(figures.kept) + generate_latest(standing_now)
    return Response(body, media_type=CONTENT_TYPE_LATEST)


ROUTES: list[ControllerRouterHandler] = [metrics]
