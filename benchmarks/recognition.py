"""Build data/recognition/names.tsv, the wide list of names that are recognised, from the lists beside the checkout.

    python benchmarks/recognition.py [SHARED]

A name is left out where the reference texts write it in small letters (then it is a word as well), where it is a
country's, or where it is shorter than four characters. The catalogue's and the hand-kept names come first at reading.
"""

import csv
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from crawlers.companies import without_form
from crawlers.extract import decode
from crawlers.phrases import fold
from crawlers.places import countries_of

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "data" / "recognition" / "names.tsv"
_SMALL = re.compile(r"(?<![\w@./-])[a-zåäöé][a-zåäöé'-]{2,}")
_SPEAKS_GERMAN = ("Deutschland", "Österreich", "Germany", "Austria")
_SPLIT = re.compile(r" / |/| \(|\)|, (?:Inc|LLC|Ltd|Pte)\b.*")
Names = Iterator[tuple[str, str]]


def main(shared: Path) -> None:
    """Write the list, sorted, one name and its party a line."""
    wide = shared / "facts" / "wide"
    words = _words(shared)
    kept: dict[str, tuple[str, str]] = {}
    for name, party in (*_third_party_web(wide), *_cookie_database(wide), *_companies(wide)):
        clean = " ".join(without_form(name).split()).strip(" .,-")
        if _is_name(clean, words):
            kept.setdefault(fold(clean), (clean, " ".join(without_form(party).split()).strip(" .,-") or clean))
    lines = [f"{name}\t{party}" for name, party in sorted(kept.values())]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines)} names, {TARGET.stat().st_size} bytes")


def _is_name(name: str, words: frozenset[str]) -> bool:
    parts = name.split()
    if len(name) < 4 or len(parts) > 4 or not any(c.isupper() or c.isdigit() for c in name):
        return False
    if not name[0].isalnum() or countries_of(name) or not any(c.isalpha() for c in name):
        return False
    return not all(part.lower() in words or part.isdigit() for part in parts)


def _words(shared: Path) -> frozenset[str]:
    """Words the reference texts write in small letters."""
    found: set[str] = set()
    folders = (shared / "histories" / "data", shared / "seeds", shared / "policies" / "open")
    for folder in folders:
        for path in folder.rglob("*"):
            if path.suffix in (".md", ".txt", ".html"):
                found.update(_SMALL.findall(decode(path.read_bytes())))
    return frozenset(found)


def _third_party_web(wide: Path) -> Names:
    for one in json.loads((wide / "third-party-web.json").read_text(encoding="utf-8")):
        party = one.get("company") or one["name"]
        yield from ((name, party) for name in (one["name"], party) if "/" not in name and "(" not in name)


def _cookie_database(wide: Path) -> Names:
    with (wide / "open-cookie-database.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for name in _SPLIT.split(row["Platform"]):
                yield name, row["Data Controller"] or name


def _companies(wide: Path) -> Names:
    """Outside the German-speaking countries: there the list holds schools, parishes and public offices."""
    for line in (wide / "datenanfragen-companies.jsonl").read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        if one.get("country") in _SPEAKS_GERMAN:
            continue
        for name in (one["name"], *one.get("runs", [])):
            if "(" not in name and "/" not in name:
                yield name, one["name"]


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("ONWARD_SHARED", str(ROOT.parent / "shared"))))
