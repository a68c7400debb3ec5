"""Answers that are given again: only the very same, and nothing that was committed since is hidden."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import signed_in
import sqlalchemy as sa
import world
from entering_fixtures import client, filled, path, store
from signed_in import Client

from registry import commits
from registry.catalogue import dated
from registry.catalogue.dated import Moment
from registry.store import Store, open_store
from registry.tables import Organisation
from registry.terms import AccountRole, Right
from web.kept import LARGEST, MOST_BYTES, Given, Kept, Question

ADDRESS = "/api/v1/organisations/org_molnet"
LIST = "/api/v1/organisations"

__all__ = ["client", "filled", "path", "store"]


@pytest.fixture
def open_client(migrated_file: Path, tmp_path: Path) -> Iterator[tuple[Client, Store]]:
    path = Path(shutil.copy(migrated_file, tmp_path / "onward.db"))
    store = signed_in.opened(path)
    world.fill(store)
    with signed_in.asking(signed_in.settings_of(path)) as client:
        yield client, store
    store.close()


def _renamed(store: Store, name: str) -> None:
    with store.write("test") as session:
        row = dated.one(session, Organisation, "org_molnet", Moment(date(2026, 1, 1)))
        dated.correct(session, row, name=name)


def test_what_another_process_commits_is_told_at_once(open_client: tuple[Client, Store]) -> None:
    client, store = open_client
    before = [client.get(address) for address in (ADDRESS, LIST, "/api/v1/search?q=Budkavle")]
    again = [client.get(address) for address in (ADDRESS, LIST, "/api/v1/search?q=Budkavle")]
    assert [one.content for one in before] == [one.content for one in again]
    assert [one.headers for one in before] == [one.headers for one in again]
    _renamed(store, "Budkavle AB")
    after = [client.get(address).text for address in (ADDRESS, LIST, "/api/v1/search?q=Budkavle")]
    assert all("Budkavle AB" in one for one in after)
    with store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE organisation SET name = 'Ohörd AB' WHERE id = 'org_molnet'"))
    assert "Ohörd AB" in client.get(ADDRESS).text, "nothing was audited, and it was committed all the same"


def test_an_answer_given_again_has_its_etag(open_client: tuple[Client, Store]) -> None:
    client, _ = open_client
    first, second = client.get(ADDRESS), client.get(ADDRESS)
    assert first.headers["etag"] == second.headers["etag"]
    same = client.get(ADDRESS, headers={"If-None-Match": first.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")
    assert client.get(f"{ADDRESS}?on=2019-01-01").content != b""
    assert client.get("/api/v1/organisations/org_nobody").status_code == 404
    assert client.get("/api/v1/organisations/org_nobody").status_code == 404


def test_nobody_is_given_what_somebody_with_another_scope_was_told(client: Client, store: Store) -> None:
    for_all = signed_in.token(store, signed_in.id_of(store, "admin@company.example"), [Right.READ])
    other = signed_in.add(store, "other@company.example", AccountRole.READER, ["org_hamnen"])
    secret = signed_in.token(store, other, [Right.READ])
    address = "/api/v1/organisations/org_lagret"
    told = [client.get(address, headers={"Authorization": f"Bearer {one}"}).status_code for one in (for_all, secret)]
    assert told == [200, 404]
    assert client.get(address).status_code == 401


def asked(words: object, controllers: frozenset[str] | None = None) -> Question:
    return Question("/api/v1/services", f"q={words}".encode(), controllers, date(2026, 1, 1))


def test_what_is_kept_is_bounded_and_of_one_commit() -> None:
    kept = Kept(None)
    assert kept.number() is None
    kept.find(1, asked("begin"))
    kept.keep(1, asked("great"), Given(b"x" * (LARGEST + 1), None, None))
    assert kept.find(1, asked("great")) is None
    for number in range(MOST_BYTES // LARGEST):
        kept.keep(1, asked(number), Given(b"x" * LARGEST, None, None))
    assert (kept.find(1, asked(0)), kept.find(1, asked(1))) == (None, Given(b"x" * LARGEST, None, None))
    kept.keep(0, asked("late"), Given(b"read before a commit", None, None))
    assert kept.find(1, asked("late")) is None
    assert kept.find(2, asked(1)) is None


@pytest.mark.parametrize(("controllers", "most"), [(None, 32_000), (frozenset(map(str, range(1_000))), 320)])
def test_short_answers_to_many_questions_are_bounded_too(controllers: frozenset[str] | None, most: int) -> None:
    kept = Kept(None)
    kept.find(1, asked("begin"))
    number = most * 2
    for one in range(number):
        kept.keep(1, asked(one, controllers), Given(b"{}", None, None))
    held = sum(kept.find(1, asked(one, controllers)) is not None for one in range(number))
    assert most * 0.9 < held <= most


def test_only_a_file_of_sqlite_counts_commits(database_url: str) -> None:
    both = open_store(database_url)
    counted = commits.of(both)
    if both.engine.dialect.name == "postgresql":
        assert counted is None
        both.close()
        return
    assert counted is not None
    before = counted.number()
    assert counted.number() == before
    with both.engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM search_version"))
        connection.execute(sa.text("INSERT INTO search_version (number) VALUES (0)"))
    assert counted.number() != before
    counted.close()
    both.close()
