"""What makes an assessment due for review: the facts it was concluded on, compared with those of another day.

The facts are those of `registry.catalogue.gathering`, plain as JSON. What was taken away calls for no review: an
assessment that covered more covers less.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.law.lawindex import LawIndex
from registry.terms import ReviewTrigger

Facts = dict[str, Any]
IMPORTER_FACTS = ("name", "country", "parent_country", "certifications")


@dataclass(frozen=True, slots=True)
class Due:
    """One reason for a review: what it is about, which fact of it, and its value then and now (None: not there)."""

    trigger: ReviewTrigger
    subject: str
    fact: str
    before: Any
    after: Any


def came_about(then: Facts, now: Facts) -> tuple[Due, ...]:
    """Everything that came about between two gatherings of facts, each thing once."""
    found: list[Due] = []
    seen: list[tuple[Any, ...]] = []
    for one in (*_law(then, now), *_importer(then, now), *_tools(then, now), *_added(then, now)):
        key = (one.trigger, one.fact, one.before, one.after, None if one.trigger in _OF_TRANSFERS else one.subject)
        if key not in seen:
            seen.append(key)
            found.append(one)
    return tuple(found)


_OF_TRANSFERS = frozenset({ReviewTrigger.IMPORTER, ReviewTrigger.MODULE})  # alike at many transfers, told once


def day_came(review_due_on: date, on: date) -> tuple[Due, ...]:
    """The day of review, once it has come."""
    if on < review_due_on:
        return ()
    return (Due(ReviewTrigger.REVIEW_DAY, "", "review_due_on", review_due_on.isoformat(), on.isoformat()),)


def law_fell(relies_on: Iterable[str], concluded_on: date, law: LawIndex, on: date) -> tuple[Due, ...]:
    """Acts relied on that have ended by the day; for an assessment whose facts were not kept."""
    ends = {act: law.end_of(act) for act in relies_on}
    return tuple(
        Due(ReviewTrigger.LAW_RECORD, act, "valid_until", concluded_on.isoformat(), end.isoformat())
        for act, end in ends.items()
        if end is not None and end <= on
    )


def are_facts(found: Any) -> bool:
    """Whether this is a gathering of facts that `came_about` can compare: it may come from outside."""
    if not isinstance(found, dict) or not all(_is_table(found.get(part)) for part in _PARTS):
        return False
    return (
        all(isinstance(one.get("name"), str) and isinstance(one.get("state"), dict) for one in found["law"].values())
        and all(isinstance(one.get("name"), str) and "told" in one for part in _NAMED for one in found[part].values())
        and all(_is_transfer(one) for part in ("transfers", "moved") for one in found[part].values())
    )


_NAMED = ("sub_processors", "data_categories")
_PARTS = ("transfers", "moved", "law", *_NAMED)


def _is_table(found: Any) -> bool:
    return isinstance(found, dict) and all(isinstance(one, dict) for one in found.values())


def _is_transfer(one: Facts) -> bool:
    lists = all(_are_words(one.get(name)) for name in ("path", "tools", "acts"))
    return lists and isinstance(one.get("importer"), dict)


def _are_words(found: Any) -> bool:
    return isinstance(found, list) and all(isinstance(one, str) for one in found)


def _law(then: Facts, now: Facts) -> Iterator[Due]:
    before, after = then["law"], now["law"]
    for key in sorted(before.keys() | after.keys()):
        was, is_ = before.get(key), after.get(key)
        named = (is_ or was)["name"]
        if was is None and is_["kind"] == "clauses":
            continue  # a tool that is used now and was not: told of the transfer
        if was is None or is_ is None:
            yield Due(ReviewTrigger.LAW_RECORD, named, "record", _summary(was), _summary(is_))
            continue
        for fact in (fact for fact in was["state"] if fact in is_["state"]):  # what was not taken down is not compared
            old, new = was["state"][fact], is_["state"][fact]
            if old != new:
                yield Due(ReviewTrigger.LAW_RECORD, named, fact, old, new)


def _summary(record: Facts | None) -> str | None:
    """A record that came or went, by its day."""
    if record is None:
        return None
    state = record["state"]
    return str(state.get("valid_from") or state.get("dated") or record["name"])


def _importer(then: Facts, now: Facts) -> Iterator[Due]:
    """A transfer that is made to somebody else now, or to one that is not what it was."""
    there = now["transfers"] | now["moved"]
    for key, was in then["transfers"].items():
        is_ = there.get(key)
        if is_ is None:
            continue
        old, new = was["importer"], is_["importer"]
        facts = ("name",) if old.get("name") != new.get("name") else IMPORTER_FACTS
        for fact in facts:
            if old.get(fact) != new.get(fact):
                yield Due(ReviewTrigger.IMPORTER, _path(is_), fact, old.get(fact), new.get(fact))


def _tools(then: Facts, now: Facts) -> Iterator[Due]:
    """Another tool or module at a transfer that was assessed; at a new one, a tool that none of them had."""
    assessed = sorted({tool for one in then["transfers"].values() for tool in one["tools"]})
    for key, is_ in now["transfers"].items():
        was = then["transfers"].get(key)
        if was is not None and was["tools"] != is_["tools"]:
            yield Due(ReviewTrigger.MODULE, _path(is_), "tools", was["tools"], is_["tools"])
        if was is None and not set(is_["tools"]) <= set(assessed):
            yield Due(ReviewTrigger.MODULE, _path(is_), "tools", assessed, is_["tools"])


def _added(then: Facts, now: Facts) -> Iterator[Due]:
    for part, trigger in (
        ("sub_processors", ReviewTrigger.SUB_PROCESSOR),
        ("data_categories", ReviewTrigger.DATA_CATEGORY),
    ):
        for name in sorted(now[part].keys() - then[part].keys()):
            yield Due(trigger, now[part][name]["name"], part, None, now[part][name]["told"])


def _path(transfer: Facts) -> str:
    return " → ".join(transfer["path"])
