"""An alert is sent as soon as it is written, and sent once, while the round waits for others."""

import asyncio
import threading
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from github_watched import LAW, LOOPBACK, QUICK, Watched, declaration, load_registry, page
from many_watched import declare_documents
from sqlmodel import select

from crawlers.fetch import Fetcher
from crawlers.round import Summary, run_round
from registry import judging
from registry.store import Store
from registry.tables import Delivery, VerdictRow
from registry.terms import ChannelKind, DeliveryState
from tests.servers.vendor_site import VendorSite

ROWS = [("Amazon Web Services", "Cloud hosting", "Ireland"), ("Fastly", "Content delivery", "United States")]
NEW = ("Nordmoln, Inc.", "Backups", "United States")
PATIENCE = 60.0


@dataclass
class Told:
    """A channel that keeps what it was given."""

    name: ChannelKind = ChannelKind.WEBHOOK
    target: str = "https://hooks.example/"
    language: str = "en"
    sent: list[str] = field(default_factory=list)
    has_sent: threading.Event = field(default_factory=threading.Event)

    def send(self, told: object) -> None:
        """Keep it."""
        self.sent.append(repr(told))
        self.has_sent.set()


def test_an_alert_goes_out_while_the_round_still_waits_for_another_site(store: Store, tmp_path: Path) -> None:
    told, in_time = Told(), list[bool]()
    is_slow = False

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await reader.readuntil(b"\r\n\r\n")
        if is_slow and b"robots" not in asked:
            in_time.append(await asyncio.to_thread(told.has_sent.wait, PATIENCE))
        body = page(ROWS).encode()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n" + body)
        await writer.drain()
        writer.close()

    async def rounds(watched: Watched) -> Summary:
        nonlocal is_slow
        async with await asyncio.start_server(answer, "127.0.0.2", 0) as server:
            port = server.sockets[0].getsockname()[1]
            other = replace(declaration(f"http://127.0.0.2:{port}/slow"), document="list-0")
            bench = watched.bench()
            bench = replace(bench, declarations={**bench.declarations, "doc_list-0": other})
            limits = replace(QUICK, seconds=2 * PATIENCE)
            async with Fetcher(LOOPBACK, "Onward/0.1 (test)", limits=limits) as fetcher:
                await run_round(bench, fetcher, lambda: watched.now)
                watched.serve(page([*ROWS, NEW]))
                is_slow, watched.now = True, watched.now + timedelta(days=2)
                return await run_round(bench, fetcher, lambda: watched.now)

    with VendorSite() as site:
        watched = Watched(site, store, tmp_path, channels=[told])
        load_registry(store, tmp_path / "catalogue", watched.now)
        declare_documents(store, 1, watched.now)
        watched.serve(page(ROWS))
        summary = asyncio.run(rounds(watched))
    assert in_time == [True]
    assert summary.outcomes["checked"] == 2
    assert summary.delivered == len(told.sent) == len(set(told.sent)) >= summary.alerts > 0


class Broken(Told):
    """A channel with a fault of its own, which no one foresaw."""

    def send(self, told: object) -> None:
        """Break."""
        raise RuntimeError("a fault of the channel's own")


def test_a_channel_that_breaks_is_told_but_keeps_nothing_from_being_judged(store: Store, tmp_path: Path) -> None:
    with VendorSite() as site:
        watched = Watched(site, store, tmp_path, channels=[Broken()])
        load_registry(store, tmp_path / "catalogue", watched.now)
        watched.show(page(ROWS))
        with store.write("test") as session:
            session.execute(sa.delete(VerdictRow))  # as if nobody had judged yet
        watched.serve(page([*ROWS, NEW]))
        with pytest.raises(RuntimeError, match="of the channel's own"):
            watched.round()
    with store.read() as session:
        assert not judging.is_due(session, LAW, watched.now.date())
        assert session.exec(select(VerdictRow)).all()
        assert session.exec(select(Delivery.state).distinct()).all() == [DeliveryState.WAITING]
