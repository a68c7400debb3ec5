"""The controller's record of processing activities, Art. 30(1): one row for each activity."""

from datetime import date
from typing import Any

from registry.catalogue.reading import Register
from registry.glossary import Label
from registry.judging import Judged
from registry.reports.behind import Ground, compelling, marked, reached_at, told_of, tools, transfers, unevaluated
from registry.reports.cells import Cell, Limit, Noted, Parts, Row, Word, called, own_words, several
from registry.terms import LegalBasis

COLUMNS = (
    "id", "controller", "registration", "contact", "joint_controllers", "representative", "dpo", "activity", "purposes",
    "data_subjects", "data_categories", "marked", "recipients", "recipient_categories", "third_countries",
    "not_evaluable", "compelling", "tools", "assessments", "retention", "security", "legal_basis", "special_basis",
    "national_provision", "interest", "balanced_on", "systems", "owner", "unit", "data_sources", "dpia", "notice",
    "arrangement", "valid_from", "valid_until", "reviewed_on",
)  # fmt: skip
_SAME = ("national_provision", "balanced_on", "owner", "unit", "notice", "valid_from", "valid_until", "reviewed_on")


def rows(ground: Ground, controller_id: str | None) -> list[Row]:
    """One row for each activity of a controller, by name."""
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
                | _described(ground.register, controller, activity)
                | {
                    "security": several(activity.security) or top["security"],
                    "systems": _systems(ground.register, activity, engaged),
                }
            )
    return found


def _controller(controller: Any) -> Row:
    return {
        "controller": controller.name,
        "registration": controller.registration,
        "contact": reached_at(controller),
        "representative": told_of(controller, "representative"),
        "dpo": told_of(controller, "dpo"),
        "security": told_of(controller, "security"),
    }


def _joint(register: Register, controller: Any, activity: Any) -> Row:
    """Joint controllers of this activity, and of those arrangements that name no activity."""
    all_joint = register.joint_controls.get(controller.id, [])
    joint = [j for j in all_joint if j.activities is None or activity.id in j.activities]
    named = [register.organisations[j.other_id] for j in joint if j.other_id in register.organisations]
    absent: Cell = () if all_joint or "joint_controller" in (controller.known_absent or ()) else None
    return {
        "joint_controllers": tuple(_named(one) for one in named) or absent,
        "arrangement": tuple(str(j.arrangement) for j in joint if j.arrangement) or (None if joint else absent),
    }


def _named(organisation: Any) -> str:
    contact = told_of(organisation, "contact") or told_of(organisation, "address")
    return f"{organisation.name} ({contact})" if contact else str(organisation.name)


def _activity(activity: Any) -> Row:
    notes = activity.notes or {}
    return {name: getattr(activity, name) for name in _SAME} | {
        "id": activity.id,
        "activity": called(activity),
        "purposes": own_words(activity, "purposes"),
        "data_subjects": own_words(activity, "data_subjects"),
        "data_categories": several(activity.data_categories, "data_category"),
        "marked": marked(activity.data_categories),
        "retention": retention(activity),
        "legal_basis": several(activity.legal_basis, "legal_basis"),
        "special_basis": several(activity.special_basis),
        "interest": _interest(activity),
        "data_sources": several(notes.get("data_sources")),
        "dpia": _assessed(activity.dpia),
    }


def retention(activity: Any) -> Cell:
    """A time limit for each category of data, as the file says it."""
    kept = (activity.notes or {}).get("retention")
    if not kept:
        return None if activity.retention is None else Limit(str(activity.retention))
    return tuple(_limit(one) for one in kept)


def _limit(one: dict[str, str]) -> Limit:
    """In Swedish what the file says in Swedish, where it does."""

    def said(name: str) -> Label | None:
        return Label(en=one[name], sv=one.get(f"{name}_sv") or one[name]) if one.get(name) else None

    return Limit(time=said("words") or one.get("period"), of=said("what"), since=said("from"))


def _assessed(dpia: dict[str, Any] | None) -> Cell:
    """Whether an impact assessment is needed, its reference and day, and the prior consultation."""
    if not dpia:
        return None
    days = {name: date.fromisoformat(dpia[name]) for name in ("dated", "consulted_on") if name in dpia}
    if dpia.get("needed") is False:
        return Parts((("needed", False),))
    return Parts((("needed", dpia.get("needed")), ("ref", dpia.get("ref")), ("dated", days.get("dated")),
                  ("consulted_on", days.get("consulted_on"))))  # fmt: skip


def _interest(activity: Any) -> Cell:
    """The interest where one is relied on; none where another basis is on file."""
    if activity.legal_basis is not None and LegalBasis.LEGITIMATE_INTERESTS not in activity.legal_basis:
        return ()
    return next(iter(own_words(activity, "legitimate_interest") or ()), None)


def _disclosures(ground: Ground, engaged: list[Any], hops: list[Judged]) -> Row:
    """Recipients and transfers. Where no engagement names the activity nobody knows them: that is no *none*."""
    if not engaged:
        return dict.fromkeys(("recipients", "third_countries", "not_evaluable", "compelling", "tools", "assessments"))
    register = ground.register
    return {
        "recipients": tuple(dict.fromkeys(_recipient(register, e) for e in engaged)),
        "third_countries": ground.countries(hops),
        "not_evaluable": unevaluated(hops),
        "compelling": compelling(register, hops),
        "tools": tools(hops),
        "assessments": tuple(_assessments(register, hops)) or None,
    }


def _recipient(register: Register, engagement: Any) -> Noted:
    role = engagement.decided_by_us
    return Noted(register.services[engagement.service_id].name, Word("role", role.value) if role else None)


def _described(register: Register, controller: Any, activity: Any) -> Row:
    """Recipients that the controller's own file describes and does not name."""
    said = [one.value for one in register.stated.get(controller.id, []) if one.field == "recipient_category"]
    kinds = [one["key"] for one in said if activity.key in (one.get("activities") or (activity.key,))]
    return {"recipient_categories": tuple(Word("recipient_category", key) for key in dict.fromkeys(kinds)) or None}


def _systems(register: Register, activity: Any, engaged: list[Any]) -> Cell:
    """Own systems, then services."""
    own = tuple(activity.systems or ())
    services = tuple(register.services[e.service_id].name for e in engaged)
    return tuple(dict.fromkeys(own + services)) or None


def _assessments(register: Register, hops: list[Judged]) -> list[Parts]:
    """What was assessed of these transfers: the conclusions of assessments, and those that came with a transfer."""
    crossings = [crossing for _, crossing, _ in transfers(hops)]
    concluded = dict.fromkeys(one.assessment_id for one in crossings if one.assessment_id)
    came = dict.fromkeys(one.transfer_id for one in crossings if one.transfer_id)
    found = [(id_, one) for id_ in concluded for one in register.conclusions.get(id_, [])]
    found += [(one.id, one) for id_ in came for one in register.assessments.get(id_, [])]
    return [
        Parts((("id", id_), ("outcome", Word("assessment_outcome", one.outcome.value) if one.outcome else None),
               ("concluded_on", one.concluded_on)))
        for id_, one in found
    ]  # fmt: skip
