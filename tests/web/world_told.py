"""Who is told what in the small world: a subscription of each sort, a mute, and deliveries in each state."""

from datetime import UTC, date, datetime
from typing import Any

from registry.tables import Delivery, Mute, Subscription
from registry.terms import ChannelKind, DeliveryState, Event, Pace, Severity

AT = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)


def told() -> list[Any]:
    """The rows."""
    usual: dict[str, Any] = {"created_at": AT, "created_by": "local user", "heartbeat": True, "language": "sv"}
    return [
        Subscription(
            id="sbn_dpo", person="dpo@lagret.example", channel=ChannelKind.MAIL, target="dpo@lagret.example",
            least_severity=Severity.LOW, pace=Pace.DAILY, controllers=["org_lagret"], **usual,
        ),
        Subscription(
            id="sbn_hook", person="it", channel=ChannelKind.WEBHOOK, target="https://hooks.lagret.example/onward",
            secrets=["whsec_" + "QUJD" * 8], least_severity=Severity.MEDIUM, pace=Pace.IMMEDIATE,
            events=[Event.SUBPROCESSOR_ADDED.value], **(usual | {"heartbeat": False}),
        ),
        Mute(
            id="mut_brev", service_id="svc_brev", until=date(2027, 1, 1), reason="The service is being left.",
            created_at=AT, created_by="local user",
        ),
        *(
            Delivery(
                id=identity, alert_id="alr_norrsken", subscription_id="sbn_hook", channel=ChannelKind.WEBHOOK,
                target="https://hooks.lagret.example/onward", state=state, attempts=1, queued_at=AT, due_at=AT,
                position=position, delivered_at=AT if trouble is None else None, trouble=trouble, language="sv",
            )
            for position, (identity, state, trouble) in enumerate(
                [
                    ("dlv_done", DeliveryState.DELIVERED, None),
                    ("dlv_late", DeliveryState.WAITING, "webhook: the receiver answered 503"),
                ]
            )
        ),
    ]  # fmt: skip
