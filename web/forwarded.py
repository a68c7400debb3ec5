"""Whose address asks, where a proxy stands before the server: what a named proxy tells is believed, nobody else.

The hops are read from the right, from the proxy that spoke to us: the first that is no named proxy is the one who asks.
What stands to the left of it anybody could have written.
"""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address

Network = IPv4Network | IPv6Network
Headers = Iterable[tuple[str, str]]
MOST_HOPS = 20
LONGEST = 2_048  # characters of a header that are read, from its end


def client(peer: str, headers: Headers, trusted: Sequence[Network]) -> str:
    """The address that asks: the peer's own, unless it is a trusted proxy that tells another.

    Two headers that tell different addresses are believed neither: one of them was sent by whoever asks.
    """
    if not trusted or not _is_trusted(peer, trusted):
        return peer
    said: dict[str, list[str]] = {"x-forwarded-for": [], "forwarded": []}
    for name, value in headers:
        if name.lower() in said:
            said[name.lower()].append(value)
    told = {
        _told(peer, hops, trusted)
        for name, values in said.items()
        if values and (hops := _hops(name, ",".join(values)[-LONGEST:]))
    }
    return told.pop() if len(told) == 1 else peer


def _hops(name: str, text: str) -> list[str]:
    """The hops told, the nearest first. Of `Forwarded` (RFC 7239) only `for` is read."""
    parts = text.split(",")[: -MOST_HOPS - 1 : -1]
    return [_for(part) if name == "forwarded" else part.strip() for part in parts]


def _for(element: str) -> str:
    for pair in element.split(";"):
        key, _, value = pair.partition("=")
        if key.strip().lower() == "for":
            return value.strip().strip('"')
    return ""


def _told(peer: str, hops: Iterable[str], trusted: Sequence[Network]) -> str:
    """The first hop that is no trusted proxy; one that cannot be read leaves the nearest that could."""
    nearest = peer
    for hop in hops:
        found = plain(hop)
        if found is None:
            return nearest
        nearest = found
        if not _is_trusted(found, trusted):
            return found
    return nearest


def plain(hop: str) -> str | None:
    """An address without its port and brackets; one of IPv4 written as IPv6 as what it is. None: no address."""
    host = hop
    if hop.startswith("["):
        host = hop[1:].partition("]")[0]
    elif hop.count(":") == 1:
        host = hop.partition(":")[0]
    try:
        found = ip_address(host)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return str(mapped or found)


def _is_trusted(address: str, trusted: Sequence[Network]) -> bool:
    known = plain(address)
    return known is not None and any(ip_address(known) in network for network in trusted)
