"""`onward settings`: every setting with its value, default and meaning."""

import argparse
from typing import Any

import sqlalchemy as sa

from registry.answers import Exit, tell
from registry.settings import SETTINGS, Setting, Settings

HELP = "list every setting with its value and meaning"
EXAMPLE = "onward settings --json"

HIDDEN = "***"
_SECRET = frozenset({"ONWARD_TOKEN", "ONWARD_WEBHOOK_SECRETS", "ONWARD_OIDC_CLIENT_SECRET"})
_ADDRESSES = frozenset({"ONWARD_DATABASE_URL", "ONWARD_WEBHOOK_URL"})  # may carry a password


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--json", action="store_true", help="one JSON list on standard output")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """List them in the order they are declared."""
    found = [_told(setting, settings) for setting in SETTINGS]
    if arguments.json:
        tell(found)
        return Exit.OK
    for one in found:
        print(f"{one['name']} = {one['value']}")
        print(f"    {one['meaning']} (default: {one['default'] or 'empty'})")
    return Exit.OK


def _told(setting: Setting, settings: Settings) -> dict[str, Any]:
    value = _as_text(getattr(settings, setting.name.removeprefix("ONWARD_").lower()))
    return {
        "name": setting.name,
        "value": _masked(setting.name, value),
        "default": setting.default,
        "meaning": setting.meaning,
    }


def _as_text(value: object) -> str:
    if value is None:
        return ""
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _masked(name: str, value: str) -> str:
    """Secrets never leave the environment, nor a password inside an address."""
    if name in _SECRET:
        return HIDDEN if value else ""
    if name not in _ADDRESSES or not value:
        return value
    try:
        return sa.make_url(value).render_as_string(hide_password=True)
    except sa.exc.ArgumentError:
        return HIDDEN
