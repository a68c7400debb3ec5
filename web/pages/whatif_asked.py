"""What `/what-if` is asked in its address, and what its form offers: acts, certifications, parents, services."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from graphs.answers import is_counted, of_controller
from graphs.commands.simulate import hypothesis_of
from graphs.standing import Standing, standing
from graphs.whatif import Hypothesis
from registry.catalogue.chains import Crossing
from registry.catalogue.reading import TABLES, Row
from registry.errors import BadInput
from registry.judging import Judged
from registry.law.lawbook import LawBook
from registry.law.lawindex import holds, is_in_force
from registry.terms import Framework
from web.deps import Desk
from web.pages.listings import ListQuery
from web.pages.views import View
from web.pages.visiting import Visit, address

OPTIONS = ("revoke", "expire", "lapse", "acquire", "leave")
_HALVES = {"expire": ("expire_act", "expire_on", "="), "acquire": ("acquire_party", "acquire_country", ":")}
_OTHERS = ("controller", "on", "known_at", "lang", "q", "sort", "page", "of", "format")


class WhatIfQuery(ListQuery, frozen=True, kw_only=True):
    """Each hypothesis in the form of `onward simulate`, as often as needed; an act with a day, and a company with a
    country, also as two fields of the form."""

    controller: str | None = None
    revoke: tuple[str, ...] = ()
    expire: tuple[str, ...] = ()
    lapse: tuple[str, ...] = ()
    acquire: tuple[str, ...] = ()
    leave: tuple[str, ...] = ()
    expire_act: str | None = None
    expire_on: str | None = None
    acquire_party: str | None = None
    acquire_country: str | None = None


@dataclass(frozen=True, slots=True)
class Certified:
    """A certification of an importer, as the address names it, and how many transfers go to that importer."""

    party: str
    framework: str
    transfers: int

    @property
    def value(self) -> str:
        """As the address names it."""
        return f"{self.party}:{self.framework}"


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form offers on the day."""

    acts: tuple[Standing, ...]  # those that transfers rest on
    others: tuple[str, ...]  # those in force that none rests on
    names_of: dict[str, str]  # act -> what it is called in the law book
    certified: tuple[Certified, ...]
    parties: tuple[str, ...]
    services: tuple[Row, ...]


def supposed_in(visit: Visit) -> Hypothesis:
    """What the address supposes. Raises BadInput naming the parameter that cannot be read."""
    said = {option: [value for name, value in visit.pairs if name == option] for option in OPTIONS}
    return hypothesis_of(**said)


def canonical(visit: Visit) -> str | None:
    """The address that says the same in the forms of the command, where this one uses fields of the form; else None.

    Raises BadInput where one half of two fields is missing.
    """
    if not any(name not in (*OPTIONS, *_OTHERS) for name, _ in visit.pairs):
        return None
    given = dict(visit.pairs)
    whole = [(name, value) for name, value in visit.pairs if name in (*OPTIONS, *_OTHERS)]
    return address(visit.path, list(dict.fromkeys([*whole, *_joined(given)])))


def _joined(given: dict[str, str]) -> Iterator[tuple[str, str]]:
    for option, (first, second, between) in _HALVES.items():
        one, other = given.get(first), given.get(second)
        if one and other:
            yield option, f"{one}{between}{other}"
        elif one or other:
            raise BadInput(f"{first} and {second} belong together; one of them is missing.", field="form")


def without(visit: Visit, option: str, value: str) -> str:
    """This very page without one thing that it supposes."""
    return address(visit.path, [pair for pair in visit.pairs if pair != (option, value) and pair[0] != "page"])


def question(visit: Visit) -> list[tuple[str, str]]:
    """The parameters for the API: what is supposed of whom, on which day, as known when."""
    asked = [pair for pair in visit.pairs if pair[0] in (*OPTIONS, "controller")]
    known = visit.moment.known_at
    return [*asked, ("on", visit.moment.on.isoformat()), *([("known_at", known.isoformat())] if known else [])]


def choices(desk: Desk, view: View, controller_id: str | None) -> Choices:
    """What the form offers. Raises BadInput for a chain too long to answer from."""
    key = ("what-if choices", view.register.moment, view.law.sha256, controller_id)
    return desk.once(key, lambda: _choices(view, controller_id), TABLES)


def _choices(view: View, controller_id: str | None) -> Choices:
    on = view.register.moment.on
    there = [one for several in view.flows.values() for one in several if is_counted(one.hop)]
    judged = of_controller(there, controller_id)
    acts = standing(judged, view.law)
    resting = {one.act for one in acts}
    engaged = {one.hop.engagement_id for one in judged}
    services = {view.register.engagements[one].service_id for one in engaged}
    parties = _parties(view, judged)
    return Choices(
        acts=acts,
        others=tuple(act for act in _in_force(view.law, on) if act not in resting),
        names_of=_names_of(view.law),
        certified=tuple(_certified(judged, parties, on)),
        parties=parties,
        services=tuple(sorted((view.register.services[one] for one in services), key=lambda s: s.name.casefold())),
    )


def _names_of(law: LawBook) -> dict[str, str]:
    clauses = {one.act: "standard contractual clauses" for one in law.clauses if one.transfer_tool}
    return clauses | {one.act: one.name for one in law.adequacy}


def _in_force(law: LawBook, on: date) -> list[str]:
    decisions = [one.act for one in law.adequacy if one.general and is_in_force(one, on)]
    clauses = [one.act for one in law.clauses if one.transfer_tool and holds(one.valid_from, one.relied_until, on)]
    return [*clauses, *sorted(set(decisions))]


def _parties(view: View, judged: list[Judged]) -> tuple[str, ...]:
    """Legal persons that get data, by the names a hypothesis can name."""
    known = {one.name for one in view.register.organisations.values()}
    met = {_name(crossing) for one in judged for crossing in one.hop.crossings}
    return tuple(sorted(known & met, key=str.casefold))


def _certified(judged: list[Judged], parties: tuple[str, ...], on: date) -> Iterator[Certified]:
    """Certifications that hold on the day: the framework that reaches exports from the EEA, then most transfers."""
    known = frozenset(parties)
    found: Counter[tuple[str, str]] = Counter()
    for one in judged:
        for crossing in one.hop.crossings:
            if _name(crossing) in known:
                found.update({(_name(crossing), framework) for framework in _frameworks(crossing, on)})
    for (party, framework), transfers in sorted(found.items(), key=_most_telling):
        yield Certified(party, framework, transfers)


def _most_telling(one: tuple[tuple[str, str], int]) -> tuple[bool, int, tuple[str, str]]:
    (party, framework), transfers = one
    return framework != Framework.EU_US_DPF, -transfers, (party, framework)


def _frameworks(crossing: Crossing, on: date) -> Iterator[str]:
    for one in crossing.facts["importer"].get("certifications") or ():
        until = one.get("valid_until")
        if one.get("framework") and (not until or on < date.fromisoformat(until)):
            yield str(one["framework"])


def _name(crossing: Crossing) -> str:
    importer = crossing.facts.get("importer")
    return str(importer.get("name") or "") if isinstance(importer, dict) else ""
