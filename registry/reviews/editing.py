"""What a person may set when deciding, field by field, and what a right value looks like."""

import re
from collections.abc import Mapping
from typing import Any

from registry.errors import BadInput
from registry.lawfiles import place_names
from registry.redeclared import WATCH, WATCH_SELECTOR
from registry.reviews.declaring import kind_of
from registry.reviews.findings import RECIPIENT, Stated
from registry.terms import Mechanism, Role

_SEAT = re.compile("[A-Z]{2}")
_OF_A_ROW = frozenset({"name_as_written", "organisation", "purpose", "places", "seat", "valid_from"})
_OF_A_RECIPIENT = frozenset(
    {"name_as_written", "service", "organisation", "role", "destinations", "mechanisms", "purpose", "valid_from"}
    | {"data_categories"}
)
_OF_A_DECLARATION = {WATCH: frozenset({"kind"}), WATCH_SELECTOR: frozenset({"valid_from"})}
LISTS = frozenset({"places", "destinations", "mechanisms", "data_categories", "modules"})
"""The fields that hold several values."""
_LONGEST, _MOST = 2_000, 300
STATED_ROLES = (
    *(Role.PROCESSOR, Role.JOINT_CONTROLLER, Role.INDEPENDENT_CONTROLLER, Role.RECIPIENT, Role.AUTHORITY),
    Role.SUB_PROCESSOR,
)
"""The roles a document can state of somebody; `recipient` says that it states none."""


def check_edits(field: str, value: Mapping[str, Any], edits: Mapping[str, Any]) -> None:
    """Raises BadInput for an edit that a proposal of this field cannot take. `value` is what was found."""
    allowed = editable(field, value)
    for name, said in edits.items():
        if name not in allowed:
            raise BadInput(f"“{name}” cannot be set; one of {', '.join(sorted(allowed))} can.", field=name)
        _check_size(name, said)
        _check_one(field, name, said)


def editable(field: str, value: Mapping[str, Any]) -> frozenset[str]:
    """What can be set of a proposal of this field."""
    if field == RECIPIENT:
        return _OF_A_RECIPIENT
    if field in frozenset(Stated):
        return frozenset(value) - {"topic"} | {"valid_from"}
    return _OF_A_DECLARATION.get(field, _OF_A_ROW)


def _check_size(name: str, said: Any) -> None:
    parts = said if isinstance(said, list) else [said]
    if len(parts) > _MOST or any(isinstance(one, str) and len(one) > _LONGEST for one in parts):
        raise BadInput(f"That is too much; at most {_MOST} values of {_LONGEST} characters.", field=name)
    if name in LISTS and said is not None and not isinstance(said, list):
        raise BadInput(f"“{name}” is a list.", field=name)


def _check_one(field: str, name: str, said: Any) -> None:
    match name:
        case "name_as_written" if not str(said or "").strip():
            raise BadInput("A row has a name; write it as the page does.", field=name)
        case "kind" if field == WATCH:
            kind_of(said)
        case "seat" if said is not None and not _SEAT.fullmatch(str(said)):
            raise BadInput(f"“{said}” is no country code; write two capital letters.", field=name)
        case "role" if field == RECIPIENT:
            _check_word(name, said, [role.value for role in STATED_ROLES])
        case "mechanisms":
            for one in said or ():
                _check_word(name, one, [mechanism.value for mechanism in Mechanism])
        case "destinations":
            for one in said or ():
                if one is not None and one not in place_names():
                    raise BadInput(f"“{one}” is no country code; write two capital letters.", field=name)


def _check_word(name: str, said: Any, words: list[str]) -> None:
    if said not in words:
        raise BadInput(f"“{said}” is none of {', '.join(words)}.", field=name)
