"""A register of many engagements, made of the catalogue's services: what each question costs, and a drawing.

Milliseconds of processor time. Judged once, which is told alone; then the quickest of some runs over what is judged, as
the pages and the API keep it.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.measuring import Deed, Figure
from benchmarks.speed_registry import ON, grow
from graphs import flows, questions
from graphs.answers import of_controller
from graphs.blast import blast
from graphs.clocks import Event
from graphs.concentration import concentration
from graphs.flows import Wanted
from graphs.reached import reached, surveyed
from graphs.renderers import svg
from graphs.standing import standing
from graphs.weakest import weakest
from registry import glossary, judging, lawfiles
from registry.catalogue.reading import Moment, Register, read_register
from registry.judging import Judged
from registry.law.lawbook import LawBook
from registry.store import open_store

ROOT = Path(__file__).resolve().parent.parent
ASKED = (
    questions.verdict_counts,
    questions.worst_by_destination,
    questions.third_countries,
    questions.weakest_link,
    questions.depths,
)


def figures(folder: Path, engagements: int) -> Iterator[Figure]:
    """Load the catalogue, grow a controller, ask."""
    environment = os.environ | {"ONWARD_VAR": str(folder / "var"), "ONWARD_TODAY": ON.isoformat()}
    subprocess.run([sys.executable, "-m", "app", "load"], check=True, capture_output=True, env=environment, cwd=ROOT)
    store = open_store(f"sqlite:///{folder}/var/onward.db")
    try:
        grow(store, engagements)
        with store.read() as session:
            register = read_register(session, Moment(ON))
    finally:
        store.close()
    yield from _asked(register, lawfiles.load(), f"{engagements} engagements: ")


def _asked(register: Register, law: LawBook, head: str) -> Iterator[Figure]:
    began = time.process_time()
    judged = of_controller(judging.flows(register, law), "org_grown")
    yield Figure(f"{head}walked and judged, nothing judged before", (time.process_time() - began) * 1000, "ms")
    yield Figure(f"{head}transfers down all chains", float(sum(len(one.answers) for one in judged)), "")
    graph = flows.build(register, law, Wanted(controller_id="org_grown"))
    for question in ASKED:
        yield Figure(f"{head}questions.{question.__name__}", _quickest(partial(question, graph)), "ms")
    others: dict[str, Deed] = {
        "ask blast": lambda: blast(register, law, judged, "Amazon Web Services", Event.BREACH),
        "ask concentration": lambda: concentration(register, judged),
        "ask weakest": lambda: weakest(judged, law),
        "ask standing": lambda: standing(judged, law),
    }
    for name, deed in others.items():
        yield Figure(f"{head}{name}", _quickest(deed), "ms")
    yield Figure(f"{head}third countries, arrays from the register", _quickest(lambda: surveyed(register, law)), "ms")
    survey = surveyed(register, law)
    yield Figure(f"{head}ask third-countries", _quickest(lambda: reached(register, survey)), "ms")
    yield from _drawn(register, law, judged, head)


def _drawn(register: Register, law: LawBook, judged: list[Judged], head: str) -> Iterator[Figure]:
    def words(vocabulary: str, value: str) -> str:
        return glossary.label(vocabulary, value, "en")

    for name, wanted in (
        ("the controller", Wanted(controller_id="org_grown")),
        ("the controller, first hops", Wanted(controller_id="org_grown", depth=1)),
    ):
        began = time.process_time()
        graph = flows.build(register, law, wanted)
        built = time.process_time()
        graph = flows.build(register, law, wanted, judged=judged)
        again = time.process_time()
        picture = svg.render(graph, words)
        drawn = time.process_time()
        yield Figure(f"{head}{name}, {len(graph)} nodes, walked, graph built", (built - began) * 1000, "ms")
        yield Figure(f"{head}{name}, graph of hops walked before", (again - built) * 1000, "ms")
        yield Figure(f"{head}{name} as SVG ({len(picture) // 1000} kB)", (drawn - again) * 1000, "ms")


def _quickest(deed: Deed, runs: int = 5) -> float:
    took = []
    for _ in range(runs):
        began = time.process_time()
        deed()
        took.append(time.process_time() - began)
    return min(took) * 1000
