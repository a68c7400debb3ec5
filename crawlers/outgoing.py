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

    Leaving it waits for the pass under way: two at once would send the same alert twice. What broke a pass is
    raised to whoever asks what was `sent`, after the law was judged: alerts that cannot be sent wait, verdicts do not.
    """

    def __init__(self, bench: Bench, clock: Callable[[], datetime]) -> None:
        self._bench = bench
        self._clock = clock
        self._told = asyncio.Event()
        self._is_over = False
        self._sending: asyncio.Task[None] | None = None
        self._sent = Sent(0, 0)
        self._broke: BaseException | None = None

    async def __aenter__(self) -> Self:
        self._sending = asyncio.create_task(self._send())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_over = True
        self._told.set()
        if self._sending is not None:
            await asyncio.wait([self._sending])
            self._broke = self._sending.exception()

    @property
    def sent(self) -> Sent:
        """What all passes came to, once they are over. Raises what broke one of them, if anything did."""
        if self._broke is not None:
            raise self._broke
        return self._sent

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
            self._sent = Sent(self._sent.delivered + sent.delivered, self._sent.undelivered + sent.undelivered)
