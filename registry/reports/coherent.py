"""Whether clauses, contracts, versions and sources agree with each other, hop by hop and engagement by engagement.

The law's own rules (`registry.law.coherence`, `registry.law.statements`) asked of the register's rows. What cannot be
told for lack of a fact is told once an engagement, with the hops it is of; what clashes is told where it stands.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from registry.catalogue import said
from registry.catalogue.papers import Papers
from registry.catalogue.reading import Register, Row
from registry.catalogue.said import AdequacyClaim
from registry.judging import Judged
from registry.law.coherence import Check, Clash, OfHop, Paper, of_paper, of_transfer
from registry.law.facts import read_facts
from registry.law.lawbook import LawBook
from registry.law.statements import Statement, claimed_adequacy, contradictions
from registry.reports.linter import Problem
from registry.reports.versions import accepted
from registry.terms import AgreementKind, Basis, Framework, HopKind, Module, Responsibility, Role

SHOWN = 3  # hops that are named where many lack the same fact
ADEQUACY_WORDS = ("adequa", "adekv")  # how words that speak of a decision begin, in both languages


@dataclass(frozen=True, slots=True)
class Ground:
    """All that the papers are held against."""

    register: Register
    judged: tuple[Judged, ...]
    papers: Papers
    law: LawBook

    @property
    def on(self) -> date:
        """The day asked about."""
        return self.register.moment.on


def services_of(judged: Iterable[Judged], register: Register) -> frozenset[str]:
    """The services that our own and shared hops reach."""
    reached = (one.hop.importer.id for one in judged if one.hop.responsibility is not Responsibility.THEIRS)
    return frozenset(reached) & register.services.keys()


def problems(ground: Ground, controller_id: str | None) -> Iterator[Problem]:
    """What does not fit, or cannot be told. What a recipient answers for is left to it."""
    ours = [
        one
        for one in ground.judged
        if controller_id in (None, one.hop.controller_id) and one.hop.responsibility is not Responsibility.THEIRS
    ]
    found = [(one, key, clash) for one in ours for key, clash in _clashes(ground, one)]
    for one, key, clash in found:
        if not clash.is_untold:
            yield _problem(clash, one.hop.controller_id, key, " > ".join(one.hop.path), one.hop.path[-1])
    yield from _untold(found)
    yield from _rows(ground, ours)
    engagements = [e for e in ground.register.engagements.values() if controller_id in (None, e.controller_id)]
    for engagement in sorted(engagements, key=lambda one: one.id):
        yield from _of_engagement(ground, engagement)
    yield from _sources(ground, ours)
    yield from _own_words(ground, engagements)


def _clashes(ground: Ground, one: Judged) -> Iterator[tuple[str, Clash]]:
    """What clashes in the clauses of each transfer of a hop, by the transfer's key."""
    if one.hop.kind is HopKind.JOINT:
        return
    is_behind = one.hop.kind is HopKind.SUB_PROCESSOR
    for crossing, answer in zip(one.hop.crossings, one.answers, strict=True):
        facts = read_facts(crossing.facts, ground.law.countries)
        asked = OfHop(facts, answer.verdict, crossing.basis is Basis.CLAIMED, is_behind)
        yield from ((crossing.key, clash) for clash in of_transfer(asked, ground.law, ground.on))


def _untold(found: Iterable[tuple[Judged, str, Clash]]) -> Iterator[Problem]:
    """What a missing fact leaves open, once for all hops of an engagement."""
    open_in: dict[tuple[str, Clash], list[Judged]] = defaultdict(list)
    for one, _, clash in found:
        if clash.is_untold:
            plain = replace(clash, values=tuple(pair for pair in clash.values if pair[0] != "modul"))
            open_in[one.hop.engagement_id, plain].append(one)
    for (engagement, clash), hops in open_in.items():
        names = list(dict.fromkeys(one.hop.path[-1] for one in hops))
        more = f" (+{len(names) - SHOWN})" if len(names) > SHOWN else ""
        told = replace(clash, values=(*clash.values, ("namn", ", ".join(names[:SHOWN]) + more)))
        first = hops[0].hop
        yield _problem(told, first.controller_id, engagement, " > ".join(first.path[:2]), first.path[1])


def _rows(ground: Ground, ours: Iterable[Judged]) -> Iterator[Problem]:
    """Decisions that the rows of lists claim for themselves."""
    register = ground.register
    groups = (*register.list_rows.values(), *register.rows_on_file.values())
    rows = {row.id: row for group in groups for row in group}
    for one in ours:
        row = rows.get(one.hop.key.partition(">")[2])
        if one.hop.kind is not HopKind.SUB_PROCESSOR or row is None:
            continue
        claims = said.of_row(row, ground.papers, ADEQUACY_WORDS)
        for clash in _claimed(ground, claims, row.contracting_party_id or row.organisation_id):
            yield _problem(clash, one.hop.controller_id, one.hop.key, " > ".join(one.hop.path), one.hop.path[-1])


def _of_engagement(ground: Ground, engagement: Row) -> Iterator[Problem]:
    """Its papers against its role, the version accepted, and the decisions its service's documents claim."""
    service = ground.register.services[engagement.service_id]
    agreements = ground.register.agreements.get(engagement.id, [])
    for paper in agreements:
        for clash in _of_paper(ground, engagement, paper):
            yield _problem(clash, engagement.controller_id, paper.id, service.name, service.name)
    claims = dict.fromkeys(said.of_service(engagement.service_id, ground.papers, ADEQUACY_WORDS))
    found = [*_claimed(ground, claims, None)]
    if engagement.decided_by_us is Role.PROCESSOR:
        contracts = [paper for paper in agreements if paper.kind is AgreementKind.DPA]
        found += [clash for paper in contracts for clash in accepted(paper, engagement.service_id, ground.papers)]
    for clash in dict.fromkeys(found):
        yield _problem(clash, engagement.controller_id, engagement.id, service.name, service.name)


def _of_paper(ground: Ground, engagement: Row, paper: Row) -> Iterable[Clash]:
    """Clauses against the role decided; a contract under Art. 28 with somebody who is no processor."""
    if paper.kind is AgreementKind.DPA and engagement.decided_by_us not in (None, Role.PROCESSOR, Role.RECIPIENT):
        return (Clash(Check.CONTRACT, "role", (("roll", engagement.decided_by_us.value),)),)
    if paper.kind is not AgreementKind.SCC:
        return ()
    modules = None if paper.modules is None else frozenset(Module(one) for one in paper.modules)
    act = (paper.notes or {}).get("act")
    return of_paper(Paper(act, modules, paper.annexes_complete, engagement.decided_by_us), ground.law)


def _claimed(ground: Ground, claims: Iterable[AdequacyClaim], holder: str | None) -> Iterator[Clash]:
    certified = None if holder is None else _certified(ground.register, holder)
    for claim in claims:
        clash = claimed_adequacy(claim.country, certified, ground.law, ground.on)
        if clash is not None:
            yield Clash(clash.rule, clash.way, (*clash.values, ("citat", claim.quote), ("kalla", claim.label)))


def _certified(register: Register, holder: str) -> frozenset[Framework]:
    """The frameworks whose lists show the company, or one of its group."""
    holders = (holder, *(person.id for person in register.members.get(holder, [])))
    rows = (row for one in holders for row in register.certifications.get(one, []))
    return frozenset(row.framework for row in rows if row.state in ("active", "claimed"))


def _sources(ground: Ground, ours: Iterable[Judged]) -> Iterator[Problem]:
    """Sources that contradict each other about a service we use, and conflicts that somebody noted."""
    using: dict[str, set[str]] = defaultdict(set)
    for one in ours:
        if one.hop.importer.id in ground.register.services:
            using[one.hop.importer.id].add(one.hop.controller_id)
    for first, second in contradictions(said.statements(ground.register, ground.papers, using.keys())):
        yield from _each(ground, using[first.subject], first.subject, Clash(Check.SOURCES, "", _both(first, second)))
    for service in sorted(using):
        for one in ground.papers.claims.get(service, []):
            if one.field == "conflict":
                values = (("citat", said.cut(str(one.value.get("text") or ""))),)
                yield from _each(ground, using[service], service, Clash(Check.SOURCES, "noted", values))


def _own_words(ground: Ground, engagements: Iterable[Row]) -> Iterator[Problem]:
    """One document that says two things of an engagement, and nobody has decided which."""
    for engagement in engagements:
        name = ground.register.services[engagement.service_id].name
        for one in ground.papers.claims.get(engagement.id, []):
            if one.field == "conflict":
                values = (("citat", said.cut(str(one.value.get("value")))), ("kalla", said.cut(one.source)))
                clash = Clash(Check.SOURCES, "same_source", values)
                yield _problem(clash, engagement.controller_id, engagement.id, name, name)


def _each(ground: Ground, controllers: Collection[str], service: str, clash: Clash) -> Iterator[Problem]:
    name = ground.register.services[service].name
    yield from (_problem(clash, controller, service, name, name) for controller in sorted(controllers))


def _both(first: Statement, second: Statement) -> tuple[tuple[str, str], ...]:
    return (
        ("sak", first.fact), ("vem", first.of), ("kalla", first.label), ("citat", first.quote or _values(first)),
        ("kalla2", second.label), ("citat2", second.quote or _values(second)),
    )  # fmt: skip


def _values(one: Statement) -> str:
    return ", ".join(sorted(one.said))


def _problem(clash: Clash, controller: str, record: str, name: str, service: str) -> Problem:
    return Problem(clash.rule.value, clash.way, controller, record, name, (("tj", service), *clash.values))
