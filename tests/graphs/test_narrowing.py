"""What is drawn of a register: a part by service, activity, country and depth, always with the way there."""

from dataclasses import replace
from pathlib import Path

import pytest
from small_portfolio import AT, ON

from graphs import flows
from graphs.flows import Wanted
from graphs.model import FlowGraph, NodeKind, hops, nodes
from graphs.questions import depths
from graphs.selecting import resolved
from registry import cataloguefiles, judging, lawfiles, portfolios
from registry.catalogue import loading
from registry.catalogue.importing import import_portfolio
from registry.catalogue.reading import Moment, Register, read_register
from registry.errors import Ambiguous, BadInput, NotFound
from registry.law.zones import Zone, zone
from registry.store import Store
from registry.terms import Verdict

LAW = lawfiles.load()
SAMPLE = Path(__file__).parents[2] / "data" / "samples" / "pahittade_fjallcyklar.toml"


@pytest.fixture
def register(store: Store) -> Register:
    """The catalogue and the invented sample."""
    with store.write("test") as session:
        loading.load(session, cataloguefiles.load(), AT.replace(minute=0, hour=11))
        import_portfolio(session, portfolios.parse(SAMPLE.read_bytes(), SAMPLE.name), AT, name=SAMPLE.name)
    with store.read() as session:
        return read_register(session, Moment(ON))


def drawn(register: Register, **asked: object) -> FlowGraph:
    return flows.build(register, LAW, resolved(register, LAW, replace(Wanted(), **asked)))  # type: ignore[arg-type]


def hangs_together(graph: FlowGraph) -> bool:
    """Whether every party is reached from a controller."""
    found = depths(graph)
    starts = {one.id for one in nodes(graph) if one.kind in (NodeKind.CONTROLLER, NodeKind.JOINT_CONTROLLER)}
    return all(found[one.id] > 0 for one in nodes(graph) if one.id not in starts)


def test_a_part_of_the_register_keeps_the_ways_to_what_it_shows(register: Register) -> None:
    whole = drawn(register)
    seats = {one.id: one.country for one in nodes(whole)}
    _third_countries(register, whole, seats)
    _one_country(register, whole, seats)
    _one_activity(register, whole)
    _links(register)
    _what_is_asked_for(register)


def _third_countries(register: Register, whole: FlowGraph, seats: dict[str, str | None]) -> None:
    part = drawn(register, third_countries_only=True)
    shown, all_ = {hop.key for hop in hops(part)}, {hop.key: hop for hop in hops(whole)}
    assert shown < set(all_)
    assert hangs_together(part)

    def leaves(key: str) -> bool:
        places = (seats[all_[key].importer], all_[key].destination)
        return any(zone(LAW, place, ON) is not Zone.EEA for place in places)

    exporters = {hop.exporter for hop in hops(part)}
    assert all(leaves(key) or all_[key].importer in exporters for key in shown)
    dropped = {all_[key].verdict for key in set(all_) - shown}
    assert dropped <= {Verdict.NOT_A_TRANSFER, None}


def _one_country(register: Register, whole: FlowGraph, seats: dict[str, str | None]) -> None:
    part = drawn(register, destination="in")
    assert hangs_together(part)
    there = {hop.key for hop in hops(whole) if "IN" in (hop.destination, seats[hop.importer])}
    assert there
    assert there <= {hop.key for hop in hops(part)}
    exporters = {hop.exporter for hop in hops(part)}
    assert all(hop.key in there or hop.importer in exporters for hop in hops(part) if hop.kind != "joint")
    assert not [hop for hop in hops(drawn(register, destination="AQ")) if hop.kind != "joint"]


def _one_activity(register: Register, whole: FlowGraph) -> None:
    part = drawn(register, activity_id="marketing", depth=1)
    engaged = {hop.engagement for hop in hops(part)} - {None}
    wanted = {
        one.id
        for one in register.engagements.values()
        if any(register.activities[key].key == "marketing" for key in one.activities or ())
    }
    assert engaged == wanted
    assert 0 < len(hops(part)) < len(hops(whole))


def _links(register: Register) -> None:
    assert {one.address for one in nodes(drawn(register, depth=1))} == {None}
    found = {one.kind: one for one in nodes(drawn(register, depth=1, site="https://x.example", query="?on=2026-11-22"))}
    service = found[NodeKind.SERVICE]
    assert service.address == f"https://x.example/services/{service.id}?on=2026-11-22"
    assert str(found[NodeKind.CONTROLLER].address).startswith("https://x.example/controllers/org_")
    inside = {one.address for one in nodes(drawn(register, depth=1, site=""))} - {None}
    assert all(str(address).startswith("/") for address in inside)


def _what_is_asked_for(register: Register) -> None:
    with pytest.raises(NotFound, match="nonsense"):
        drawn(register, activity_id="nonsense")
    with pytest.raises(BadInput, match="XQ"):
        drawn(register, destination="XQ")
    name = register.activities[min(register.activities)]
    twin = replace(register, activities=register.activities | {"act_twin": name})
    with pytest.raises(Ambiguous, match=name.key):
        drawn(twin, activity_id=name.key)


def test_hops_judged_before_are_drawn_as_if_they_were_walked_again(register: Register) -> None:
    judged = judging.flows(register, LAW)
    for asked in ({}, {"depth": 1}, {"depth": 2}, {"third_countries_only": True}, {"destination": "US"}):
        wanted = resolved(register, LAW, replace(Wanted(), **asked))  # type: ignore[arg-type]
        again, walked = flows.build(register, LAW, wanted, judged=judged), flows.build(register, LAW, wanted)
        assert hops(again) == hops(walked)
        assert nodes(again) == nodes(walked)
