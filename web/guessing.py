"""How often somebody may guess a password: bounded by where they ask from and whose account it is, so that wrong ones
that a stranger sends lock nobody else out of their own account.

A browser that signed in to an account before holds a cookie that says so and counts its own tries alone: behind a
proxy that no setting names, where all strangers come from one address, its person still gets in. The cookie is worth
that and nothing more.
"""

import hmac
from hashlib import sha256
from ipaddress import IPv6Address, ip_address

from litestar.datastructures import Cookie

from registry.accounts.secrets import new_secret
from registry.settings import Settings
from web.limits import Limit
from web.signing import Connection, client_of, cookie, is_https

MOST_OF_ACCOUNT, MOST_OF_STRANGER = 10, 100
WINDOW = 15 * 60  # seconds
KEPT = 180 * 24 * 60 * 60
LONGEST = 200
_NETWORK = 64  # bits of an IPv6 address that one household is given


class Guessing:
    """Wrong passwords, counted in memory."""

    def __init__(self) -> None:
        self._account = Limit(MOST_OF_ACCOUNT, WINDOW)
        self._stranger = Limit(MOST_OF_STRANGER, WINDOW)

    def take(self, connection: Connection, settings: Settings, email: str, kept: str | None) -> str:
        """Count a try for an account whose password is kept so, and give what to `forget` when it was right. Raises
        Refused (429) for one too many."""
        known = _known(connection.cookies.get(cookie_name(settings), ""), email, kept)
        if known is None:
            self.take_stranger(connection)
        key = f"known {known}" if known is not None else f"{network_of(client_of(connection))} {email}"
        self._account.take(key)
        return key

    def take_stranger(self, connection: Connection) -> None:
        """Count something nobody has signed in for yet. Raises Refused (429)."""
        self._stranger.take(network_of(client_of(connection)))

    def take_own(self, user_id: str) -> None:
        """Count a try of somebody signed in for their own old password. Raises Refused (429)."""
        self._account.take(f"own {user_id}")

    def forget(self, key: str) -> None:
        """Begin anew: the password was right."""
        self._account.forget(key)


def cookie_name(settings: Settings) -> str:
    """The cookie of a browser that signed in before."""
    return "__Host-onward-known" if is_https(settings) else "onward_known"


def known_cookie(settings: Settings, email: str, kept: str) -> Cookie:
    """What a browser holds that gave the right password; another password makes it worthless."""
    once = new_secret()
    return cookie(settings, f"{once}.{_sealed(once, email, kept)}", name=cookie_name(settings), seconds=KEPT)


def network_of(address: str) -> str:
    """Where somebody asks from: an IPv6 address by its network, for one household has very many."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    return str(int(found) >> (found.max_prefixlen - _NETWORK)) if isinstance(found, IPv6Address) else address


def _known(held: str, email: str, kept: str | None) -> str | None:
    """By what the browser is known; None for a stranger's."""
    once, _, seal = held.partition(".")
    if kept is None or not once or len(held) > LONGEST:
        return None
    return once if hmac.compare_digest(seal.encode("utf-8", "replace"), _sealed(once, email, kept).encode()) else None


def _sealed(once: str, email: str, kept: str) -> str:
    """The kept hash of the password is the key: it never leaves the database, and ends with the password."""
    return hmac.new(kept.encode(), f"{once} {email}".encode("utf-8", "replace"), sha256).hexdigest()
