"""Everything that goes out, in its order: what is undecided upwards, the digests that are due, the head of
the chain, then the outbox."""

from collections.abc import Sequence
from datetime import datetime

from registry.alerts import digests, escalating, headmail, outbox
from registry.alerts.outbox import Channel, Sent
from registry.alerts.ways import Office
from registry.store import Store


def send(store: Store, channels: Sequence[Channel], office: Office, at: datetime) -> Sent:
    """One pass, at the end of every round. `channels`: those that the settings name."""
    escalating.escalate(store, office, at)
    digests.compose(store, channels, at)
    headmail.enqueue(store, office.head_to, office.language, at)
    return outbox.deliver(store, channels, at, office)
