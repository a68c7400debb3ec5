"""A sub-processor added for a service of the same organisation that the controller does not use.

Told by the row's own words: it names another service of the list's owner, and none that the controller engages.
"""

import re
from collections.abc import Mapping
from typing import Any

from registry.catalogue.reading import Register, Row


def is_for_unused(register: Register, service: Row, controller_id: str, change: Mapping[str, Any]) -> bool:
    """Whether the row that came is for services alone that the controller has no engagement with."""
    words = str(change.get("after") or "").replace(str(change.get("subject") or "\n"), " ")
    siblings = register.services_of.get(service.organisation_id, [])
    named = {one.id for one in siblings if _names(words, one.name)}
    used = {one.service_id for one in register.engagements_of.get(controller_id, [])} | {service.id}
    return bool(named) and not named & used


def _names(words: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words, re.IGNORECASE) is not None
