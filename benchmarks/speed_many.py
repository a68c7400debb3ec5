"""What must not grow: the cost and memory of many sources, the question who is due, and what hostile pages take."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session

from benchmarks import page_site, pages
from benchmarks.many_sources import HOSTS
from benchmarks.measuring import Figure, best_ms, cpu_ms
from crawlers.errors import ExtractFailed
from crawlers.extract import extract
from crawlers.gazetteer import Gazetteer
from crawlers.known import gazetteer
from crawlers.read import read
from registry import sources, watching
from registry.sources import in_parts
from registry.store import open_store
from registry.tables import Source
from registry.terms import DocumentKind

AT = datetime(2026, 1, 10, 8, tzinfo=UTC)
MEGABYTE = 1_000_000
SENTENCE = "We share personal data with Zeppo Inc. in the United States under standard contractual clauses. "


def figures(quick: bool, shared: Path) -> Iterator[Figure]:
    """Each size in a process of its own."""
    yield from _hostile()
    for count in (10_000, 100_000) if quick else (10_000, 100_000, 1_000_000):
        yield from _due(count)
    if pages.generator(shared) is None:
        print("  left out: there is no bench/gen_corpus.py in ONWARD_SHARED")
        return
    with tempfile.TemporaryDirectory() as folder:
        made = pages.make(shared, Path(folder) / "pages", count=100, seed=7)
        with page_site.served(made.folder, HOSTS) as port:
            for count in (1_000, 10_000) if quick else (1_000, 10_000, 100_000):
                told = _many(count, port, made.folder / "r1")
                yield Figure(f"{count:,} sources, not modified", told["ms"], "ms CPU/source")
                yield Figure("  most memory held by the process", told["memory"], "MB")


def _many(count: int, port: int, folder: Path) -> dict[str, float]:
    words = [sys.executable, "-m", "benchmarks.many_sources", str(count), str(port), str(folder)]
    root = Path(__file__).resolve().parent.parent
    told: dict[str, float] = json.loads(subprocess.run(words, check=True, capture_output=True, cwd=root).stdout)
    return told


def _due(count: int) -> Iterator[Figure]:
    """Sources of which a hundred are due, and a thousand paused ones have been due for long."""
    table = Source.metadata.tables[str(Source.__tablename__)]
    with tempfile.TemporaryDirectory() as folder, closing(open_store(f"sqlite:///{folder}/onward.db")) as store:
        store.migrate()
        for some in in_parts(range(count), 10_000):
            with store.write("benchmark") as session:
                session.execute(sa.insert(table), [_row(number, count) for number in some])
        with store.read() as session:
            if len(watching.due(session, AT)) != 100:
                raise AssertionError("Not the hundred that are due.")
            print(f"    {_plan(session)}")
            yield Figure(f"{count:,} sources: who is due (a hundred)", best_ms(lambda: watching.due(session, AT)), "ms")
            yield Figure(f"{count:,} sources: when is the next due", best_ms(lambda: watching.next_due(session)), "ms")


def _plan(session: Session) -> str:
    """How the database looks who is due up."""
    asked = sources._due(AT, sources.MOST_DUE).compile(
        compile_kwargs={"literal_binds": True}, dialect=session.get_bind().dialect
    )
    return "; ".join(row[3] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}"))


def _row(number: int, count: int) -> dict[str, object]:
    is_paused = 0 < count - 100 - number <= 1000
    is_due = number >= count - 100
    due = AT - timedelta(days=9) if is_paused else AT if is_due else AT + timedelta(seconds=number + 1)
    return {
        "id": f"src_{number:07d}",
        "document_id": f"doc_{number:07d}",
        "service_id": "svc_one",
        "kind": DocumentKind.NOTICE,
        "url": f"https://{number}.example/",
        "host": f"{number}.example",
        "paused": is_paused,
        "failures": 0,
        "due_at": due,
    }


def _hostile() -> Iterator[Figure]:
    """Pages of a megabyte made to take long: extracted and read to the end, once."""
    row = b"<tr><td>Zeppo Inc.<td>Payments<td>United States</tr>"
    made = {
        "10,000 nested tags": b"<div>" * 10_000 + SENTENCE.encode() * (MEGABYTE // len(SENTENCE) - 600),
        "rows of a table": b"<table><tr><th>Name<th>Purpose<th>Country</tr>" + row * (MEGABYTE // len(row)),
        "one sentence again and again": b"<p>" + SENTENCE.encode() * (MEGABYTE // len(SENTENCE)),
        "a megabyte of script": b"<script>" + b"a = '<p>';" * (MEGABYTE // 10) + b"</script><p>" + SENTENCE.encode(),
        "brackets": b"<p>" + b"[(" * (MEGABYTE // 2),
        "capitals": b"<p>" + b"Aa " * (MEGABYTE // 3),
    }
    known = gazetteer()
    read(extract(SENTENCE.encode(), content_type="text/html", name="warm.html"), gazetteer=known)
    for name, body in made.items():
        yield Figure(f"hostile page of 1 MB: {name}", cpu_ms(partial(_read, body, known)), "ms CPU")


def _read(body: bytes, known: Gazetteer) -> None:
    try:
        read(extract(body, content_type="text/html", name="hostile.html"), gazetteer=known)
    except ExtractFailed as error:
        print(f"    refused: {error}")
