"""What the registers share: who stands behind an activity, and what is told of a controller and of its transfers."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from registry.catalogue.chains import Hop
from registry.catalogue.reading import Register
from registry.judging import Judged
from registry.law.lawbook import LawBook
from registry.law.verdicts import Answer
from registry.law.zones import Zone, zone
from registry.reports.cells import Cell, Noted, Parts, Word
from registry.terms import HopKind, Responsibility, Verdict

COMPELLING = "49(1) second subparagraph"
# Words of [data_category] that are Art. 9 data, data on offences (Art. 10), or an identity number (Art. 87).
MARKED = frozenset(
    {
        "health",
        "ethnicity",
        "politics",
        "religion",
        "union",
        "genetic",
        "biometric",
        "sex_life",
        "offences",
        "national_id",
    }
)


@dataclass(frozen=True, slots=True)
class Ground:
    """All that registers are written from: the register of a day, and its hops judged."""

    register: Register
    judged: tuple[Judged, ...]
    law: LawBook

    def controllers(self, controller_id: str | None) -> list[Any]:
        """The controllers asked about, by name."""
        found = [o for o in self.register.organisations.values() if o.is_controller and controller_id in (None, o.id)]
        return sorted(found, key=lambda one: (one.name, one.id))

    def by_engagement(self) -> dict[str, list[Judged]]:
        """The hops of our own or shared responsibility, by engagement, nearest first."""
        found: dict[str, list[Judged]] = defaultdict(list)
        for one in self.judged:
            if one.hop.responsibility is not Responsibility.THEIRS:
                found[one.hop.engagement_id].append(one)
        return found

    def countries(self, hops: Iterable[Judged]) -> Cell:
        """The countries outside the EEA that data go to; none only where every transfer could be evaluated."""
        found: set[str] = set()
        is_known = True
        for _, crossing, answer in transfers(hops):
            importer = (crossing.facts.get("importer") or {}).get("country")
            found.update(one for one in (crossing.destination, importer) if one and self._is_outside(one))
            is_known = is_known and answer.verdict is not Verdict.UNKNOWN
        return tuple(sorted(found)) or (() if is_known else None)

    def _is_outside(self, country: str) -> bool:
        return zone(self.law, country, self.register.moment.on) not in (Zone.EEA, Zone.UNKNOWN)


def transfers(hops: Iterable[Judged]) -> Iterator[tuple[Hop, Any, Answer]]:
    """Every crossing that is, or may be, a transfer to a third country."""
    for one in hops:
        for crossing, answer in zip(one.hop.crossings, one.answers, strict=True):
            if answer.verdict is not Verdict.NOT_A_TRANSFER:
                yield one.hop, crossing, answer


def told_of(organisation: Any, name: str) -> Cell:
    """A contact of an organisation; not on file where it is not, none where it is known to have none."""
    told = (organisation.contact or {}).get(name)
    if told is None and name in (organisation.known_absent or ()):
        return ()
    return tuple(map(str, told)) if isinstance(told, list) else told


def reached_at(organisation: Any) -> Cell:
    """Where an organisation is reached: its address and its contact, each once."""
    contact = organisation.contact or {}
    return tuple(dict.fromkeys(str(contact[name]) for name in ("address", "contact") if contact.get(name))) or None


def unevaluated(hops: Iterable[Judged]) -> Cell:
    """Who gets data of which nobody can tell whether, or on what basis, they are transferred."""
    found = (hop.path[-1] for hop, _, answer in transfers(hops) if answer.verdict is Verdict.UNKNOWN)
    return tuple(dict.fromkeys(found))


def tools(hops: Iterable[Judged]) -> Cell:
    """What carries the transfers, by verdict, with the articles."""
    found = (answer for _, _, answer in transfers(hops) if answer.reasons)
    return tuple(dict.fromkeys(Noted(one.reasons[0].article, Word("verdict", one.verdict.value)) for one in found))


def compelling(register: Register, hops: Iterable[Judged]) -> Cell:
    """Transfers on compelling legitimate interests, each with the documentation of its safeguards (Art. 30(1)(e))."""
    found = []
    for hop, crossing, _ in transfers(hops):
        if (crossing.facts.get("derogation") or {}).get("article") == COMPELLING:
            rows = register.derogations.get(crossing.transfer_id or "", [])
            documented = next((row.documentation for row in rows if row.documentation), None)
            found.append(Parts((("importer", hop.path[-1]), ("documentation", documented))))
    return tuple(dict.fromkeys(found))


def marked(categories: list[str] | None) -> Cell:
    """The categories that are special, or an identity number. Other words may hide some, so none is never claimed."""
    return tuple(Word("data_category", one) for one in categories or () if one in MARKED) or None


def sub_processors(hops: Iterable[Judged]) -> Cell:
    """Who stands behind a processor; not on file where no list is known."""
    found = tuple(dict.fromkeys(one.hop.importer.title for one in hops if one.hop.kind is HopKind.SUB_PROCESSOR))
    return found or None
