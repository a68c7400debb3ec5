"""Clauses and contract held against the roles of a hop: the module, the annexes, the scope of the clauses, the act.

Pure, as the verdict is: facts, a law book and a day in; what does not fit, or cannot be told for lack of a fact, out.
A verdict says whether a transfer stands; this says whether its papers agree with each other, also those it does not
stand on. Nothing found means that nothing was left to ask, never that a fact was taken for granted.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from registry.law.clauses import module_between
from registry.law.lawbook import ClauseSet, LawBook
from registry.law.lawindex import LawIndex, index_of
from registry.law.shapes import MISSING, Exporter, Facts, Importer, Missing, Safeguard, party_of
from registry.terms import Module, OnwardTerms, Party, ReceivedUnder, Role, SafeguardKind, Verdict


class Check(StrEnum):
    """The rules, by their tables in data/checks.toml."""

    MODULE = "K46a"
    DOWN_THE_CHAIN = "K46b"
    ANNEXES = "K46c"
    NOT_A_TOOL = "K46d"
    IMPORTER_UNDER_GDPR = "K46e"
    ADEQUACY_CLAIMED = "K45"
    ACCEPTED_VERSION = "K28v"
    CONTRACT = "K28"
    SOURCES = "K5"


UNTOLD = frozenset({"unstated", "roles", "own_controller", "act", "unknown", "claimed", "onward"})
"""The cases in which a fact is missing: nobody can say whether the papers fit."""


@dataclass(frozen=True, slots=True)
class Clash:
    """What does not fit, or cannot be told: the rule, its case in data/checks.toml, and what fills the words."""

    rule: Check
    way: str = ""
    values: tuple[tuple[str, str], ...] = ()

    @property
    def is_untold(self) -> bool:
        """Whether a missing fact is all that was found."""
        return self.way in UNTOLD


@dataclass(frozen=True, slots=True)
class OfHop:
    """One transfer of a hop with its answer. `claimed`: nothing is on file, only what the vendor's documents say."""

    facts: Facts
    verdict: Verdict
    claimed: bool
    is_behind: bool  # further down than the engagement itself


@dataclass(frozen=True, slots=True)
class Paper:
    """Transfer clauses signed for an engagement, and the role of who signed, decided by the controller."""

    act: str | None
    modules: frozenset[Module] | None
    annexes_complete: bool | None
    role: Role | None


def of_transfer(one: OfHop, law: LawBook, on: date) -> tuple[Clash, ...]:
    """What clashes in the clauses of one transfer. One that is no transfer needs no clauses."""
    if one.verdict is Verdict.NOT_A_TRANSFER:
        return ()
    index = index_of(law)
    named = [guard for guard in _named(one.facts) if guard.kind is SafeguardKind.SCC]
    found = [clash for guard in named for clash in _of_clauses(guard, one, index)]
    if not named:
        found += _down_the_chain(one, index, on)
    return tuple(dict.fromkeys(found))


def of_paper(paper: Paper, law: LawBook) -> tuple[Clash, ...]:
    """What clashes in clauses that lie with an engagement: the sender is the controller."""
    one = OfHop(
        Facts(exporter=Exporter(role=Role.CONTROLLER), importer=Importer(role=paper.role or MISSING)),
        Verdict.UNKNOWN,
        claimed=False,
        is_behind=False,
    )
    guard = Safeguard(
        kind=SafeguardKind.SCC,
        act=MISSING if paper.act is None else paper.act,
        modules=MISSING if paper.modules is None else paper.modules,
        annexes_complete=MISSING if paper.annexes_complete is None else paper.annexes_complete,
    )
    found = _of_clauses(guard, one, index_of(law))
    return tuple(dict.fromkeys(clash for clash in found if clash.rule is not Check.IMPORTER_UNDER_GDPR))


def _named(facts: Facts) -> tuple[Safeguard, ...]:
    return () if isinstance(facts.safeguards, Missing) else facts.safeguards


def _of_clauses(guard: Safeguard, one: OfHop, index: LawIndex) -> Iterator[Clash]:
    adopted = None if isinstance(guard.act, Missing) else index.clause_set(guard.act)
    if adopted is None:
        yield Clash(Check.MODULE, "act")
        return
    if not adopted.transfer_tool:
        yield Clash(Check.NOT_A_TOOL, "claimed_tool" if one.claimed else "", (("akt", adopted.act),))
        return
    yield from _module(guard, adopted, one)
    yield from _scope(adopted, one)
    yield from _annexes(guard, adopted, one)


def _module(guard: Safeguard, adopted: ClauseSet, one: OfHop) -> Iterator[Clash]:
    """The module against both roles. Of an older set the set itself is the module."""
    modules = adopted.modules if len(adopted.modules) == 1 else guard.modules
    if isinstance(modules, Missing):
        yield Clash(Check.MODULE, "unstated")
        return
    sender, receiver = party_of(one.facts.exporter.role), party_of(one.facts.importer.role)
    if isinstance(sender, Missing) or isinstance(receiver, Missing):
        yield Clash(Check.MODULE, "roles", (("modul", _words(modules)),))
        return
    wanted = module_between(sender, receiver)
    if wanted not in modules:
        yield _unfit(modules, wanted, one)
    elif wanted is Module.P2C:
        yield from _back_to_controller(one.facts.importer.is_own_controller)


def _unfit(modules: frozenset[Module], wanted: Module, one: OfHop) -> Clash:
    """What a vendor names to its own customers says nothing of what it signed with a processor."""
    told = (("modul", _words(modules)), ("ratt", wanted.value))
    if not one.is_behind or wanted is not Module.P2P:
        return Clash(Check.MODULE, "declared" if one.claimed else "", told)
    return Clash(Check.DOWN_THE_CHAIN, "unknown") if one.claimed else Clash(Check.DOWN_THE_CHAIN, "", told)


def _back_to_controller(is_own: bool | Missing) -> Iterator[Clash]:
    """Module 4 is for a processor's return to its own controller; towards another's it has no clauses."""
    if isinstance(is_own, Missing):
        yield Clash(Check.MODULE, "own_controller")
    elif not is_own:
        yield Clash(Check.MODULE, "other_controller")


def _scope(adopted: ClauseSet, one: OfHop) -> Iterator[Clash]:
    """An importer itself under the GDPR (Art. 3(2)) is outside the scope of (EU) 2021/914."""
    if not adopted.only_importers_outside_gdpr:
        return
    under = one.facts.importer.subject_to_gdpr
    if isinstance(under, Missing):
        yield Clash(Check.IMPORTER_UNDER_GDPR, "unknown", (("akt", adopted.act),))
    elif under:
        yield Clash(Check.IMPORTER_UNDER_GDPR, "", (("akt", adopted.act),))


def _annexes(guard: Safeguard, adopted: ClauseSet, one: OfHop) -> Iterator[Clash]:
    told = (("bilagor", annexes_of(adopted)),)
    if isinstance(guard.annexes_complete, Missing):
        yield Clash(Check.ANNEXES, "claimed" if one.claimed else "unknown", told)
    elif not guard.annexes_complete:
        yield Clash(Check.ANNEXES, "", told)


def annexes_of(adopted: ClauseSet) -> str:
    """The annexes of a set by their numbers, as the law book lists them: `I.A, I.B, I.C, II, III`."""
    return ", ".join(name.removeprefix("annex ") for name in sorted(adopted.contents) if name.startswith("annex "))


def _down_the_chain(one: OfHop, index: LawIndex, on: date) -> Iterator[Clash]:
    """From processor to sub-processor, no clauses known: under module 3, or what the first hop's tool wants instead.

    What is known to be absent is the verdict's to say; a hop that an adequacy decision carries needs no clauses.
    """
    sender, receiver = party_of(one.facts.exporter.role), party_of(one.facts.importer.role)
    between_processors = sender is Party.PROCESSOR and receiver is Party.PROCESSOR
    if not one.is_behind or not between_processors or one.verdict is Verdict.COVERED:
        return
    if one.facts.safeguards is not MISSING or one.verdict in (Verdict.SAFEGUARDED, Verdict.DEROGATION):
        return
    if not _is_onward(one.facts, index, on):
        yield Clash(Check.DOWN_THE_CHAIN, "unknown")
    elif not _passes_on_its_terms(one.facts):
        yield Clash(Check.DOWN_THE_CHAIN, "onward")


def _is_onward(facts: Facts, index: LawIndex, on: date) -> bool:
    home, under = facts.exporter.country, facts.exporter.subject_to_gdpr
    return not isinstance(home, Missing) and under is not True and index.membership(home, on) is None


def _passes_on_its_terms(facts: Facts) -> bool:
    """Whether it is known what data were received under, and which terms bind the next one."""
    if facts.received_under is ReceivedUnder.DPF:
        return facts.onward_terms is OnwardTerms.DPF_ONWARD_CONTRACT
    return facts.received_under is not MISSING and facts.onward_terms not in (MISSING, None)


def _words(modules: Iterable[Module]) -> str:
    return ", ".join(sorted(module.value for module in modules)) or "–"
