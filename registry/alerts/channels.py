"""Ways out for alerts: mail over SMTP, and signed webhooks (Standard Webhooks) through the address guard."""

import asyncio
import json
import smtplib
import socket
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from http import HTTPStatus
from threading import Event, Thread
from typing import Any

import aiohttp
from standardwebhooks import Webhook

from registry.alerts import letters, writing
from registry.alerts.outbox import Channel, ChannelFailed
from registry.alerts.told import Told
from registry.errors import AddressRefused, BadInput
from registry.guard import Guard, is_plain
from registry.settings import MailSecurity, Settings
from registry.tables import Alert
from registry.terms import ChannelKind

TIMEOUT = 15.0
IN_ALL = 60.0  # a mail, from the first word to the last
GREETED = 220
MAIL_PORT = 25


@dataclass(frozen=True, slots=True)
class MailLogin:
    """How a mail server is entered: over TLS or not, and as whom. A server that offers less is not spoken to."""

    security: MailSecurity = MailSecurity.NONE
    user: str | None = None
    password: str = field(default="", repr=False)

    @classmethod
    def of(cls, settings: Settings) -> "MailLogin":
        """The login that the settings name."""
        return cls(settings.mail_security, settings.mail_user, settings.mail_password)

    @contextmanager
    def opened(self, host: str, port: int) -> Iterator[smtplib.SMTP]:
        """The server, entered, for so long and no longer. Raises OSError, SMTPException. How it takes leave says
        nothing of what it took before."""
        smtp = self._unconnected(host)
        with _hung_up(smtp, IN_ALL), closing(smtp):
            code, said = smtp.connect(host, port)
            if code != GREETED:
                raise smtplib.SMTPConnectError(code, said)
            if self.security is MailSecurity.STARTTLS:
                smtp.starttls(context=ssl.create_default_context())
            if self.user is not None:
                self._log_in(smtp, self.user)
            yield smtp
            with suppress(OSError, smtplib.SMTPException):
                smtp.quit()

    def _log_in(self, smtp: smtplib.SMTP, user: str) -> None:
        try:
            smtp.login(user, self.password)
        except UnicodeError as error:
            raise smtplib.SMTPException("the name or password has letters that a login cannot carry") from error

    def _unconnected(self, host: str) -> smtplib.SMTP:
        if self.security is not MailSecurity.TLS:
            smtp = smtplib.SMTP(timeout=TIMEOUT)
        else:
            smtp = smtplib.SMTP_SSL(timeout=TIMEOUT, context=ssl.create_default_context())
        smtp._host = host  # type: ignore[attr-defined]  # whose certificate it is to be: else connect() does not know
        return smtp


@contextmanager
def _hung_up(smtp: smtplib.SMTP, seconds: float) -> Iterator[None]:
    """Hang up after so long. The socket's own patience is for each read: a server that says a letter now and then, or
    never ends an answer, would be listened to for days."""
    is_over = Event()

    def watch() -> None:
        wait = seconds
        while not is_over.wait(wait):
            wait = 0.2  # until it hears: a socket that is being sealed just now is neither
            with suppress(OSError):
                if smtp.sock is not None:
                    socket.socket.shutdown(smtp.sock, socket.SHUT_RDWR)

    watching = Thread(target=watch, daemon=True)
    watching.start()
    try:
        yield
    finally:
        is_over.set()
        watching.join()


@dataclass(frozen=True, slots=True)
class MailChannel:
    """Mail to one recipient. The Message-ID is made of the message's id, so a repeat is known as one."""

    server: str
    sender: str
    target: str
    base_url: str
    language: str = "en"
    login: MailLogin = MailLogin()
    name: ChannelKind = ChannelKind.MAIL

    def send(self, told: Told) -> None:
        """Hand the mail to the server, or raise ChannelFailed; for good where the server says that it is for good."""
        host, port = self._place()
        try:
            with self.login.opened(host, port) as smtp:
                smtp.send_message(self.message(told))
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise ChannelFailed(f"mail server {self.server}: {error}", is_final=_are_final(codes)) from error
        except smtplib.SMTPDataError as error:
            raise ChannelFailed(
                f"mail server {self.server}: {error}", is_final=_are_final([error.smtp_code])
            ) from error
        except (OSError, smtplib.SMTPException) as error:  # before ValueError: a wrong certificate is both
            raise ChannelFailed(f"mail server {self.server}: {error}") from error
        except ValueError as error:  # an address that no header can hold
            raise ChannelFailed(f"mail to {self.target!r} cannot be written: {error}", is_final=True) from error

    def message(self, told: Told) -> EmailMessage:
        """The mail, as plain text and as HTML that says the same."""
        message = EmailMessage()
        message["Subject"] = letters.subject(told)
        message["From"], message["To"] = self.sender, self.target
        message["Date"] = format_datetime(told.at)
        message["Message-ID"] = f"<{told.id}@onward>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no robot shall answer
        message["Content-Language"] = told.language
        message.set_content(writing.text(told, self.base_url))
        message.add_alternative(writing.html(told, self.base_url), subtype="html")
        return message

    def reach(self) -> None:
        """Greet the server and send nothing. Raises ChannelFailed."""
        host, port = self._place()
        try:
            with self.login.opened(host, port) as smtp:
                smtp.noop()
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise ChannelFailed(f"mail server {self.server}: {error}") from error

    def _place(self) -> tuple[str, int]:
        host, separator, port = self.server.rpartition(":")
        if not separator:
            return self.server, MAIL_PORT
        if not port.isascii() or not port.isdigit():
            raise ChannelFailed(f"mail server {self.server}: “{port}” is no port")
        return host.strip("[]"), int(port)


@dataclass(frozen=True, slots=True)
class WebhookChannel:
    """A signed POST to an address of the user's choice. No redirects; every retry carries the message's own id."""

    target: str
    secrets: tuple[str, ...]
    guard: Guard
    language: str = "en"
    name: ChannelKind = ChannelKind.WEBHOOK

    def send(self, told: Told) -> None:
        """Post the event; anything but 2xx is a failure, and 410 says that it will never be otherwise."""
        payload = json.dumps(webhook_payload(told), ensure_ascii=False, sort_keys=True)
        status = self._asked("POST", payload.encode(), signed_headers(self.secrets, told.id, payload))
        if not 200 <= status < 300:
            is_gone = status == HTTPStatus.GONE
            raise ChannelFailed(f"webhook: the receiver answered {status}", is_final=is_gone)

    def reach(self) -> None:
        """Ask the receiver for nothing (HEAD): whatever it answers, it is there. Raises ChannelFailed."""
        self._asked("HEAD", None, {"user-agent": "Onward"})

    def _asked(self, method: str, body: bytes | None, headers: Mapping[str, str]) -> int:
        try:
            self.guard.check_url(self.target)
            self.guard.check_sealed(self.target)
            return asyncio.run(self._send(method, body, headers))
        except (AddressRefused, OSError, TimeoutError, aiohttp.ClientError) as error:
            raise ChannelFailed(f"webhook: {error}") from error

    async def _send(self, method: str, body: bytes | None, headers: Mapping[str, str]) -> int:
        """The receiver's status. The guard judges every address at the moment of connecting."""
        door = self.guard.open_near_socket if is_plain(self.target) else self.guard.open_socket
        connector = aiohttp.TCPConnector(socket_factory=door)
        timeout = aiohttp.ClientTimeout(total=TIMEOUT)
        async with (
            aiohttp.ClientSession(connector=connector, timeout=timeout, trust_env=False) as client,
            client.request(method, self.target, data=body, headers=headers, allow_redirects=False) as answer,
        ):
            return answer.status


def channels_of(settings: Settings) -> list[Channel]:
    """The channels the settings name."""
    found: list[Channel] = []
    if settings.mail_server:
        found += [
            MailChannel(
                settings.mail_server, settings.mail_from, to, settings.base_url, settings.alert_language,
                MailLogin.of(settings),
            )
            for to in settings.mail_to
        ]  # fmt: skip
    if settings.webhook_url:
        guard = Guard.of(settings.allow_addresses)
        found.append(WebhookChannel(settings.webhook_url, _secrets(settings), guard, settings.alert_language))
    return found


def _secrets(settings: Settings) -> tuple[str, ...]:
    """The secrets, each tried once: an unsigned webhook proves nothing to its receiver."""
    if not settings.webhook_secrets:
        raise BadInput("A webhook is signed: set ONWARD_WEBHOOK_SECRETS too.", field="ONWARD_WEBHOOK_SECRETS")
    return checked_secrets(settings.webhook_secrets, "ONWARD_WEBHOOK_SECRETS")


def checked_secrets(secrets: Sequence[str], field: str) -> tuple[str, ...]:
    """The secrets, if each can sign. Raises BadInput naming the first that cannot, never showing it."""
    for number, secret in enumerate(secrets, 1):
        try:
            Webhook(secret)
        except (ValueError, RuntimeError) as error:
            message = f"Secret {number} is no webhook secret; write whsec_ and base64."
            raise BadInput(message, field=field) from error
    return tuple(secrets)


def webhook_payload(told: Told) -> dict[str, Any]:
    """The body of a webhook: event, instant and what happened."""
    at = told.at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if told.alert is not None:
        return {"type": told.alert.event.value, "timestamp": at, "data": _alert(told.alert)}
    if told.digest is not None:
        return {"type": "heartbeat", "timestamp": at, "data": {"id": told.id, "sources": dict(told.digest.sources)}}
    return {"type": "test", "timestamp": at, "data": {"id": told.id}}


def _alert(alert: Alert) -> dict[str, Any]:
    told = {
        "id": alert.id,
        "severity": alert.severity.value,
        "title": alert.title,
        "service": alert.service_id,
        "controller": alert.controller_id,
        "change": alert.change_id,
        "deadline_on": alert.deadline_on.isoformat() if alert.deadline_on else None,
    }
    return told | alert.body


def signed_headers(secrets: tuple[str, ...], identity: str, payload: str) -> dict[str, str]:
    """Standard Webhooks headers; several secrets sign side by side while one takes over from another."""
    at = datetime.now(UTC)
    signatures = [Webhook(secret).sign(identity, at, payload) for secret in secrets]
    return {
        "content-type": "application/json",
        "user-agent": "Onward",
        "webhook-id": identity,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def _are_final(codes: Sequence[int]) -> bool:
    return bool(codes) and all(500 <= code < 600 for code in codes)
