"""Who stands behind whom, and which transfers each hop makes, seen from one engagement.

A chain goes on through the service a row names, else through the organisation's only listed service; otherwise it
ends in "depth unknown". Cycles are real (OpenAI uses Intercom, Intercom uses OpenAI): a service is opened once per
engagement, and met again it is the same node.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from registry.catalogue import grounds
from registry.catalogue.crossings import Carried, Crossing, Ends, crossings, is_country, locations, places
from registry.catalogue.grounds import Facts
from registry.catalogue.reading import Register, Row
from registry.cataloguenames import folded
from registry.terms import Grade, HopKind, OrganisationKind, Responsibility, Role

__all__ = ["Crossing", "Hop", "Node", "Onward", "behind", "first", "has_its_own", "hops", "is_cut"]

DEEPEST = 64  # hops; longer than any real chain. What is cut here is told as a chain of unknown depth


@dataclass(frozen=True, slots=True)
class Node:
    """An end of a hop. `party` is the contracting legal person where known; `country` its seat, None: unknown."""

    id: str
    title: str
    organisation_id: str | None = None
    party: str | None = None
    country: str | None = None
    written: tuple[str, ...] = ()
    depth_known: bool = True


@dataclass(frozen=True, slots=True)
class Hop:
    """Data going from one party to the next. `path` holds the titles from the controller to the importer."""

    key: str
    engagement_id: str
    controller_id: str
    kind: HopKind
    exporter: Node
    importer: Node
    role: Role | None
    responsibility: Responsibility
    path: tuple[str, ...]
    crossings: tuple[Crossing, ...]
    purpose: str | None
    source: str
    grade: Grade
    valid_from: date | None
    valid_until: date | None


@dataclass(slots=True)
class _Walk:
    """One engagement's walk: what is opened already, and what waits."""

    register: Register
    engagement: Row
    flow: Facts
    on_file: dict[str, list[Row]]  # by the row they stand behind; "" behind the engaged service
    opened: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Onward:
    """A hop, and how its chain goes on: through a service (None: not known), or behind the row the hop is made of."""

    hop: Hop
    service_id: str | None
    row_id: str | None = None


def first(register: Register, engagement: Row) -> Onward:
    """The hop of an engagement itself."""
    return Onward(_first_hop(_walk_of(register, engagement)), engagement.service_id)


def behind(register: Register, engagement: Row, before: Onward) -> Iterator[Onward]:
    """The hops right behind one, in whatever order and however often they are asked for: nothing counts as opened."""
    walk = _walk_of(register, engagement)
    for row in _rows_behind(walk, before.service_id or "", before.row_id or ""):
        hop, service_id = _next_hop(walk, before.hop, row)
        yield Onward(hop, service_id, row.id)


def has_its_own(register: Register) -> frozenset[str]:
    """The engagements with anything on file further down: theirs is another chain than that of others' alike."""
    further = (engagement_id for engagement_id, hop_id in register.transfers if hop_id != engagement_id)
    return frozenset(register.rows_on_file).union(further)


def hops(register: Register, engagements: Iterable[Row], *, depth: int | None = None) -> Iterator[Hop]:
    """Every hop of these engagements, nearest first. `depth` 1 is the engagement alone; None goes to the end, or to
    DEEPEST hops: the depth behind the last of those is told as unknown (`is_cut`)."""
    for engagement in engagements:
        yield from _hops_of(_walk_of(register, engagement), depth)


def is_cut(hop: Hop) -> bool:
    """Whether a walk ended here because it was deep enough, or nobody knows how it goes on from so deep."""
    return len(hop.path) > DEEPEST and not hop.importer.depth_known


def _walk_of(register: Register, engagement: Row) -> _Walk:
    on_file: dict[str, list[Row]] = defaultdict(list)
    for row in register.rows_on_file.get(engagement.id, []):
        on_file[row.parent_row_id or ""].append(row)
    return _Walk(register, engagement, grounds.of_flow(engagement), on_file)


def _hops_of(walk: _Walk, depth: int | None) -> Iterator[Hop]:
    first = _first_hop(walk)
    yield first
    waiting = deque([(first, walk.engagement.service_id, "", 1)])
    while waiting:
        before, service_id, behind, level = waiting.popleft()
        if level >= min(depth or DEEPEST, DEEPEST):
            continue
        rows = _rows_behind(walk, service_id, behind)
        walk.opened.add(service_id)
        for row in rows:
            hop, next_service = _next_hop(walk, before, row)
            if level + 1 == DEEPEST and _rows_behind(walk, next_service or "", row.id):
                hop = replace(hop, importer=replace(hop.importer, depth_known=False))
            yield hop
            waiting.append((hop, next_service or "", row.id, level + 1))


def _rows_behind(walk: _Walk, service_id: str, behind: str) -> list[Row]:
    """Rows on file win over the published list: who stands behind this service (or behind this row).

    A list is opened once per engagement; what stands on file is a tree and goes on even where a service is met again.
    """
    on_file = walk.on_file.get(behind, [])
    if not service_id or service_id in walk.opened:
        return on_file
    names = {folded(row.name_as_written) for row in on_file}
    listed = walk.register.list_rows.get(service_id, [])
    return on_file + [row for row in listed if folded(row.name_as_written) not in names]


def _first_hop(walk: _Walk) -> Hop:
    register, engagement = walk.register, walk.engagement
    controller = register.organisations[engagement.controller_id]
    service = register.services[engagement.service_id]
    party = register.organisations.get(engagement.contracting_party_id or "")
    exporter = grounds.of_controller(controller)
    importer = grounds.of_party(register, party, service.name, engagement.decided_by_us)
    node = Node(
        service.id, service.name, service.organisation_id, party.name if party else None,
        party.country if party else None, (engagement.name_as_written,), depth_known=service.id in register.list_rows,
    )  # fmt: skip
    return Hop(
        key=engagement.id,
        engagement_id=engagement.id,
        controller_id=controller.id,
        kind=HopKind.ENGAGEMENT,
        exporter=Node(controller.id, controller.name, controller.id, controller.name, controller.country),
        importer=node,
        role=engagement.decided_by_us,
        responsibility=_into(engagement.decided_by_us),
        path=(controller.name, service.name),
        crossings=crossings(
            register,
            Carried(engagement, engagement.id, engagement.id, walk.flow),
            Ends(exporter, grounds.of_signatory(party, engagement.decided_by_us)),
            Ends(exporter, importer),
            places=locations(register, service.id),
            service_id=service.id,
        ),
        purpose=None,
        source=engagement.source,
        grade=engagement.grade,
        valid_from=engagement.valid_from,
        valid_until=engagement.valid_until,
    )


def _next_hop(walk: _Walk, before: Hop, row: Row) -> tuple[Hop, str | None]:
    """The hop to the sub-processor of `row`, and the service its chain goes on through, if known."""
    register = walk.register
    organisation = register.organisations.get(row.organisation_id or "")
    service = register.services.get(row.named_service_id or "") or _service_behind(register, organisation, before)
    signed = register.organisations.get(row.contracting_party_id or "")
    party = signed or _legal_person(organisation)
    role = _role_behind(before, row)
    exporter = grounds.as_exporter(_facts_of_importer(before), _exporting_role(before))
    importer = grounds.of_party(register, party, row.name_as_written, role)
    if row.seat and is_country(row.seat) and "country" not in importer:
        importer["country"] = row.seat
    key = f"{walk.engagement.id}>{row.id}"  # a row is met once per engagement: its service is opened once
    hop = Hop(
        key=key,
        engagement_id=walk.engagement.id,
        controller_id=before.controller_id,
        kind=HopKind.SUB_PROCESSOR,
        exporter=before.importer,
        importer=_node(register, row, organisation, service, party=party, country=importer.get("country")),
        role=role,
        responsibility=_beyond(before),
        path=(*before.path, service.name if service else row.name_as_written),
        crossings=crossings(
            register,
            Carried(walk.engagement, row.id, key, walk.flow),
            Ends(grounds.of_processor(before.role), grounds.of_signatory(signed, role)),
            Ends(exporter, importer),
            places=places(row),
            service_id=service.id if service else None,
        ),
        purpose=row.purpose,
        source=row.source,
        grade=row.grade,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )
    return hop, service.id if service else None


def _node(
    register: Register,
    row: Row,
    organisation: Row | None,
    service: Row | None,
    *,
    party: Row | None,
    country: str | None,
) -> Node:
    company, written = party.name if party else None, (row.name_as_written,)
    if service is not None:
        known = service.id in register.list_rows
        return Node(service.id, service.name, service.organisation_id, company, country, written, known)
    if organisation is not None:
        return Node(organisation.id, organisation.name, organisation.id, company, country, written, False)
    return Node(row.id, row.name_as_written, None, company, country, written, False)


def _legal_person(organisation: Row | None) -> Row | None:
    """A row that names a company in full names the importer; a product or group never does."""
    named = organisation is not None and organisation.kind is OrganisationKind.LEGAL_PERSON
    return organisation if named else None


def _role_behind(before: Hop, row: Row) -> Role | None:
    """Behind a processor stands a sub-processor. Behind anybody else the row says the role, or nobody."""
    return Role.SUB_PROCESSOR if before.role in {Role.PROCESSOR, Role.SUB_PROCESSOR} else row.role


def _service_behind(register: Register, organisation: Row | None, before: Hop) -> Row | None:
    """The organisation's only service that has a list of its own; none when there are several or none.

    A company of the exporter's own group (an affiliate on its list) is no way back into the same service.
    """
    if organisation is None:
        return None
    group = organisation.parent_id if organisation.kind is OrganisationKind.LEGAL_PERSON else organisation.id
    if group == before.importer.organisation_id:
        return None
    listed = [s for s in register.services_of.get(group or "", []) if s.id in register.list_rows]
    return listed[0] if len(listed) == 1 else None


def _facts_of_importer(hop: Hop) -> Facts:
    """What all transfers of a hop agree on about its importer."""
    return dict(hop.crossings[0].facts.get("importer", {})) if hop.crossings else {}


def _exporting_role(hop: Hop) -> Role | None:
    return Role.PROCESSOR if hop.role is Role.SUB_PROCESSOR else hop.role


def _into(role: Role | None) -> Responsibility:
    """The edge into a joint controller is shared; every other first hop is ours (Art. 28; Opinion 22/2024)."""
    return Responsibility.SHARED if role is Role.JOINT_CONTROLLER else Responsibility.OURS


def _beyond(before: Hop) -> Responsibility:
    """An independent controller or authority answers for what it passes on; so does everybody behind it."""
    if before.responsibility is Responsibility.THEIRS or before.role in _ON_THEIR_OWN:
        return Responsibility.THEIRS
    return before.responsibility


_ON_THEIR_OWN = frozenset({Role.INDEPENDENT_CONTROLLER, Role.CONTROLLER, Role.AUTHORITY})
