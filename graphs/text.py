"""Text from outside, made fit for any drawing: bounded, one line, no characters that a format cannot hold.

Control and bidirectional characters, lone surrogates and noncharacters go; runs of white space become one space.
"""

import re

LONGEST_TEXT = 10_000
LONGEST_ADDRESS = 2_000
_ASTRAL_NONCHARACTERS = "".join(chr(plane * 0x10000 + low) for plane in range(1, 17) for low in (0xFFFE, 0xFFFF))
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\uffff" + _ASTRAL_NONCHARACTERS + "]"
)
_WEB = re.compile(r"https?://[^\s\"'<>\\\x00-\x1f\x7f]+", re.IGNORECASE)
_OWN = re.compile(r"/[A-Za-z0-9_-][A-Za-z0-9_/.?=&:%+-]*")


def plain(text: str, longest: int = LONGEST_TEXT) -> str:
    """Text from outside as one bounded line of characters that every format can hold."""
    kept = text[: longest * 2]
    if not kept.isprintable() or "\ufffc" in kept or "\ufffd" in kept:  # nothing else printable is forbidden
        kept = _FORBIDDEN.sub("", kept)
    line = " ".join(kept.split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def web_address(address: str | None) -> str | None:
    """The address when it is an http or https one without white space, quotes or brackets; else None."""
    if address is None or len(address) > LONGEST_ADDRESS:
        return None
    return address if _WEB.fullmatch(address) else None


def own_path(address: str | None) -> str | None:
    """The address when it is a path on the server that shows the drawing (`/services/svc_x`); never `//elsewhere`."""
    if address is None or len(address) > LONGEST_ADDRESS:
        return None
    return address if _OWN.fullmatch(address) else None
