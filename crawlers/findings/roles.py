"""The role a text gives a recipient; `recipient` where it says no more. A trade ("payment processor") is no role."""

from crawlers.findings.rows import Announced
from crawlers.findings.source import Source
from registry.terms import Role

_ORDER = (Role.SUB_PROCESSOR, Role.JOINT_CONTROLLER, Role.INDEPENDENT_CONTROLLER, Role.PROCESSOR, Role.AUTHORITY)


def role_in(source: Source, start: int, end: int) -> Role | None:
    """The role the words of a stretch give, None where they give none."""
    keys = source.hits.keys("roles", start, end)
    return next((role for role in _ORDER if role.value in keys), None)


def role_of_part(source: Source, announced: Announced | None) -> Role:
    """The role a heading or lead-in gives all it introduces."""
    match announced:
        case Announced.SUB_PROCESSORS:
            return Role.SUB_PROCESSOR
        case Announced.PROCESSORS:
            return Role.PROCESSOR
        case Announced.RECIPIENTS | None:
            return Role.RECIPIENT
