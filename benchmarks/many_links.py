"""One size of a chain that nobody has: links by a power law over services and countries, asked of arrays or networkx.

    python -m benchmarks.many_links arrays|networkx LINKS

A tenth as many services as links, a controller for every twenty services, each with twenty engagements. Every service
has a company in one of 195 countries; where data go is most often that country, now and then another, now and then
nobody knows. Companies are certified, have clauses with or without an assessment, or nothing on file. Times are of the
processor: all of this runs on one core, and the machine may do other work.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np

from benchmarks.changing import Changing
from graphs.alike import Alike
from graphs.arrays import Arrays, Columns, arrays
from graphs.masks import Numbers
from graphs.whole import third_countries, weakest
from registry import lawfiles

ON = date(2026, 11, 22)
ACT = "(EU) 2023/1795"
COUNTRIES = 195
KINDS = 5
ENGAGED = 20
EEA_FIRST = ("US", "IE", "DE", "GB", "NL", "SE", "IN", "FR", "FI", "CA")  # the most common, first
EDITS = 400
CROWDED = 200  # links into the exporter of one that is removed last


def columns(links: int) -> dict[str, Any]:
    """Seeded: the same links every time."""
    chance = np.random.default_rng(7)
    services = links // 10
    controllers = max(1, services // ENGAGED)
    by_use, by_length = chance.permutation(services), chance.permutation(services)
    exporters = by_length[_power(chance, services, links, 0.6)]
    importers = by_use[_power(chance, services, links, 0.8)]
    engaging = services + np.repeat(np.arange(controllers), ENGAGED)
    engaged = by_use[_power(chance, services, len(engaging), 0.8)]
    home = np.concatenate([_power(chance, COUNTRIES, services, 1.0), np.full(controllers, EEA_FIRST.index("SE"))])
    exporters, importers = np.concatenate([exporters, engaging]), np.concatenate([importers, engaged])
    total = len(exporters)
    elsewhere = chance.random(total)
    there = np.where(elsewhere < 0.9, home[importers], _power(chance, COUNTRIES, total, 1.0))
    kinds = chance.choice(KINDS, services, p=[0.3, 0.25, 0.2, 0.15, 0.1])[importers]
    return {
        "services": services, "controllers": controllers, "exporters": exporters, "importers": importers,
        "destination": np.where(elsewhere > 0.97, -1, there), "home": home, "kinds": kinds,
        "is_first": exporters >= services,
    }  # fmt: skip


def _power(chance: np.random.Generator, size: int, number: int, steep: float) -> Numbers:
    weights = 1 / np.arange(1, size + 1) ** steep
    found: Numbers = np.searchsorted(np.cumsum(weights / weights.sum()), chance.random(number)).clip(0, size - 1)
    return found


def places() -> list[str]:
    """The countries, the most common first."""
    rest = sorted(lawfiles.load().countries - {*EEA_FIRST, "EPO"})
    return [*EEA_FIRST, *rest][:COUNTRIES]


def facts_of(codes: list[str], made: dict[str, Any], alike: Alike) -> tuple[Numbers, list[dict[str, Any]]]:
    """The number of each link's facts, and the facts the law can tell apart."""
    place = {code: at for at, code in enumerate(codes)}
    like = np.array([place.get(alike.first_like[code], at) for at, code in enumerate(codes)])
    home, to = made["home"], made["destination"]
    there = np.where(to < 0, 0, like[to] + 1)
    parts = (made["is_first"], like[home[made["exporters"]]], like[home[made["importers"]]], there, made["kinds"])
    sizes = (2, COUNTRIES, COUNTRIES, COUNTRIES + 1, KINDS)
    as_one = np.ravel_multi_index([part.astype(np.int64) for part in parts], sizes)
    distinct, number = np.unique(as_one, return_inverse=True)
    unraveled = zip(*(part.tolist() for part in np.unravel_index(distinct, sizes)), strict=True)
    return number, [_facts(codes, *parts_of) for parts_of in unraveled]


def _facts(codes: list[str], *parts: int) -> dict[str, Any]:
    """One transfer; `kind`: certified, clauses assessed, clauses not assessed, nothing on file, nothing known."""
    is_first, exporter, importer, destination, kind = parts
    facts: dict[str, Any] = {
        "exporter": {"country": codes[exporter], "role": "controller" if is_first else "processor"},
        "importer": {"country": codes[importer], "role": "processor", "sector": "commercial", "subject_to_gdpr": False},
        "access_from": [], "hr_data": False, "automated": True, "systematic": True,
        "received_under": None if is_first else "scc",
    }  # fmt: skip
    if destination:
        facts["destination"] = codes[destination - 1]
    if kind < 4:
        facts |= {"derogation": None, "measures": [], "onward_terms": None, "assessment": None, "safeguards": []}
        facts["importer"]["certifications"] = [_DPF] if kind == 0 else []
        facts["exporter"]["public_powers"] = False
    if kind in (1, 2):
        facts["safeguards"] = [_CLAUSES]
        facts["assessment"] = _ASSESSED if kind == 1 else None
    return facts


_DPF = {
    "framework": "eu-us-dpf", "valid_from": "2023-09-01", "valid_until": None, "covers": ["non_hr"],
    "seen_in": "register",
}  # fmt: skip
_CLAUSES = {
    "kind": "scc", "act": "(EU) 2021/914", "modules": ["c2p", "p2p"], "signed_on": "2024-01-10",
    "annexes_complete": True,
}  # fmt: skip
_ASSESSED: dict[str, Any] = {
    "concluded_on": "2026-01-10", "outcome": "effective", "review_due_on": None, "requires": [], "relies_on": []
}  # fmt: skip


def as_arrays(made: dict[str, Any], number: Numbers, facts: list[dict[str, Any]], codes: list[str]) -> Arrays:
    """From columns to arrays."""
    everybody, services = made["services"] + made["controllers"], made["services"]
    links = np.arange(len(made["exporters"]))
    return arrays(
        Columns(
            exporters=made["exporters"],
            importers=made["importers"],
            transfer_links=links,
            transfer_bits=made["destination"] + 1,
            transfer_facts=number,
        ),
        parties=everybody,
        places=[None, *codes],
        facts=facts,
        controllers=np.arange(services, everybody),
        open_ended=np.arange(0, services, 3),
    )


def arrays_measured(links: int) -> dict[str, Any]:
    """Milliseconds of each question, and the process's memory at its most."""
    codes, law, made = places(), lawfiles.load(), columns(links)

    def filled() -> Arrays:
        number, facts = facts_of(codes, made, Alike(law, ON))
        return as_arrays(made, number, facts, codes)

    fill, of = _timed(filled)
    facts = of.facts
    judge, ranks = _timed(lambda: Alike(law, ON).ranks(facts))
    outside, _ = _timed(lambda: third_countries(of, ranks))
    everybody = np.arange(of.links.parties)

    def all_weakest(book: Any) -> Any:
        found = weakest(of, Alike(book, ON).ranks(facts))
        return found, found.ranks(everybody)

    took, (asked, _) = _timed(lambda: all_weakest(law))
    failing, _ = _timed(lambda: asked.first_failing(of.controllers))
    revoked, _ = _timed(lambda: all_weakest(law.ended(ACT, ON)))
    one = _one_link(Changing(asked), of)
    memory = most_memory()
    return {
        "transfers": len(of.rows), "facts": len(facts), "controllers": made["controllers"],
        "fill": fill, "judge": judge,
        "third countries": outside, "weakest": took, "first failing": failing, "revoked": revoked, "one link": one,
        "memory": memory,
    }  # fmt: skip


def _one_link(changing: Changing, of: Arrays) -> dict[str, Any]:
    """Random links that are new, that change for the worse or the better, that go; each followed by an answer."""
    chance = np.random.default_rng(11)
    parties, links = of.links.parties - len(of.controllers), len(of.rows)

    def added() -> None:
        changing.add(int(chance.integers(parties)), int(chance.integers(parties)), ((int(chance.integers(1, 196)), 0),))

    def changed() -> None:
        changing.change(int(chance.integers(links)), ((int(chance.integers(1, 196)), int(chance.integers(7))),))

    def removed() -> None:
        changing.remove(int(chance.integers(links)))

    found = {}
    deeds = {name: [deed] * EDITS for name, deed in (("added", added), ("changed", changed), ("removed", removed))}
    deeds["removed, the last of many's only way on"] = [partial(changing.remove, link) for link in _only_ways(of)]
    for name, several in deeds.items():
        took = sorted(_timed(deed)[0] for deed in several) or [0.0]
        found[name] = {
            "of": len(took),
            "middle": statistics.median(took),
            "most": took[len(took) * 95 // 100 - 1],
            "slowest": took[-1],
        }
    return found


def _only_ways(of: Arrays) -> list[int]:
    """The hardest links to lose: of parties to whom hundreds lead and who lead on over one or two links alone."""
    led_to = np.bincount(of.links.importers, minlength=of.links.parties)
    hard = (led_to > CROWDED) & (np.diff(of.links.starts) <= 2)
    found: list[int] = np.flatnonzero(hard[of.links.exporters])[:EDITS].tolist()
    return found


def networkx_measured(links: int) -> dict[str, Any]:
    """Milliseconds for one controller, the plain way: what is behind it, and where the links of those lead."""
    made = columns(links)
    graph = nx.MultiDiGraph()
    ends = zip(made["exporters"].tolist(), made["importers"].tolist(), made["destination"].tolist(), strict=True)
    graph.add_edges_from((exporter, importer, {"destination": to}) for exporter, importer, to in ends)
    few = min(3, made["controllers"])

    def ask(controller: int) -> set[int]:
        behind = nx.descendants(graph, controller) | {controller}
        return {said["destination"] for _, _, said in graph.edges(behind, data=True)}

    took, _ = _timed(lambda: [ask(made["services"] + at) for at in range(few)])
    return {"a controller": took / few, "memory": most_memory()}


def most_memory() -> float:
    """MB this process held at its most; what it was started from held is not in it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def _timed(deed: Callable[[], Any]) -> tuple[float, Any]:
    began = time.process_time()
    made = deed()
    return (time.process_time() - began) * 1000, made


if __name__ == "__main__":
    measured = {"arrays": arrays_measured, "networkx": networkx_measured}[sys.argv[1]]
    print(json.dumps(measured(int(sys.argv[2]))))
