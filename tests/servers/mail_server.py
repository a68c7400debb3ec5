"""A real SMTP server on loopback that keeps what it is handed."""

import ssl
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult


class _AnyPort(Controller):
    """Listens on a port the system chooses; the base class tries the port it was asked for."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@dataclass(slots=True)
class MailServer:
    """The server. `mails` is what arrived; while `refuses` it answers that it is busy; `unknown` are no addresses.

    With `tls` it offers STARTTLS (or speaks TLS from the start, `is_sealed`); with `login` it takes mail from that name
    and password alone, told over TLS. `logins` is who tried.
    """

    refuses: bool = False
    unknown: set[str] = field(default_factory=set)
    mails: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    tls: ssl.SSLContext | None = None
    is_sealed: bool = False
    login: tuple[str, str] | None = None
    logins: list[str] = field(default_factory=list)
    _controller: _AnyPort | None = None

    def __enter__(self) -> Self:
        asked: dict[str, Any] = {}
        if self.login is not None:
            asked |= {"authenticator": self._authenticated}
            # Sealed from the start it cannot be told to demand a login: it counts only the seal put on afterwards.
            asked |= {"auth_required": not self.is_sealed, "auth_require_tls": not self.is_sealed}
        if self.tls is not None:
            asked |= {"ssl_context": self.tls} if self.is_sealed else {"tls_context": self.tls}
        self._controller = _AnyPort(self, hostname="127.0.0.1", port=0, **asked)
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._controller is not None
        self._controller.stop()

    @property
    def address(self) -> str:
        """host:port, as the setting wants it."""
        assert self._controller is not None
        return f"127.0.0.1:{self._controller.port}"

    def _authenticated(self, server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
        user, password = given.login.decode(), given.password.decode()
        self.logins.append(user)
        return AuthResult(success=(user, password) == self.login, handled=False)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        """One receiver named."""
        if address in self.unknown:
            return "550 No such user here"
        envelope.rcpt_tos.append(address)
        return "250 Known"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """One mail handed over."""
        if self.refuses:
            return "451 Busy, try again later"
        self.raw.append(envelope.content)
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.mails.append(message)
        return "250 Taken"
