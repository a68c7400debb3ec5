"""Answers that are given again: only the very same, and nothing that was committed since is hidden."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import signed_in
import sqlalchemy as sa
import world
from entering_fixtures import client, filled, path, store
from signed_in import Client
from world_asked import asking, settings_for

from registry import commits
from registry.catalogue import dated
from registry.catalogue.dated import Moment
from registry.commits import Commits
from registry.store import Store, open_store
from registry.tables import Organisation
from registry.terms import AccountRole, Right
from tests.alone import migrated_database, postgresql
from web.kept import LARGEST, MOST_BYTES, Given, Kept, Question

ADDRESS = "/api/v1/organisations/org_molnet"
LIST = "/api/v1/organisations"

__all__ = ["client", "filled", "migrated_database", "path", "postgresql", "store"]


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


VERSION = "INSERT INTO search_version (number) VALUES (7)"


@pytest.fixture
def counted(store_of_both: Store) -> Iterator[Commits]:
    found = commits.of(store_of_both)
    assert found is not None
    yield found
    found.close()


@pytest.fixture
def store_of_both(database_url: str) -> Iterator[Store]:
    opened = open_store(database_url)
    yield opened
    opened.close()


def test_the_number_is_another_after_every_commit_and_the_same_without_one(
    store_of_both: Store, counted: Commits
) -> None:
    before = counted.number()
    with store_of_both.read() as session:
        session.execute(sa.text("SELECT count(*) FROM organisation"))
        assert counted.number() == before is not None
    seen = {before}
    for _ in range(3):
        with store_of_both.engine.begin() as connection:
            connection.execute(sa.text(VERSION))
        assert counted.number() not in seen
        assert counted.number() == counted.number()
        seen.add(counted.number())


def test_the_number_is_another_when_what_was_long_begun_is_committed(store_of_both: Store, counted: Commits) -> None:
    with store_of_both.engine.connect() as writing:
        writing.execute(sa.text(VERSION))
        begun = counted.number()
        assert counted.number() == begun, "nothing was committed"
        assert _versions(store_of_both) == 0
        writing.commit()
    assert counted.number() != begun
    assert _versions(store_of_both) == 1


def test_who_writes_at_once_is_told_apart_whatever_order_they_end_in(database_url: str) -> None:
    """PostgreSQL alone: SQLite has one writer at a time."""
    both = open_store(database_url)
    counted = commits.of(both)
    assert counted is not None
    if both.engine.dialect.name == "postgresql":
        with both.engine.connect() as first, both.engine.connect() as second, both.engine.connect() as third:
            for one in (first, second, third):
                one.execute(sa.text(VERSION))
            told = [(counted.number(), _versions(both))]
            for end in (second.commit, third.rollback, first.commit):
                end()
                told.append((counted.number(), _versions(both)))
        assert [rows for _, rows in told] == [0, 1, 1, 2]
        assert len({told[0][0], told[1][0], told[3][0]}) == 3
    counted.close()
    both.close()


def test_what_is_rolled_back_leaves_every_answer_true(store_of_both: Store, counted: Commits) -> None:
    before = counted.number()
    with store_of_both.engine.connect() as writing:
        writing.execute(sa.text(VERSION))
        writing.rollback()
    assert _versions(store_of_both) == 0
    assert counted.number() is not None
    if store_of_both.engine.dialect.name == "sqlite":
        assert counted.number() == before


def _versions(store: Store) -> int:
    with store.engine.connect() as connection:
        return int(connection.execute(sa.text("SELECT count(*) FROM search_version WHERE number = 7")).scalar_one())


def test_another_process_is_told_apart_too(store_of_both: Store, counted: Commits, database_url: str) -> None:
    before = counted.number()
    words = (
        "import sys; from registry.store import open_store; import sqlalchemy as sa\n"
        "with open_store(sys.argv[1]).engine.begin() as connection: connection.execute(sa.text(sys.argv[2]))"
    )
    subprocess.run([sys.executable, "-c", words, database_url, VERSION], check=True)
    assert counted.number() != before
    assert _versions(store_of_both) == 1


@pytest.mark.parametrize("seconds", [0.0, 600.0])
def test_a_server_that_ended_the_connection_is_not_asked_again_at_once(
    store_of_both: Store, counted: Commits, seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commits, "SECONDS_AWAY", seconds)
    if isinstance(counted, commits.CommitsOfFile):
        assert counted.number() is not None
        return
    assert isinstance(counted, commits.CommitsOfServer)
    before = counted.number()
    ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
    with store_of_both.engine.connect() as connection:
        connection.execute(sa.text(f"{ended} pg_backend_pid()"))
    assert counted.number() is None
    assert counted.number() == (None if seconds else before)


@pytest.fixture
def asked_of_both(database_url: str, tmp_path: Path) -> Iterator[tuple[Client, Store]]:
    opened = open_store(database_url)
    world.fill(opened)
    with asking(settings_for(database_url, tmp_path)) as client:
        yield client, opened
    opened.close()


def test_an_answer_is_given_again_until_somebody_commits_whatever_the_database(
    asked_of_both: tuple[Client, Store],
) -> None:
    client, store = asked_of_both
    first, again = client.get(LIST), client.get(LIST)
    assert first.content == again.content
    assert client.app.state.kept.find(client.app.state.kept.number(), _listed()) is not None
    with store.engine.connect() as writing:
        writing.execute(sa.text("UPDATE organisation SET name = 'Ohörd AB' WHERE id = 'org_molnet'"))
        assert "Ohörd AB" not in client.get(LIST).text
        writing.commit()
    assert "Ohörd AB" in client.get(LIST).text
    with store.engine.connect() as writing:
        writing.execute(sa.text("UPDATE organisation SET name = 'Aldrig AB' WHERE id = 'org_molnet'"))
        writing.rollback()
    assert "Ohörd AB" in client.get(LIST).text


def _listed() -> Question:
    return Question(LIST, b"", None, world.TODAY)
