"""A process of its own that sends what waits and dies with kill -9 at one point on the way.

`killed_sender.py URL MAIL POINT COUNT`: dies at the POINT (`before`, `after`, `noted`) of the COUNTth sending.
"""

import os
import signal
import sys
from dataclasses import dataclass
from datetime import datetime

from registry.alerts import outbox, sending
from registry.alerts.channels import MailChannel
from registry.alerts.outbox import ChannelFailed
from registry.alerts.told import Told
from registry.alerts.ways import Office
from registry.store import open_store
from registry.tables import Delivery
from registry.terms import ChannelKind, DeliveryState
from tests.registry.alerts.told_people import WEDNESDAY


def die() -> None:
    """What no handler sees."""
    os.kill(os.getpid(), signal.SIGKILL)


@dataclass(slots=True)
class Dying:
    """The settings' mail, which dies with its process."""

    inner: MailChannel
    point: str
    left: int
    language: str = "en"
    name: ChannelKind = ChannelKind.MAIL

    @property
    def target(self) -> str:
        """Where it leads."""
        return self.inner.target

    def send(self, told: Told) -> None:
        """Send, and die before or after it."""
        self.left -= 1
        if self.point == "before" and self.left == 0:
            die()
        self.inner.send(told)
        if self.point == "after" and self.left == 0:
            die()


def main(url: str, mail: str, point: str, number: str) -> None:
    """One pass."""
    store = open_store(url)
    channel = Dying(MailChannel(mail, "onward@example.org", "dpo@example.org", "https://o.example"), point, int(number))
    noting = outbox.note

    def note(delivery: Delivery, failure: ChannelFailed | None, at: datetime) -> DeliveryState:
        state = noting(delivery, failure, at)
        if point == "noted" and channel.left == 0:
            die()  # noted, and not yet committed
        return state

    outbox.note = note
    sending.send(store, [channel], Office(), WEDNESDAY)


if __name__ == "__main__":
    main(*sys.argv[1:])
