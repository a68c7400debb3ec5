"""The transfer impact assessments of the small world."""

from datetime import UTC, date, datetime
from typing import Any

from registry.tables import AssessedStep, Conclusion, ImpactAssessment
from registry.terms import AssessmentOutcome, AssessmentStep, Grade, Origin

AT = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)


def assessed() -> list[Any]:
    """One assessment with every step filled that nobody has concluded, and one that is concluded and covers nothing."""
    by_hand = {
        "source": "assessed by Ada Askersund", "grade": Grade.PRIMARY, "origin": Origin.PERSON, "recorded_at": AT,
        "valid_from": AT.date(),
    }  # fmt: skip
    started = {"controller_id": "org_lagret", "started_on": AT.date(), "started_by": "Ada Askersund"}
    source = {"title": "A report on the law", "dated": "2026-10-01", "url": "https://reports.example/law"}
    concluded = date(2026, 11, 2)
    return [
        ImpactAssessment(id="tia_molnet", importer="Molnet Inc.", destination="US", **started, **by_hand),
        ImpactAssessment(id="tia_brevia", importer="Brevia GmbH", destination="IN", **started, **by_hand),
        *(
            AssessedStep(
                id=f"{whose}_{step.value}", assessment_id=whose, step=step, finding=f"Found on {step.value}.",
                sources=[source], filled_on=AT.date(), filled_by="Ada Askersund", is_open=False, **by_hand,
            )
            for whose in ("tia_molnet", "tia_brevia")
            for step in AssessmentStep
        ),
        Conclusion(
            id="tia_brevia_conclusion", assessment_id="tia_brevia", concluded_on=concluded,
            concluded_by="Ada Askersund", outcome=AssessmentOutcome.EFFECTIVE, reasons="Nothing is sent there yet.",
            review_due_on=date(2028, 11, 2), requires=[], relies_on=[], **(by_hand | {"valid_from": concluded}),
        ),
    ]  # fmt: skip
