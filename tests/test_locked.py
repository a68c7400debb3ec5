"""What Onward is made of is locked by name and version, down to the last package it brings along."""

import re
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent


def locked() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = [re.match(r"([A-Za-z0-9._-]+)==([^\s;]+)", line) for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(one[1]): one[2] for one in pairs if one is not None}


def needed() -> dict[str, str]:
    """Every installed package that Onward needs, with what development needs, and the version installed."""
    found: dict[str, str] = {}
    waiting = [("onward", frozenset({"", "dev"}))]
    seen = set(waiting)
    while waiting:
        name, extras = waiting.pop()
        for line in metadata.requires(name) or []:
            one = Requirement(line)
            if one.marker is not None and not any(one.marker.evaluate({"extra": extra}) for extra in extras):
                continue
            further = (canonicalize_name(one.name), frozenset({"", *one.extras}))
            found[further[0]] = metadata.version(one.name)
            if further not in seen:
                seen.add(further)
                waiting.append(further)
    return found


def test_every_package_that_is_needed_is_locked_at_the_version_that_is_installed() -> None:
    lock = locked()
    assert {name: (version, lock.get(name)) for name, version in needed().items() if lock.get(name) != version} == {}
