"""The registry: load from nothing and again, judge, read the register, build the graph and draw it."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, select

from benchmarks.measuring import Figure, best_ms, cpu_ms
from graphs import flows
from graphs.flows import Wanted
from graphs.renderers import svg
from registry import glossary, judging, lawfiles
from registry.catalogue.reading import Moment, read_register
from registry.store import Store, open_store
from registry.tables import Engagement, Organisation, Service, SubprocessorRow
from registry.tables.base import Dated
from registry.terms import Grade, OrganisationKind, Origin, Role

ON = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 8, tzinfo=UTC)


def figures(quick: bool, shared: Path) -> Iterator[Figure]:
    """Whole processes for `load` and `draw`, functions for the rest."""
    with tempfile.TemporaryDirectory() as folder:
        first, again = _command(folder, "load"), _command(folder, "load")
        yield Figure("load from nothing, processor time of the process", first, "s")
        yield Figure("load again, processor time of the process", again, "s", first, "load from nothing")
        yield Figure("draw the sample, processor time of the process", _command(folder, "draw", "-o", "x.svg"), "s")
        store = open_store(f"sqlite:///{folder}/var/onward.db")
        try:
            yield Figure("rows after load", float(_rows(store)), "rows")
            yield from _sample(store)
            grow(store, 100 if quick else 500)
            yield _judged(store, f"judge_all of the sample and {100 if quick else 500} engagements")
        finally:
            store.close()


def _command(folder: str, *words: str) -> float:
    """Seconds of processor time of one `onward` command, in a folder of its own."""
    environment = os.environ | {"ONWARD_VAR": f"{folder}/var", "ONWARD_TODAY": ON.isoformat()}
    before = os.times()
    root = Path(__file__).resolve().parent.parent
    words = (*words[:-1], f"{folder}/{words[-1]}") if words[-1].endswith(".svg") else words
    asked = [sys.executable, "-m", "app", *words]
    subprocess.run(asked, check=True, capture_output=True, env=environment, cwd=root)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def _rows(store: Store) -> int:
    with store.read() as session:
        names = sa.inspect(store.engine).get_table_names()
        return sum(
            session.execute(sa.select(sa.func.count()).select_from(sa.table(name))).scalar() or 0 for name in names
        )


def _sample(store: Store) -> Iterator[Figure]:
    law = lawfiles.load()
    with store.read() as session:
        plain = best_ms(lambda: [session.exec(select(table)).all() for table in _tables(session)], runs=3)
        reading = best_ms(lambda: read_register(session, Moment(ON)), runs=3)
        yield Figure("read_register", reading, "ms", plain, "the same tables as SQLModel objects")
        register = read_register(session, Moment(ON))
    judging.flows(register, law)
    yield Figure(
        "flows.build of every controller, judged before", best_ms(lambda: flows.build(register, law, Wanted())), "ms"
    )
    graph = flows.build(register, law, Wanted())

    def words(vocabulary: str, value: str) -> str:
        return glossary.label(vocabulary, value, "en")

    began = time.perf_counter()
    picture = svg.render(graph, words)
    yield Figure(f"SVG of {len(graph)} nodes ({len(picture) // 1000} kB)", (time.perf_counter() - began) * 1000, "ms")
    yield _judged(store, "judge_all of the sample, nothing remembered")


def _tables(session: Session) -> list[type[Dated]]:
    session.expunge_all()
    return [Organisation, Service, SubprocessorRow, Engagement]


def _judged(store: Store, name: str) -> Figure:
    judging._LATEST.clear()
    law = lawfiles.load(None)

    def judge() -> None:
        with store.write("benchmark") as session:
            judging.judge_all(session, law, ON, AT)

    first = cpu_ms(judge)
    return Figure(name, first, "ms", cpu_ms(judge), "the same again, remembered")


def grow(store: Store, engagements: int) -> None:
    """A controller with so many engagements over the catalogue's services, each a processor."""
    usual = {"recorded_at": AT, "origin": Origin.IMPORT, "source": "invented", "grade": Grade.PRIMARY}
    with store.write("benchmark") as session:
        ids = list(session.exec(select(Service.id).order_by(Service.id)).all())
        kind = OrganisationKind.LEGAL_PERSON
        session.add(Organisation(id="org_grown", kind=kind, name="Grown AB", country="SE", is_controller=True, **usual))
        session.flush()
        for place in range(engagements):
            service = ids[place % len(ids)]
            session.add(
                Engagement(
                    id=f"eng_grown{place}", controller_id="org_grown", service_id=service, name_as_written=f"{place}",
                    decided_by_us=Role.PROCESSOR if place % 3 else None, hr_data=bool(place % 2), **usual,
                )
            )  # fmt: skip
