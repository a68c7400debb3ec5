"""Alerts go out while a round goes on: who is concerned first need not wait for the last source."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Self

from crawlers.bench import Bench
from registry.alerts import outbox
from registry.alerts.outbox import Sent


class Outgoing:
    """Sends what waits each time it is told to, one pass after the other, in a thread of its own.

    Leaving it waits for the pass under way: two at once would send the same alert twice.
    """

    def __init__(self, bench: Bench, clock: Callable[[], datetime]) -> None:
        self._bench = bench
        self._clock = clock
        self._told = asyncio.Event()
        self._is_over = False
        self._sending: asyncio.Task[None] | None = None
        self.sent = Sent(0, 0)

    async def __aenter__(self) -> Self:
        self._sending = asyncio.create_task(self._send())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_over = True
        self._told.set()
        if self._sending is not None:
            await self._sending

    def tell(self) -> None:
        """An alert was written: send it now."""
        self._told.set()

    async def _send(self) -> None:
        while True:
            await self._told.wait()
            self._told.clear()
            if self._is_over:
                return
            bench = self._bench
            sent = await asyncio.to_thread(outbox.deliver, bench.store, bench.channels, self._clock(), bench.office)
            self.sent = Sent(self.sent.delivered + sent.delivered, self.sent.undelivered + sent.undelivered)
