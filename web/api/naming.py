"""Whom the body of a request names: an id, or a name as people say it."""

from registry.catalogue.reading import Register
from registry.errors import BadInput, NotFound


def controller_named(register: Register, name: str) -> str:
    """The id of a controller. Raises BadInput naming the field, Ambiguous with the candidates."""
    try:
        return str(register.controller(name).id)
    except NotFound as error:
        raise BadInput(str(error), field="controller") from error
