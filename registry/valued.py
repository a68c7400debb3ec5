"""What a proposal or a claim says, taken apart: what is missing is not known, and what cannot be read names its field.

A reader wrote it, perhaps an older one: nothing in it is taken for granted.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from registry.errors import BadInput
from registry.terms import Role

Value = Mapping[str, Any]
_PLAIN = (str, int, float, bool)


def text_of(value: Value, name: str) -> str | None:
    """A field as text; None: not said. Raises BadInput where it is no word."""
    said = value.get(name)
    if said is None or said == "":
        return None
    if not isinstance(said, _PLAIN):
        raise BadInput(f"“{name}” is no text; edit the proposal and write it.", field=name)
    return str(said)


def several_of(value: Value, name: str) -> list[Any]:
    """The words of a field that holds several, a lone word as one; those that are no words are left out."""
    return several(value.get(name))


def several(said: object) -> list[Any]:
    """What is said as the words it holds."""
    parts = said if isinstance(said, list | tuple) else [] if said is None or said == "" else [said]
    return [one for one in parts if one is None or isinstance(one, _PLAIN)]


def name_of(value: Value) -> str:
    """The name as it is written. Raises BadInput where there is none."""
    name = text_of(value, "name_as_written")
    if name is None or not name.strip():
        raise BadInput("The proposal names nobody; edit it and write the name.", field="name_as_written")
    return name


def role_of(value: Value) -> Role:
    """The role stated; nothing said of it is a recipient whose role is not stated. Raises BadInput."""
    said = text_of(value, "role")
    if said is None:
        return Role.RECIPIENT
    try:
        return Role(said)
    except ValueError as error:
        raise BadInput(f"“{said}” is no role; edit the proposal and choose one.", field="role") from error


def day_of(said: object, field: str = "valid_from") -> date:
    """A day as text. Raises BadInput."""
    try:
        return date.fromisoformat(str(said))
    except ValueError as error:
        raise BadInput(f"“{said}” is no day; write YYYY-MM-DD.", field=field) from error
