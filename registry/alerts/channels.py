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

from registry import glossary
from registry.alerts import wording
from registry.alerts.outbox import Channel, ChannelFailed
from registry.errors import AddressRefused, BadInput
from registry.guard import Guard
from registry.settings import Settings
from registry.tables import Alert

TIMEOUT = 15.0
MOST_CHANGES = 20


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
        message["Subject"] = wording.plain(alert.title, wording.LONGEST_TITLE)
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
        found.append(WebhookChannel(settings.webhook_url, _secrets(settings), guard))
    return found


def _secrets(settings: Settings) -> tuple[str, ...]:
    """The secrets, each tried once: an unsigned webhook proves nothing to its receiver."""
    if not settings.webhook_secrets:
        raise BadInput("A webhook is signed: set ONWARD_WEBHOOK_SECRETS too.", field="ONWARD_WEBHOOK_SECRETS")
    for number, secret in enumerate(settings.webhook_secrets, 1):
        try:
            Webhook(secret)
        except (ValueError, RuntimeError) as error:
            message = f"Secret {number} is no webhook secret; write whsec_ and base64."
            raise BadInput(message, field="ONWARD_WEBHOOK_SECRETS") from error
    return settings.webhook_secrets


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
    """The mail's text. What comes from outside is quoted line by line, so that it can pass for nothing of ours."""
    lines = [wording.plain(alert.title, wording.LONGEST_TITLE), ""]
    lines += [line for change in alert.body.get("changes", [])[:MOST_CHANGES] for line in _change_lines(change)]
    left = len(alert.body.get("changes", [])) - MOST_CHANGES
    lines += [f"… and {left} more.", ""] if left > 0 else []
    if alert.body.get("trouble"):
        lines += [f"Since {alert.body.get('since')}:", f"  > {wording.plain(alert.body['trouble'], 300)}", ""]
    lines += [f"Why it matters: {sentence}" for sentence in alert.body.get("why", [])]
    names = [wording.plain(name, wording.LONGEST_NAME) for name in alert.body.get("depends", [])]
    lines += [f"Depends on it: {', '.join(names)}"] if names else []
    lines += _deadline_lines(alert)
    lines += ["", f"Decide: {base_url}{alert.body.get('link', '/')}"]
    return "\n".join(lines) + "\n"


def _change_lines(change: Mapping[str, Any]) -> list[str]:
    kind = glossary.label("change_kind", change["kind"], wording.LANGUAGE)
    subject = wording.plain(str(change.get("subject") or ""), wording.LONGEST_NAME)
    lines = [f"{kind}: {subject}" if subject else kind]
    for side in ("before", "after"):
        if change.get(side):
            label = glossary.label("word", side, wording.LANGUAGE)
            lines += [f"{label}:", f"  > {wording.plain(str(change[side]), wording.LONGEST_QUOTE)}"]
    return [*lines, ""]


def _deadline_lines(alert: Alert) -> list[str]:
    due = alert.body.get("due")
    rule = glossary.label("due", due, wording.LANGUAGE) if due else None
    if alert.deadline_on:
        day = alert.deadline_on.isoformat()
        return [f"Deadline: {day} ({rule})" if rule else f"Deadline: {day}"]
    return [f"Deadline: {rule}; the document or agreement names the day"] if rule else []


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
