"""Hosts: which one an address names, and whether two belong to one site. Pure.

A site is told by its last two labels, or three below the common second levels (`co.uk`). That is an approximation: a
full list of public suffixes would be another thing to keep.
"""

import re

LONGEST_URL = 4_096
_ADDRESS = re.compile(r"(?:(?:https?|wss?):)?//(?:[^/?#@\s]{0,200}@)?([^/:?#\s]{1,253})", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9_][a-z0-9_.\-]{1,251}[a-z0-9]")
_SECOND_LEVELS = frozenset({"ac", "co", "com", "edu", "gov", "net", "or", "org"})


def host_of(url: str) -> str | None:
    """The host of an absolute or protocol-relative address, in lower case; None where it names none with a dot."""
    found = _ADDRESS.match(url[:LONGEST_URL].strip().replace("\\", "/"))
    return plain_host(found[1]) if found else None


def plain_host(text: str) -> str | None:
    """A host in the form hosts are compared in; None for what is no host."""
    host = text.lower().rstrip(".")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    return host if "." in host and ".." not in host and _HOST.fullmatch(host) else None


def suffixes(host: str) -> list[str]:
    """The host and every name it lies below, longest first, the top level left out."""
    labels = host.split(".")[-12:]
    return [".".join(labels[n:]) for n in range(len(labels) - 1)]


def site_of(host: str) -> str:
    """The name under which one party keeps its hosts."""
    labels = host.split(".")
    if labels[-1].isdigit():
        return host
    below_two = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVELS
    return ".".join(labels[-3:] if below_two else labels[-2:])


def is_own(host: str, own: str | None) -> bool:
    """Whether a host is of the site that is scanned; nobody's where its own host is not known."""
    return own is not None and site_of(host) == site_of(own)
