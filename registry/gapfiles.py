"""`data/gaps.toml`: the words and levels of the gap rules, so that a lawyer corrects them without touching code.

A rule has its own words and, where a case asks for others, ways: what a way leaves out is the rule's. A placeholder
that nothing fills is shown in square brackets, in the words of `[unfilled]`.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from registry.errors import BadRecord, NotFound
from registry.glossary import Label, Language
from registry.law.disclosure_facts import GapLevel

GAPS_FILE = Path(__file__).resolve().parent.parent / "data" / "gaps.toml"
PLACEHOLDER = re.compile(r"\{(\w{1,20})\}")
_PLACE_AND_STOP = re.compile(PLACEHOLDER.pattern + r"(\.?)")
_UNFILLED, _FACT, _TOPIC = "unfilled", "fact", "topic"
_WORDS = {"id", "article", "level", "finding", "suggestion"}


@dataclass(frozen=True, slots=True)
class Way:
    """The words of a rule in one case. `suggestion` None: no sentence closes the gap."""

    id: str
    article: str
    level: GapLevel
    finding: Label
    suggestion: Label | None


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its ways, the rule's own under the empty name. `waits_for`: why nothing raises it yet; empty: it can."""

    ways: Mapping[str, Way]
    waits_for: str


@dataclass(frozen=True, slots=True)
class GapBook:
    """Every rule by its id; what is shown for a placeholder that nothing fills; what facts are called; and
    the beginnings of words by which a notice and an activity speak of the same context."""

    rules: Mapping[str, Rule]
    unfilled: Mapping[str, Label]
    facts: Mapping[str, Label]
    topics: Mapping[str, tuple[str, ...]]

    def way(self, rule: str, way: str = "") -> Way:
        """The words of a rule in one case. Raises NotFound."""
        found = self.rules.get(rule)
        if found is None or way not in found.ways:
            raise NotFound(f"data/gaps.toml has no [{rule}{'.ways.' + way if way else ''}].")
        return found.ways[way]

    def filled(self, text: Label, language: Language, values: Mapping[str, str | None]) -> str:
        """A text in one language with its placeholders filled, or shown as what is not known."""

        def word(name: str) -> str:
            value = values.get(name)
            if value is not None:
                return value
            known = self.unfilled.get(name)
            return f"[{known.read_in(language) if known else name}]"

        return placed(text.read_in(language), word)


def placed(text: str, word: Callable[[str], str]) -> str:
    """A text with the word of each placeholder in its place. A word that ends in a full stop ("Etta, Inc.") ends its
    sentence with it: a second one is left out."""

    def fill(match: re.Match[str]) -> str:
        found = word(match[1])
        return found if found.endswith(".") else found + match[2]

    return _PLACE_AND_STOP.sub(fill, text)


@cache
def load(path: Path = GAPS_FILE) -> GapBook:
    """The rules' words, read once. Raises BadRecord naming file, rule and field."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadRecord(f"cannot be read: {error}", where=path.name) from error
    unfilled, facts = (
        MappingProxyType({name: _label(path.name, name, pair) for name, pair in tables.pop(table, {}).items()})
        for table in (_UNFILLED, _FACT)
    )
    topics = {name: _beginnings(path.name, name, words) for name, words in tables.pop(_TOPIC, {}).items()}
    rules = {name: _rule(path.name, name, table) for name, table in tables.items()}
    return GapBook(MappingProxyType(rules), unfilled, facts, MappingProxyType(topics))


def _beginnings(where: str, name: str, words: object) -> tuple[str, ...]:
    if not isinstance(words, list) or not words or not all(isinstance(word, str) and len(word) > 2 for word in words):
        raise BadRecord("a topic is a list of the beginnings of words", where=f"{where} [{_TOPIC}]", field=name)
    return tuple(words)


def _rule(where: str, name: str, table: dict[str, Any]) -> Rule:
    spot = f"{where} [{name}]"
    if unknown := table.keys() - _WORDS - {"ways", "waits_for"}:
        raise BadRecord("a rule has no such key", where=spot, field=min(unknown))
    own = {key: value for key, value in table.items() if key in _WORDS}
    ways = {"": _way(spot, {"id": name} | own)}
    for way, words in table.get("ways", {}).items():
        if unknown := words.keys() - _WORDS:
            raise BadRecord("a way has no such key", where=f"{spot} {way}", field=min(unknown))
        ways[way] = _way(f"{spot} {way}", {"id": name} | own | words)
    return Rule(MappingProxyType(ways), str(table.get("waits_for", "")))


def _way(spot: str, words: dict[str, Any]) -> Way:
    if missing := {"article", "level", "finding"} - words.keys():
        raise BadRecord("a rule needs it", where=spot, field=min(missing))
    if words["level"] not in set(GapLevel):
        raise BadRecord(f"the level is “{words['level']}”; one of {', '.join(GapLevel)}", where=spot, field="level")
    suggestion = _label(spot, "suggestion", words["suggestion"]) if "suggestion" in words else None
    finding = _label(spot, "finding", words["finding"])
    return Way(words["id"], words["article"], GapLevel(words["level"]), finding, suggestion)


def _label(spot: str, field: str, pair: object) -> Label:
    if (
        not isinstance(pair, dict)
        or set(pair) != {"sv", "en"}
        or not all(isinstance(v, str) and v for v in pair.values())
    ):
        raise BadRecord('words are {sv = "…", en = "…"} and nothing else', where=spot, field=field)
    return Label(en=pair["en"], sv=pair["sv"])
