"""One round over many lists in a process of its own, which a test kills.

The lists lie at /list/0 … of a site on loopback; each is a document of one service that one controller engages.
"""

import asyncio
import sys
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from github_watched import LAW, LOOPBACK, QUICK, SERVICE, declaration

from crawlers.archive import Archive
from crawlers.bench import Bench
from crawlers.fetch import Fetcher
from crawlers.known import gazetteer
from crawlers.round import Summary, run_round
from registry.store import Store, open_store
from registry.tables import Document
from registry.terms import DocumentKind, Grade, Origin


def declare_documents(store: Store, count: int, at: datetime) -> None:
    """The documents' rows, beside the registry of `github_watched`."""
    usual = {"recorded_at": at, "origin": Origin.IMPORT, "source": "invented", "grade": Grade.PRIMARY}
    kind = DocumentKind.SUB_PROCESSOR_LIST
    with store.write("test") as session:
        for number in range(count):
            url = f"https://github.example/list/{number}"
            session.add(Document(id=f"doc_list-{number}", service_id=SERVICE, kind=kind, url=url, **usual))


def bench_of(store: Store, folder: Path, port: int, count: int) -> Bench:
    """What a round over the lists works with."""
    declared = {
        f"doc_list-{number}": replace(
            declaration(f"http://127.0.0.{number % 16 + 1}:{port}/list/{number}"), document=f"list-{number}"
        )
        for number in range(count)
    }
    return Bench(store, Archive(folder / "snapshots"), LAW, gazetteer(), declared, [], "http://onward.example")


def one_round(bench: Bench, at: datetime) -> Summary:
    """Check what is due at an instant."""

    async def once() -> Summary:
        async with Fetcher(LOOPBACK, "Onward/0.1 (test)", limits=QUICK) as fetcher:
            return await run_round(bench, fetcher, lambda: at)

    return asyncio.run(once())


if __name__ == "__main__":
    url, folder, port, count, at = sys.argv[1:]
    with closing(open_store(url)) as store:
        one_round(bench_of(store, Path(folder), int(port), int(count)), datetime.fromisoformat(at))
