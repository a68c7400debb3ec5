"""Rows of assessments as the tables of a portfolio: every conclusion, with what it was concluded on."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from sqlmodel import Session, col

from registry.catalogue.dated import Moment, live
from registry.tables import AssessedStep, Conclusion, ImpactAssessment
from registry.terms import AssessmentStep

Table = dict[str, Any]
_HEAD = ("importer", "destination", "started_on", "started_by", "reopened_on", "reopened_by", "reopened_because")
_ORDER = list(AssessmentStep)


def assessment_tables(
    session: Session, rows: Callable[..., list[Any]], controller: str, moment: Moment
) -> list[Table]:  # fmt: skip
    """Every `[[assessment]]` of a controller. `rows` finds the last row of each thing."""
    found = rows(ImpactAssessment, col(ImpactAssessment.controller_id) == controller)
    return [
        _said(row, _HEAD) | {"step": _steps(rows, row.id), "conclusion": _conclusions(session, row.id, moment)}
        for row in sorted(found, key=lambda row: (row.importer, row.destination))
    ]


def _steps(rows: Callable[..., list[Any]], assessment: str) -> list[Table]:
    found = rows(AssessedStep, col(AssessedStep.assessment_id) == assessment)
    return [_step(row) for row in sorted(found, key=lambda row: _ORDER.index(row.step))]


def _step(row: AssessedStep) -> Table:
    table: Table = {"step": row.step.value} | _said(row, ("finding", "filled_on", "filled_by", "answers"))
    sources = [source | {"dated": date.fromisoformat(source["dated"])} for source in row.sources or []]
    return table | ({"sources": sources} if sources else {}) | ({"is_open": True} if row.is_open else {})


def _conclusions(session: Session, assessment: str, moment: Moment) -> list[Table]:
    statement = live(Conclusion, moment, on=False).where(Conclusion.assessment_id == assessment)
    found = session.exec(statement.order_by(col(Conclusion.concluded_on))).all()
    return [_conclusion(row) for row in found]


def _conclusion(row: Conclusion) -> Table:
    columns = ("concluded_on", "concluded_by", "reasons", "review_due_on", "requires", "relies_on", "law")
    kept = {name: _json(getattr(row, name)) for name in ("facts", "steps") if getattr(row, name) is not None}
    return _said(row, columns) | {"outcome": row.outcome.value} | kept


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _said(row: Any, names: tuple[str, ...]) -> Table:
    return {name: getattr(row, name) for name in names if getattr(row, name) is not None}
