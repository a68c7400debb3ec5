"""The ways to receivers that stand in the register, made when something is sent to one.

The chat library is loaded when the first chat is told: it takes a while and most installations have none.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import import_module

from sqlmodel import Session, col, select

from registry.alerts import headmail
from registry.alerts.channels import MailChannel, MailLogin, WebhookChannel
from registry.alerts.chatting import room
from registry.alerts.outbox import Channel
from registry.guard import Guard
from registry.settings import Settings
from registry.tables import Delivery, Subscription
from registry.terms import ChannelKind


@dataclass(frozen=True, slots=True)
class Office:
    """What is needed to send anything: the mail server, links, the guard, and to whom what is undecided goes."""

    mail_server: str | None = None
    mail_from: str = "onward@localhost"
    base_url: str = ""
    guard: Guard = field(default_factory=Guard)
    escalation_to: Sequence[str] = ()
    escalate_after: Sequence[int] = ()
    language: str = "en"
    login: MailLogin = field(default_factory=MailLogin)
    head_to: Sequence[str] = ()

    @classmethod
    def of_settings(cls, settings: Settings) -> "Office":
        """The office that the settings describe."""
        return cls(
            settings.mail_server,
            settings.mail_from,
            settings.base_url,
            Guard.of(settings.allow_addresses),
            settings.escalation_to,
            settings.escalate_after_days,
            settings.alert_language,
            MailLogin.of(settings),
            settings.head_to,
        )

    def of(self, session: Session, delivery: Delivery) -> Channel | None:
        """The channel of a delivery: its subscription's, or another one's to the same place. What goes upwards and
        heads go by mail."""
        if delivery.step or headmail.is_head(delivery.id):
            return self.mail(delivery.target, delivery.language)
        if delivery.subscription_id is None:
            return None
        live = select(Subscription).where(
            Subscription.channel == delivery.channel,
            Subscription.target == delivery.target,
            col(Subscription.ended_at).is_(None),
        )
        found = session.exec(live.order_by(col(Subscription.id))).all()
        own = [one for one in found if one.id == delivery.subscription_id]
        return self.way(own[0] if own else found[0]) if found else None

    def way(self, one: Subscription) -> Channel | None:
        """The channel of a subscription; None where the settings lack what it needs."""
        secrets = tuple(one.secrets or ())
        if one.channel is ChannelKind.MAIL:
            return self.mail(one.target, one.language)
        if one.channel is ChannelKind.WEBHOOK:
            return WebhookChannel(one.target, secrets, self.guard, one.language)
        chat = import_module("registry.alerts.chat")
        channel: Channel = chat.ChatChannel(room(one.channel, secrets[0]), self.base_url, one.language)
        return channel

    def mail(self, address: str, language: str) -> Channel | None:
        """Mail to an address."""
        if self.mail_server is None:
            return None
        return MailChannel(self.mail_server, self.mail_from, address, self.base_url, language, self.login)
