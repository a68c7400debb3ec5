"""The processor's record, Art. 30(2): one row for each controller it processes for, and each category of processing.

Two sources: what the organisation's own portfolio says of those it processes for, and the engagements of all
controllers in the register in which it is the contracting processor.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from registry.catalogue.identities import hashed
from registry.judging import Judged
from registry.reports.behind import Ground, compelling, reached_at, sub_processors, told_of, tools, unevaluated
from registry.reports.cells import Row, called, own_words, several
from registry.terms import Role

COLUMNS = (
    "id", "processor", "processor_registration", "processor_contact", "processor_representative", "processor_dpo",
    "controller", "registration", "contact", "representative", "dpo", "processing", "purposes", "third_countries",
    "not_evaluable", "compelling", "tools", "sub_processors", "security", "valid_from", "valid_until",
)  # fmt: skip


def rows(ground: Ground, processor_id: str | None) -> list[Row]:
    """By processor, then by controller; an engagement that names no activity has one row, not on file."""
    behind = ground.by_engagement()
    found = [*_own(ground, behind, processor_id), *_engaged(ground, behind, processor_id)]
    return sorted(found, key=lambda row: (str(row["processor"]), str(row["controller"])))


def _own(ground: Ground, behind: dict[str, list[Judged]], processor_id: str | None) -> Iterator[Row]:
    """What an organisation's own file says of those it processes for."""
    register = ground.register
    for identity, claims in register.stated.items():
        processor = register.organisations.get(identity)
        if processor is None or processor_id not in (None, identity):
            continue
        for claim in claims:
            if claim.field != "processing_for" or not _holds(claim.value, register.moment.on):
                continue
            keys = claim.value.get("engagements")
            hops = [one for key in keys or () for one in behind.get(hashed("eng", identity, key), [])]
            whole = _processor(processor) | _client(claim.value) | _passed_on(ground, hops, is_known=keys is not None)
            security = several(claim.value.get("security")) or told_of(processor, "security")
            for number, category in enumerate(claim.value["categories"], 1):
                own = {"id": f"{claim.id}:{number}", "processing": category, "purposes": None, "security": security}
                yield whole | own


def _holds(value: dict[str, Any], on: date) -> bool:
    until = value.get("valid_until")
    return until is None or on < date.fromisoformat(until)


def _client(value: dict[str, Any]) -> Row:
    places = tuple(str(value[name]) for name in ("address", "contact") if value.get(name))
    days = {
        name: date.fromisoformat(value[name]) if value.get(name) else None for name in ("valid_from", "valid_until")
    }
    return {
        "controller": value["controller"],
        "registration": value.get("org_number"),
        "contact": places or None,
        "representative": value.get("representative"),
        "dpo": value.get("dpo"),
        **days,
    }


def _engaged(ground: Ground, behind: dict[str, list[Judged]], processor_id: str | None) -> Iterator[Row]:
    """The engagements of controllers in the register."""
    register = ground.register
    for engagement in sorted(register.engagements.values(), key=lambda one: (one.controller_id, one.id)):
        party = register.organisations.get(engagement.contracting_party_id or "")
        if party is None or engagement.decided_by_us is not Role.PROCESSOR or processor_id not in (None, party.id):
            continue
        controller = register.organisations[engagement.controller_id]
        whole = _processor(party) | _controller(controller)
        whole |= _passed_on(ground, behind.get(engagement.id, []), is_known=True)
        whole |= {"valid_from": engagement.valid_from, "valid_until": engagement.valid_until}
        activities = [register.activities[id_] for id_ in engagement.activities or () if id_ in register.activities]
        for activity in activities or [None]:
            yield whole | _category(engagement, activity)


def _processor(processor: Any) -> Row:
    return {
        "processor": processor.name,
        "processor_registration": processor.registration,
        "processor_contact": reached_at(processor),
        "processor_representative": told_of(processor, "representative"),
        "processor_dpo": told_of(processor, "dpo"),
        "security": told_of(processor, "security"),
    }


def _controller(controller: Any) -> Row:
    return {
        "controller": controller.name,
        "registration": controller.registration,
        "contact": reached_at(controller),
        "representative": told_of(controller, "representative"),
        "dpo": told_of(controller, "dpo"),
    }


def _passed_on(ground: Ground, hops: list[Judged], *, is_known: bool) -> Row:
    """Transfers and those behind; where nobody says through whom it goes on, nobody knows them."""
    if not is_known:
        return dict.fromkeys(("third_countries", "not_evaluable", "compelling", "tools", "sub_processors"))
    return {
        "third_countries": ground.countries(hops),
        "not_evaluable": unevaluated(hops),
        "compelling": compelling(ground.register, hops),
        "tools": tools(hops),
        "sub_processors": sub_processors(hops),
    }


def _category(engagement: Any, activity: Any) -> Row:
    if activity is None:
        return {"id": engagement.id, "processing": None, "purposes": None}
    return {
        "id": f"{engagement.id}:{activity.id}",
        "processing": called(activity),
        "purposes": own_words(activity, "purposes"),
    }
