"""Which addresses may be reached. Every door that fetches asks here twice: for the address as it is written
(`check_url`), and for the address that is really connected to (`open_socket`), which no name, redirect or
changing answer of a name server gets around.
"""

import errno
import ipaddress
import re
import socket
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from registry.errors import AddressRefused, BadInput

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolved = tuple[int, int, int, str, tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]]

PORTS = frozenset({80, 443, 8080, 8443})
DEFAULT_PORTS = {"http": 80, "https": 443}
LONGEST_URL = 4096
LONGEST_HOST = 253

# IANA's special-purpose address registries, and the hosts' own services that clouds put on public addresses.
_REFUSED = (
    ("this network", "0.0.0.0/8"),
    ("private", "10.0.0.0/8"),
    ("carrier-grade NAT", "100.64.0.0/10"),
    ("loopback", "127.0.0.0/8"),
    ("link-local, cloud metadata", "169.254.0.0/16"),
    ("private", "172.16.0.0/12"),
    ("protocol assignments", "192.0.0.0/24"),
    ("documentation", "192.0.2.0/24"),
    ("AS112", "192.31.196.0/24"),
    ("multicast tunnels", "192.52.193.0/24"),
    ("6to4 relay", "192.88.99.0/24"),
    ("private", "192.168.0.0/16"),
    ("AS112", "192.175.48.0/24"),
    ("benchmarking", "198.18.0.0/15"),
    ("documentation", "198.51.100.0/24"),
    ("documentation", "203.0.113.0/24"),
    ("multicast", "224.0.0.0/4"),
    ("reserved, broadcast", "240.0.0.0/4"),
    ("cloud metadata", "168.63.129.16/32"),
    ("protocol assignments, Teredo", "2001::/23"),
    ("documentation", "2001:db8::/32"),
    ("6to4", "2002::/16"),
    ("AS112", "2620:4f:8000::/48"),
    ("documentation", "3fff::/20"),
)
_REFUSED_NETWORKS = tuple((why, ipaddress.ip_network(network)) for why, network in _REFUSED)
# All that IANA has given out for the public internet; loopback, IPv4-mapped and -compatible, NAT64, unique local,
# link-local, site-local and multicast addresses all lie outside.
_PUBLIC_V6 = ipaddress.ip_network("2000::/3")

_URL = re.compile(r"\A(?P<scheme>[A-Za-z][A-Za-z0-9+.\-]*)://(?P<authority>[^/?#]*)(?:[/?#].*)?", re.DOTALL)
_AUTHORITY = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^\[\]:]+)(?::(?P<port>[0-9]{1,5}))?")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_\-]*[a-z0-9_])?")
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")
_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
_DOTS = str.maketrans("。．｡", "...")
_INNER_NAMES = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "home.arpa")


@dataclass(frozen=True, slots=True)
class Guard:
    """Public addresses, and the `allowed` networks besides, which may also be reached at any port."""

    allowed: tuple[Network, ...] = ()

    @classmethod
    def of(cls, networks: Iterable[str]) -> Self:
        """A guard that lets these networks through besides public ones. Raises BadInput for what is no network."""
        return cls(tuple(_network(text) for text in networks))

    def check_address(self, address: str | Address, port: int | None = None) -> None:
        """Raises AddressRefused unless this very address, at this port where one is given, may be reached."""
        judged = _address(address) if isinstance(address, str) else address
        if self._is_allowed(judged):
            return
        why = _why_refused(judged)
        if why is not None:
            raise AddressRefused(
                f"{judged} is not a public address ({why}). To reach it, name its network in ONWARD_ALLOW_ADDRESSES."
            )
        if port is not None and port not in PORTS:
            raise AddressRefused(f"Port {port} of {judged} is not one that web pages are served from: {_ports()}.")

    def check_url(self, url: str) -> None:
        """Raises AddressRefused unless this address of a page is written plainly and may be asked for.

        A name is not resolved here: what it stands for is judged at the moment of connecting.
        """
        host, port = _host_and_port(url)
        if host.startswith("["):
            return self.check_address(host[1:-1], port)
        name = _plain_name(host)
        if _is_number(name.rpartition(".")[2]):
            return self.check_address(name, port)
        return self._check_name(name, port)

    def check_sealed(self, url: str) -> None:
        """Raises AddressRefused for an address that is written to in the clear (http) outside the allowed networks.

        Within them an address is written as a number or as an inner name: what another name stands for, others decide.
        """
        host, _ = _host_and_port(url)
        if not is_plain(url):
            return
        name = host[1:-1] if host.startswith("[") else _plain_name(host)
        if _is_number(name.rpartition(".")[2]) or host.startswith("["):
            is_near = self._is_allowed(_address(name))
        else:
            is_near = bool(self.allowed) and _is_inner(name)
        if not is_near:
            raise AddressRefused(
                f"{_shown(url)} would be written to in the clear; write https://. Plain http:// is for addresses inside"
                " one's own network, which ONWARD_ALLOW_ADDRESSES names."
            )

    def open_socket(self, resolved: Resolved) -> socket.socket:
        """A socket for one resolved address, the last gate before a connection (aiohttp's `socket_factory`).

        Raises PermissionError(EACCES), which connection code hands on as it is, where the address is refused.
        """
        family, kind, protocol, _, place = resolved
        try:
            self.check_address(str(place[0]), int(place[1]))
        except AddressRefused as error:
            raise PermissionError(errno.EACCES, str(error)) from error
        return socket.socket(family=family, type=kind, proto=protocol)

    def open_near_socket(self, resolved: Resolved) -> socket.socket:
        """As `open_socket`, and into the allowed networks alone: for what is sent in the clear."""
        address = _address(str(resolved[4][0]))
        if not self._is_allowed(address):
            raise PermissionError(errno.EACCES, f"{address} is outside the networks written to in the clear.")
        return self.open_socket(resolved)

    def _check_name(self, name: str, port: int) -> None:
        if self.allowed:
            return
        if _is_inner(name):
            raise AddressRefused(f"“{name}” is a name inside a network, not on the public internet.")
        if port not in PORTS:
            raise AddressRefused(f"Port {port} of {name} is not one that web pages are served from: {_ports()}.")

    def _is_allowed(self, address: Address) -> bool:
        return any(address.version == network.version and address in network for network in self.allowed)


def is_plain(url: str) -> bool:
    """Whether what is sent to this address goes in the clear."""
    return url.lower().startswith("http://")


def _is_inner(name: str) -> bool:
    """Whether a name is one that only a network of one's own knows."""
    return "." not in name or name.endswith(tuple(f".{inner}" for inner in _INNER_NAMES))


def _host_and_port(url: str) -> tuple[str, int]:
    if len(url) > LONGEST_URL:
        raise AddressRefused(f"The address has {len(url)} characters; {LONGEST_URL} is the most that is asked for.")
    parts = _URL.fullmatch(url)
    scheme = parts["scheme"].lower() if parts else ""
    if parts is None or scheme not in DEFAULT_PORTS:
        raise AddressRefused(f"{_shown(url)} is no web address; it must begin with http:// or https://.")
    if _UNPRINTABLE.search(parts["authority"]) or any(control in url for control in "\t\r\n\x00"):
        raise AddressRefused(f"{_shown(url)} holds spaces or invisible characters where none belong.")
    if "@" in parts["authority"]:
        raise AddressRefused(f"{_shown(url)} holds a user name or password; write the address without.")
    authority = _AUTHORITY.fullmatch(parts["authority"])
    if authority is None:
        raise AddressRefused(f"{_shown(url)} has no host that can be read.")
    port = int(authority["port"]) if authority["port"] else DEFAULT_PORTS[scheme]
    if not 0 < port <= 65535:
        raise AddressRefused(f"{_shown(url)}: there is no port {port}.")
    return authority["host"], port


def _plain_name(host: str) -> str:
    """The host in lower case and the form in which a resolver would read it."""
    name = unicodedata.normalize("NFKC", host[: LONGEST_HOST + 2].translate(_DOTS)).lower().removesuffix(".")
    if not name.isascii():
        if not all(letter in ".-_" or unicodedata.category(letter)[0] in "LMN" for letter in name):
            raise AddressRefused(f"{_shown(host)} is not the name of a host.")
        try:
            name = name.encode("idna").decode("ascii")
        except UnicodeError as error:
            raise AddressRefused(f"{_shown(host)} is not the name of a host.") from error
    labels = name.split(".")
    if len(name) > LONGEST_HOST or any(len(label) > 63 or not _LABEL.fullmatch(label) for label in labels):
        raise AddressRefused(f"{_shown(host)} is not the name of a host.")
    return name


def _is_number(label: str) -> bool:
    """Whether a host that ends so is read as an address by some resolver: 1, 0x7f, 0177."""
    return _NUMBER.fullmatch(label) is not None


def _address(text: str) -> Address:
    """The address in its one usual form: other spellings (decimal, octal, hexadecimal, short) are refused."""
    try:
        return ipaddress.ip_address(text)
    except ValueError as error:
        raise AddressRefused(f"{_shown(text)} is not an address in its usual form, like 198.51.100.7.") from error


def _why_refused(address: Address) -> str | None:
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id is not None:
            return "of one interface"
        if address not in _PUBLIC_V6:
            return "outside what is given out for the public internet"
    for why, network in _REFUSED_NETWORKS:
        if address.version == network.version and address in network:
            return why
    return None


def _network(text: str) -> Network:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError as error:
        raise BadInput(
            f"“{text}” is not a network; write it like 10.1.0.0/16.", field="ONWARD_ALLOW_ADDRESSES"
        ) from error


def _ports() -> str:
    return ", ".join(str(port) for port in sorted(PORTS))


def _shown(text: str) -> str:
    """Text from outside, short and harmless in a message."""
    return "“" + "".join(c if c.isprintable() else "·" for c in text[:80]) + "”"
