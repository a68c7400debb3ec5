"""Mentions of a party joined to one recipient: the first full mention, with the role and countries of later ones."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from crawlers.gazetteer import plain_name
from registry.terms import Role

_BESIDE = 300


@dataclass(frozen=True, slots=True)
class Recipient:
    """One party as the document names it. `service` and `party` are None where nobody knows the name.

    `is_row`: a row or item of its own names it.
    """

    name: str
    service: str | None
    party: str | None
    role: Role
    countries: tuple[str, ...]
    start: int
    end: int
    name_start: int
    is_row: bool = False


@dataclass(frozen=True, slots=True)
class Mention(Recipient):
    """A party at one place.

    `is_sure`: a row, or a sentence that says data are given to it. `is_listed`: among others in its sentence.
    """

    is_sure: bool = False
    is_listed: bool = False


@dataclass(frozen=True, slots=True)
class NotRecipient:
    """A name that is no recipient by what its sentence says, and why."""

    name: str
    why: str
    start: int
    end: int
    name_start: int


def merged(mentions: Iterable[Mention]) -> tuple[Recipient, ...]:
    """Each party or service once. A company named beside its own services is not one more recipient."""
    found: dict[str, Mention] = {}
    for one in mentions:
        key = plain_name(one.service or one.name)
        found[key] = _joined(found[key], one) if key in found else one
    by_party: dict[str, list[str]] = {}
    for key, one in found.items():
        if one.service and one.party and plain_name(one.service) != plain_name(one.party):
            by_party.setdefault(one.party, []).append(key)
    for key, one in tuple(found.items()):
        served = by_party.get(one.party or "", [])
        if one.is_row or key in served or not served or _stands_alone(one, [found[name] for name in served]):
            continue
        if one.service is None or plain_name(one.service) == plain_name(one.party or ""):
            del found[key]
            if len(served) == 1:
                found[served[0]] = _joined(found[served[0]], one)
    kept = (_recipient(one) for one in found.values())
    return tuple(sorted(kept, key=lambda one: one.name_start))


def _stands_alone(company: Mention, services: list[Mention]) -> bool:
    """A company listed among others where none of its services is named ("Meta, Google and other networks")."""
    is_beside = any(
        company.start == one.start or abs(company.name_start - one.name_start) < _BESIDE for one in services
    )
    return company.is_listed and not is_beside


def _joined(first: Mention, later: Mention) -> Mention:
    role = first.role if first.role is not Role.RECIPIENT else later.role
    countries = first.countries or later.countries
    sure = first.is_sure or later.is_sure
    is_listed = first.is_listed or later.is_listed
    is_row = first.is_row or later.is_row
    return replace(first, role=role, countries=countries, is_row=is_row, is_sure=sure, is_listed=is_listed)


def _recipient(one: Mention) -> Recipient:
    place = one.name_start
    return Recipient(one.name, one.service, one.party, one.role, one.countries, one.start, one.end, place, one.is_row)
