"""Concentration: how much of what we do stands behind one company, one group, one country."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from graphs.answers import is_counted
from registry.catalogue.chains import Hop
from registry.catalogue.reading import Register
from registry.judging import Judged
from registry.law.verdicts import worst
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
    name: str
    hops: list[Hop] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)


Behind = dict[str | None, _Behind]


def concentration(register: Register, judged: Iterable[Judged]) -> Concentration:
    """Counted over the hops of our own or shared responsibility, down the whole chain."""
    parties: Behind = {}
    groups: Behind = {}
    countries: Behind = {}
    engagements: set[str] = set()
    controllers: set[str] = set()
    for one in judged:
        if not is_counted(one.hop):
            continue
        engagements.add(one.hop.engagement_id)
        controllers.add(one.hop.controller_id)
        _note(parties, one.hop.importer.party, one.hop.importer.party, one.hop, one.verdict)
        _note(groups, *_group(register, one.hop), one.hop, one.verdict)
        for crossing, answer in zip(one.hop.crossings, one.answers, strict=True):
            _note(countries, crossing.destination, crossing.destination, one.hop, answer.verdict)
    return Concentration(
        controllers=len(controllers),
        engagements=len(engagements),
        party_not_known=_unknown(parties),
        country_not_known=_unknown(countries),
        parties=_shares(register, parties),
        groups=_shares(register, groups),
        countries=_shares(register, countries),
    )


def _note(behind: Behind, key: str | None, name: str | None, hop: Hop, verdict: Verdict) -> None:
    there = behind.setdefault(key, _Behind(name or ""))
    there.hops.append(hop)
    there.verdicts.append(verdict)


def _group(register: Register, hop: Hop) -> tuple[str | None, str | None]:
    """The group of the importer's organisation; what has no group stands for itself."""
    organisation = register.organisations.get(hop.importer.organisation_id or "")
    if organisation is None:
        return None, None
    parent = register.organisations.get(organisation.parent_id or "")
    return (parent.id, parent.name) if parent is not None else (organisation.id, organisation.name)


def _unknown(behind: Behind) -> int:
    return len({hop.engagement_id for hop in behind[None].hops}) if None in behind else 0


def _shares(register: Register, behind: Behind) -> tuple[Share, ...]:
    found = [_share(register, key, one) for key, one in behind.items() if key is not None]
    return tuple(sorted(found, key=lambda share: (-share.engagements, -share.controllers, share.key)))


def _share(register: Register, key: str, one: _Behind) -> Share:
    ids = {hop.engagement_id for hop in one.hops}
    categories = {id_: register.engagements[id_].data_categories for id_ in ids}
    of_kind: dict[HopKind, set[str]] = defaultdict(set)
    for hop in one.hops:
        of_kind[hop.kind].add(hop.engagement_id)
    return Share(
        key=key,
        name=one.name,
        controllers=len({hop.controller_id for hop in one.hops}),
        engagements=len(ids),
        direct=len(of_kind[HopKind.ENGAGEMENT]),
        data_categories=tuple(sorted({name for names in categories.values() for name in names or ()})),
        without_categories=sum(names is None for names in categories.values()),
        worst=worst(one.verdicts),
    )
