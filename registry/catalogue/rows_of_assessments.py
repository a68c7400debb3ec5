"""The assessments of a portfolio as rows: the same ids as those a person starts, so that none stands twice."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from registry.assessmentshapes import Assessment, Conclusion, Step
from registry.catalogue.answered import checked_answers, checked_sources, checked_text, person
from registry.catalogue.assessments import assessment_id, conclusion_id, step_id
from registry.catalogue.plain import sparse
from registry.catalogue.rows_of_portfolios import Writing
from registry.errors import BadInput, BadRecord
from registry.law import assessing, reviewing
from registry.law.assessing import Taken
from registry.tables import AssessedStep, ImpactAssessment
from registry.tables import Conclusion as ConclusionRow

T = TypeVar("T")
_HEX = frozenset("0123456789abcdef")


@dataclass(slots=True)
class FiledAssessments:
    """The rows of all assessments of a file. `name` is the file's, for messages."""

    writing: Writing
    name: str
    assessments: list[ImpactAssessment] = field(default_factory=list)
    steps: list[AssessedStep] = field(default_factory=list)
    conclusions: list[ConclusionRow] = field(default_factory=list)

    def take(self, one: Assessment) -> None:
        """Add one assessment's rows. Raises BadRecord for what no person could have written through Onward."""
        where = f"{self.name}, [[assessment]] “{one.importer}”, {one.destination}"
        try:
            self._take(one)
        except BadInput as error:
            raise BadRecord(str(error), where=where, field=error.field) from error

    def _take(self, one: Assessment) -> None:
        identity = assessment_id(self.writing.controller, one.importer, one.destination)
        if any(row.id == identity for row in self.assessments):
            raise BadInput("stands a second time; one assessment serves every transfer there.", field="importer")
        _refuse_unfinished(one)
        self.assessments.append(self._assessment(identity, one))
        self.steps += [self._step(identity, step) for step in one.step]
        concluded = sorted(one.conclusion, key=lambda it: it.concluded_on)
        for number, conclusion in enumerate(concluded):
            following = concluded[number + 1].concluded_on if number + 1 < len(concluded) else None
            self.conclusions.append(self._conclusion(identity, one, conclusion, following))

    def _assessment(self, identity: str, one: Assessment) -> ImpactAssessment:
        reopened = (one.reopened_on, one.reopened_by, one.reopened_because)
        if any(reopened) and not all(reopened):
            raise BadInput("is said with its day, its person and its reason, or not at all.", field="reopened_on")
        return ImpactAssessment(
            id=identity,
            controller_id=self.writing.controller,
            importer=one.importer,
            destination=one.destination,
            started_on=one.started_on,
            started_by=person(one.started_by, "started_by"),
            reopened_on=one.reopened_on,
            reopened_by=one.reopened_by,
            reopened_because=one.reopened_because,
            **self.writing.carried() | {"valid_from": one.started_on},
        )

    def _step(self, identity: str, step: Step) -> AssessedStep:
        answers = sparse(step.answers) if step.answers else {}
        return AssessedStep(
            id=step_id(identity, step.step),
            assessment_id=identity,
            step=step.step,
            finding=checked_text(step.finding, "finding"),
            answers=checked_answers(step.step, answers) or None,
            sources=checked_sources([sparse(source) for source in step.sources]) or None,
            filled_on=step.filled_on,
            filled_by=person(step.filled_by, "filled_by"),
            is_open=step.is_open,
            **self.writing.carried() | {"valid_from": step.filled_on},
        )

    def _conclusion(self, identity: str, of: Assessment, one: Conclusion, following: date | None) -> ConclusionRow:
        usual = assessing.review_day(one.concluded_on, of.destination)
        due, last = one.review_due_on or usual, assessing.last_review_day(one.concluded_on)
        if not one.concluded_on < due <= last:
            raise BadInput(f"is {due}; it lies after the conclusion and by {last}.", field="review_due_on")
        if one.law is not None and not (len(one.law) == 64 and _HEX.issuperset(one.law)):
            raise BadInput("is the SHA-256 of a law book, 64 hexadecimal digits.", field="law")
        return ConclusionRow(
            id=conclusion_id(identity),
            assessment_id=identity,
            concluded_on=one.concluded_on,
            concluded_by=person(one.concluded_by, "concluded_by"),
            outcome=one.outcome,
            reasons=checked_text(one.reasons, "reasons"),
            review_due_on=due,
            requires=list(one.requires),
            relies_on=list(one.relies_on),
            facts=_json(one.facts, "facts", reviewing.are_facts),
            steps=_json(one.steps, "steps", _are_steps),
            law=one.law,
            **self.writing.carried() | {"valid_from": one.concluded_on, "valid_until": following},
        )


def filed_assessments(writing: Writing, found: Iterable[Assessment], name: str) -> FiledAssessments:
    """All assessments of a portfolio as rows. Raises BadRecord."""
    filed = FiledAssessments(writing, name)
    for one in found:
        filed.take(one)
    return filed


def _refuse_unfinished(one: Assessment) -> None:
    """A conclusion stands on six steps, here too; while it is reopened, some may be open."""
    if _is_repeated([step.step for step in one.step]):
        raise BadInput("is written twice; a step stands once.", field="step")
    if _is_repeated([conclusion.concluded_on for conclusion in one.conclusion]):
        raise BadInput("is written twice on one day.", field="conclusion")
    if not one.conclusion:
        return
    newest = max(one.conclusion, key=lambda it: it.concluded_on)
    taken = {
        step.step: Taken(step.finding, bool(step.sources), step.is_open and one.reopened_on is None)
        for step in one.step
    }  # fmt: skip
    for lack in assessing.lacking(taken, newest.outcome, newest.requires)[:1]:
        raise BadInput(f"{lack.step.value} ({lack.what}) is missing, so it cannot be concluded.", field="conclusion")


def _is_repeated(values: Sequence[object]) -> bool:
    return len(set(values)) != len(values)


def _json(text: str | None, name: str, is_read: Callable[[Any], bool]) -> Any:
    """What a conclusion was concluded on, as an export wrote it."""
    if text is None:
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput("is no JSON that an export wrote; leave it out.", field=name) from error
    if not is_read(value):
        raise BadInput("is not what an export writes; leave it out.", field=name)
    return value


def _are_steps(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) and isinstance(one.get("step"), str) for one in value)
