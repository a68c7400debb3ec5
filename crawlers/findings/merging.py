"""Mentions of a party joined to one recipient: the first full mention, with the role and countries of later ones."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from crawlers.blocks import Span
from crawlers.gazetteer import plain_name
from registry.terms import Role

_BESIDE = 300
_MAX_TOLD = 40  # stretches of one party


@dataclass(frozen=True, slots=True)
class Recipient:
    """One party as the document names it. `service` and `party` are None where nobody knows the name.

    `is_row`: a row or item of its own names it. `told`: the stretches that speak of it.
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
    told: tuple[Span, ...] = ()


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
            for name in served:
                found[name] = _joined(found[name], one, with_role=len(served) == 1)
    kept = (_recipient(one) for one in found.values())
    return tuple(sorted(kept, key=lambda one: one.name_start))


def _stands_alone(company: Mention, services: list[Mention]) -> bool:
    """A company listed among others where none of its services is named ("Meta, Google and other networks")."""
    is_beside = any(
        company.start == one.start or abs(company.name_start - one.name_start) < _BESIDE for one in services
    )
    return company.is_listed and not is_beside


def _joined(first: Mention, later: Mention, *, with_role: bool = True) -> Mention:
    role = later.role if with_role and first.role is Role.RECIPIENT else first.role
    return replace(
        first,
        role=role,
        countries=first.countries or later.countries,
        is_row=first.is_row or later.is_row,
        is_sure=first.is_sure or later.is_sure,
        is_listed=first.is_listed or later.is_listed,
        told=(*first.told, *later.told)[:_MAX_TOLD],
    )


def _recipient(one: Mention) -> Recipient:
    return Recipient(
        one.name,
        one.service,
        one.party,
        one.role,
        one.countries,
        one.start,
        one.end,
        one.name_start,
        one.is_row,
        one.told,
    )
