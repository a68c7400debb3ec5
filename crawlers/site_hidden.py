"""Strings that do not show what they say: hexadecimal, base64, percent escapes, character codes, written backwards.

Read, never run. What comes out counts only where it is an address; a loader that hides its host says who it is here.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from urllib.parse import unquote

_SHORTEST = 10
_LONGEST = 5_000
_MOST_LISTS = 200
_HEX = re.compile(r"(?:0x)?([0-9a-fA-F]{20,5000})")
_BASE64 = re.compile(r"[A-Za-z0-9+/_\-]{12,5000}={0,2}")
_ESCAPED = re.compile(r"%[0-9a-fA-F]{2}")
_CODE = r"(?:0x[0-9a-fA-F]{2,4}|\d{2,3})"
_CODES = re.compile(
    rf"(?:fromCharCode\(\s{{0,9}}|fromCodePoint\(\s{{0,9}}|\[\s{{0,9}})({_CODE}(?:\s{{0,9}},\s{{0,9}}{_CODE}){{7,999}})"
)
_ADDRESSED = re.compile(
    r"(?:(?:https?|wss?):)?//[a-z0-9][a-z0-9.\-]{2,250}|[a-z0-9\-]{1,63}(?:\.[a-z0-9\-]{1,63}){1,5}/"
)
_HOST = re.compile(r"[a-z0-9\-]{1,63}(?:\.[a-z0-9\-]{1,63}){1,5}")


def meant_by(text: str) -> Iterator[str]:
    """What a string says once it is no longer hidden, where that is an address."""
    if not _SHORTEST <= len(text) <= _LONGEST:
        return
    if found := _HEX.fullmatch(text):
        yield from _if_address(_of_hex(found[1]))
    if _BASE64.fullmatch(text):
        yield from _if_address(_of_base64(text))
    if _ESCAPED.search(text):
        yield from _if_address(unquote(text))
    if text.endswith(("//:sptth", "//:ptth", "//")) and not text.startswith("//"):
        yield from _if_address(text[::-1])


def lists_in(script: str) -> Iterator[tuple[str, int, int]]:
    """Addresses that a script keeps as lists of character codes, each with its place."""
    for n, found in enumerate(_CODES.finditer(script)):
        if n >= _MOST_LISTS:
            return
        codes = [int(code, 16 if code[:2] == "0x" else 10) for code in map(str.strip, found[1].split(","))]
        said = "".join(chr(code) for code in codes if 31 < code < 127)
        for address in _if_address(said) if len(said) == len(codes) else ():
            yield address, found.start(), found.end()


def _if_address(said: str | None) -> Iterator[str]:
    """The string where it is printable and begins with an address, or is a host and nothing else."""
    if said is None or not said.isascii() or not said.isprintable():
        return
    if _ADDRESSED.match(said.lower()) or _HOST.fullmatch(said.lower()):
        yield said


def _of_hex(digits: str) -> str | None:
    return bytes.fromhex(digits).decode("latin-1") if len(digits) % 2 == 0 else None


def _of_base64(text: str) -> str | None:
    plain = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True).decode("latin-1")
    except (binascii.Error, ValueError):
        return None
