"""Ways out for alerts: mail over SMTP, and signed webhooks (Standard Webhooks) through the address guard."""

import asyncio
import json
import smtplib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

import aiohttp
from standardwebhooks import Webhook

from registry.alerts.outbox import Channel, ChannelFailed
from registry.errors import AddressRefused
from registry.guard import Guard
from registry.settings import Settings
from registry.tables import Alert

TIMEOUT = 15.0


@dataclass(frozen=True, slots=True)
class MailChannel:
    """Mail to one recipient. The Message-ID is made of the alert's id, so a repeat is known as one."""

    server: str
    sender: str
    target: str
    base_url: str
    name: str = "mail"

    def send(self, alert: Alert) -> None:
        """Hand the mail to the server, or raise ChannelFailed."""
        host, _, port = self.server.rpartition(":")
        try:
            with smtplib.SMTP(host or self.server, int(port) if host else 25, timeout=TIMEOUT) as smtp:
                smtp.send_message(self.message(alert))
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise ChannelFailed(f"mail server {self.server}: {error}") from error

    def message(self, alert: Alert) -> EmailMessage:
        """The mail: what changed in the vendor's words, why it matters, by when, one link."""
        message = EmailMessage()
        message["Subject"] = _one_line(alert.title)
        message["From"], message["To"] = self.sender, self.target
        message["Date"] = format_datetime(alert.created_at)
        message["Message-ID"] = f"<{alert.id}@onward>"
        message.set_content(mail_text(alert, self.base_url))
        return message


@dataclass(frozen=True, slots=True)
class WebhookChannel:
    """A signed POST to an address of the user's choice. No redirects; every retry carries the alert's own id."""

    target: str
    secrets: tuple[str, ...]
    guard: Guard
    name: str = "webhook"

    def send(self, alert: Alert) -> None:
        """Post the event; anything but 2xx is a failure."""
        payload = json.dumps(webhook_payload(alert), ensure_ascii=False, sort_keys=True)
        headers = signed_headers(self.secrets, alert, payload)
        try:
            self.guard.check_url(self.target)
            status = asyncio.run(self._post(payload.encode(), headers))
        except (AddressRefused, OSError, TimeoutError, aiohttp.ClientError) as error:
            raise ChannelFailed(f"webhook: {error}") from error
        if not 200 <= status < 300:
            raise ChannelFailed(f"webhook: the receiver answered {status}")

    async def _post(self, body: bytes, headers: Mapping[str, str]) -> int:
        """The receiver's status. The guard judges every address at the moment of connecting."""
        connector = aiohttp.TCPConnector(socket_factory=self.guard.open_socket)
        timeout = aiohttp.ClientTimeout(total=TIMEOUT)
        async with (
            aiohttp.ClientSession(connector=connector, timeout=timeout, trust_env=False) as client,
            client.post(self.target, data=body, headers=headers, allow_redirects=False) as answer,
        ):
            return answer.status


def channels_of(settings: Settings) -> list[Channel]:
    """The channels the settings name."""
    found: list[Channel] = []
    if settings.mail_server:
        found += [
            MailChannel(settings.mail_server, settings.mail_from, to, settings.base_url) for to in settings.mail_to
        ]
    if settings.webhook_url:
        guard = Guard.of(settings.allow_addresses)
        found.append(WebhookChannel(settings.webhook_url, settings.webhook_secrets, guard))
    return found


def webhook_payload(alert: Alert) -> dict[str, Any]:
    """The body of a webhook: event, instant and what happened."""
    told = {
        "id": alert.id,
        "severity": alert.severity.value,
        "title": alert.title,
        "service": alert.service_id,
        "controller": alert.controller_id,
        "change": alert.change_id,
        "deadline_on": alert.deadline_on.isoformat() if alert.deadline_on else None,
    }
    return {"type": alert.event.value, "timestamp": _instant(alert.created_at), "data": told | alert.body}


def signed_headers(secrets: tuple[str, ...], alert: Alert, payload: str) -> dict[str, str]:
    """Standard Webhooks headers; several secrets sign side by side while one takes over from another."""
    at = datetime.now(UTC)
    signatures = [Webhook(secret).sign(alert.id, at, payload) for secret in secrets]
    return {
        "content-type": "application/json",
        "user-agent": "Onward",
        "webhook-id": alert.id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def mail_text(alert: Alert, base_url: str) -> str:
    """The mail's text."""
    lines = [alert.title, ""]
    for change in alert.body.get("changes", []):
        lines += [f"{change['kind']}:"]
        lines += [f"  before: {change['before']}"] if change.get("before") else []
        lines += [f"  after:  {change['after']}"] if change.get("after") else []
    engagements = alert.body.get("engagements")
    if engagements:
        lines += ["", f"Depends on it: {', '.join(engagements)}"]
    if alert.deadline_on:
        lines += [f"Deadline: {alert.deadline_on.isoformat()}"]
    lines += ["", f"Decide: {base_url}/changes/{alert.change_id}" if alert.change_id else f"See: {base_url}/"]
    return "\n".join(lines) + "\n"


def _one_line(text: str) -> str:
    """A header's text: line breaks in it would be new headers."""
    return " ".join(text.split())


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
