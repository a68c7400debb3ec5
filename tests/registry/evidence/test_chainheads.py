"""The head of each day, published or mailed: who kept it finds whatever was altered, cut or filled up since."""

import argparse
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from registry import audit, chainheads
from registry.alerts import headmail, logged, sending
from registry.alerts.ways import Office
from registry.answers import Exit
from registry.chainheads import Head
from registry.commands import heads as command
from registry.commands import verify as verify_command
from registry.errors import BadInput, NotFound
from registry.evidence.chain import _FIELDS as LINK
from registry.evidence.packet import written
from registry.evidence.verifying import verify
from registry.keeping.publishing import publish, publish_as_set
from registry.settings import Settings
from registry.settings import read as settings_of
from registry.store import Store
from registry.tables import Audit, Delivery, Organisation
from registry.terms import DeliveryState, EvidencePart, Grade, OrganisationKind, Origin
from tests.servers.mail_server import MailServer

FIRST = date(2026, 3, 2)
DAYS = [FIRST, FIRST + timedelta(days=1), FIRST + timedelta(days=3)]  # on the third nothing was written
TODAY = FIRST + timedelta(days=4)
Write = Callable[[str, datetime], None]


def noon(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=12)


@pytest.fixture
def write(store: Store, monkeypatch: pytest.MonkeyPatch) -> Write:
    """One write at an instant: one link."""

    def written_at(key: str, at: datetime) -> None:
        monkeypatch.setattr(audit, "now", lambda: at)
        with store.write("test") as session:
            session.add(
                Organisation(
                    id=f"org_{key}", kind=OrganisationKind.GROUP, name=f"Firma {key}", source="file",
                    grade=Grade.PRIMARY, recorded_at=at, origin=Origin.IMPORT,
                )
            )  # fmt: skip

    return written_at


@pytest.fixture
def register(store: Store, write: Write) -> Store:
    """Two writes on each of three days."""
    for number, day in enumerate(DAYS):
        write(f"{number}a", noon(day))
        write(f"{number}b", noon(day) + timedelta(hours=1))
    return store


@pytest.fixture
def settings(register: Store, database_url: str, tmp_path: Path) -> Settings:
    told = {"ONWARD_DATABASE_URL": database_url, "ONWARD_VAR": str(tmp_path), "ONWARD_TODAY": TODAY.isoformat()}
    return settings_of(told | {"ONWARD_HEADS": str(tmp_path / "heads")})


def hashes(store: Store) -> list[str]:
    with store.read() as session:
        return list(session.exec(select(Audit.sha256).order_by(sa.asc("seq"))))


def head(store: Store, day: date) -> Head:
    with store.read() as session:
        found = chainheads.of_day(session, day)
    assert found is not None
    return found


def differing(store: Store, *published: Head) -> list[tuple[Head, str]]:
    with store.read() as session:
        return chainheads.compare(session, published)


def tampered(store: Store, statement: str) -> None:
    with store.engine.begin() as connection:
        assert connection.execute(sa.text(statement)).rowcount > 0


def packed(store: Store, place: Path) -> Path:
    with written(place) as one, store.read() as session:
        rows = session.exec(select(Audit).order_by(sa.asc("seq"))).all()
        lines = [{name: getattr(row, name) for name in LINK} | {"at": row.at.isoformat()} for row in rows]
        one.add_lines(EvidencePart.CHAIN, "chain.jsonl", lines, "chain")
        one.seal({"chain": {"head": audit.head(session)}})
    return place


def onward(module: Any, settings: Settings, *words: str) -> int:
    parser = argparse.ArgumentParser()
    module.arguments(parser)
    return int(module.run(parser.parse_args(words), settings))


def test_a_head_says_how_many_links_stood_at_the_end_of_a_day_and_the_last_of_them(register: Store) -> None:
    chain = hashes(register)
    assert head(register, FIRST) == Head(FIRST, 2, chain[1], audit.GENESIS)
    assert head(register, DAYS[1]) == Head(DAYS[1], 4, chain[3], chain[1])
    quiet = DAYS[1] + timedelta(days=1)
    assert head(register, quiet) == Head(quiet, 4, chain[3], chain[3])
    with register.read() as session:
        assert chainheads.of_day(session, FIRST - timedelta(days=1)) is None


def test_midnight_belongs_to_the_day_that_begins(register: Store, write: Write) -> None:
    write("midnight", noon(TODAY) - timedelta(hours=12))
    write("later", noon(TODAY))
    assert (head(register, DAYS[2]).links, head(register, TODAY).links) == (6, 8)


def test_the_chain_holds_every_head_that_was_published_of_it(register: Store, write: Write) -> None:
    published = [head(register, day) for day in DAYS]
    write("more", noon(TODAY))
    assert differing(register, *published) == []


@pytest.mark.parametrize(
    ("deed", "says"),
    [
        ("UPDATE audit SET sha256 = 'ffffffff' || substr(sha256, 9) WHERE seq = 4", "link 4 is ffffffff"),
        ("DELETE FROM audit WHERE seq = 3", "the published one stands at link 3"),
        ("DELETE FROM audit WHERE seq > 2", "the chain has 2: links were cut off"),
    ],
    ids=["altered", "cut out", "cut off"],
)
def test_what_was_done_to_the_chain_is_named_by_its_heads(register: Store, deed: str, says: str) -> None:
    published = [head(register, day) for day in DAYS]
    tampered(register, deed)
    found = differing(register, *published)
    assert next(one.ended_on for one, _ in found) == DAYS[1]
    assert says in found[0][1]
    assert FIRST not in {one.ended_on for one, _ in found}


def test_a_chain_that_was_written_anew_holds_by_itself_and_is_found_by_the_head(
    register: Store, write: Write, tmp_path: Path
) -> None:
    published = head(register, DAYS[2])
    with register.engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM audit"))
    for number in range(6):
        write(f"anew{number}", noon(DAYS[number // 2]))
    with register.read() as session:
        assert audit.verify(session) is None
    [(_, said)] = differing(register, published)
    assert "the published one is gone" in said
    found = verify(packed(register, tmp_path / "packet.zip"), published=[published])
    assert [(one["what"], one["path"]) for one in found.problems] == [("broken", published.name)]


def test_a_persons_data_can_be_erased_and_the_published_heads_still_hold(register: Store, tmp_path: Path) -> None:
    published = [head(register, day) for day in DAYS]
    with register.write("officer") as session:
        assert audit.erase(session, "organisation", "org_0a", "Art. 17") == 1
    with register.read() as session:
        assert audit.verify(session) is None
        assert "Firma 0a" not in "".join(json.dumps(one.content) for one in session.exec(select(Audit)))
    assert differing(register, *published) == []
    assert verify(packed(register, tmp_path / "packet.zip"), published=published).problems == []


def test_a_head_with_another_day_before_it_is_found(register: Store) -> None:
    forged = replace(head(register, DAYS[1]), previous=hashes(register)[4])
    [(_, said)] = differing(register, forged)
    assert "the day before" in said
    [(_, said)] = differing(register, replace(forged, previous="e" * 64))
    assert "the day before" in said


def test_each_day_is_published_once_and_never_written_over(settings: Settings, register: Store, write: Write) -> None:
    folder = settings.heads
    assert folder is not None
    assert publish_as_set(settings, register) == 1  # where there is none yet, yesterday's alone
    [first] = folder.iterdir()
    assert first.name == f"onward-head-{DAYS[2]}.json"
    assert first.stat().st_mode & 0o777 == 0o644
    bytes_then = first.read_bytes()
    write("late", noon(DAYS[2]))  # a clock that was set back
    assert publish_as_set(settings, register) == 0
    assert first.read_bytes() == bytes_then
    assert len(publish(register, folder, TODAY + timedelta(days=3))) == 3
    assert len(list(folder.iterdir())) == 4
    assert differing(register, *chainheads.read(folder)) == []


def test_a_file_of_a_day_to_come_or_of_no_day_puts_nothing_off(settings: Settings, register: Store) -> None:
    assert settings.heads is not None
    settings.heads.mkdir()
    for name in ("onward-head-2099-01-01.json", "onward-head-2026-99-99.json", "onward-head-0001-01-01.json"):
        (settings.heads / name).write_bytes(b"")
    assert publish_as_set(settings, register) == 4  # every day since the first write


def test_a_folder_that_cannot_be_written_is_logged_and_holds_nothing_up(
    settings: Settings, register: Store, caplog: pytest.LogCaptureFixture
) -> None:
    assert settings.heads is not None
    settings.heads.write_bytes(b"no folder")
    assert publish_as_set(settings, register) == 0
    assert "head_not_published" in {one.getMessage() for one in caplog.records}


def test_the_command_tells_and_writes_and_another_one_compares(
    settings: Settings, register: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert onward(command, settings, "--day", DAYS[1].isoformat(), "--json") == Exit.OK
    assert json.loads(capsys.readouterr().out)["links"] == 4
    assert onward(command, settings, "-o", str(tmp_path / "www")) == Exit.OK
    capsys.readouterr()
    assert onward(verify_command, settings, "--published", str(tmp_path / "www"), "--json") == Exit.OK
    told = json.loads(capsys.readouterr().out)
    assert (told["holds"], told["published"]) == (True, 1)
    tampered(register, "UPDATE audit SET sha256 = 'f' || substr(sha256, 2) WHERE seq = 6")
    assert onward(verify_command, settings, "--published", str(tmp_path / "www"), "--json") == Exit.FINDINGS
    assert {one["path"] for one in json.loads(capsys.readouterr().out)["problems"]} == {
        "register", f"onward-head-{DAYS[2]}.json",
    }  # fmt: skip


@pytest.mark.parametrize(("words", "kind"), [
    (["--day", TODAY.isoformat()], BadInput),
    (["--day", "2020-01-01"], NotFound),
    (["--day", "2026-03-02", "-o", "x"], BadInput),
])  # fmt: skip
def test_a_day_without_a_head_is_refused_in_words(settings: Settings, words: list[str], kind: type[Exception]) -> None:
    with pytest.raises(kind):
        onward(command, settings, *words)
    with pytest.raises(BadInput, match="--published"):  # beside what, of the register
        onward(verify_command, settings)


def test_a_head_is_read_back_as_it_was_written(register: Store, tmp_path: Path) -> None:
    one = head(register, FIRST)
    assert chainheads.parsed(one.text().encode()) == one
    assert chainheads.parsed(" ".join(one.text().split()).encode()) == one  # the line of the mail
    with pytest.raises(BadInput, match="0 published heads"):
        chainheads.read(tmp_path)


def deliveries(session: Session) -> list[tuple[str, DeliveryState]]:
    return [(one.target, one.state) for one in session.exec(select(Delivery).order_by(sa.asc("id")))]


def test_each_day_is_mailed_once_under_one_id_with_the_head_as_it_was_then(register: Store, write: Write) -> None:
    with MailServer() as server:
        office = Office(server.address, head_to=["a@example.org", "b@example.org", "a@example.org"])
        server.refuses = True
        sending.send(register, [], office, noon(TODAY))
        published = head(register, DAYS[2])
        write("late", noon(DAYS[2]))  # a clock that was set back: the mail says what stood when it was written
        server.refuses = False
        for hours in range(1, 12):
            sending.send(register, [], office, noon(TODAY) + timedelta(hours=hours))
        assert sorted(one["To"] for one in server.mails) == ["a@example.org", "b@example.org"]
        assert {one["Message-ID"] for one in server.mails} == {f"<hed_{DAYS[2]}@onward>"}
        body = server.mails[0].get_body(("plain",))
        assert body is not None
        said = body.get_content()
        line = next(one for one in said.splitlines() if one.startswith(published.name))
        assert chainheads.parsed(line.removeprefix(f"{published.name}: ").encode()) == published
        sending.send(register, [], office, noon(TODAY + timedelta(days=1)))
        assert len({one["Message-ID"] for one in server.mails}) == 2
    with register.read() as session:
        assert {state for _, state in deliveries(session)} == {DeliveryState.DELIVERED}


def test_nobody_is_mailed_before_anything_was_written_or_where_nobody_is_named(store: Store, write: Write) -> None:
    assert headmail.enqueue(store, ["a@example.org"], "sv", noon(FIRST)) == 0
    write("one", noon(FIRST))
    assert headmail.enqueue(store, [], "sv", noon(TODAY)) == 0
    assert headmail.enqueue(store, ["a@example.org"], "sv", noon(FIRST)) == 0  # the day has not ended
    assert headmail.enqueue(store, ["a@example.org"], "sv", noon(TODAY)) == 1


def test_a_head_can_be_sent_again(register: Store) -> None:
    headmail.enqueue(register, ["a@example.org"], "sv", noon(TODAY))
    with register.write("test") as session:
        one = session.exec(select(Delivery)).one()
        one.state = DeliveryState.GIVEN_UP
        assert logged.again(session, one.id, noon(TODAY)).state is DeliveryState.WAITING
