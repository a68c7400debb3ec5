"""Signing in with an identity provider (OpenID Connect, code flow with PKCE), asked through the address guard.

What comes back is believed when it belongs to a sign-in this very browser began (state, once), the code was exchanged
with the verifier only we know, and the id token is signed by the provider's key for us, for this sign-in, now.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import quote_plus, urlencode

import aiohttp
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from litestar.concurrency import sync_to_thread

from registry.accounts import identities
from registry.accounts.identities import Known
from registry.accounts.secrets import new_secret, same
from registry.errors import AddressRefused, BadInput, NotAllowed, OnwardError
from registry.guard import Guard
from registry.settings import Settings
from registry.store import Store
from registry.terms import AccountRole
from web.signing import SIGNING_IN

SECONDS = int(identities.LASTS.total_seconds())
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
"""Signatures by a key that only the provider has. Never `none`, never one made with the secret we share."""
LEEWAY = 60
LARGEST = 256 * 1024
TIMEOUT = aiohttp.ClientTimeout(total=10)
LONGEST_VALUE = 4096


class ProviderFailed(OnwardError):
    """The identity provider did not answer as one does."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Where the browser is sent, and the state it must bring back."""

    address: str
    state: str


@dataclass(frozen=True, slots=True)
class Came:
    """Who came back, and where they wanted to go."""

    user_id: str
    way: str


def cookie_name(settings: Settings) -> str:
    """The cookie that ties a sign-in to the browser it was begun in."""
    return "__Host-onward-provider" if settings.base_url.startswith("https://") else "onward_provider"


def role_of(settings: Settings) -> AccountRole | None:
    """The role of whom nobody invited; None: they are refused. Raises BadInput for a word that is no role."""
    if settings.oidc_role is None:
        return None
    try:
        return AccountRole(settings.oidc_role)
    except ValueError as error:
        words = f"ONWARD_OIDC_ROLE is “{settings.oidc_role[:40]}”; write one of {', '.join(AccountRole)}."
        raise BadInput(words, field="ONWARD_OIDC_ROLE") from error


async def begin(settings: Settings, store: Store, way: str) -> Sent:
    """Begin a sign-in. Raises ProviderFailed."""
    provider = await _described(settings)
    state, nonce, verifier = new_secret(), new_secret(), new_secret()

    def remember() -> None:
        with store.write(SIGNING_IN) as session:
            identities.remember(session, state, nonce, verifier, way, at=datetime.now(UTC))

    await sync_to_thread(remember)
    asked = {
        "response_type": "code",
        "client_id": settings.oidc_client_id,
        "redirect_uri": _back(settings),
        "scope": "openid email profile",
        "state": state,
        "nonce": nonce,
        "code_challenge": _challenge(verifier),
        "code_challenge_method": "S256",
    }
    place = _text(provider, "authorization_endpoint")
    return Sent(f"{place}{'&' if '?' in place else '?'}{urlencode(asked)}", state)


async def finish(
    settings: Settings, store: Store, state: str, code: str, held: str, *, signed_in: str | None = None
) -> Came:  # fmt: skip
    """End a sign-in; `signed_in` is whose account the browser is in already. Raises NotAllowed for one that was not
    begun here or whom nobody knows, ProviderFailed."""
    if not state or len(state) > LONGEST_VALUE or not same(state, held):
        raise NotAllowed("This sign-in was begun in another browser. Begin again.")

    def take() -> Any:
        with store.write(SIGNING_IN) as session:
            return identities.take(session, state, datetime.now(UTC))

    attempt = await sync_to_thread(take)
    if not code or len(code) > LONGEST_VALUE:
        raise NotAllowed("The identity provider let nobody in.")
    provider = await _described(settings)
    token = await _exchanged(settings, provider, code, attempt.verifier)
    known = _believed(settings, provider, await _keys(settings, provider), token, attempt.nonce)

    def enter() -> str:
        with store.write(SIGNING_IN) as session:
            at = datetime.now(UTC)
            return identities.user_of(session, known, role_of(settings), at, signed_in=signed_in).id

    return Came(await sync_to_thread(enter), attempt.next)


def _challenge(verifier: str) -> str:
    """What is told of the verifier before it is shown (RFC 7636, S256)."""
    return base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _back(settings: Settings) -> str:
    return f"{settings.base_url}/login/callback"


async def _described(settings: Settings) -> Mapping[str, Any]:
    """The provider's description of itself, which must name the issuer we were told of."""
    if settings.oidc_issuer is None:
        raise NotAllowed("No identity provider is set up here.")
    found = await _asked(settings, f"{settings.oidc_issuer}/.well-known/openid-configuration")
    if str(found.get("issuer", "")).rstrip("/") != settings.oidc_issuer:
        raise ProviderFailed("The identity provider describes itself as another.")
    return found


async def _keys(settings: Settings, provider: Mapping[str, Any]) -> KeySet:
    try:
        found = await _asked(settings, _text(provider, "jwks_uri"))
        return KeySet.import_key_set(found)  # type: ignore[arg-type]
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise ProviderFailed("The identity provider's keys cannot be read.") from error


async def _exchanged(settings: Settings, provider: Mapping[str, Any], code: str, verifier: str) -> str:
    """The id token for a code."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": _back(settings),
        "code_verifier": verifier,
        "client_id": settings.oidc_client_id,
    }
    said = f"{quote_plus(settings.oidc_client_id)}:{quote_plus(settings.oidc_client_secret)}"
    login = {"Authorization": f"Basic {base64.b64encode(said.encode()).decode()}"}
    answer = await _asked(settings, _text(provider, "token_endpoint"), form=form, login=login)
    return _text(answer, "id_token")


def _believed(settings: Settings, provider: Mapping[str, Any], keys: KeySet, token: str, nonce: str) -> Known:
    """Whom the id token vouches for. Raises NotAllowed for one that is not the provider's, ours, this one's, or now."""
    rules = jwt.JWTClaimsRegistry(
        leeway=LEEWAY,
        iss={"essential": True, "value": str(provider["issuer"])},
        aud={"essential": True, "value": settings.oidc_client_id},
        exp={"essential": True},
        iat={"essential": True},
        sub={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        claims = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
        rules.validate(claims)
    except (JoseError, ValueError, TypeError) as error:
        raise NotAllowed("What the identity provider sent does not hold.") from error
    audience = claims["aud"]
    party = claims.get("azp", settings.oidc_client_id)
    if (isinstance(audience, list) and set(audience) != {settings.oidc_client_id}) or party != settings.oidc_client_id:
        raise NotAllowed("What the identity provider sent is meant for another.")
    email = claims.get("email") if claims.get("email_verified") is True else None
    name = claims.get("name")
    return Known(
        settings.oidc_issuer or "",
        str(claims["sub"])[:LONGEST_VALUE],
        email if isinstance(email, str) else None,
        name if isinstance(name, str) else None,
    )


async def _asked(
    settings: Settings, url: str, *, form: Mapping[str, str] | None = None, login: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """JSON from an address of the provider's: bounded, without redirects, past the guard at the last gate."""
    guard = Guard.of(settings.allow_addresses)
    connector = aiohttp.TCPConnector(socket_factory=guard.open_socket)
    try:
        guard.check_url(url)
        async with (
            aiohttp.ClientSession(connector=connector, timeout=TIMEOUT, trust_env=False) as client,
            client.request("POST" if form else "GET", url, data=form, headers=login, allow_redirects=False) as answer,
        ):
            body = await answer.content.read(LARGEST + 1)
            while len(body) <= LARGEST and (more := await answer.content.read(LARGEST + 1 - len(body))):
                body += more
            if answer.status != 200 or len(body) > LARGEST:
                raise ProviderFailed(f"The identity provider answered {answer.status}.")
        found = json.loads(body)
    except (AddressRefused, OSError, TimeoutError, aiohttp.ClientError, ValueError, RecursionError) as error:
        raise ProviderFailed("The identity provider did not answer as one does.") from error
    finally:
        await connector.close()
    if not isinstance(found, dict):
        raise ProviderFailed("The identity provider did not answer as one does.")
    return found


def _text(found: Mapping[str, Any], name: str) -> str:
    value = found.get(name)
    if not isinstance(value, str) or not value:
        raise ProviderFailed(f"The identity provider names no {name}.")
    return value
