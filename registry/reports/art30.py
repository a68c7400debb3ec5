"""The controller's record of processing activities, Art. 30(1): one row for each activity."""

from typing import Any

from registry.catalogue.reading import Register
from registry.judging import Judged
from registry.reports.behind import Ground, compelling, marked, told_of, tools, transfers, unevaluated
from registry.reports.cells import Cell, Noted, Row, Word, several
from registry.terms import LegalBasis

COLUMNS = (
    "id", "controller", "registration", "contact", "joint_controllers", "representative", "dpo", "activity", "purposes",
    "data_subjects", "data_categories", "marked", "recipients", "third_countries", "not_evaluable", "compelling",
    "tools", "assessments", "retention", "security", "legal_basis", "interest", "systems", "data_sources", "dpia",
    "notice", "arrangement", "valid_from", "valid_until", "reviewed_on",
)  # fmt: skip


def rows(ground: Ground, controller_id: str | None) -> list[Row]:
    """One row for each activity; a controller without activities has one row that says so."""
    behind = ground.by_engagement()
    found: list[Row] = []
    for controller in ground.controllers(controller_id):
        activities = [a for a in ground.register.activities.values() if a.controller_id == controller.id]
        ours = ground.register.engagements_of.get(controller.id, [])
        top = _controller(controller)
        for activity in sorted(activities, key=lambda one: (one.name or one.key, one.id)):
            engaged = [e for e in ours if activity.id in (e.activities or ())]
            hops = [one for e in engaged for one in behind.get(e.id, [])]
            found.append(
                top
                | _joint(ground.register, controller, activity)
                | _activity(activity)
                | _disclosures(ground, engaged, hops)
            )
    return found


def _controller(controller: Any) -> Row:
    contact = told_of(controller, "contact") or told_of(controller, "address")
    return {
        "controller": controller.name,
        "registration": controller.registration,
        "contact": contact,
        "representative": told_of(controller, "representative"),
        "dpo": told_of(controller, "dpo"),
        "security": told_of(controller, "security"),
    }


def _joint(register: Register, controller: Any, activity: Any) -> Row:
    """Joint controllers of this activity, and of those arrangements that name no activity."""
    joint = [
        j for j in register.joint_controls.get(controller.id, []) if j.activities is None or activity.id in j.activities
    ]
    named = [register.organisations[j.other_id] for j in joint if j.other_id in register.organisations]
    return {
        "joint_controllers": tuple(_named(one) for one in named) or None,
        "arrangement": tuple(str(j.arrangement) for j in joint if j.arrangement) or None,
    }


def _named(organisation: Any) -> str:
    contact = told_of(organisation, "contact")
    return f"{organisation.name} ({contact})" if contact else str(organisation.name)


def _activity(activity: Any) -> Row:
    notes = activity.notes or {}
    return {
        "id": activity.id,
        "activity": activity.name or activity.key,
        "purposes": several(activity.purposes),
        "data_subjects": several(activity.data_subjects),
        "data_categories": several(activity.data_categories, "data_category"),
        "marked": marked(activity.data_categories),
        "retention": activity.retention,
        "legal_basis": several(activity.legal_basis, "legal_basis"),
        "interest": _interest(activity, notes),
        "data_sources": several(notes.get("data_sources")),
        "dpia": None,
        "notice": None,
        "valid_from": activity.valid_from,
        "valid_until": activity.valid_until,
        "reviewed_on": None,
    }


def _interest(activity: Any, notes: dict[str, Any]) -> Cell:
    """The interest where one is relied on; none where another basis is on file."""
    if activity.legal_basis is not None and LegalBasis.LEGITIMATE_INTERESTS not in activity.legal_basis:
        return ()
    return notes.get("legitimate_interest")


def _disclosures(ground: Ground, engaged: list[Any], hops: list[Judged]) -> Row:
    """Recipients and transfers. Where no engagement names the activity nobody knows them: that is no *none*."""
    if not engaged:
        unknown = ("recipients", "third_countries", "not_evaluable", "compelling", "tools", "assessments", "systems")
        return dict.fromkeys(unknown)
    register = ground.register
    return {
        "recipients": tuple(dict.fromkeys(_recipient(register, e) for e in engaged)),
        "third_countries": ground.countries(hops),
        "not_evaluable": unevaluated(hops),
        "compelling": compelling(hops),
        "tools": tools(hops),
        "assessments": tuple(_assessed(register, hops)) or None,
        "systems": tuple(dict.fromkeys(register.services[e.service_id].name for e in engaged)),
    }


def _recipient(register: Register, engagement: Any) -> Noted:
    role = engagement.decided_by_us
    return Noted(register.services[engagement.service_id].name, Word("role", role.value) if role else None)


def _assessed(register: Register, hops: list[Judged]) -> list[str]:
    ids = [crossing.transfer_id for _, crossing, _ in transfers(hops) if crossing.transfer_id]
    return [one.id for id_ in dict.fromkeys(ids) for one in register.assessments.get(id_, [])]
