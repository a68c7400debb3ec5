"""Concentration: how much of what we do stands behind one company, one group, one country."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, partial

from graphs.answers import is_counted
from registry.catalogue.chains import Hop
from registry.catalogue.reading import Register
from registry.judging import Judged
from registry.law.verdicts import rank
from registry.terms import HopKind, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What stands behind one of them. `direct`: engagements it takes part in at the first hop.

    `data_categories` are those on file; `without_categories` counts engagements of which nobody knows them.
    """

    key: str
    name: str
    controllers: int
    engagements: int
    direct: int
    data_categories: tuple[str, ...]
    without_categories: int
    worst: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Concentration:
    """Legal persons as far as known, groups, and countries the data reach; most engagements first.

    `engagements` and `controllers` are all there are; `party_not_known` and `country_not_known` count the engagements
    with at least one such hop.
    """

    controllers: int
    engagements: int
    party_not_known: int
    country_not_known: int
    parties: tuple[Share, ...]
    groups: tuple[Share, ...]
    countries: tuple[Share, ...]


@dataclass(slots=True)
class _Behind:
    """The ids of what stands behind one; `worst` is the rank of the worst verdict met."""

    name: str
    engagements: set[str] = field(default_factory=set)
    direct: set[str] = field(default_factory=set)
    controllers: set[str] = field(default_factory=set)
    worst: int = len(Verdict)


_BY_RANK = tuple(Verdict)
Behind = dict[str | None, _Behind]


def concentration(register: Register, judged: Iterable[Judged]) -> Concentration:
    """Counted over the hops of our own or shared responsibility, down the whole chain."""
    parties: Behind = {}
    groups: Behind = {}
    countries: Behind = {}
    engagements: set[str] = set()
    controllers: set[str] = set()
    group_of = cache(partial(_group, register))
    for one in judged:
        if not is_counted(one.hop):
            continue
        engagements.add(one.hop.engagement_id)
        controllers.add(one.hop.controller_id)
        ranks = [rank(answer.verdict) for answer in one.answers]
        _note(parties, one.hop.importer.party, one.hop.importer.party, one.hop, min(ranks))
        _note(groups, *group_of(one.hop.importer.organisation_id), one.hop, min(ranks))
        for crossing, weak in zip(one.hop.crossings, ranks, strict=True):
            _note(countries, crossing.destination, crossing.destination, one.hop, weak)
    return Concentration(
        controllers=len(controllers),
        engagements=len(engagements),
        party_not_known=_unknown(parties),
        country_not_known=_unknown(countries),
        parties=_shares(register, parties),
        groups=_shares(register, groups),
        countries=_shares(register, countries),
    )


def _note(behind: Behind, key: str | None, name: str | None, hop: Hop, weak: int) -> None:
    there = behind.get(key)
    if there is None:
        there = behind[key] = _Behind(name or "")
    there.engagements.add(hop.engagement_id)
    there.controllers.add(hop.controller_id)
    if hop.kind is HopKind.ENGAGEMENT:
        there.direct.add(hop.engagement_id)
    there.worst = min(there.worst, weak)


def _group(register: Register, organisation_id: str | None) -> tuple[str | None, str | None]:
    """The group of the importer's organisation; what has no group stands for itself."""
    organisation = register.organisations.get(organisation_id or "")
    if organisation is None:
        return None, None
    parent = register.organisations.get(organisation.parent_id or "")
    return (parent.id, parent.name) if parent is not None else (organisation.id, organisation.name)


def _unknown(behind: Behind) -> int:
    return len(behind[None].engagements) if None in behind else 0


def _shares(register: Register, behind: Behind) -> tuple[Share, ...]:
    found = [_share(register, key, one) for key, one in behind.items() if key is not None]
    return tuple(sorted(found, key=lambda share: (-share.engagements, -share.controllers, share.key)))


def _share(register: Register, key: str, one: _Behind) -> Share:
    categories = [register.engagements[id_].data_categories for id_ in one.engagements]
    return Share(
        key=key,
        name=one.name,
        controllers=len(one.controllers),
        engagements=len(one.engagements),
        direct=len(one.direct),
        data_categories=tuple(sorted({name for names in categories for name in names or ()})),
        without_categories=sum(names is None for names in categories),
        worst=_BY_RANK[one.worst],
    )
