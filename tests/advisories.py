"""What Onward is made of, held against its lock and against an advisory database: `python -m tests.advisories`.

Three things are looked at here, with nothing but this machine: the bill of materials holds every package that is needed
and nothing that the lock does not name at that very version; and each tells its licence. Then an advisory database is
asked, one that speaks OSV's language, where it can be reached. Where it cannot, that is said: then nobody has looked.
Exit 0: nothing found. 1: something is. 3: `--required`, and nobody answered.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parent.parent
DATABASE = "https://api.osv.dev/v1/querybatch"
SECONDS = 20.0
OF_THE_ENVIRONMENT = frozenset({"onward", "pip", "setuptools", "wheel"})  # the work itself, and what installs the rest
# What their own metadata leaves out, read in the licence that lies in the package.
READ_BY_HAND = {
    "axe-playwright-python": "MIT", "pyahocorasick": "BSD-3-Clause",
    "rich-click": "MIT",
}  # fmt: skip
NOT_HERE = re.compile(r"\bA?GPL|(?<!Lesser )General Public|SSPL|Proprietary", re.IGNORECASE)


def plain(name: str) -> str:
    """A package's name in its one form."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(lines: str) -> dict[str, str]:
    """The versions of a lock."""
    pairs = (re.match(r"([A-Za-z0-9._-]+)==([^\s;]+)", line) for line in lines.splitlines())
    return {plain(one[1]): one[2] for one in pairs if one is not None}


def packages(bill: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The packages of a bill of materials, by name, without the environment's own."""
    named = {plain(one["name"]): one for one in bill["components"]}
    return {name: one for name, one in named.items() if name not in OF_THE_ENVIRONMENT}


def off_the_lock(bill: Mapping[str, Any], lock: Mapping[str, str]) -> Iterator[str]:
    """What is installed and not locked so."""
    for name, one in sorted(packages(bill).items()):
        if lock.get(name) != one["version"]:
            yield f"{name} {one['version']} is installed; constraints.txt says {lock.get(name, 'nothing of it')}."


def unlicensed(bill: Mapping[str, Any]) -> Iterator[str]:
    """What has no licence that is known, or one that this work cannot be given out beside."""
    for name, one in sorted(packages(bill).items()):
        found = licences(one) or [READ_BY_HAND[name]] if name in READ_BY_HAND else licences(one)
        if not found:
            yield f"{name} {one['version']} tells no licence."
        yield from (f"{name} {one['version']} is under {each}." for each in found if NOT_HERE.search(each))


def licences(component: Mapping[str, Any]) -> list[str]:
    """The licences of one package, as it tells them."""
    told = component.get("licenses", [])
    return [str(one.get("expression") or one["license"].get("id") or one["license"].get("name")) for one in told]


def advised(bill: Mapping[str, Any], database: str) -> list[str]:
    """What an advisory database knows of these very versions. Raises httpx.HTTPError, ValueError where none answers."""
    asked = [(name, one["version"]) for name, one in sorted(packages(bill).items())]
    queries = [{"package": {"purl": f"pkg:pypi/{name}@{version}"}} for name, version in asked]
    answer = httpx.post(database, json={"queries": queries}, timeout=SECONDS).raise_for_status().json()
    results = answer.get("results") if isinstance(answer, dict) else None
    if not isinstance(results, list) or len(results) != len(asked):
        raise ValueError("its answer is not one for each package")
    return [
        f"{name} {version}: {known['id']}"
        for (name, version), result in zip(asked, results, strict=True)
        for known in result.get("vulns", [])
    ]


def main(words: list[str] | None = None) -> int:
    """Look, and tell."""
    parser = argparse.ArgumentParser(description="Hold a bill of materials against the lock and an advisory database.")
    parser.add_argument("bill", type=Path)
    parser.add_argument("--database", default=DATABASE, help="an address that speaks OSV's language")
    parser.add_argument("--required", action="store_true", help="exit 3 when no advisory database answers")
    wanted = parser.parse_args(words)
    bill = json.loads(wanted.bill.read_text(encoding="utf-8"))
    lock = locked((ROOT / "constraints.txt").read_text(encoding="utf-8"))
    found = [*off_the_lock(bill, lock), *unlicensed(bill)]
    print(f"{len(packages(bill))} packages: held against constraints.txt and for their licences.")
    code = 0
    try:
        found += advised(bill, wanted.database)
        print(f"Known vulnerabilities were looked up at {wanted.database}.")
    except (httpx.HTTPError, ValueError) as error:
        print(f"Known vulnerabilities were NOT looked up: {wanted.database} did not answer ({type(error).__name__}).")
        print("Run this where it can be reached, or name another with --database.")
        code = 3 if wanted.required else 0
    for one in found:
        print(one)
    return 1 if found else code


if __name__ == "__main__":
    sys.exit(main())
