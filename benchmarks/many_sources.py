"""What a source costs when there are many: `python -m benchmarks.many_sources N PORT FOLDER` in a process of its own.

Each of N declared sources answers that nothing has changed. Told as JSON: processor milliseconds a source, and the
most memory the process ever held. The pages in FOLDER are few and stand for many (`?n=…`); the register is empty.
"""

import asyncio
import hashlib
import json
import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from benchmarks.page_site import tag_of
from crawlers import watchlist
from crawlers.archive import Archive
from crawlers.bench import Bench
from crawlers.fetch import Fetcher, Limits
from crawlers.known import gazetteer
from crawlers.round import run_round
from registry import lawfiles, watching
from registry.guard import Guard
from registry.sources import in_parts
from registry.store import Store, open_store
from registry.tables import Source
from registry.terms import DocumentKind

HOSTS = 32
AT = datetime(2026, 1, 10, 8, tzinfo=UTC)
_DECLARED = """[[watch]]
document = "page-{number:07d}"
service = "pages"
kind = "notice"
url = "{url}"
valid_from = 2020-01-01
"""
LIMITS = Limits(host_interval=0.0, per_host=1, open_at_once=32)


def main(count: int, port: int, folder: Path) -> None:
    """Declare the sources, look at each once, tell what it took."""
    with tempfile.TemporaryDirectory() as own, closing(open_store(f"sqlite:///{own}/onward.db")) as store:
        store.migrate()
        bench = _bench(store, Path(own), count, port)
        _know(store, sorted(folder.glob("*.html")), count, port)
        before = _memory()
        spent, seen = _rounds(bench)
        if seen != count:
            raise AssertionError(f"{seen} of {count} were seen.")
        told = {"ms": spent * 1000 / count, "memory": _memory(), "before": before}
    print(json.dumps(told))


def _rounds(bench: Bench) -> tuple[float, int]:
    async def all_due() -> int:
        seen = 0
        async with Fetcher(Guard.of(("127.0.0.0/8",)), "Onward/0.1 (benchmark)", limits=LIMITS) as fetcher:
            while (summary := await run_round(bench, fetcher, lambda: AT)).outcomes["checked"]:
                seen += summary.outcomes["not_modified"]
        return seen

    began = time.process_time()
    seen = asyncio.run(all_due())
    return time.process_time() - began, seen


def _bench(store: Store, folder: Path, count: int, port: int) -> Bench:
    """Declared in files, as somebody would who watches so many."""
    (folder / "watch").mkdir()
    for some in in_parts(range(count), 1_000):
        text = "\n".join(_DECLARED.format(number=number, url=_url(number, port)) for number in some)
        (folder / "watch" / f"pages-{some[0]:07d}.toml").write_text(text, encoding="utf-8")
    in_force = watchlist.load(folder / "watch").on(AT.date())
    return Bench(store, Archive(folder / "snapshots"), lawfiles.load(), gazetteer(), in_force, [], "http://o.example")


def _url(number: int, port: int) -> str:
    return f"http://127.0.0.{number % HOSTS + 1}:{port}/p{number % 100:06d}.html?n={number}"


def _know(store: Store, pages: list[Path], count: int, port: int) -> None:
    """As if each source had been looked at once before."""
    known = [(hashlib.sha256(body).hexdigest(), tag_of(body)) for body in (page.read_bytes() for page in pages)]
    table = Source.metadata.tables[str(Source.__tablename__)]
    usual = {"service_id": "svc_pages", "kind": DocumentKind.NOTICE, "paused": False, "failures": 0, "due_at": AT}
    for some in in_parts(range(count), 1_000):
        rows = [
            {
                "id": f"src_page-{number:07d}",
                "document_id": f"doc_page-{number:07d}",
                "url": _url(number, port),
                "host": f"127.0.0.{number % HOSTS + 1}",
                "every_days": 7,
                "body_sha256": known[number % 100][0],
                "etag": known[number % 100][1],
            }
            | usual
            for number in some
        ]
        with store.write("benchmark") as session:
            session.execute(sa.insert(table), rows)
    with store.read() as session:
        if watching.next_due(session) != AT:
            raise AssertionError("No source is due.")


def _memory() -> float:
    """The most the process has held, in MB. (`ru_maxrss` would tell that of the process that began this one.)"""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
