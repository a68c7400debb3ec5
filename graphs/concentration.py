"""Concentration: how much of what we do stands behind one company, one group, one country."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from graphs.answers import is_counted, place
from registry.catalogue.reading import Register
from registry.judging import Judged
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
    """The engagements that stand behind one; `worst` is the rank of the worst verdict met."""

    engagements: set[str] = field(default_factory=set)
    direct: set[str] = field(default_factory=set)
    worst: int = len(Verdict)

    def join(self, other: "_Behind") -> None:
        self.engagements |= other.engagements
        self.direct |= other.direct
        self.worst = min(self.worst, other.worst)


_BY_RANK = tuple(Verdict)
Behind = dict[str | None, _Behind]


def concentration(register: Register, judged: Iterable[Judged]) -> Concentration:
    """Counted over the hops of our own or shared responsibility, down the whole chain."""
    parties: Behind = defaultdict(_Behind)
    organisations: Behind = defaultdict(_Behind)
    countries: Behind = defaultdict(_Behind)
    controller_of: dict[str, str] = {}
    for one in judged:
        hop = one.hop
        if not is_counted(hop):
            continue
        engagement = hop.engagement_id
        controller_of[engagement] = hop.controller_id
        ranks = [place(answer.verdict) for answer in one.answers]
        behind = [countries[crossing.destination] for crossing in hop.crossings]
        behind += parties[hop.importer.party], organisations[hop.importer.organisation_id]
        weakest = min(ranks)
        for there, weak in zip(behind, (*ranks, weakest, weakest), strict=True):
            there.engagements.add(engagement)
            if weak < there.worst:
                there.worst = weak
        if hop.kind is HopKind.ENGAGEMENT:
            for there in behind:
                there.direct.add(engagement)
    return _told(register, parties, _groups(register, organisations), countries, controller_of)


def _groups(register: Register, organisations: Behind) -> Behind:
    """By the group of each organisation; what has no group stands for itself."""
    found: Behind = defaultdict(_Behind)
    for id_, behind in organisations.items():
        organisation = register.organisations.get(id_ or "")
        parent = register.organisations.get(organisation.parent_id or "") if organisation else None
        group = parent or organisation
        found[group.id if group else None].join(behind)
    return found


def _told(
    register: Register, parties: Behind, groups: Behind, countries: Behind, controller_of: dict[str, str]
) -> Concentration:
    names = {id_: register.organisations[id_].name for id_ in groups if id_ is not None}
    share = partial(_shares, register, controller_of)
    return Concentration(
        controllers=len(set(controller_of.values())),
        engagements=len(controller_of),
        party_not_known=_unknown(parties),
        country_not_known=_unknown(countries),
        parties=share(parties, {}),
        groups=share(groups, names),
        countries=share(countries, {}),
    )


def _unknown(behind: Behind) -> int:
    return len(behind[None].engagements) if None in behind else 0


def _shares(
    register: Register, controller_of: dict[str, str], behind: Behind, names: dict[str, str]
) -> tuple[Share, ...]:
    """`names` tell what is not its own name."""
    found = [
        _share(register, controller_of, one, key=key, name=names.get(key, key))
        for key, one in behind.items()
        if key is not None
    ]
    return tuple(sorted(found, key=lambda share: (-share.engagements, -share.controllers, share.key)))


def _share(register: Register, controller_of: dict[str, str], one: _Behind, *, key: str, name: str) -> Share:
    categories = [register.engagements[id_].data_categories for id_ in one.engagements]
    return Share(
        key=key,
        name=name,
        controllers=len({controller_of[id_] for id_ in one.engagements}),
        engagements=len(one.engagements),
        direct=len(one.direct),
        data_categories=tuple(sorted({name for names in categories for name in names or ()})),
        without_categories=sum(names is None for names in categories),
        worst=_BY_RANK[one.worst],
    )
