"""A controller's transfer impact assessments: read on a day, and what a person does with one.

Started, filled step by step, concluded by a named person, reopened. While one is worked on anew its last conclusion
stands. Whoever writes judges again afterwards (`registry.judging`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlmodel import Session, col

from registry.catalogue.dated import Moment, live
from registry.catalogue.gathering import Facts, Walked, gathered, walked
from registry.catalogue.identities import hashed
from registry.catalogue.reading import Register
from registry.cataloguenames import folded
from registry.errors import NotFound
from registry.law import assessing, reviewing
from registry.law.assessing import Lack, Taken
from registry.law.lawbook import LawBook
from registry.law.lawindex import index_of
from registry.law.reviewing import Due
from registry.tables import AssessedStep, Conclusion, ImpactAssessment
from registry.terms import AssessmentState, AssessmentStep


@dataclass(frozen=True)
class Assessed:
    """An assessment on a day: its steps, the conclusion that stands, and the facts of the register beside both."""

    row: ImpactAssessment
    steps: Mapping[AssessmentStep, AssessedStep]
    conclusion: Conclusion | None
    walk: Walked
    law: LawBook

    @cached_property
    def facts(self) -> Facts:
        """What the register says on the day."""
        relies_on = self.conclusion.relies_on if self.conclusion else ()
        return gathered(self.walk, self.law, self.row, relies_on, self._concluded_on_facts.get("transfers", {}))

    @property
    def _concluded_on_facts(self) -> Facts:
        return (self.conclusion.facts if self.conclusion else None) or {}

    @property
    def on(self) -> date:
        """The day it is shown on."""
        return self.walk.register.moment.on

    @cached_property
    def due(self) -> tuple[Due, ...]:
        """Why the conclusion is due for review; nothing where there is none."""
        if self.conclusion is None:
            return ()
        came = reviewing.day_came(self.conclusion.review_due_on, self.on)
        if not self._concluded_on_facts:
            law = index_of(self.law)
            return came + reviewing.law_fell(self.conclusion.relies_on, self.conclusion.concluded_on, law, self.on)
        return came + reviewing.came_about(self._concluded_on_facts, self.facts)

    @property
    def is_reopened(self) -> bool:
        """Whether it is worked on anew."""
        return self.row.reopened_on is not None

    @property
    def state(self) -> AssessmentState:
        """Where it stands."""
        return assessing.state_of(
            concluded=self.conclusion is not None, reopened=self.is_reopened, due=bool(self.due)
        )  # fmt: skip

    @property
    def lacking(self) -> tuple[Lack, ...]:
        """What the steps still want before it can be concluded."""
        return assessing.lacking({step: taken(row) for step, row in self.steps.items()})


def assessment_id(controller_id: str, importer: str, destination: str) -> str:
    """The id of the one assessment of an importer in a country."""
    return hashed("tia", controller_id, folded(importer), destination)


def step_id(assessment: str, step: AssessmentStep) -> str:
    """The id of a step."""
    return f"{assessment}_{step.value}"


def conclusion_id(assessment: str) -> str:
    """The id that all conclusions of an assessment share: one ends when the next begins."""
    return f"{assessment}_conclusion"


def taken(row: AssessedStep) -> Taken:
    """A step's row as the rules see it."""
    return Taken(row.finding, bool(row.sources), row.is_open)


def of_controller(session: Session, register: Register, law: LawBook, controller_id: str | None) -> list[Assessed]:
    """The assessments of one controller (None: of all), by controller, importer and country."""
    statement = live(ImpactAssessment, register.moment)
    if controller_id is not None:
        statement = statement.where(ImpactAssessment.controller_id == controller_id)
    found = session.exec(statement.order_by(ImpactAssessment.controller_id, ImpactAssessment.importer)).all()
    return _assessed(session, sorted(found, key=_order), register, law)


def _order(row: ImpactAssessment) -> tuple[str, str, str]:
    return row.controller_id, folded(row.importer), row.destination


def one_assessed(session: Session, register: Register, law: LawBook, identity: str) -> Assessed:
    """The assessment of this id on the register's day. Raises NotFound."""
    row = session.exec(live(ImpactAssessment, register.moment).where(ImpactAssessment.id == identity)).first()
    if row is None:
        raise NotFound(f"There is no assessment {identity} on {register.moment.on.isoformat()}.", named=identity)
    return _assessed(session, [row], register, law)[0]


def _assessed(
    session: Session, found: Iterable[ImpactAssessment], register: Register, law: LawBook
) -> list[Assessed]:  # fmt: skip
    rows = list(found)
    ids = {row.id for row in rows}
    steps: dict[str, dict[AssessmentStep, AssessedStep]] = {}
    for step in session.exec(live(AssessedStep, register.moment).where(col(AssessedStep.assessment_id).in_(ids))):
        steps.setdefault(step.assessment_id, {})[step.step] = step
    statement = live(Conclusion, register.moment).where(col(Conclusion.assessment_id).in_(ids))
    conclusions = {one.assessment_id: one for one in session.exec(statement)}
    walks = {controller: walked(register, controller) for controller in {row.controller_id for row in rows}}
    return [
        Assessed(row, steps.get(row.id, {}), conclusions.get(row.id), walks[row.controller_id], law) for row in rows
    ]


def history(session: Session, identity: str, moment: Moment) -> list[Conclusion]:
    """Every conclusion of an assessment known at the moment, the newest first."""
    statement = live(Conclusion, moment, on=False).where(Conclusion.assessment_id == identity)
    found = session.exec(statement.order_by(col(Conclusion.concluded_on).desc(), col(Conclusion.row).desc())).all()
    return [one for one in found if one.concluded_on <= moment.on]


def steps_as_kept(assessed: Assessed) -> list[dict[str, Any]]:
    """The six steps as a conclusion keeps them."""
    return [
        {
            "step": step.value,
            "finding": row.finding,
            "answers": row.answers or {},
            "sources": row.sources or [],
            "filled_on": row.filled_on.isoformat(),
            "filled_by": row.filled_by,
        }
        for step in AssessmentStep
        if (row := assessed.steps.get(step)) is not None
    ]
