"""Vendor reviews of the small world: one that is open with the officer's remarks, one approved on a condition."""

from datetime import UTC, date, datetime
from typing import Any

from registry.tables import Review, ReviewAnswer, ReviewCauseRow, ReviewCondition
from registry.terms import ChecklistState, DpoAdvice, ReviewCause, ReviewDecision, ReviewRisk, ReviewStep

OPENED = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
ADVISED = datetime(2026, 11, 10, 10, tzinfo=UTC)
DECIDED = datetime(2026, 10, 5, 9, tzinfo=UTC)
BEFORE = datetime(2026, 10, 1, tzinfo=UTC)


def reviews() -> list[Any]:
    """The rows."""
    lagring = {"id": "rvw_lagring", "engagement_id": "eng_lagring", "controller_id": "org_lagret"}
    brev = {"id": "rvw_brev", "engagement_id": "eng_brev", "controller_id": "org_lagret"}
    is_open = {"is_open": True, "opened_at": OPENED, "due_on": date(2026, 12, 1), "owner": "Ada Askersund"}
    return [
        Review(
            **lagring, **is_open, step=ReviewStep.OPENED, step_by="onward", recorded_at=OPENED, retired_at=ADVISED
        ),
        Review(
            **lagring, **is_open, step=ReviewStep.ADVISED, step_by="Disa Dahl", recorded_at=ADVISED,
            step_note="Ask where the logs are kept.", dpo_advice=DpoAdvice.SUPPORTS_WITH_REMARKS,
            advice="Ask where the logs are kept.", advised_by="Disa Dahl", advised_at=ADVISED,
        ),
        ReviewCauseRow(
            id="rvc_lagring", review_id="rvw_lagring", engagement_id="eng_lagring", kind=ReviewCause.MATERIAL_CHANGE,
            key="chg_lista", told={"change": "chg_lista", "service": "svc_lagring"}, alert_id="alr_norrsken",
            found_at=OPENED,
        ),
        ReviewAnswer(
            id="rva_lagring", review_id="rvw_lagring", item="Cb", state=ChecklistState.MET,
            evidence="Section 4 of the agreement in the binder.", machine={"item": "Cb", "part": "contract"},
            answered_by="Ada Askersund", recorded_at=OPENED,
        ),
        Review(
            **brev, step=ReviewStep.OPENED, step_by="Ada Askersund", step_note="First review.", is_open=True,
            opened_at=BEFORE, due_on=date(2026, 10, 31), recorded_at=BEFORE, retired_at=DECIDED,
        ),
        Review(
            **brev, step=ReviewStep.DECIDED, step_by="Ada Askersund", step_note="Letters only.", is_open=False,
            opened_at=BEFORE, due_on=date(2027, 10, 5), recorded_at=DECIDED, risk=ReviewRisk.HIGH,
            decision=ReviewDecision.APPROVED_WITH_CONDITIONS, reason="Letters only.", decided_by="Ada Askersund",
            decided_at=DECIDED,
        ),
        ReviewCondition(
            id="cnd_brev", review_id="rvw_brev", controller_id="org_lagret", text="Have the annexes signed.",
            due_on=date(2026, 12, 15), set_by="Ada Askersund", recorded_at=DECIDED,
        ),
    ]  # fmt: skip
