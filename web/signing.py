"""Who asks, and whether they may: before every handler the person is found out and what the address needs is checked.

Without any account everybody on this machine is the local user. From the first account on, an address that does not
declare that it is open answers nobody who has not signed in: a browser by its session's cookie, a machine by its token.
"""

import asyncio
import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Literal
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.handlers import BaseRouteHandler

from registry.accounts import people, sessions, tokens
from registry.accounts.persons import LOCAL, NOBODY, Person
from registry.commits import Commits
from registry.errors import NotAllowed
from registry.settings import Settings
from registry.store import Store
from registry.terms import Right
from web import forwarded
from web.deps import PERSON
from web.limits import Limit
from web.problems import Refused

READING = frozenset({"GET", "HEAD", "OPTIONS"})
CHALLENGE = 'Bearer realm="Onward"'
LONGEST_SECRET = 200
_OF_ALL = frozenset({Right.ADMINISTER, Right.OPERATE})  # over people and the server, which are no one controller's
IN_ADDRESS = "token"  # an address is kept by browsers and proxies: such a token may read and nothing else
SIGNING_IN = "sign-in"  # who writes what nobody has signed in for yet

Connection = ASGIConnection[Any, Any, Any, Any]


class SignInNeeded(Refused):
    """Nobody has signed in, or with what holds no more (401)."""

    def __init__(self, detail: str = "Sign in, or send a token.", challenge: str = CHALLENGE) -> None:
        super().__init__(HTTPStatus.UNAUTHORIZED, detail, headers={"WWW-Authenticate": challenge})


class Gate:
    """Whether there are accounts, and how often each may ask. There is no way back from the first account."""

    def __init__(self, store: Store, settings: Settings, commits: Commits | None = None) -> None:
        self.store, self.settings = store, settings
        self._commits = commits
        self._open_at: int | str | None = None
        self.asked = Limit(settings.rate_limit, 60)
        self._closed = False

    @property
    def is_closed(self) -> bool:
        """Whether somebody has an account, so that everybody signs in."""
        if self._closed:
            return True
        number = None if self._commits is None else self._commits.number()
        if number is None or number != self._open_at:
            with self.store.read() as session:
                self._closed = people.exist(session)
            self._open_at = number
        return self._closed


@dataclass(frozen=True, slots=True)
class Shown:
    """What a request shows of who asks: a token, or the secret of a session."""

    token: str | None
    session: str | None


async def admit(connection: Connection, handler: BaseRouteHandler) -> None:
    """A guard: finds out who asks and refuses who may not. An address that declares no need is refused to everybody."""
    need: Right | None = handler.opt.get("needs")
    gate: Gate = connection.app.state.gate
    shown = _shown(connection, gate.settings, in_address=bool(handler.opt.get("token_in_address")))
    if need is Right.OPEN and not (shown.token or shown.session):
        connection.scope.setdefault("state", {})[PERSON] = NOBODY  # asks the database nothing: health, the stylesheet
        return
    person = await _person(gate, shown) if gate.is_closed else LOCAL
    connection.scope.setdefault("state", {})[PERSON] = person
    if person is LOCAL or connection.scope.get("method") == "OPTIONS":
        return
    if person.token_id is None and shown.session is not None:
        require_same_origin(connection)
    if need is None:
        raise NotAllowed("This address does not say what it needs, and so nobody may use it.")
    if need is Right.OPEN:
        return
    gate.asked.take(person.token_id or person.id or client_of(connection))
    if person is NOBODY:
        raise SignInNeeded
    person.require(need)
    if need in _OF_ALL:
        person.require_all_controllers()
    _require_reading_alone(connection, handler, person)


def _require_reading_alone(connection: Connection, handler: BaseRouteHandler, person: Person) -> None:
    """Raises NotAllowed for a token in an address that could do more than read, were the address to be seen."""
    if not handler.opt.get("token_in_address") or IN_ADDRESS not in connection.query_params:
        return
    if person.token_id is not None and person.rights - {Right.OPEN, Right.READ}:
        raise NotAllowed("A token in an address may carry the right “read” alone; make one of its own for this.")


def require_same_origin(connection: Connection) -> None:
    """A browser sends its session along wherever a request comes from; one that writes must show that it comes from a
    page of ours. All browsers since 2020 do; one that does not is refused. Raises Refused."""
    if connection.scope.get("method") in READING:
        return
    origin = connection.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc.lower() == connection.headers.get("host", "").lower():
        return
    if origin is None and connection.headers.get("sec-fetch-site", "").lower() == "same-origin":
        return
    raise Refused(HTTPStatus.FORBIDDEN, "Another site may not write here (Origin).")


def client_of(connection: Connection) -> str:
    """The address that asks; behind a proxy that ONWARD_TRUSTED_PROXIES does not name, the proxy's."""
    if connection.client is None:
        return "nobody"
    settings: Settings = connection.app.state.settings
    return forwarded.client(connection.client.host, connection.headers.multi_items(), settings.trusted_proxies)


def cookie_name(settings: Settings) -> str:
    """The cookie of a session: over https one that no other host and no plain page can set."""
    return "__Host-onward" if is_https(settings) else "onward_session"


def cookie(settings: Settings, secret: str, *, name: str | None = None, seconds: int | None = None) -> Cookie:
    """A cookie that no script reads and no other site's form sends along."""
    lax: Literal["lax"] = "lax"
    lasts = int(sessions.LONGEST.total_seconds()) if seconds is None else seconds
    return Cookie(
        key=name or cookie_name(settings), value=secret, max_age=lasts, path="/", httponly=True, samesite=lax,
        secure=is_https(settings),
    )  # fmt: skip


def session_secret(connection: Connection, settings: Settings) -> str | None:
    """The secret of the session the browser shows."""
    found = connection.cookies.get(cookie_name(settings), "")
    return found if 0 < len(found) <= LONGEST_SECRET else None


def is_https(settings: Settings) -> bool:
    """Whether people reach this server over https."""
    return settings.base_url.startswith("https://")


def _shown(connection: Connection, settings: Settings, *, in_address: bool = False) -> Shown:
    """`in_address`: a client that can send nothing else may give its token as `?token=`, to this handler alone."""
    kind, _, said = connection.headers.get("authorization", "").partition(" ")
    if in_address and not kind and IN_ADDRESS in connection.query_params:
        return Shown(connection.query_params[IN_ADDRESS] or "none", None)
    match kind.lower():
        case "":
            return Shown(None, session_secret(connection, settings))
        case "bearer":
            return Shown(said.strip() or "none", None)
        case "basic":  # readers of feeds and calendars know no other way: the token stands as the password
            return Shown(_password(said.strip()) or "none", None)
        case _:
            return Shown("none", None)


def _password(encoded: str) -> str:
    try:
        return base64.b64decode(encoded, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""


async def _person(gate: Gate, shown: Shown) -> Person:
    at = datetime.now(UTC)
    if shown.token is not None:
        with gate.store.read() as session:
            held = tokens.person(session, shown.token, at) if len(shown.token) <= LONGEST_SECRET else None
        if held is None:
            raise SignInNeeded(
                "This token is none, has ended, or was withdrawn.", f'{CHALLENGE}, error="invalid_token"'
            )
        if held[1]:
            await asyncio.to_thread(_note_token, gate.store, held[0].token_id or "", at)
        return held[0]
    if shown.session is None:
        return NOBODY
    with gate.store.read() as session:
        found = sessions.person(session, shown.session, at)
    if found is None:
        return NOBODY
    if found[1]:
        await asyncio.to_thread(_note_session, gate.store, shown.session, at)
    return found[0]


def _note_token(store: Store, token_id: str, at: datetime) -> None:
    with store.write(SIGNING_IN) as session:
        tokens.note_used(session, token_id, at)


def _note_session(store: Store, secret: str, at: datetime) -> None:
    with store.write(SIGNING_IN) as session:
        sessions.note_seen(session, secret, at)
