"""What people write into an assessment, checked: names of persons, findings, sources with their day, answers."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from registry import assessmentfiles
from registry.errors import BadInput
from registry.terms import AssessmentStep

LONGEST_NAME = 200
LONGEST_TEXT = 20_000
LONGEST_SOURCE = 2_000
MOST_SOURCES = 50
NOBODY = frozenset({"local user", "command line", "onward"})  # who writes where nobody is named
YES_OR_NO = ("yes", "no", "unclear")
QUESTIONS: Mapping[AssessmentStep, tuple[str, ...]] = {
    AssessmentStep.LAW_AND_PRACTICE: ("problematic_law", "applied_in_practice", "safeguards_and_redress"),
}
_SOURCE = frozenset({"title", "url", "dated"})
_LETTER = re.compile(r"[^\W\d_]")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def person(name: str, field: str) -> str:
    """The name of a person. Raises BadInput for none: no machine assesses."""
    tidy = " ".join(name.split())
    if not tidy or len(tidy) > LONGEST_NAME or len(_LETTER.findall(tidy)) < 2 or tidy.casefold() in NOBODY:
        raise BadInput("An assessment is a named person's: write who.", field=field)
    return tidy


def checked_text(text: str, field: str) -> str:
    """A text that says something. Raises BadInput."""
    tidy = text.replace("\r\n", "\n").strip()
    if not tidy:
        raise BadInput("is empty; write what was found.", field=field)
    if len(tidy) > LONGEST_TEXT or "\0" in tidy:
        raise BadInput(f"has more than {LONGEST_TEXT} characters, or one that cannot be kept.", field=field)
    return tidy


def checked_sources(sources: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Sources with their day: `title`, `dated` and perhaps `url`. Raises BadInput."""
    if len(sources) > MOST_SOURCES:
        raise BadInput(f"At most {MOST_SOURCES} sources stand under a step.", field="sources")
    return [_source(one, f"sources[{number}]") for number, one in enumerate(sources)]


def _source(one: Mapping[str, Any], field: str) -> dict[str, Any]:
    if unknown := set(one) - _SOURCE:
        raise BadInput(f"A source has title, dated and url, not “{min(unknown)}”.", field=field)
    title, url = str(one.get("title") or "").strip(), str(one.get("url") or "").strip()
    if not title or len(title) > LONGEST_SOURCE or len(url) > LONGEST_SOURCE or "\0" in title + url:
        raise BadInput("A source has a title of its own.", field=f"{field}.title")
    if url and not _is_web(url):
        raise BadInput("A source's address begins with http:// or https://.", field=f"{field}.url")
    return {"title": title, "dated": _day(one.get("dated"), field)} | ({"url": url} if url else {})


def _is_web(url: str) -> bool:
    try:
        found = urlsplit(url)
    except ValueError:
        return False
    return found.scheme in {"http", "https"} and bool(found.hostname)


def _day(value: Any, field: str) -> str:
    text = value.isoformat() if isinstance(value, date) else str(value or "")
    try:
        if not _DAY.fullmatch(text):
            raise ValueError
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise BadInput("A source has a day: its own, or the one it was read.", field=f"{field}.dated") from error


def checked_answers(step: AssessmentStep, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The closed answers of a step: yes, no or unclear, and the scenarios the measures serve. Raises BadInput."""
    allowed = (*QUESTIONS.get(step, ()), *(("scenarios",) if step is AssessmentStep.MEASURES else ()))
    found: dict[str, Any] = {}
    for name, value in answers.items():
        if name not in allowed:
            raise BadInput(f"Step {step.value} has no answer “{name}”.", field=f"answers.{name}")
        found[name] = _scenarios(value) if name == "scenarios" else _yes_or_no(name, value)
    return found


def _yes_or_no(name: str, value: Any) -> str:
    if value not in YES_OR_NO:
        raise BadInput(f"Answer {', '.join(YES_OR_NO)}.", field=f"answers.{name}")
    return str(value)


def _scenarios(value: Any) -> list[str]:
    known = assessmentfiles.load().scenarios
    values = value if isinstance(value, list | tuple) else [value]
    for one in values:
        if not isinstance(one, str) or one not in known:
            raise BadInput(f"A scenario is one of {', '.join(known)}.", field="answers.scenarios")
    return [key for key in known if key in values]
