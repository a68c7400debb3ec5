"""Whom something at a service concerns: the controllers whose data reach it."""

from collections.abc import Iterable
from dataclasses import dataclass

from registry.catalogue.chains import Hop, hops
from registry.catalogue.reading import Register, Row
from registry.terms import Responsibility, Role

# Special categories and the like (Art. 9, 10), by the keys of data/phrases.
SENSITIVE = frozenset({"health", "biometric", "national_id", "political_exposure", "location", "id_document"})


# Sets of clauses that are repealed: nothing may rest on them.
REPEALED = frozenset({"2001/497/EC", "2002/16/EC", "2004/915/EC", "2010/87/EU"})


@dataclass(frozen=True, slots=True)
class Concerned:
    """A controller, the engagements through which its data reach the service, and the service's roles in them.

    `notice_is_due`: an agreement on file gives days of notice or objection, so that changes must be told of.
    `holds_old_clauses`: the clauses on file for it are a repealed set.
    """

    controller_id: str
    engagements: tuple[Row, ...]
    roles: tuple[Role | None, ...]
    sensitive: bool
    objection_days: int | None
    notice_is_due: bool = False
    holds_old_clauses: bool = False

    @property
    def processes(self) -> bool:
        """Whether the service is our processor in one of them, near or down the chain."""
        return bool({Role.PROCESSOR, Role.SUB_PROCESSOR} & set(self.roles))

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
        any(True for one in engagements for _ in _days_to_object(register, one)),
        any(_holds_old_clauses(register, hop) for hop in reached),
    )


def _holds_old_clauses(register: Register, hop: Hop) -> bool:
    """Whether what is on file for the hop is a repealed set of clauses, and nothing newer."""
    transfers = [one for key in register.transfers if key[0] == hop.engagement_id for one in register.transfers[key]]
    acts = {guard.act for one in transfers for guard in register.safeguards.get(one.id, []) if guard.act}
    return bool(acts & REPEALED) and not acts - REPEALED


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
