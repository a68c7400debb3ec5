"""Chains longer than any real one: followed to the end, or refused in words; never cut in silence, never a crash."""

import argparse
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from small_catalogue import SmallCatalogue
from small_portfolio import AT, ON, bring, engagement, load_catalogue, register_with
from sqlmodel import select

from graphs import flows
from graphs.answers import of_controller
from graphs.commands import ask, draw, simulate
from graphs.flows import Wanted
from graphs.model import hops, nodes
from graphs.reached import reached, surveyed
from graphs.whatif import Hypothesis
from graphs.whatif import simulate as simulated
from registry import judging, lawfiles
from registry import settings as environment
from registry.catalogue.chains import DEEPEST
from registry.catalogue.reading import Register
from registry.errors import BadInput
from registry.store import Store
from registry.tables import Organisation, Service, SubprocessorRow
from registry.terms import Grade, Origin, Role, Verdict

LAW = lawfiles.load()
LONG = 10_000
ENGAGED = engagement("Tysta Byrån", 'role.decided_by_us = "processor"\n')
USUAL = {"recorded_at": AT, "origin": Origin.IMPORT, "source": "invented", "grade": Grade.PRIMARY}


def listed(number: int, service: str, to: str, places: list[str] | None) -> dict[str, Any]:
    """A row of a service's list that leads to another service."""
    return {
        "id": f"sub_long{number}", "service_id": service, "name_as_written": f"Led {number}", "places": places,
        "named_service_id": to,
    }  # fmt: skip


def chain(first: str, length: int, back_to: str | None = None) -> list[dict[str, Any]]:
    """`length` rows behind the first service, in Sweden all but the last; the last may lead back."""
    ways = [first, *(f"svc_long{number}" for number in range(1, length + 1))]
    ends = [*ways[1:-1], back_to or ways[-1]]
    return [
        listed(number, service, to, ["KP"] if number == length - 1 else ["SE"])
        for number, (service, to) in enumerate(zip(ways, ends, strict=False))
    ]


@pytest.fixture
def register(store: Store, tmp_path: Path) -> Register:
    """One engagement of a service that nobody stands behind."""
    load_catalogue(store, SmallCatalogue(tmp_path / "catalogue"))
    return register_with(store, ENGAGED)


def with_rows(register: Register, rows: list[dict[str, Any]]) -> Register:
    """The register as if these lists were in it."""
    first = next(iter(register.services.values()))
    blank = dict.fromkeys(SubprocessorRow.model_fields) | USUAL
    services = {
        row["named_service_id"]: SimpleNamespace(
            **dict(first._mapping) | {"id": row["named_service_id"], "name": row["name_as_written"]}
        )
        for row in rows
        if row["named_service_id"] not in register.services
    }
    lists = {row["service_id"]: [SimpleNamespace(**blank | row)] for row in rows}
    return replace(register, services=register.services | services, list_rows=register.list_rows | lists)


def engaged(register: Register) -> str:
    return str(next(iter(register.engagements.values())).service_id)


def test_a_chain_of_ten_thousand_hops_is_followed_to_its_end(register: Register) -> None:
    long = with_rows(register, chain(engaged(register), LONG))
    (one,) = reached(long, surveyed(long, LAW)).controllers
    korea = next(reach for reach in one.countries if reach.country == "KP")
    assert len(korea.path) == LONG + 2
    assert korea.verdict in {Verdict.UNKNOWN, Verdict.UNSUPPORTED}


@pytest.mark.parametrize("length", [1, 2, LONG])
def test_a_circle_of_any_length_ends(register: Register, length: int) -> None:
    first = engaged(register)
    round_ = with_rows(register, chain(first, length, back_to=first))
    (one,) = reached(round_, surveyed(round_, LAW)).controllers
    assert "KP" in {reach.country for reach in one.countries}


def test_what_a_walk_does_not_reach_is_told_as_unknown_depth_and_questions_to_it_are_refused(
    register: Register,
) -> None:
    long = with_rows(register, chain(engaged(register), LONG))
    judged = judging.flows(long, LAW)
    assert len(judged) == DEEPEST
    with pytest.raises(BadInput, match="follows every chain to its end"):
        of_controller(judged, None)
    with pytest.raises(BadInput, match="64 hops long"):
        simulated(long, LAW, Hypothesis(revoke=("2023/1795",)))
    graph = flows.build(long, LAW, Wanted())
    assert len(hops(graph)) == DEEPEST
    last = next(node for node in nodes(graph) if node.id == f"svc_long{DEEPEST - 1}")
    assert not last.depth_known


def test_a_chain_that_ends_where_walks_end_is_answered(register: Register) -> None:
    ends = with_rows(register, chain(engaged(register), DEEPEST - 1))
    known = replace(ends, list_rows=ends.list_rows | {f"svc_long{DEEPEST - 1}": []})
    assert len(of_controller(judging.flows(known, LAW), None)) == DEEPEST


@pytest.mark.parametrize(
    ("length", "back", "asked", "says"),
    [
        (300, False, (ask, ["weakest"]), None),
        (300, False, (simulate, ["--revoke", "2023/1795"]), None),
        (300, False, (ask, ["third-countries", "--json"]), '"KP"'),
        (300, False, (draw, ["--format", "json"]), '"depth_known": false'),
        (1, True, (ask, ["weakest", "--json"]), '"KP"'),
        (3, True, (simulate, ["--revoke", "2023/1795", "--json"]), '"unchanged": 4'),
        (3, True, (draw, ["--format", "svg"]), "Led 1"),
    ],
)
def test_the_commands_answer_or_refuse_in_words(
    store: Store,
    database_url: str,
    tmp_path: Path,
    capfdbinary: pytest.CaptureFixture[bytes],
    length: int,
    back: bool,
    asked: tuple[Any, list[str]],
    says: str | None,
) -> None:
    load_catalogue(store, SmallCatalogue(tmp_path / "catalogue"))
    bring(store, ENGAGED, AT)
    write(store, length, back=back)
    command, words = asked
    parser = argparse.ArgumentParser()
    command.arguments(parser)
    settings = environment.read({"ONWARD_DATABASE_URL": database_url, "ONWARD_TODAY": ON.isoformat()})
    run: Callable[[], int] = lambda: command.run(parser.parse_args(words), settings)  # noqa: E731
    if says is None:
        with pytest.raises(BadInput, match="64 hops long"):
            run()
        return
    assert run() == 0
    assert says in capfdbinary.readouterr().out.decode()


def write(store: Store, length: int, *, back: bool) -> None:
    with store.write("test") as session:
        first = session.exec(select(Service).where(Service.name == "Tysta Byrån")).one()
        owner = session.exec(select(Organisation).where(Organisation.id == first.organisation_id)).one()
        rows = chain(first.id, length, back_to=first.id if back else None)
        for row in rows:
            if row["named_service_id"] != first.id:
                name, id_ = row["name_as_written"], row["named_service_id"]
                session.add(Service(id=id_, organisation_id=owner.id, name=name, **USUAL))
        session.flush()
        session.add_all([SubprocessorRow(**row, role=Role.SUB_PROCESSOR, **USUAL) for row in rows])
