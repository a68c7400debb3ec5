"""What the tables of a portfolio must be to each other: keys once, references known, absence said in one way only."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any

from registry import glossary
from registry.cataloguenames import folded
from registry.errors import BadRecord
from registry.lawfiles import place_names
from registry.portfolioshapes import Activity, Agreement, Controller, Engagement, Portfolio, SubProcessor
from registry.shaping import nearest
from registry.terms import Role
from registry.transfershapes import Known, Transfer

LONGEST_NOTICE = 3_650  # days
MOST_NAMED = 20  # allowed words in a message
_COUNTRIES = frozenset({"country", "destination", "parent_country", "access_from"})
_KEYS = {"activities": "activity", "engagements": "engagement"}
_WORDS = {"data_categories": "data_category"}
_NEVER_ABSENT = frozenset({"known_absent", "kind", "manner", "article", "signed_by", "documentation"})
_SPECIAL = frozenset({*(f"9(2)({letter})" for letter in "abcdefghij"), "10"})
_RETENTION = frozenset({"what", "period", "from", "words", "what_sv", "from_sv", "words_sv"})


@dataclass(frozen=True, slots=True)
class _Spot:
    """A place in a file, for messages."""

    where: str
    path: str = ""

    def below(self, step: str) -> "_Spot":
        return _Spot(self.where, f"{self.path}.{step}" if self.path else step)

    def refusal(self, message: str) -> BadRecord:
        told = f"`{self.path}` {message}" if self.path else message
        return BadRecord(told, where=self.where, field=self.path or None)


def refuse_incoherence(portfolio: Portfolio, name: str) -> None:
    """Raises BadRecord for the first thing that does not fit."""
    _refuse_nameless(portfolio, name)
    for kind in ("activity", "engagement", "recipient_category"):
        _refuse_repeats(kind, getattr(portfolio, kind), name)
    keys = {"activities": [one.key for one in portfolio.activity]}
    keys["engagements"] = [one.key for one in portfolio.engagement]
    for spot, shape in _tables(portfolio, name):
        for field in fields(shape):
            _refuse_words(spot, field.name, getattr(shape, field.name), keys)
        if isinstance(shape, Known):
            _refuse_contradiction(spot, shape)
        if isinstance(shape, Agreement):
            _refuse_terms(spot, shape)
        if isinstance(shape, Activity):
            _refuse_retention(spot, shape)
            _refuse_special(spot, shape)
        if isinstance(shape, Controller):
            _refuse_said_absence(spot, portfolio)
    for engagement in portfolio.engagement:
        _refuse_chain(engagement, _Spot(f"{name}, [[engagement]] “{engagement.key}”"))


def _refuse_nameless(portfolio: Portfolio, name: str) -> None:
    if not portfolio.organisation.name and not portfolio.organisation.label:
        raise _Spot(f"{name}, [organisation]", "name").refusal("is missing. Write it, or a `label` where nobody knows.")
    for number, joint in enumerate(portfolio.joint_controller, 1):
        spot = _Spot(f"{name}, [[joint_controller]] number {number}", "name")
        if not joint.name and not joint.description:
            raise spot.refusal("is missing. Write it, or a `description` where it is not named.")
        if joint.name and portfolio.organisation.name and folded(joint.name) == folded(portfolio.organisation.name):
            raise spot.refusal("is the organisation itself. Name the other controller.")


def _refuse_repeats(kind: str, rows: Iterable[Any], name: str) -> None:
    for key, count in Counter(row.key for row in rows).items():
        if count > 1:
            message = f"is written {count} times. Give each row a `key` of its own."
            raise _Spot(f"{name}, [[{kind}]] “{key}”", "key").refusal(message)
        vocabulary = glossary.load().vocabulary("recipient_category") if kind == "recipient_category" else None
        if vocabulary is not None and key not in vocabulary:
            spot = _Spot(f"{name}, [[{kind}]] “{key}”", "key")
            raise spot.refusal(f"is “{key}”, which is no category.{nearest(key, vocabulary)}")


def _tables(portfolio: Portfolio, name: str) -> Iterator[tuple[_Spot, Any]]:
    """Every table of the file that is a shape, with its place."""
    for field in fields(portfolio):
        value = getattr(portfolio, field.name)
        rows = value if isinstance(value, tuple) else (value,)
        for number, row in enumerate(rows, 1):
            if is_dataclass(row):
                called = getattr(row, "key", None) or (str(number) if isinstance(value, tuple) else "")
                label = f"[[{field.name}]] “{called}”" if called else f"[{field.name}]"
                yield from _inside(_Spot(f"{name}, {label}"), row)


def _inside(spot: _Spot, shape: Any) -> Iterator[tuple[_Spot, Any]]:
    yield spot, shape
    for field in fields(shape):
        value = getattr(shape, field.name)
        if is_dataclass(value):
            yield from _inside(spot.below(field.name), value)
        elif isinstance(value, tuple):
            for number, one in enumerate(value, 1):
                if is_dataclass(one):
                    yield from _inside(spot.below(f"{field.name}[{number}]"), one)


def _refuse_words(spot: _Spot, field: str, value: Any, keys: Mapping[str, list[str]]) -> None:
    """Countries, data categories and keys of activities and engagements are known ones."""
    values = value if isinstance(value, tuple) else () if value is None else (value,)
    if field in _COUNTRIES:
        _refuse_unknown(spot.below(field), values, _countries(), "no country. Write an ISO 3166-1 code such as SE")
    elif field in _WORDS:
        known = glossary.load().vocabulary(_WORDS[field])
        _refuse_unknown(spot.below(field), values, known, "no data category of data/glossary.toml")
    elif field in _KEYS:
        _refuse_unknown(spot.below(field), values, keys[field], f"no key of an [[{_KEYS[field]}]] of this file")


def _refuse_unknown(spot: _Spot, values: Iterable[str], known: Iterable[str], what: str) -> None:
    names = known if isinstance(known, frozenset | Mapping) else set(known)
    for value in values:
        if value not in names:
            close = nearest(value, names) if len(names) < MOST_NAMED else ""
            raise spot.refusal(f"holds “{value}”, which is {what}.{close}")


@cache
def _countries() -> frozenset[str]:
    return frozenset(place_names())


def _refuse_contradiction(spot: _Spot, shape: Known) -> None:
    """A key stands in its table or among what is known to be absent, never in both."""
    allowed = {field.name for field in fields(shape)} - _NEVER_ABSENT
    for key in shape.known_absent or ():
        if key not in allowed or key.startswith("expected"):
            raise spot.below("known_absent").refusal(f"names “{key}”.{nearest(key, allowed)}")
        if getattr(shape, key) is not None:
            raise spot.below("known_absent").refusal(f"names “{key}”, which stands in the same table. Take one away.")


def _refuse_terms(spot: _Spot, agreement: Agreement) -> None:
    for key in ("notice_days", "objection_days"):
        days = getattr(agreement, key)
        if days is not None and not 0 <= days <= LONGEST_NOTICE:
            raise spot.below(key).refusal(f"is {days}. Write a number of calendar days.")
    if agreement.signed_on and agreement.valid_until and agreement.valid_until <= agreement.signed_on:
        raise spot.below("valid_until").refusal(f"is {agreement.valid_until}, not after `signed_on`.")


def _refuse_retention(spot: _Spot, activity: Activity) -> None:
    for number, kept in enumerate(activity.retention or (), 1):
        for key in kept:
            if key not in _RETENTION:
                place = spot.below(f"retention[{number}].{key}")
                raise place.refusal(f"is no key of a retention.{nearest(key, _RETENTION)}")


def _refuse_special(spot: _Spot, activity: Activity) -> None:
    """The points of Art. 9(2) by their letters, and Art. 10."""
    for point in activity.special_basis or ():
        if point not in _SPECIAL:
            raise spot.below("special_basis").refusal(f"holds “{point}”. Write 9(2)(a) … 9(2)(j), or 10.")


def _refuse_said_absence(spot: _Spot, portfolio: Portfolio) -> None:
    """What is known to be absent is written nowhere else."""
    there = {"dpo": portfolio.organisation.dpo, "representative": portfolio.organisation.representative}
    for name in portfolio.organisation.known_absent or ():
        if there.get(name) or (name == "joint_controller" and portfolio.joint_controller):
            raise spot.below("known_absent").refusal(f"names “{name}”, which is written too. Take one away.")


def _refuse_chain(engagement: Engagement, spot: _Spot) -> None:
    _refuse_overlap(engagement.transfer, spot)
    all_processors = engagement.role.decided_by_us is Role.PROCESSOR
    for number, one in enumerate(engagement.sub_processor, 1):
        _refuse_link(one, spot.below(f"sub_processor[{number}]"), (), all_processors)


def _refuse_link(one: SubProcessor, spot: _Spot, before: tuple[tuple[str, str], ...], all_processors: bool) -> None:
    own = (folded(one.name), folded(one.service or ""))
    if own in before:
        raise spot.below("name").refusal(f"is “{one.name}”, which stands behind itself. End the chain before it.")
    if one.role is not None and all_processors:
        raise spot.below("role").refusal("stands below a processor, where everybody is a sub-processor. Take it away.")
    _refuse_overlap(one.transfer, spot)
    for number, inner in enumerate(one.sub_processor, 1):
        _refuse_link(inner, spot.below(f"sub_processor[{number}]"), (*before, own), all_processors)


def _refuse_overlap(transfers: Iterable[Transfer], spot: _Spot) -> None:
    """One destination and one manner of one hop is one transfer."""
    seen: set[tuple[str | None, str]] = set()
    for number, transfer in enumerate(transfers, 1):
        key = (transfer.destination, transfer.manner)
        if key in seen:
            called = f"{transfer.manner} in {transfer.destination or 'an unknown country'}"
            raise spot.below(f"transfer[{number}]").refusal(f"is {called} a second time. Put the two together.")
        seen.add(key)
