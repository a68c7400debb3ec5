"""Problems of the register in words: the rules of data/checks.toml, with facts and flags named for people."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale

from registry import gapfiles, glossary
from registry.gapfiles import GapBook, Way
from registry.glossary import Language
from registry.law.disclosure_facts import GapLevel
from registry.reports.linter import Linted, Problem

CHECKS_FILE = Path(__file__).resolve().parent.parent.parent / "data" / "checks.toml"
_GRAVITY = {level: place for place, level in enumerate((GapLevel.ERROR, GapLevel.WARNING, GapLevel.NOTE))}


def level_of(problem: Problem) -> GapLevel:
    """How grave a problem is."""
    return _way(problem).level


def article_of(problem: Problem) -> str:
    """What asks for it."""
    return _way(problem).article


def gravest_first(problems: Iterable[Problem]) -> list[Problem]:
    """Errors, then warnings, then notes; each in the order found."""
    return sorted(problems, key=lambda problem: _GRAVITY[level_of(problem)])


def as_json(linted: Linted) -> dict[str, Any]:
    """In the shape of `onward check --json`."""
    found = gravest_first(linted.problems)
    counts = {level.value: sum(level_of(one) is level for one in found) for level in _GRAVITY}
    records = {one.record for one in found}
    return {
        "findings": [_told(one) for one in found],
        "counts": counts | {"ok": max(0, linted.checked - len(records))},
        "checked": linted.checked,
    }


def sentence(problem: Problem, language: Language) -> str:
    """The finding as people read it."""
    return _book().filled(_way(problem).finding, language, _values(problem, language))


def cure(problem: Problem, language: Language) -> str | None:
    """What would cure it."""
    suggestion = _way(problem).suggestion
    return None if suggestion is None else _book().filled(suggestion, language, _values(problem, language))


def _told(problem: Problem) -> dict[str, Any]:
    way = _way(problem)
    return {
        "id": way.id,
        "case": problem.way or None,
        "article": way.article,
        "level": way.level.value,
        "controller": problem.controller_id,
        "record": problem.record,
        "name": problem.name,
        "finding": {language.value: sentence(problem, language) for language in Language},
        "cure": {language.value: cure(problem, language) for language in Language},
    }


def _way(problem: Problem) -> Way:
    return _book().way(problem.rule, problem.way)


def _values(problem: Problem, language: Language) -> dict[str, str | None]:
    values: dict[str, str | None] = dict(problem.values)
    if (land := values.get("land")) is not None:
        values["land"] = Locale(language.value).territories.get(land, land) or _book().unfilled["land"].read_in(
            language
        )
    if fact := values.get("sak"):
        values["sak"] = _about(fact, values.get("vem"), language)
    if role := values.get("roll"):
        values["roll"] = _inside(glossary.label("role", role, language.value))
    for key in ("modul", "ratt"):
        if modules := values.get(key):
            values[key] = ", ".join(_module(one, language) for one in modules.split(", "))
    if facts := values.get("uppgifter"):
        values["uppgifter"] = ", ".join(dict.fromkeys(_fact(name, language) for name in facts.split(", ")))
    return values


def _about(fact: str, of: str | None, language: Language) -> str:
    """What sources differ on, and of whom."""
    known = _book().facts.get(fact)
    told = known.read_in(language) if known is not None else fact
    return f"{told} ({of})" if of else told


def _module(name: str, language: Language) -> str:
    labels = glossary.load().vocabularies["module"]
    return labels[name].read_in(language) if name in labels else name


def _fact(name: str, language: Language) -> str:
    """A missing fact, or a flag, by its name for people; its key where nobody has named it."""
    flags = glossary.load().vocabularies["flag"]
    return _inside(flags[name].read_in(language)) if name in flags else glossary.fact(name, language)


def _inside(label: str) -> str:
    """A label as it stands inside a sentence; an abbreviation keeps its capitals."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


@cache
def _book() -> GapBook:
    return gapfiles.load(CHECKS_FILE)
