"""What a running Onward says of itself: one line an event, as JSON or as key=value, and never a word about a person.

An event's name and its fields are ours. A value is a finite number, a word in small letters (a state, an id of the
register, a hash), a method of HTTP, or the template of a route: whatever else is given, an address of the web, of mail
or of a machine, a name, a query, is written as `?`. Errors are told by their kind and the lines they came through,
without their words: what a driver or a mail server says may hold what was sent to it. So are the lines of the libraries
underneath: who wrote them, and where. A name in small letters looks like a word: what people write is never handed in.
"""

import json
import logging
import math
import re
import sys
import traceback
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TextIO, TypeAlias

from registry.settings import LogForm, Settings

Value: TypeAlias = str | int | float | bool | None
WITHHELD = "?"
MOST_FRAMES = 12
_ROOT = Path(__file__).resolve().parent.parent
_WORD = re.compile(
    r"[a-z][a-z0-9_-]{0,119}:?"  # a word, an id
    r"|[0-9a-f]{64}"  # a hash
    r"|[A-Z]{3,7}"  # a method
    r"|(?:/[a-z0-9_.-]{0,60}|/\{[a-z_]{1,40}(?::[a-z]{1,10})?\}){1,12}"  # the template of a route
)
_CODE = re.compile(r"[A-Za-z0-9_.<>]{0,160}")  # a library's or an error's name, as its programmers gave it
_SECRETS = ("onw_", "whsec_")
_FIELDS = "onward_fields"
_LOG = logging.getLogger("onward")


def note(event: str, **fields: Value) -> None:
    """Say what happened. Every request does: nobody looks for the line that said it, which no line of ours tells."""
    if _LOG.isEnabledFor(logging.INFO):
        _LOG.handle(_LOG.makeRecord(_LOG.name, logging.INFO, "", 0, event, (), None, extra={_FIELDS: fields}))


def warn(event: str, **fields: Value) -> None:
    """Say what somebody should look at."""
    _LOG.warning(event, extra={_FIELDS: fields})


def fail(event: str, error: BaseException, **fields: Value) -> None:
    """Say what went wrong: the error's kind and where it came through."""
    _LOG.error(event, extra={_FIELDS: fields}, exc_info=error)


def begin(settings: Settings, stream: TextIO | None = None) -> None:
    """From here on this process says its lines, on standard error. For the edge of a process."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Lines(settings.log_form))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    _LOG.setLevel(settings.log_level.upper())


class Lines(logging.Formatter):
    """A record as one line."""

    def __init__(self, form: LogForm) -> None:
        super().__init__()
        self._form = form

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        told = {"at": _instant(record), "level": record.levelname.lower(), **_told(record)}
        match self._form:
            case LogForm.JSON:
                return json.dumps(told, ensure_ascii=True)
            case LogForm.TEXT:
                return " ".join(_pairs(told))


def _told(record: logging.LogRecord) -> Mapping[str, object]:
    fields: Mapping[str, Value] | None = getattr(record, _FIELDS, None)
    if fields is None:
        told: dict[str, object] = {"event": "library", "by": _named(record.name), "line": _place(record)}
    else:
        told = {"event": _plain(record.msg), **{name: _plain(value) for name, value in fields.items()}}
    kind, error, trace = record.exc_info or (None, None, None)
    if kind is not None and error is not None:
        told |= {"error": _named(kind.__qualname__), "through": list(_frames(trace))}
    return told


def _plain(value: object) -> Value:
    """A value that may stand in a line."""
    if isinstance(value, float) and not math.isfinite(value):  # JSON has no word for it
        return WITHHELD
    if value is None or isinstance(value, bool | int | float):
        return value
    text = str(value)
    return text if _WORD.fullmatch(text) and not text.startswith(_SECRETS) else WITHHELD


def _named(name: str) -> str:
    return name if _CODE.fullmatch(name) else WITHHELD


def _place(record: logging.LogRecord) -> str:
    return f"{_short(record.pathname)}:{record.lineno}"


def _frames(trace: TracebackType | None) -> Iterator[str]:
    for frame in traceback.extract_tb(trace)[-MOST_FRAMES:]:
        yield f"{_short(frame.filename)}:{frame.lineno}"


def _short(filename: str) -> str:
    """A file without the folder of whoever installed it."""
    path = Path(filename)
    if "site-packages" in path.parts:
        return "/".join(path.parts[path.parts.index("site-packages") + 1 :])
    return path.relative_to(_ROOT).as_posix() if path.is_relative_to(_ROOT) else path.name


def _instant(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _pairs(told: Mapping[str, object]) -> Iterator[str]:
    for name, value in told.items():
        if name in {"at", "level", "event"}:
            yield str(value)
        else:
            yield f"{name}={','.join(map(str, value)) if isinstance(value, list) else value}"
