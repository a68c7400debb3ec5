"""How a command answers: JSON on standard output alone, keys sorted, same input, same bytes; talk on standard error."""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import Any


class Exit(IntEnum):
    """Exit codes of the `onward` command."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    UNREACHABLE = 3


class Form(StrEnum):
    """How a server answers what a command asks: one object, a list in pages, the bytes of a file, or a file so large
    that it comes piece by piece."""

    OBJECT = "object"
    LIST = "list"
    BYTES = "bytes"
    PIECES = "pieces"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that is sent: alone as the body, or with `fields` beside it as a form. `name` may be empty."""

    content: bytes
    media_type: str
    name: str = ""
    fields: tuple[tuple[str, str], ...] | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a command asks a server instead of the database: a path below the API's. With a `body` or an `upload` it is
    posted. `refused`: the member of a refusal (422) that is an answer all the same."""

    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: Mapping[str, Any] | None = None
    form: Form = Form.OBJECT
    upload: Upload | None = None
    refused: str | None = None


def queried(**values: object) -> tuple[tuple[str, str], ...]:
    """Options as parameters of an address: what was not given is left out, a list stands once for each value."""
    return tuple((name, text) for name, value in values.items() for text in _texts(value))


def _texts(value: object) -> Iterator[str]:
    match value:
        case None | False:
            return
        case True:
            yield "true"
        case date():
            yield value.isoformat()
        case list():
            yield from map(str, value)
        case _:
            yield str(value)


def dumps(value: object, *, indent: int | None = 2) -> str:
    """The one JSON form of answers. `indent=None` is one line, for JSON Lines."""
    separators = (",", ": ") if indent else (", ", ": ")
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=indent, separators=separators)


def tell(value: object, *, indent: int | None = 2) -> None:
    """Write an answer to standard output."""
    sys.stdout.write(dumps(value, indent=indent) + "\n")


def say(text: str) -> None:
    """Talk to the person at the terminal, on standard error."""
    sys.stderr.write(text + "\n")


def a_day(text: str) -> date:
    """An argument that is a day, for `argparse`; week dates and the like are refused."""
    try:
        if len(text) == len("2026-11-22"):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(f"“{text}” is no day; write YYYY-MM-DD")


def an_instant(text: str) -> datetime:
    """An argument that is an instant of knowledge, for `argparse`; one without its time zone is refused."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None or "T" not in text:
        raise argparse.ArgumentTypeError(f"“{text}” is no instant with its time zone; write 2026-11-22T12:00:00Z")
    return instant
