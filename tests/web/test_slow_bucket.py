"""A bucket that takes its time over what a person files: nobody else who writes waits for it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import world
from handed_notices import LIST, SWEDISH
from page_visits import BASE, Client
from signed_papers import keep, pdf_of
from world_asked import asking

from registry.settings import Settings
from registry.settings import read as settings_of
from registry.store import open_store
from registry.tables import Organisation
from registry.terms import OrganisationKind
from tests.servers.object_store import KEY, SECRET, ObjectStore

HEADERS = {"Origin": BASE}


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[ObjectStore]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    with ObjectStore() as bucket:
        yield bucket


@pytest.fixture
def written(settings: Settings, bucket: ObjectStore) -> Iterator[list[str]]:
    """Who was entered while the bucket was asked: somebody for every request, as long as nobody holds the database."""
    store = open_store(settings.database_url)
    names: list[str] = []

    def write() -> None:
        name = f"org_group_{len(names)}"
        with store.write("another") as session:
            session.add(Organisation(id=name, kind=OrganisationKind.GROUP, name=name, **world.CURATED))
        names.append(name)

    bucket.meanwhile = write
    yield names
    store.close()


@pytest.fixture
def client(settings: Settings, bucket: ObjectStore) -> Iterator[Client]:
    snapshots = settings_of({"ONWARD_SNAPSHOTS": bucket.address()}).snapshots
    with asking(replace(settings, snapshots=snapshots)) as client:
        bucket.asked.clear()
        yield client


def test_a_signed_agreement_is_filed_while_others_write(
    client: Client, bucket: ObjectStore, written: list[str]
) -> None:
    answer = keep(client, pdf_of(["Signed agreement"]))
    assert answer.status_code == 201, answer.text
    assert len(written) == len(bucket.asked) > 0
    asked = len(bucket.asked)
    assert keep(client, pdf_of(["Signed agreement"])).status_code == 409
    assert len(bucket.asked) == asked  # what is refused is not laid down


@pytest.mark.parametrize("whose", [{"controller": "Lagret AB"}, {"service": "Molnet Lagring"}])
def test_a_document_and_the_next_one_are_filed_while_others_write(
    client: Client, bucket: ObjectStore, written: list[str], whose: dict[str, str]
) -> None:
    text = SWEDISH if "controller" in whose else LIST
    assert file(client, text, **whose)["version_id"] != file(client, text + "\nTack.\n", **whose)["version_id"]
    assert len(written) == len(bucket.asked)
    assert len(bucket.objects) == 2


def test_whose_it_is_not_known_lays_nothing_down(client: Client, bucket: ObjectStore) -> None:
    body = {"text": SWEDISH, "controller": "Lagret AB", "title": "x" * 301}
    assert client.post("/api/v1/readings", json=body, headers=HEADERS).status_code == 422
    assert bucket.asked == []


def file(client: Client, text: str, **whose: str) -> dict[str, Any]:
    answer = client.post("/api/v1/readings", json={"text": text, **whose}, headers=HEADERS)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told
