"""The first and the last day there is, as the day asked about and as the instant of knowledge, at every address."""

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import signed_in
from signed_in import COOKIE, OURS, Client

DAYS = ("0001-01-01", "9999-12-31")
INSTANTS = (
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59",
    "0001-01-01",
    "9999-12-31",
)
ASKED = [*(f"on={day}" for day in DAYS), *(f"known_at={one.replace('+', '%2B')}" for one in INSTANTS)]
FURTHER = ("since", "until", "earlier_on", "compare_with", "expire")
OTHERS = [f"{name}={day}" for name in FURTHER[:-1] for day in DAYS]
OTHERS += [f"expire=2023/1795={day}" for day in DAYS]
NEEDED = {"questions/difference": "&earlier_on=2026-01-01", "questions/blast": "&node=svc_lagring"}


class World(NamedTuple):
    """A client, and an administrator's session."""

    client: Client
    secret: str


@pytest.fixture(scope="module")
def world_of_two(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[World]:
    path = tmp_path_factory.mktemp("times") / "onward.db"
    shutil.copy(migrated_file, path)
    store = signed_in.opened(path)
    signed_in.fill(store)
    secret = signed_in.sign_in(store, signed_in.id_of(store, "admin@company.example"))
    with signed_in.asking(signed_in.settings_of(path)) as client:
        yield World(client, secret)
    store.close()


def addresses() -> Iterator[str]:
    """Every address that is read, with the id of something that is there, and of its list."""
    with Path(__file__).with_name("rights.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if row["method"] == "GET" and not row["path"].startswith(("/static", "/login", "/metrics")):
                yield _filled(row["path"], row["asked"])


def _filled(path: str, asked: str) -> str:
    head, _, rest = path.partition("{")
    if rest:
        return f"{head}{asked if asked != '-' else 'nothing'}{rest.partition('}')[2]}"
    return f"{path}{asked if asked.startswith('?') else ''}"


@pytest.mark.parametrize("address", list(addresses()))
def test_no_day_and_no_instant_brings_the_server_down(world_of_two: World, address: str) -> None:
    headers = OURS | {"Cookie": f"{COOKIE}={world_of_two.secret}"}
    needed = next((more for ending, more in NEEDED.items() if f"{ending}" in address), "")
    fallen = []
    for asked in ASKED + OTHERS:
        whole = f"{address}{'&' if '?' in address else '?'}{asked}{needed if asked[:4] != 'earl' else ''}"
        status = world_of_two.client.get(whole, headers=headers, follow_redirects=False).status_code
        fallen += [(status, whole)] if status >= 500 else []
    assert fallen == []
