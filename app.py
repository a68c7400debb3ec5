"""Onward, put together: `create_app` for the server, `main` for the `onward` command."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from io import TextIOWrapper
from types import ModuleType
from typing import TYPE_CHECKING

from registry import settings as environment
from registry.answers import Exit, say
from registry.errors import DISK_TROUBLE, BadInput, OnwardError, StoreAway, Unreachable
from registry.settings import Settings

if TYPE_CHECKING:
    from litestar import Litestar

# A command is a module with HELP, EXAMPLE, arguments(parser) and run(arguments, settings), loaded by name and only
# when asked for, so that `onward verdict` and `onward read` start at once: the one late import of the house.
COMMANDS = {
    "load": "registry.commands.load",
    "import": "registry.commands.importing",
    "export": "registry.commands.export",
    "notice": "registry.commands.notice",
    "check": "registry.commands.check",
    "settings": "registry.commands.settings",
    "verdict": "registry.commands.verdict",
    "proposals": "registry.commands.proposals",
    "decide": "registry.commands.decide",
    "due": "registry.commands.due",
    "clock": "registry.commands.clock",
    "assess": "registry.commands.assess",
    "evidence": "web.commands.evidence",
    "verify": "registry.commands.verify",
    "heads": "registry.commands.heads",
    "backup": "registry.commands.backup",
    "restore": "registry.commands.restore",
    "migrate": "registry.commands.migrate",
    "read": "crawlers.commands.read",
    "submit": "crawlers.commands.submit",
    "scan": "crawlers.commands.scan",
    "gaps": "crawlers.commands.gaps",
    "discover": "crawlers.commands.discover",
    "round": "crawlers.commands.round",
    "watch": "crawlers.commands.watch",
    "worker": "crawlers.commands.worker",
    "replay": "crawlers.commands.replay",
    "draw": "graphs.commands.draw",
    "simulate": "graphs.commands.simulate",
    "ask": "graphs.commands.ask",
    "serve": "web.commands.serve",
    "doctor": "web.commands.doctor",
    "token": "registry.commands.token",
    "user": "registry.commands.user",
}


# Commands that work here whatever ONWARD_SERVER says: they need no database, or set up this machine's own.
HERE = frozenset({"load", "settings", "verdict", "verify", "read", "scan", "discover", "replay", "serve", "doctor"})


def create_app(settings: Settings) -> "Litestar":
    """The web application, as `onward serve` runs it. Loaded by name too: no other command needs a web framework."""
    app: Litestar = import_module("web.serving").application(settings)
    return app


def main(argv: Sequence[str] | None = None) -> int:
    """The `onward` command: 0 ok, 1 findings, 2 usage, 3 unreachable."""
    words = list(sys.argv[1:] if argv is None else argv)
    _speak_utf8()
    try:
        code = _answer(words)
        sys.stdout.flush()
    except OnwardError as error:
        say(f"onward {words[0]}: {error}")
        return Exit.UNREACHABLE if isinstance(error, Unreachable | StoreAway) else Exit.USAGE
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the pipe's reader has left
        return Exit.OK
    except OSError as error:
        if error.errno not in DISK_TROUBLE:
            raise
        say(f"onward {words[0]}: {error.filename or 'The disk'}: {error.strerror}. Mend that and run it again.")
        return Exit.UNREACHABLE
    except KeyboardInterrupt:
        say("Stopped.")
        return Exit.OK
    return code


def _speak_utf8() -> None:
    """Answers are UTF-8 wherever they go. Half a character is written as JSON escapes it."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")


def _answer(words: Sequence[str]) -> int:
    if not words or words[0] not in COMMANDS:
        return _overview(words)
    try:
        return _run(words[0], words[1:], environment.read())
    except SystemExit as asked:  # argparse has told how the command is used
        return Exit.USAGE if asked.code else Exit.OK


def _run(name: str, words: Sequence[str], settings: Settings) -> int:
    command = import_module(COMMANDS[name])
    parser = argparse.ArgumentParser(
        prog=f"onward {name}",
        description=command.HELP,
        epilog=f"example:\n  {command.EXAMPLE}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.arguments(parser)
    arguments = parser.parse_args(words)
    if settings.server is None or name in HERE:
        return int(command.run(arguments, settings))
    return _ask_server(command, arguments, settings)


def _ask_server(command: ModuleType, arguments: argparse.Namespace, settings: Settings) -> int:
    """A command that says what it would ask a server (`asked`) tells the answer (`told`) as it tells the database's."""
    if not hasattr(command, "asked"):
        raise BadInput("This command works on the local database; unset ONWARD_SERVER.", field="ONWARD_SERVER")
    asked = command.asked(arguments, settings)
    if asked is None:  # with these options it needs no database
        return int(command.run(arguments, settings))
    answer = import_module("registry.remote").answer(settings, asked)
    try:
        return int(command.told(arguments, settings, answer))
    except (KeyError, TypeError, AttributeError) as error:
        raise Unreachable("The server's answer lacks what this Onward tells; is it of another version?") from error


def _overview(words: Sequence[str]) -> int:
    """Every command in one line; exit 2 when the word given is none of them."""
    asked = not words or words[0] in {"-h", "--help", "help"}
    write = sys.stdout.write if asked else sys.stderr.write
    if not asked:
        write(f"onward: there is no command “{words[0]}”.\n\n")
    write("usage: onward COMMAND …   (onward COMMAND --help tells more)\n\n")
    for name, module in COMMANDS.items():
        if find_spec(module) is None:
            continue
        write(f"  {name:<10} {import_module(module).HELP}\n")
    return Exit.OK if asked else Exit.USAGE


if __name__ == "__main__":
    sys.exit(main())
