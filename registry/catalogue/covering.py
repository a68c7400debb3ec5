"""Which concluded assessment of a controller covers a transfer: the same importer, and the country that was assessed.

That country is the transfer's destination; where the destination lies inside the EEA or is not known, the importer's.
One definition: verdicts, pages and the assessment itself ask here.
"""

from datetime import date
from functools import cache
from typing import Any

from registry import lawfiles
from registry.catalogue.reading import Register, Row
from registry.cataloguenames import folded
from registry.law.lawindex import LawIndex

Facts = dict[str, Any]


def country_assessed(facts: Facts, register: Register) -> str | None:
    """The third country whose law an assessment of this transfer is about; None: none, or not known."""
    importer = facts.get("importer") or {}
    for place in (facts.get("destination"), importer.get("country")):
        if isinstance(place, str) and not is_inside(place, register.moment.on):
            return place
    return None


def is_inside(place: str, on: date) -> bool:
    """Whether a country is inside the EEA on the day, or counts as if it were."""
    return _law().membership(place, on) is not None


def is_place(code: str) -> bool:
    """Whether this is the code of a country, or of an organisation that is judged like one."""
    return code in _law().book.countries


def importer_of(facts: Facts, known_as: Facts) -> str | None:
    """Whom an assessment of this transfer is about: the importer on file, else whom the hop itself knows by name."""
    name = (facts.get("importer") or {}).get("name") or known_as.get("name")
    return name if isinstance(name, str) else None


def covers(assessment: Row, controller_id: str, facts: Facts, importer: str | None, register: Register) -> bool:
    """Whether an assessment is of this controller's transfer: of its importer and its country."""
    key = (assessment.controller_id, folded(assessment.importer), assessment.destination)
    return key == _key(register, controller_id, facts, importer)


def laid_over(
    register: Register, controller_id: str, facts: Facts, importer: str | None
) -> tuple[Facts, str | None]:  # fmt: skip
    """The facts with the conclusion that covers them, and the id of its assessment.

    An assessment that came with the transfer itself wins where it was concluded later.
    """
    found = _concluded(register, controller_id, facts, importer)
    if found is None:
        return facts, None
    assessment, conclusion = found
    own = facts.get("assessment") or {}
    day = own.get("concluded_on")
    if day is not None and conclusion.concluded_on.isoformat() < day <= register.moment.on.isoformat():
        return facts, None
    return facts | {"assessment": as_facts(conclusion)}, assessment.id


def as_facts(conclusion: Row) -> Facts:
    """A conclusion as the fact the law reads."""
    return {
        "concluded_on": conclusion.concluded_on.isoformat(),
        "outcome": conclusion.outcome.value,
        "review_due_on": conclusion.review_due_on.isoformat(),
        "requires": list(conclusion.requires),
        "relies_on": list(conclusion.relies_on),
    }


def _concluded(
    register: Register, controller_id: str, facts: Facts, importer: str | None
) -> tuple[Row, Row] | None:  # fmt: skip
    if not register.conclusions:
        return None
    assessment = register.impact_assessments.get(_key(register, controller_id, facts, importer))
    conclusions = register.conclusions.get(assessment.id, []) if assessment is not None else []
    return (assessment, conclusions[0]) if conclusions else None


def _key(register: Register, controller_id: str, facts: Facts, importer: str | None) -> tuple[str, str, str]:
    return controller_id, folded(importer or ""), country_assessed(facts, register) or ""


@cache
def _law() -> LawIndex:
    """Memberships of the law book that is installed: who was inside the EEA on a day is no matter of opinion."""
    return LawIndex(lawfiles.load())
