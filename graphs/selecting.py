"""What people ask to see, by name: controller, service, activity and destination into what stands in the register."""

from dataclasses import replace

from graphs.flows import Wanted
from registry.catalogue.reading import Register, Row
from registry.errors import Ambiguous, BadInput, NotFound
from registry.law.lawbook import LawBook


def resolved(register: Register, law: LawBook, asked: Wanted) -> Wanted:
    """The same with ids where names were given. Raises NotFound, Ambiguous, or BadInput for a code no country has."""
    controller = register.controller(asked.controller_id).id if asked.controller_id else None
    return replace(
        asked,
        controller_id=controller,
        service_id=register.service(asked.service_id).id if asked.service_id else None,
        activity_id=activity(register, asked.activity_id, controller).id if asked.activity_id else None,
        destination=_country(law, asked.destination) if asked.destination else None,
    )


def activity(register: Register, name: str, controller_id: str | None) -> Row:
    """An activity by id, key or name, of one controller or of any. Raises NotFound or Ambiguous."""
    mine = [one for one in register.activities.values() if controller_id in (None, one.controller_id)]
    wanted = name.casefold()
    found = [one for one in mine if name == one.id or wanted in (one.key.casefold(), (one.name or "").casefold())]
    if not found:
        raise NotFound(f"There is no activity called “{name}”.")
    if len(found) > 1:
        raise Ambiguous(name, [_told(register, one) for one in found])
    return found[0]


def _told(register: Register, one: Row) -> str:
    owner = register.organisations.get(one.controller_id)
    return f"{one.id} ({owner.name if owner else one.controller_id}: {one.name or one.key})"


def _country(law: LawBook, code: str) -> str:
    wanted = code.strip().upper()
    if wanted not in law.countries:
        raise BadInput(f"“{code}” is no country code; write two letters, as US, or EPO.", field="destination")
    return wanted
