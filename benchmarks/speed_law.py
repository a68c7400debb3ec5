"""The law: one verdict from a cold start, and from facts that are known, half known and not known at all."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.measuring import Figure, best_ms
from registry import lawfiles
from registry.law.facts import read_facts
from registry.law.forking import MOST_TRIES, Tries, plainly
from registry.law.inquiry import Inquiry
from registry.law.lawindex import index_of
from registry.law.transfers import assess, judge

ON = date(2026, 11, 22)
KNOWN: dict[str, Any] = {
    "exporter": {"country": "SE", "role": "controller", "public_powers": False},
    "importer": {"country": "IN", "role": "processor", "sector": "commercial", "subject_to_gdpr": False},
    "destination": "IN",
    "access_from": [],
    "same_legal_entity": False,
    "safeguards": [
        {
            "kind": "scc",
            "act": "(EU) 2021/914",
            "modules": ["c2p"],
            "signed_on": "2023-01-10",
            "annexes_complete": True,
            "combined_with_eu_data": False,
        }
    ],
    "assessment": {
        "concluded_on": "2024-02-01",
        "outcome": "effective",
        "review_due_on": "2027-02-01",
        "requires": [],
        "relies_on": [],
    },
    "measures": [],
    "derogation": None,
}
HALF: dict[str, Any] = {
    "exporter": {"country": "SE"},
    "importer": {"country": "US"},
    "safeguards": [{"kind": "scc"}],
}
CASES = {"fully known": KNOWN, "half known, clauses without details": HALF, "nothing known": {}}


def figures(quick: bool, shared: Path) -> Iterator[Figure]:
    """A command from nothing, then assess() alone beside trying every value of every missing key."""
    yield _command()
    for name, raw in CASES.items():
        yield _assessed(name, raw, runs=3 if quick else 10)


def _command() -> Figure:
    with tempfile.TemporaryDirectory() as folder:
        facts = Path(folder) / "facts.json"
        facts.write_text(json.dumps(KNOWN), encoding="utf-8")
        words = [sys.executable, "-m", "app", "verdict", "--facts", str(facts), "--json"]
        verdict = best_ms(lambda: subprocess.run(words, check=True, capture_output=True))
        bare = best_ms(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True))
    return Figure("onward verdict, from process start to answer", verdict, "ms", bare, "an empty process")


def _assessed(name: str, raw: dict[str, Any], *, runs: int) -> Figure:
    book = lawfiles.load()
    facts = read_facts(raw, book.countries)
    question = Inquiry(facts, index_of(book), ON)

    def ask() -> None:
        index_of(book).answers.clear()
        index_of(book).memories.clear()  # the first question of a process; the next are told quicker
        assess(facts, book, ON)

    plain = best_ms(lambda: plainly(question, judge, Tries(MOST_TRIES)), runs=2)
    return Figure(f"assess(), {name}", best_ms(ask, runs=runs), "ms", plain, "trying every value, verdict alone")
