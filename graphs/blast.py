"""Blast radius: a recipient is breached, down or sold; whom does it concern, with what data, and which clocks start."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from graphs.clocks import Clock, Event, clocks
from registry.catalogue.chains import Hop
from registry.catalogue.reading import Register, Row
from registry.errors import NotFound
from registry.judging import Judged
from registry.law.lawbook import LawBook
from registry.terms import Responsibility, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Where somebody is reached. Null: not on file."""

    name: str
    contact: str | None
    dpo: str | None
    address: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """An activity of an engagement. Null: not on file."""

    id: str
    name: str
    data_subjects: tuple[str, ...] | None
    data_categories: tuple[str, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """One way on which our data come to the recipient. `data_categories` are what the engagement passes on; null:
    not on file (the activities' are not taken over). `activities` null: nobody knows what it is engaged for."""

    engagement: str
    path: tuple[str, ...]
    role: Role | None
    responsibility: Responsibility
    destinations: tuple[str | None, ...]
    data_categories: tuple[str, ...] | None
    activities: tuple[Touched, ...] | None
    clocks: tuple[Clock, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Struck:
    """A controller whose data are there. `authority` is the supervisory authority of its country; null: not known."""

    id: str
    country: str | None
    contact: Contact
    authority: str | None
    data_categories: tuple[str, ...]
    data_not_known: int
    reached: tuple[Reached, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Blast:
    """The recipient, what happens to it, and everybody it concerns.

    `node` is its id; of a name that a service and an organisation share it is the organisation's.
    """

    node: str
    title: str
    event: Event
    contacts: tuple[Contact, ...]
    controllers: tuple[Struck, ...]
    engagements: int


def blast(register: Register, law: LawBook, judged: Iterable[Judged], node: str, event: Event) -> Blast:
    """Whom the event concerns, by controller. Raises NotFound or Ambiguous for a name."""
    services, members = _named(register, node)
    first = (members or services)[0]
    names = {member.name for member in members}
    ids = {one.id for one in (*services, *members)}
    by_controller: dict[str, list[Hop]] = defaultdict(list)
    for one in judged:
        into = one.hop.importer
        if into.id in ids or into.organisation_id in ids or (into.party in names):
            by_controller[one.hop.controller_id].append(one.hop)
    struck = [_struck(register, law, register.organisations[id_], by_controller[id_], event) for id_ in by_controller]
    return Blast(
        node=first.id,
        title=first.name,
        event=event,
        contacts=tuple(_contact(member) for member in members),
        controllers=tuple(sorted(struck, key=lambda one: one.id)),
        engagements=len({hop.engagement_id for hops in by_controller.values() for hop in hops}),
    )


def _named(register: Register, node: str) -> tuple[list[Row], list[Row]]:
    """Services and organisations of this id or name; of a group all its companies.

    A name that a service and an organisation share means both: what strikes one of them is not known to spare the
    other, and a list of whom it concerns must not be short.
    """
    services = [one for one in register.services.values() if node == one.id or node.casefold() == one.name.casefold()]
    try:
        return services, register.legal_persons(node)
    except NotFound:
        return services or [register.service(node)], []


def _struck(register: Register, law: LawBook, controller: Row, hops: list[Hop], event: Event) -> Struck:
    authority = _authority(register, law, controller)
    reached = [_reached(register, hop, event, authority) for hop in hops]
    known = [one.data_categories for one in reached if one.data_categories is not None]
    return Struck(
        id=controller.id,
        country=controller.country,
        contact=_contact(controller),
        authority=authority,
        data_categories=tuple(sorted({name for names in known for name in names})),
        data_not_known=len({one.engagement for one in reached if one.data_categories is None}),
        reached=tuple(sorted(reached, key=lambda one: (len(one.path), one.path, one.engagement))),
    )


def _reached(register: Register, hop: Hop, event: Event, authority: str | None) -> Reached:
    engagement = register.engagements[hop.engagement_id]
    activities = [register.activities[id_] for id_ in engagement.activities or () if id_ in register.activities]
    return Reached(
        engagement=engagement.id,
        path=hop.path,
        role=hop.role,
        responsibility=hop.responsibility,
        destinations=tuple(dict.fromkeys(crossing.destination for crossing in hop.crossings)),
        data_categories=_all(engagement.data_categories),
        activities=tuple(map(_touched, activities)) if engagement.activities else None,
        clocks=clocks(register, hop, event, authority),
    )


def _touched(activity: Row) -> Touched:
    return Touched(
        id=activity.id,
        name=activity.name or activity.key,
        data_subjects=_all(activity.data_subjects),
        data_categories=_all(activity.data_categories),
    )


def _contact(organisation: Row) -> Contact:
    told = organisation.contact or {}
    contact, dpo, address = (told.get(name) for name in ("contact", "dpo", "address"))
    return Contact(name=organisation.name, contact=contact or told.get("email"), dpo=dpo, address=address)


def _authority(register: Register, law: LawBook, controller: Row) -> str | None:
    """The country's one authority by its name of the day; null where there are several or none."""
    there = [one for one in law.authorities if one.country == controller.country and not one.role]
    if len(there) != 1:
        return None
    on = register.moment.on
    names = [
        n.name for n in there[0].names if (n.valid_from or on) <= on and (n.valid_until is None or on < n.valid_until)
    ]
    return names[0] if names else there[0].short or None


def _all(values: list[str] | None) -> tuple[str, ...] | None:
    return None if values is None else tuple(values)
