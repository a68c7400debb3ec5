"""Whom something at a service concerns: the controllers whose data reach it."""

from collections.abc import Iterable
from dataclasses import dataclass

from registry.catalogue.chains import Hop, hops
from registry.catalogue.reading import Register, Row
from registry.terms import Responsibility, Role

# Special categories and the like (Art. 9, 10), by the keys of data/phrases.
SENSITIVE = frozenset({"health", "biometric", "national_id", "political_exposure", "location", "id_document"})


@dataclass(frozen=True, slots=True)
class Concerned:
    """A controller, the engagements through which its data reach the service, and the service's roles in them."""

    controller_id: str
    engagements: tuple[Row, ...]
    roles: tuple[Role | None, ...]
    sensitive: bool
    objection_days: int | None

    @property
    def names(self) -> list[str]:
        """The engagements as people know them."""
        return [engagement.name_as_written for engagement in self.engagements]


def concerned(register: Register, service_id: str) -> list[Concerned]:
    """The controllers whose data reach the service, by an engagement or down a chain that is theirs to answer for."""
    found: dict[str, list[Hop]] = {}
    for hop in hops(register, register.engagements.values()):
        if hop.importer.id == service_id and hop.responsibility is not Responsibility.THEIRS:
            found.setdefault(hop.controller_id, []).append(hop)
    return [_concerned(register, controller, reached) for controller, reached in sorted(found.items())]


def _concerned(register: Register, controller: str, reached: list[Hop]) -> Concerned:
    engagements = [register.engagements[key] for key in dict.fromkeys(hop.engagement_id for hop in reached)]
    return Concerned(
        controller,
        tuple(engagements),
        tuple(dict.fromkeys(hop.role for hop in reached)),
        any(SENSITIVE & set(_categories(register, one)) for one in engagements),
        _shortest(days for one in engagements for days in _days_to_object(register, one)),
    )


def _categories(register: Register, engagement: Row) -> Iterable[str]:
    """What flows: the engagement's own categories, else those of its activities."""
    if engagement.data_categories is not None:
        return list(engagement.data_categories)
    activities = [register.activities.get(key) for key in engagement.activities or []]
    return [category for one in activities if one is not None for category in one.data_categories or []]


def _days_to_object(register: Register, engagement: Row) -> Iterable[int]:
    """What was signed; notice is the time within which an objection still helps."""
    for agreement in register.agreements.get(engagement.id, []):
        days = agreement.objection_days if agreement.objection_days is not None else agreement.notice_days
        if days is not None:
            yield days


def _shortest(days: Iterable[int]) -> int | None:
    return min(days, default=None)
