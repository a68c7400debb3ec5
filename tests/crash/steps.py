"""The steps of a run, counted: writing statements, commits, files made or moved, connections that are opened.

A run that is told to dies at one of them with kill -9. The product knows nothing of it: the steps are seen through
the events of the database's library and of the interpreter.
"""

import os
import signal
import sys
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.pool import Pool

_READS = ("SELECT", "PRAGMA", "WITH", "SHOW")
_FILES = frozenset({"os.link", "os.rename", "os.remove", "os.mkdir", "socket.connect"})
_WRITING = os.O_WRONLY | os.O_RDWR


class Steps:
    """How many steps were taken; at `die_at` the process dies. Files count under `folder` alone."""

    def __init__(self, die_at: int | None, folder: Path) -> None:
        self.taken = 0
        self._die_at = die_at
        self._folder = str(folder)
        self._numbers = count(1)

    def count(self) -> None:
        """From now on, for as long as the process lives."""
        event.listen(Engine, "before_cursor_execute", self._statement)
        event.listen(Engine, "after_cursor_execute", self._statement)
        event.listen(Engine, "commit", self._step)
        event.listen(Pool, "checkin", self._step)
        sys.addaudithook(self._seen)

    def _step(self, *_: Any) -> None:
        self.taken = next(self._numbers)
        if self.taken == self._die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def _statement(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.lstrip().upper().startswith(_READS):
            self._step()

    def _seen(self, name: str, arguments: tuple[Any, ...]) -> None:
        if name in _FILES or (name == "open" and self._is_written(*arguments)):
            self._step()

    def _is_written(self, path: Any, _mode: Any, flags: Any) -> bool:
        return isinstance(path, str) and path.startswith(self._folder) and bool((flags or 0) & _WRITING)
