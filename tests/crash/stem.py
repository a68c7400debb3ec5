"""A process that has loaded Onward once; every run of a command is a fork of it, with memory of its own.

Starting Python and loading everything takes a second, in which nothing can be lost. Each line on standard input is a
run as JSON: `words`, `environ`, `said` (a file for what it says), and `die_at`, the step at which it kills itself, or
null. Answered by the process's id, and when it has ended by its exit status and how many steps it took.
"""

import json
import os
import signal
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from app import COMMANDS, main
from crawlers.known import gazetteer
from tests.crash.steps import Steps

_NEEDED = ("load", "import", "round", "decide", "migrate", "backup", "restore")


def serve() -> None:
    """Run what is asked for, one after the other, until standard input ends."""
    for name in _NEEDED:
        import_module(COMMANDS[name])
    gazetteer()
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            _run(asked)
        _tell(child)
        _, status = os.waitpid(child, 0)
        _tell(os.waitstatus_to_exitcode(status))


def _tell(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def _run(asked: dict[str, Any]) -> None:
    """The command, as its own process would run it. Never returns."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    said = os.open(asked["said"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    for number in (1, 2):
        os.dup2(said, number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ.update(asked["environ"])
    steps = Steps(asked["die_at"], Path(asked["environ"]["ONWARD_VAR"]))
    steps.count()
    code = 70
    try:
        code = main(asked["words"])
        Path(asked["said"]).with_suffix(".steps").write_text(str(steps.taken))
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    serve()
