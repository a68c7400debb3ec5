"""The processor's record, Art. 30(2): one row for each controller it processes for, and each category of processing.

Read from the engagements of all controllers in the register in which the organisation is the contracting processor.
"""

from typing import Any

from registry.reports.behind import Ground, compelling, sub_processors, told_of, unevaluated
from registry.reports.cells import Cell, Row, several
from registry.terms import Role

COLUMNS = (
    "id", "processor", "processor_contact", "processor_representative", "processor_dpo", "controller", "contact",
    "representative", "dpo", "processing", "purposes", "third_countries", "not_evaluable", "compelling",
    "sub_processors", "security", "valid_from", "valid_until",
)  # fmt: skip


def rows(ground: Ground, processor_id: str | None) -> list[Row]:
    """One row for each engagement and activity; an engagement that names none has one row, not on file."""
    register, behind = ground.register, ground.by_engagement()
    found: list[Row] = []
    for engagement in sorted(register.engagements.values(), key=lambda one: (one.controller_id, one.id)):
        party = register.organisations.get(engagement.contracting_party_id or "")
        if party is None or engagement.decided_by_us is not Role.PROCESSOR or processor_id not in (None, party.id):
            continue
        hops = behind.get(engagement.id, [])
        whole = _ends(party, register.organisations[engagement.controller_id]) | {
            "third_countries": ground.countries(hops),
            "not_evaluable": unevaluated(hops),
            "compelling": compelling(hops),
            "sub_processors": sub_processors(hops),
            "valid_from": engagement.valid_from,
            "valid_until": engagement.valid_until,
        }
        activities = [register.activities[id_] for id_ in engagement.activities or () if id_ in register.activities]
        for activity in activities or [None]:
            found.append(whole | _category(engagement, activity))
    return found


def _ends(processor: Any, controller: Any) -> Row:
    return {
        "processor": processor.name,
        "processor_contact": told_of(processor, "contact") or told_of(processor, "address"),
        "processor_representative": told_of(processor, "representative"),
        "processor_dpo": told_of(processor, "dpo"),
        "controller": controller.name,
        "contact": told_of(controller, "contact") or told_of(controller, "address"),
        "representative": told_of(controller, "representative"),
        "dpo": told_of(controller, "dpo"),
        "security": told_of(processor, "security"),
    }


def _category(engagement: Any, activity: Any) -> Row:
    if activity is None:
        return {"id": engagement.id, "processing": None, "purposes": None}
    processing: Cell = activity.name or activity.key
    return {
        "id": f"{engagement.id}:{activity.id}",
        "processing": processing,
        "purposes": several(activity.purposes),
    }
