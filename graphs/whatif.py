"""What if: a decision falls, a certification lapses, a parent is bought, a vendor leaves. Pure; nothing is written.

The register's own hops are judged twice: as they stand, and under what is supposed. A hypothesis on the law makes
another law book; one on a party changes the facts of every transfer to it. The fallback is honest by construction: the
same rules are asked again, so an assessment that rests on the fallen act falls with it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from graphs.answers import refuse_cut
from registry.catalogue import chains
from registry.catalogue.chains import Crossing, Hop
from registry.catalogue.reading import Register
from registry.errors import Ambiguous, BadInput
from registry.judging import Judge, Judged, counts
from registry.law.lawbook import LawBook
from registry.law.verdicts import Answer, rank
from registry.terms import Flag, Framework, Responsibility, Verdict

MOST_HYPOTHESES = 50
_DEFECTS = frozenset(
    {
        Flag.ASSESSMENT_DUE, Flag.ASSESSMENT_OVERDUE, Flag.ASSESSMENT_RESTS_ON_FALLEN_LAW, Flag.MEASURES_NOT_MATCHED,
        Flag.WRONG_MODULE, Flag.OUTSIDE_CLAUSE_SCOPE, Flag.OLD_CLAUSES, Flag.NOT_A_TRANSFER_TOOL,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """What is supposed, as it was asked for; `expire` names the first day an act no longer holds."""

    revoke: tuple[str, ...] = ()
    expire: tuple[tuple[str, date], ...] = ()
    lapse: tuple[tuple[str, str], ...] = ()  # (party, framework)
    acquire: tuple[tuple[str, str], ...] = ()  # (party, country of the new parent)
    leave: tuple[str, ...] = ()  # services that are no longer used


@dataclass(frozen=True, slots=True)
class Flip:
    """A transfer whose verdict would be another. `after` None: there would be no transfer any more."""

    hop: Hop
    crossing: Crossing
    before: Answer
    after: Answer | None

    @property
    def is_worse(self) -> bool:
        """Whether the transfer would stand worse than it does."""
        return self.after is not None and rank(self.after.verdict) < rank(self.before.verdict)

    @property
    def missing(self) -> tuple[str, ...]:
        """What would have to be known or cured: facts nobody knows, else the defects of what is on file."""
        if self.after is None or self.after.verdict in _STANDING:
            return ()
        if self.after.would_settle:
            return self.after.would_settle
        defects = tuple(flag.value for flag in self.after.flags if flag in _DEFECTS)
        return defects or (() if self.tools else ("safeguard",))

    @property
    def tools(self) -> tuple[str, ...]:
        """The safeguards and derogations on file, by kind: what a fallback could be made of."""
        facts = self.crossing.facts
        kinds = [str(one["kind"]) for one in facts.get("safeguards") or [] if one.get("kind")]
        derogation = facts.get("derogation")
        kinds += [f"derogation {derogation['article']}"] if derogation else []
        return tuple(dict.fromkeys(kinds))


@dataclass(frozen=True, slots=True)
class Both:
    """What is supposed, the hops that count judged as they stand and as they would be, and what would flip."""

    supposed: "Supposed"
    before: tuple[Judged, ...]
    after: tuple[Judged, ...]
    flips: tuple[Flip, ...]

    @property
    def outcome(self) -> "Outcome":
        """What is told of it."""
        total = sum(len(one.answers) for one in self.before)
        return Outcome(self.flips, counts(self.before), counts(self.after), total - len(self.flips))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What would flip, the transfers by verdict before and after, and how many stay as they are."""

    flips: tuple[Flip, ...]
    before: Mapping[str, int]
    after: Mapping[str, int]
    unchanged: int


@dataclass(frozen=True, slots=True)
class Supposed:
    """A hypothesis resolved against a register and a law book."""

    law: LawBook
    lapsed: Mapping[str, frozenset[str]] = field(default_factory=dict)  # name -> frameworks
    parents: Mapping[str, str] = field(default_factory=dict)  # name -> country
    left: frozenset[str] = frozenset()  # service ids

    def crossing(self, one: Crossing) -> Crossing:
        """The transfer with the facts as they would be."""
        importer = one.facts.get("importer")
        name = str(importer.get("name") or "").casefold() if isinstance(importer, dict) else ""
        gone, country = self.lapsed.get(name), self.parents.get(name)
        if not isinstance(importer, dict) or (gone is None and country is None):
            return one
        changed = dict(importer)
        if gone is not None and importer.get("certifications"):
            changed["certifications"] = [c for c in importer["certifications"] if c.get("framework") not in gone]
        if country is not None:
            changed["parent_country"] = country
        return replace(one, facts=one.facts | {"importer": changed})

    def is_left(self, hop: Hop) -> bool:
        """Whether the hop leads to, or comes from, a service that is no longer used."""
        return hop.importer.id in self.left or hop.exporter.id in self.left


def simulate(register: Register, law: LawBook, hypothesis: Hypothesis, *, controller_id: str | None = None) -> Outcome:
    """What would flip on the register's day. Raises BadInput, NotFound or Ambiguous for what cannot be supposed.

    A chain too long to be walked to its end is BadInput too.
    Only transfers within our own or shared responsibility count.
    """
    return judged_twice(register, law, hypothesis, controller_id=controller_id).outcome


def judged_twice(register: Register, law: LawBook, hypothesis: Hypothesis, *, controller_id: str | None = None) -> Both:
    """Every hop that counts, judged as it stands and as it would be. Raises as `simulate` does."""
    supposed = suppose(register, law, hypothesis)
    on = register.moment.on
    engagements = register.engagements_of.get(controller_id, []) if controller_id else register.engagements.values()
    found = [h for h in chains.hops(register, engagements) if h.responsibility is not Responsibility.THEIRS]
    refuse_cut(found)
    before = list(Judge(law, on).judged(found))
    there = [replace(h, crossings=tuple(map(supposed.crossing, h.crossings))) for h in _staying(found, supposed)]
    after = list(Judge(supposed.law, on).judged(there))
    return Both(supposed, tuple(before), tuple(after), tuple(_flips(before, after)))


def suppose(register: Register, law: LawBook, hypothesis: Hypothesis) -> Supposed:
    """Resolve names and acts. Raises BadInput for an act no law book holds, NotFound or Ambiguous for a name."""
    if sum(map(len, _parts(hypothesis))) > MOST_HYPOTHESES:
        raise BadInput(f"At most {MOST_HYPOTHESES} things can be supposed at once.", field="hypothesis")
    on = register.moment.on
    for act in hypothesis.revoke:
        law = law.ended(act_named(law, act, "revoke"), on)
    for act, day in hypothesis.expire:
        law = law.ended(act_named(law, act, "expire"), day)
    lapsed: dict[str, frozenset[str]] = {}
    for party, framework in hypothesis.lapse:
        for name in _legal_names(register, party):
            lapsed[name] = lapsed.get(name, frozenset()) | {_framework(framework)}
    parents = {
        name: _country(law, country) for party, country in hypothesis.acquire for name in _legal_names(register, party)
    }
    return Supposed(law, lapsed, parents, frozenset(register.service(name).id for name in hypothesis.leave))


def _parts(hypothesis: Hypothesis) -> Sequence[Sequence[Any]]:
    return (hypothesis.revoke, hypothesis.expire, hypothesis.lapse, hypothesis.acquire, hypothesis.leave)


def _staying(found: Iterable[Hop], supposed: Supposed) -> list[Hop]:
    """The hops that would still be made: when a service is left, all that is behind it goes with it."""
    gone: set[tuple[str, tuple[str, ...]]] = set()
    staying = []
    for hop in found:  # nearest first
        if supposed.is_left(hop) or (hop.engagement_id, hop.path[:-1]) in gone:
            gone.add((hop.engagement_id, hop.path))
        else:
            staying.append(hop)
    return staying


def _flips(before: Iterable[Judged], after: Iterable[Judged]) -> list[Flip]:
    now = {c.key: (c, a) for one in after for c, a in zip(one.hop.crossings, one.answers, strict=True)}
    flips = []
    for one in before:
        for crossing, answer in zip(one.hop.crossings, one.answers, strict=True):
            changed, then = now.get(crossing.key, (crossing, None))
            if then is None or then.verdict is not answer.verdict:
                flips.append(Flip(one.hop, changed, answer, then))
    return sorted(flips, key=lambda flip: (_gravity(flip), flip.hop.path, flip.crossing.key))


def _gravity(flip: Flip) -> int:
    return len(Verdict) if flip.after is None else rank(flip.after.verdict)


def act_named(law: LawBook, wanted: str, field: str) -> str:
    """An act as the law book writes it: in full, or by a part that names one alone ("2023/1795").

    Raises BadInput for an act no law book holds, Ambiguous for a part of several.
    """
    acts = sorted({d.act for d in law.adequacy} | {c.act for c in law.clauses})
    found = [act for act in acts if act == wanted] or [act for act in acts if wanted and wanted in act]
    if not found:
        raise BadInput(f"No act “{wanted}” stands in the law book. It holds: {', '.join(acts)}.", field=field)
    if len(found) > 1:
        raise Ambiguous(wanted, found)
    return found[0]


def _framework(wanted: str) -> str:
    try:
        return Framework(wanted).value
    except ValueError as error:
        known = ", ".join(one.value for one in Framework)
        raise BadInput(f"“{wanted}” is no framework; one of {known}.", field="lapse") from error


def _country(law: LawBook, wanted: str) -> str:
    if wanted not in law.countries:
        raise BadInput(f"“{wanted}” is no country; write two capital letters.", field="acquire")
    return wanted


def _legal_names(register: Register, party: str) -> frozenset[str]:
    """The names of a legal person, or of all legal persons of a group, as facts are matched by."""
    return frozenset(one.name.casefold() for one in register.legal_persons(party))


_STANDING = frozenset({Verdict.NOT_A_TRANSFER, Verdict.COVERED, Verdict.SAFEGUARDED, Verdict.DEROGATION})
