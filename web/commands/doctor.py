"""`onward doctor`: what is not well with this installation, and what to do about it.

It stands here because it looks at everything: the registry, the crawlers' archive, the programs that draw and render.
"""

import argparse
from typing import Any

from registry.answers import Exit, tell
from registry.settings import Settings
from web import checkup_outside, checkup_settings, checkup_store
from web.checkup import Examined, State, as_json

HELP = "look at this installation: what is not well, and what to do"
EXAMPLE = "onward doctor --json"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--thorough", action="store_true", help="read every captured byte again and compare its hash")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Look at everything; exit 1 when something is wrong. Nothing is written but a block that is taken away again."""
    examined = Examined(settings, thorough=arguments.thorough)
    looked = [one for part in (checkup_store, checkup_settings, checkup_outside) for one in part.look(examined)]
    answer = as_json(looked)
    if arguments.json:
        tell(answer)
    else:
        _show(answer)
    return Exit.FINDINGS if answer["counts"][State.FINDING] else Exit.OK


def _show(answer: dict[str, Any]) -> None:
    for one in answer["checks"]:
        print(f"{one['state']:8} {one['check']:10} {one['says']}")
        if one["cure"]:
            print(f"{'':19} → {one['cure']}")
