"""What a packet is about: one engagement, one controller or the whole register, on a day, as known at an instant."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import Any

from sqlmodel import Session

from registry import judging
from registry.catalogue.dated import Moment
from registry.catalogue.reading import Register, Row, read_register
from registry.errors import NotFound
from registry.evidence.others import NOBODY, Others, beside
from registry.evidence.withheld import NOTHING, Withheld, whole
from registry.judging import Judged
from registry.law.lawbook import LawBook
from registry.reports.behind import Ground
from registry.tables import Audit


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody asks for. Without engagement and controller: everything."""

    moment: Moment
    engagement_id: str | None = None
    controller: str | None = None
    withheld: Withheld = NOTHING

    @property
    def is_whole(self) -> bool:
        """Whether it is about the whole register."""
        return self.engagement_id is None and self.controller is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What is asked for, found: the register narrowed to it, its hops judged, and the session to read the rest from."""

    asked: Asked
    session: Session
    register: Register
    judged: tuple[Judged, ...]
    law: LawBook
    others: Others = NOBODY

    @property
    def ground(self) -> Ground:
        """What registers are written from."""
        return Ground(self.register, self.judged, self.law)

    @property
    def controllers(self) -> list[Row]:
        """The controllers the packet is about, by name."""
        wanted = {one.controller_id for one in self.register.engagements.values()}
        if self.asked.controller is not None:
            wanted.add(self.register.controller(self.asked.controller).id)
        return [one for one in self.ground.controllers(None) if self.asked.is_whole or one.id in wanted]

    @property
    def services(self) -> list[Row]:
        """The services engaged, by name."""
        ids = {one.service_id for one in self.register.engagements.values()}
        found = [self.register.services[one] for one in ids if one in self.register.services]
        return sorted(found, key=lambda one: (one.name, one.id))

    @property
    def until(self) -> datetime:
        """The instant up to which documents, changes and links are told: the end of the day, or when it was known."""
        end = end_of(self.asked.moment)
        return end if self.asked.moment.known_at is None else min(end, self.asked.moment.known_at)

    def tells(self, row: Mapping[str, Any]) -> bool:
        """Whether the packet tells a row: it quotes nothing that is withheld and speaks of nobody it is not about."""
        return not self.asked.withheld.hides(row) and not self.others.are_told_in(row)

    def seals(self, link: Audit) -> bool:
        """Whether a link stands sealed: it is told whole or not at all."""
        told = {"actor": link.actor, "at": link.at.isoformat(), "deed": link.deed, "table": link.table,
                "subject_id": link.subject_id, "content": link.content}  # fmt: skip
        return self.asked.withheld.seals(told) or self.others.are_told_in(told)

    def ids(self) -> Iterator[str]:
        """Every id that the chain may speak of, those of documents and papers aside."""
        register = self.register
        yield from (one.id for one in self.controllers)
        yield from register.engagements
        yield from register.activities
        for service in self.services:
            yield from (service.id, service.organisation_id)
        for one in register.engagements.values():
            yield from (row.id for row in register.agreements.get(one.id, []))
            if one.contracting_party_id is not None:
                yield one.contracting_party_id
        for (engagement, _), rows in register.transfers.items():
            if engagement in register.engagements:
                yield from (row.id for row in rows)


def end_of(moment: Moment) -> datetime:
    """The last instant of the day, in UTC."""
    return datetime.combine(moment.on, time.max, UTC)


def find(session: Session, asked: Asked, law: LawBook) -> Scope:
    """What is asked for, as it was on the day. Raises NotFound or Ambiguous."""
    asked = replace(asked, withheld=whole(session, asked.withheld))
    register = narrowed(read_register(session, asked.moment), asked)
    judged = tuple(one for one in judging.flows(register, law) if one.hop.engagement_id in register.engagements)
    scope = Scope(asked=asked, session=session, register=register, judged=judged, law=law)
    if asked.is_whole:
        return scope
    return replace(scope, others=beside(session, register, {one.id for one in scope.controllers}))


def narrowed(register: Register, asked: Asked) -> Register:
    """The register with the engagements and activities asked about. Raises NotFound or Ambiguous."""
    if asked.engagement_id is not None:
        engagement = register.engagements.get(asked.engagement_id)
        if engagement is None:
            raise NotFound(
                f"No engagement has the id {asked.engagement_id} on {asked.moment.on.isoformat()}.",
                named=asked.engagement_id,
            )
        wanted, activities = {engagement.id}, set(engagement.activities or ())
    elif asked.controller is not None:
        identity = register.controller(asked.controller).id
        wanted = {one.id for one in register.engagements.values() if one.controller_id == identity}
        activities = {one.id for one in register.activities.values() if one.controller_id == identity}
    else:
        return register
    engagements = {key: one for key, one in register.engagements.items() if key in wanted}
    of: dict[str, list[Row]] = {}
    for one in engagements.values():
        of.setdefault(one.controller_id, []).append(one)
    kept = {key: one for key, one in register.activities.items() if key in activities}
    return replace(register, engagements=engagements, engagements_of=of, activities=kept)
