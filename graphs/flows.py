"""Engagements, chains and verdicts -> the flow graph of `graphs.model`: shared nodes, one edge for each transfer."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

from graphs import model, narrowing
from graphs.model import Art28, FlowGraph, Header, Hop, Language, Node, NodeKind, Reason
from registry.catalogue import chains
from registry.catalogue.reading import Register, Row
from registry.judging import Judged, judge_of
from registry.law.lawbook import LawBook
from registry.law.verdicts import Answer
from registry.law.verdicts import Reason as Told
from registry.law.zones import Zone, zone
from registry.terms import AgreementKind, HopKind, Responsibility, Role


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of the register is drawn. None: no limit.

    `service_id` and `activity_id` keep the engagements of one service or activity; `destination` the ways to one
    country. Parties lead to the pages of the server at `site` ("" for links inside a page); None: they lead nowhere.
    `query` stands behind such an address, so that the page shows the picture's day. `supposed` is the hypothesis in
    words, of a graph that shows what would be.
    """

    controller_id: str | None = None
    service_id: str | None = None
    activity_id: str | None = None
    destination: str | None = None
    depth: int | None = None
    third_countries_only: bool = False
    language: Language = Language.ENGLISH
    known_at: datetime | None = None
    site: str | None = None
    query: str = ""
    supposed: str = ""


def build(register: Register, law: LawBook, wanted: Wanted, *, judged: Iterable[Judged] | None = None) -> FlowGraph:
    """The flow graph of what is wanted, judged on the register's day.

    `judged` are hops of this register on this day that were walked and judged before, at least all that are wanted:
    walking the chains of a large register again takes longer than drawing them.
    """
    if judged is not None:
        return of_judged(register, law, wanted, [one for one in judged if _is_wanted_hop(register, one, wanted)])
    engagements = [e for e in register.engagements.values() if _is_wanted(e, wanted)]
    found = chains.hops(register, engagements, depth=wanted.depth)
    return of_judged(register, law, wanted, list(judge_of(law, register.moment.on).judged(found)))


def of_judged(register: Register, law: LawBook, wanted: Wanted, judged: list[Judged]) -> FlowGraph:
    """The flow graph of hops that are judged already, narrowed to the countries that are wanted."""
    judged = _narrowed(judged, law, register, wanted)
    controllers = _controllers(register, wanted, judged)
    graph = model.new_graph(_header(controllers, register, law, wanted))
    for node in _nodes(controllers, judged, law, register):
        model.add_node(graph, replace(node, address=_page(node, wanted)))
    for hop in _hops(register, judged):
        model.add_hop(graph, hop)
    _add_joint_controllers(graph, register, controllers, law)
    return graph


def _is_wanted(engagement: Row, wanted: Wanted) -> bool:
    return (
        wanted.controller_id in (None, engagement.controller_id)
        and wanted.service_id in (None, engagement.service_id)
        and (wanted.activity_id is None or wanted.activity_id in (engagement.activities or ()))
    )


def _is_wanted_hop(register: Register, one: Judged, wanted: Wanted) -> bool:
    near_enough = wanted.depth is None or len(one.hop.path) <= wanted.depth + 1
    return near_enough and _is_wanted(register.engagements[one.hop.engagement_id], wanted)


def _narrowed(judged: list[Judged], law: LawBook, register: Register, wanted: Wanted) -> list[Judged]:
    if wanted.third_countries_only:
        judged = narrowing.to_third_countries(judged, law, register.moment.on)
    return narrowing.to_destination(judged, wanted.destination) if wanted.destination else judged


def _controllers(register: Register, wanted: Wanted, judged: list[Judged]) -> list[Row]:
    """The controllers drawn: the one asked for even when it has no engagement, else those whose hops are shown."""
    ids = {one.hop.controller_id for one in judged} | ({wanted.controller_id} if wanted.controller_id else set())
    return [register.organisations[key] for key in sorted(ids) if key in register.organisations]


def _header(controllers: list[Row], register: Register, law: LawBook, wanted: Wanted) -> Header:
    names = tuple(controller.name for controller in controllers)
    service = register.services.get(wanted.service_id or "")
    title = names[0] if len(names) == 1 else service.name if service else "Onward"
    return Header(
        title=title,
        controllers=names,
        on=register.moment.on,
        known_at=wanted.known_at,
        law=law.sha256,
        language=wanted.language,
        source="Onward",
        supposed=wanted.supposed,
    )


def _nodes(controllers: list[Row], judged: list[Judged], law: LawBook, register: Register) -> Iterator[Node]:
    on = register.moment.on
    for controller in controllers:
        yield _controller(controller, NodeKind.CONTROLLER, law, on)
    met: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        met[one.hop.importer.id].append(one)
    drawn = {controller.id for controller in controllers}
    for key in sorted(met.keys() - drawn):
        yield _recipient(met[key], law, on)


def _page(node: Node, wanted: Wanted) -> str | None:
    """Where a party's page stands; an organisation known from a list alone has none."""
    folder = {NodeKind.CONTROLLER: "controllers", NodeKind.SERVICE: "services"}.get(node.kind)
    return None if wanted.site is None or folder is None else f"{wanted.site}/{folder}/{node.id}{wanted.query}"


def _controller(row: Row, kind: NodeKind, law: LawBook, on: date) -> Node:
    return Node(
        id=row.id,
        kind=kind,
        title=row.name,
        country=row.country,
        zone=zone(law, row.country, on),
        responsibility=Responsibility.SHARED if kind is NodeKind.JOINT_CONTROLLER else Responsibility.OURS,
    )


def _recipient(met: list[Judged], law: LawBook, on: date) -> Node:
    first = met[0].hop.importer
    destinations = sorted({c.destination for one in met for c in one.hop.crossings if c.destination})
    country = next((place for one in met for place in narrowing.seats(one)), None)
    written = sorted({name for one in met for name in one.hop.importer.written if name != first.title})
    return Node(
        id=first.id,
        kind=NodeKind.SERVICE if first.id.startswith("svc_") else NodeKind.ORGANISATION,
        title=first.title,
        written=tuple(written),
        party=next((one.hop.importer.party for one in met if one.hop.importer.party), None),
        country=country,
        destinations=tuple(destinations),
        zone=_zone_of([country, *destinations], law, on),
        responsibility=_nearest(one.hop.responsibility for one in met),
        depth_known=first.depth_known,
    )


_FARTHEST = (Zone.THIRD_COUNTRY, Zone.PARTLY_ADEQUATE, Zone.ADEQUATE, Zone.ORGANISATION, Zone.EEA)


def _zone_of(countries: Iterable[str | None], law: LawBook, on: date) -> Zone:
    """The farthest zone that the seat or a destination lies in; unknown only when nothing is known."""
    found = {zone(law, country, on) for country in countries}
    return next((one for one in _FARTHEST if one in found), Zone.UNKNOWN)


def _nearest(found: Iterable[Responsibility]) -> Responsibility:
    """A shared node is ours as soon as one hop into it is."""
    several = set(found)
    order = (Responsibility.OURS, Responsibility.SHARED, Responsibility.THEIRS)
    return next(one for one in order if one in several)


def _hops(register: Register, judged: list[Judged]) -> Iterator[Hop]:
    for one in judged:
        for crossing, answer in zip(one.hop.crossings, one.answers, strict=True):
            yield _hop(register, one.hop, crossing, answer)


def _hop(register: Register, hop: chains.Hop, crossing: chains.Crossing, answer: Answer) -> Hop:
    return Hop(
        key=crossing.key,
        exporter=hop.exporter.id,
        importer=hop.importer.id,
        kind=hop.kind,
        engagement=hop.engagement_id,
        role=hop.role,
        manner=crossing.manner,
        destination=crossing.destination,
        verdict=answer.verdict,
        for_people=answer.for_people,
        reasons=_reasons(answer.reasons),
        flags=answer.flags,
        would_settle=answer.would_settle,
        holds_until=answer.holds_until,
        fallback=answer.fallback,
        responsibility=hop.responsibility,
        source=crossing.source,
        valid_from=hop.valid_from,
        valid_until=hop.valid_until,
        basis=crossing.basis,
        art28=_contract(register, hop),
    )


@lru_cache(maxsize=4096)  # of answers, which many hops share
def _reasons(told: tuple[Told, ...]) -> tuple[Reason, ...]:
    return tuple(Reason(article=one.article, record=one.record, text=one.text, source=one.source) for one in told)


def _contract(register: Register, hop: chains.Hop) -> Art28 | None:
    """Whether an Art. 28 contract is on file. Further down the chain nobody has looked yet."""
    if hop.role not in (Role.PROCESSOR, Role.SUB_PROCESSOR):
        return None
    if hop.kind is not HopKind.ENGAGEMENT:
        return Art28.UNKNOWN
    agreements = register.agreements.get(hop.engagement_id)
    if agreements is None:
        return Art28.UNKNOWN
    on_file = any(a.kind is AgreementKind.DPA for a in agreements)
    return Art28.ON_FILE if on_file else Art28.NOT_ON_FILE


def _add_joint_controllers(graph: FlowGraph, register: Register, controllers: list[Row], law: LawBook) -> None:
    for controller in controllers:
        for joint in register.joint_controls.get(controller.id, []):
            other = register.organisations.get(joint.other_id)
            if other is None:
                continue
            if other.id not in graph:
                model.add_node(graph, _controller(other, NodeKind.JOINT_CONTROLLER, law, register.moment.on))
            model.add_hop(
                graph,
                Hop(
                    key=joint.id, exporter=controller.id, importer=other.id, kind=HopKind.JOINT,
                    role=Role.JOINT_CONTROLLER, responsibility=Responsibility.SHARED, source=joint.source,
                    valid_from=joint.valid_from, valid_until=joint.valid_until,
                ),
            )  # fmt: skip
