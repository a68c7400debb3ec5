"""The whole described API, asked what its description allows and what it forbids: it answers as it says, and never 5xx.

Schemathesis makes the requests; a real server on a seeded database answers them. `ONWARD_ATTACKS` says how many for
each operation (`make attack`); few come with every run, always the same.
"""

import os
import random
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NamedTuple

import pytest
import schemathesis
import signed_in
import world
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from live_server import serving
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from crawlers.archive import Archive
from registry import settings as environment
from registry.store import open_store
from registry.terms import AccountRole, Right
from web.api.openapi import document, example_of, operations_of
from web.serving import application

TIMES = int(os.environ.get("ONWARD_ATTACKS", "4"))
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
OPERATIONS = tuple(operations_of(application(environment.read({})).routes))
SCHEMA = schemathesis.openapi.from_dict(document(OPERATIONS))
schemathesis.serializer.alias("application/toml", "text/plain")
ALL_RIGHTS = [one for one in Right if one not in (Right.OPEN, Right.OWN)]


class Server(NamedTuple):
    """Where it answers, and what opens it."""

    base: str
    headers: dict[str, str]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, migrated_file: Any) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("attacked")
    path = folder / "onward.db"
    path.write_bytes(migrated_file.read_bytes())
    store = open_store(f"sqlite:///{path}")
    signed_in.fill(store)
    admin = signed_in.add(store, "attacker@company.example", AccountRole.ADMIN)
    token = signed_in.token(store, admin, ALL_RIGHTS)
    store.close()
    Archive(folder / "snapshots").put(world.SIGNED)
    with serving(signed_in.settings_of(path, ONWARD_RATE_LIMIT="1000000")) as port:
        yield Server(f"http://127.0.0.1:{port}", {"Authorization": f"Bearer {token}"})


@pytest.mark.parametrize("one", OPERATIONS, ids=lambda one: one.id)
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_it_answers_as_it_is_described_whatever_it_is_asked(server: Server, one: Any, mode: GenerationMode) -> None:
    path = one.path.replace("{identity}", "{id}")
    known = example_of(one.id)["request"].get("path", {}).get("id")
    cases = SCHEMA[path][one.method].as_strategy(generation_mode=mode)

    @seed(random.Random(one.id).getrandbits(32))
    @settings(
        max_examples=TIMES, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=cases, takes_known=st.booleans())
    def attack(case: Any, takes_known: bool) -> None:
        if known is not None and takes_known:
            case.path_parameters["id"] = known
        answer = case.call(base_url=server.base, headers=server.headers)
        case.validate_response(answer, checks=CHECKS)

    with suppress(Unsatisfiable):  # an operation that takes nothing cannot be asked wrongly
        attack()
