"""Inline scripts -> the addresses their strings hold, also those written in pieces.

Read, never run: neighbouring strings joined by `+`, lists with `.join`, escapes, `atob`, `.replace`, `.split().join`
and `.reverse()` are undone, and what `crawlers.site_hidden` can read. What variables carry from one place to another
is not followed.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

from crawlers.site_hidden import lists_in, meant_by
from crawlers.site_hosts import plain_host

_MOST_REPLACED = 8
_LONGEST_STRING = 5_000
_TOKEN = re.compile(r"""["'`/]""")
_LITERALS = {quote: re.compile(rf"{quote}((?:[^{quote}\\\n]|\\.)*+){quote}?", re.DOTALL) for quote in "\"'"}
_LITERALS["`"] = re.compile(r"`((?:[^`\\]|\\.)*+)`?", re.DOTALL)
_REGEX = re.compile(r"/(?:[^/\\\n]|\\.){1,200}/[a-z]{0,6}")
_BEFORE_REGEX = "(,=:[!&|?{};"
_NOT_BEFORE_COMMENT = "\"'`:\\=("
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,5})\}|(.))", re.DOTALL)
_PLUS = re.compile(r"\s{0,20}\+\s{0,20}")
_COMMA = re.compile(r"\s{0,20},\s{0,20}")
_JOIN = re.compile(r"""\s{0,20}\]\s{0,20}\.\s{0,20}join\(\s{0,20}(["'])([^"'\\\n]{0,10})\1\s{0,20}\)""")
_REPLACE = re.compile(
    r"""\s{0,20}\.\s{0,20}(?:replace|replaceAll)\(\s{0,9}(?:/\[?\\?([^/\]\\\n])\]?/[a-z]{0,6}|["']([^"'\n]{1,9})["'])"""
    r"""\s{0,9},\s{0,9}["']([^"'\\\n]{0,10})["']\s{0,9}\)"""
)
_SPLIT = re.compile(
    r"""\s{0,20}\.split\(\s{0,9}["']([^"'\n]{0,9})["']\s{0,9}\)(\s{0,9}\.reverse\(\))?"""
    r"""\s{0,9}\.join\(\s{0,9}["']([^"'\\\n]{0,10})["']\s{0,9}\)"""
)
_PLACE = re.compile(r"(?<![\w.\-@])(//|https?://|wss?://)?([a-z0-9][a-z0-9.\-]{2,252})(/[^\s\"'<>\\]{0,500})?", re.I)
# below these a string is surely a host; `this.no`, `app.store` and `event.to` are as often something else
_SURE = "com net org io se eu dk fi de uk fr nl ch pl ee lv lt tv biz ru cn jp"
_TOP_LEVELS = frozenset(_SURE.split())


@dataclass(frozen=True, slots=True)
class Said:
    """A string as the script would have it, and its place in the script. `in_comment`: it is commented out."""

    value: str
    start: int
    end: int
    in_comment: bool = False


def strings(script: str) -> list[Said]:
    """Every string of a script, put together where it is written in pieces; the text of comments among them."""
    literals: list[Said] = []
    comments: list[Said] = []
    for one in _tokens(script):
        (comments if one.in_comment else literals).append(one)
    said = list(_assembled(script, literals))
    hidden = (Said(meant, one.start, one.end) for one in (*said, *literals) for meant in meant_by(one.value))
    return [*said, *dict.fromkeys(hidden), *(Said(*one) for one in lists_in(script)), *comments]


def addresses(said: Said) -> Iterator[tuple[str, bool]]:
    """Addresses a string holds, as `//host/path`, each with whether it is surely one: `x.io` is, `event.push` is not.

    An address that is not sure counts only where its host is somebody known.
    """
    for found in _PLACE.finditer(said.value[:_LONGEST_STRING]):
        host = plain_host(found[2].rstrip(".-"))
        top = host.rpartition(".")[2] if host else ""
        if host is None or not top.isalpha():
            continue
        yield f"//{host}{found[3] or ''}", bool(found[1]) or top in _TOP_LEVELS


def _tokens(script: str) -> Iterator[Said]:
    """Literals as meant, and comments."""
    at = 0
    while token := _TOKEN.search(script, at):
        start = token.start()
        if token[0] != "/":
            found = _LITERALS[token[0]].match(script, start)
            at = found.end() if found else start + 1
            if found is not None:
                yield Said(_meant(found[1][:_LONGEST_STRING]), start, at)
            continue
        at = _after_slash(script, start)
        if script[start + 1 : start + 2] in ("/", "*") and at > start + 1:
            yield Said(script[start:at][:_LONGEST_STRING], start, at, in_comment=True)


def _after_slash(script: str, start: int) -> int:
    """Where the comment or regular expression that begins here ends; the next character where none does."""
    before = script[max(0, start - 20) : start].rstrip(" \t\n\r")[-1:]
    second = script[start + 1 : start + 2]
    if second == "*":
        end = script.find("*/", start + 2)
        return len(script) if end < 0 else end + 2
    if second == "/":
        if script[start - 1 : start] and script[start - 1] in _NOT_BEFORE_COMMENT:
            return start + 1
        end = script.find("\n", start)
        return len(script) if end < 0 else end
    found = _REGEX.match(script, start) if before and before in _BEFORE_REGEX else None
    return found.end() if found else start + 1


def _meant(text: str) -> str:
    return _ESCAPE.sub(_unescaped, text) if "\\" in text else text


def _unescaped(found: re.Match[str]) -> str:
    code = found[1] or found[2] or found[3]
    if code is None:
        return found[4]
    number = int(code, 16)
    return chr(number) if number < 0xD800 or 0xDFFF < number < 0x110000 else "\ufffd"


def _assembled(script: str, literals: list[Said]) -> Iterator[Said]:
    at = 0
    while at < len(literals):
        group = _run(script, literals, at, _PLUS)
        if len(group) > 1:
            yield _one_of(script, group, "", group[-1].end)
            at += len(group)
            continue
        group = _run(script, literals, at, _COMMA)
        if joined := _JOIN.match(script, group[-1].end):
            yield _one_of(script, group, joined[2], joined.end())
            at += len(group)
            continue
        apart = group[:-1] or group  # the last of a list may be the first of a sum
        yield from (_undone(script, one) for one in apart)
        at += len(apart)


def _run(script: str, literals: list[Said], at: int, between: re.Pattern[str]) -> list[Said]:
    """The literals from here on with nothing but this sign between them, at most a hundred."""
    run = [literals[at]]
    for n in range(at + 1, min(at + 100, len(literals))):
        found = between.match(script, run[-1].end)
        if found is None or found.end() != literals[n].start:
            break
        run.append(literals[n])
    return run


def _one_of(script: str, group: list[Said], glue: str, end: int) -> Said:
    return _undone(script, Said(glue.join(one.value for one in group)[:_LONGEST_STRING], group[0].start, end))


def _undone(script: str, said: Said) -> Said:
    """The string after what is done to it where it stands."""
    value, end = said.value, said.end
    if script[max(0, said.start - 5) : said.start] == "atob(":
        value = _decoded(value)
    for _ in range(_MOST_REPLACED):
        if found := _REPLACE.match(script, end):
            value = value.replace(found[1] or found[2], found[3])
        elif found := _SPLIT.match(script, end):
            parts = value.split(found[1]) if found[1] else list(value)
            value = found[3].join(reversed(parts) if found[2] else parts)
        else:
            break
        value, end = value[:_LONGEST_STRING], found.end()
    return Said(value, said.start, end)


def _decoded(value: str) -> str:
    try:
        return base64.b64decode(value, validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return value
