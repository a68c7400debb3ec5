"""`data/dpv.toml`: the terms of the Data Privacy Vocabulary that exports may use, and how the register's words are said
in them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from registry.errors import BadRecord
from registry.lawfiles import place_names
from registry.terms import LegalBasis, SafeguardKind

DPV_FILE = Path(__file__).resolve().parent.parent / "data" / "dpv.toml"
_MAPPINGS = ("legal_basis", "safeguard", "adequacy", "derogation")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Prefixes, the terms that may be used, and the mappings by table and value."""

    version: str
    prefixes: Mapping[str, str]
    terms: frozenset[str]
    mappings: Mapping[str, Mapping[str, Any]]

    def of(self, table: str, value: str) -> Any:
        """The term, or terms, of a value; None where the vocabulary has none for it."""
        return self.mappings[table].get(value)

    def country(self, code: str) -> str | None:
        """The term of a country; an organisation has none."""
        return f"{self.mappings['countries']['prefix']}:{code}" if code in place_names() and len(code) == 2 else None


@cache
def load(path: Path = DPV_FILE) -> Vocabulary:
    """The vocabulary, read once. Raises BadRecord for a mapping to a term that is not listed, or a word without one."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadRecord(f"cannot be read: {error}", where=path.name) from error
    for group in tables["terms"]:
        if not group.get("read") and not group.get("listed"):
            raise BadRecord("says not where its terms were seen: `read` or `listed`", where=f"{path.name} [[terms]]")
    terms = frozenset(name for group in tables["terms"] for name in group["names"])
    mappings = {name: tables[name] for name in (*_MAPPINGS, "role", "countries")}
    _refuse_unlisted(path.name, mappings, terms)
    for table, words in (("legal_basis", LegalBasis), ("safeguard", SafeguardKind)):
        if missing := set(words) - mappings[table].keys():
            raise BadRecord(f"has no term for {min(missing)}", where=f"{path.name} [{table}]")
    return Vocabulary(tables["vocabulary"]["version"], tables["prefix"], terms, mappings)


def _refuse_unlisted(where: str, mappings: Mapping[str, Mapping[str, Any]], terms: frozenset[str]) -> None:
    for table in (*_MAPPINGS, "role"):
        for value, said in mappings[table].items():
            for term in said if isinstance(said, list) else [said]:
                if term not in terms:
                    raise BadRecord(f"{term} stands under no [[terms]]", where=f"{where} [{table}]", field=value)
