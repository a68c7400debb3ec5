"""The days on which a verdict may turn by time alone: ends and starts in the facts and in the law they meet."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TypeVar

from registry.law.inquiry import Inquiry
from registry.law.lawindex import LawIndex
from registry.law.shapes import Facts, Missing

T = TypeVar("T")


def days_that_may_turn(q: Inquiry) -> list[date]:
    """Days after `q.on`, in order, on which a rule may answer otherwise."""
    found = {*_days_of_law(q.facts, q.law), *_days_on_file(q.facts, q.law)}
    return sorted(day for day in found if day is not None and day > q.on)


def _days_of_law(facts: Facts, law: LawIndex) -> Iterator[date | None]:
    places = (facts.importer.country, facts.destination, facts.exporter.country)
    for code in {place for place in places if isinstance(place, str)}:
        for member in law.memberships(code):
            yield from (member.valid_from, member.valid_until)
        for decision in law.decisions(code):
            yield from (decision.valid_from, decision.valid_until, decision.annulled_on, decision.repealed_on)
        if isinstance(facts.exporter.country, str) and (bridge := law.bridge(facts.exporter.country, code)):
            yield from (bridge.valid_from, bridge.valid_until)


def _days_on_file(facts: Facts, law: LawIndex) -> Iterator[date | None]:
    yield from _days_of_safeguards(facts, law)
    for cert in _listed(facts.importer.certifications):
        yield from (_day(cert.valid_from), _day(cert.valid_until))
    for measure in _listed(facts.measures):
        yield _day(measure.implemented_on)
    if facts.assessment is None or isinstance(facts.assessment, Missing):
        return
    yield _day(facts.assessment.concluded_on)
    yield _after(_day(facts.assessment.review_due_on))
    yield from (law.end_of(act) for act in _listed(facts.assessment.relies_on))


def _days_of_safeguards(facts: Facts, law: LawIndex) -> Iterator[date | None]:
    for safeguard in _listed(facts.safeguards):
        yield from (_day(safeguard.signed_on), _day(safeguard.approved_on), _day(safeguard.authorised_on))
        adopted = law.clause_set(safeguard.act) if isinstance(safeguard.act, str) else None
        if adopted is not None:
            yield from (adopted.valid_from, adopted.repealed_on, adopted.relied_until)


def _listed(values: tuple[T, ...] | Missing) -> tuple[T, ...]:
    return () if isinstance(values, Missing) else values


def _day(value: date | Missing | None) -> date | None:
    return None if isinstance(value, Missing) else value


def _after(day: date | None) -> date | None:
    """The day after; the calendar's last day has none."""
    return None if day is None or day == date.max else day + timedelta(days=1)
