"""`onward doctor`: every thing that can be wrong is found, told with what to do, and nothing else is."""

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import world

from app import COMMANDS, HERE, main
from crawlers.archive import Archive
from registry.answers import Exit
from registry.store import open_store
from tests.servers.mail_server import MailServer
from tests.servers.webhook_receiver import WebhookReceiver

Doctor = Callable[..., dict[str, tuple[str, str]]]


@pytest.fixture
def place(migrated_file: Path, tmp_path: Path) -> Path:
    shutil.copy(migrated_file, tmp_path / "onward.db")
    store = open_store(f"sqlite:///{tmp_path / 'onward.db'}")
    world.fill(store)
    store.close()
    return tmp_path


@pytest.fixture
def doctor(place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Doctor:
    for name in [one for one in os.environ if one.startswith("ONWARD_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ONWARD_VAR", str(place))

    def examined(*words: str, **told: str) -> dict[str, tuple[str, str]]:
        for name, value in told.items():
            monkeypatch.setenv(f"ONWARD_{name.upper()}", value)
        code = main(["doctor", "--json", *words])
        answer: dict[str, Any] = json.loads(capsys.readouterr().out)
        wrong = {one["check"]: (one["says"], one["cure"]) for one in answer["checks"] if one["state"] == "finding"}
        assert code == (Exit.FINDINGS if wrong else Exit.OK)
        assert answer["counts"]["finding"] >= len(wrong)
        assert all(cure for _, cure in wrong.values())
        return wrong

    return examined


def required(place: Path) -> list[str]:
    with closing(sqlite3.connect(place / "onward.db")) as database:
        return [
            row[0] for row in database.execute("SELECT sha256 FROM snapshot UNION SELECT sha256 FROM agreement_file")
        ]


def without_its_bytes(doctor: Doctor, **told: str) -> dict[str, tuple[str, str]]:
    """What is wrong besides: the small world's captures were never fetched, and its sources have long been due."""
    return {name: one for name, one in doctor(**told).items() if name not in {"snapshots", "watch"}}


def test_nothing_is_found_wrong_with_what_is_well(doctor: Doctor) -> None:
    assert without_its_bytes(doctor) == {}


def test_a_database_that_is_not_there_or_older_is_found(doctor: Doctor, place: Path) -> None:
    (place / "onward.db").unlink()
    assert "onward load" in doctor()["database"][0]
    assert not list(place.glob("onward.db*")), "looking makes nothing"


def test_a_file_that_is_no_database_is_found(doctor: Doctor, place: Path) -> None:
    (place / "onward.db").write_bytes(b"my notes, not a database" * 99)
    says, cure = doctor()["database"]
    assert ("is no database" in says, "onward restore" in says) == (True, True)
    assert "ONWARD_VAR" in cure
    assert (place / "onward.db").read_bytes().startswith(b"my notes")


def test_a_law_and_a_catalogue_that_were_never_loaded_are_told(
    doctor: Doctor, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(place / "onward.db")) as database, database:
        database.execute("UPDATE law_book SET sha256 = ?", ("0" * 64,))
    assert "than was loaded last (000000000000)" in doctor()["law"][0]
    with closing(sqlite3.connect(place / "onward.db")) as database, database:
        for table in ("law_book", "service"):
            database.execute(f"DELETE FROM {table}")
    found = doctor()
    assert found["law"][1] == "Run `onward load`."
    main(["doctor", "--json"])
    checks = json.loads(capsys.readouterr().out)["checks"]
    assert [one["state"] for one in checks if one["check"] == "catalogue"] == ["note"]


def test_a_way_out_that_leads_nowhere_is_found(doctor: Doctor, place: Path) -> None:
    with closing(sqlite3.connect(place / "onward.db")) as database, database:
        columns = [row[1] for row in database.execute("PRAGMA table_info(source)") if row[1] not in {"id", "url"}]
        told = ", ".join(columns)
        sources = (
            f"INSERT INTO source (id, url, {told}) SELECT 'src_' || value, 'https://a.example/' || value, {told} "
            "FROM (SELECT * FROM source LIMIT 1), json_each('[1,2,3]')"
        )
        database.execute(sources)
        database.execute("UPDATE source SET state = 'unreachable'")
    assert "none of 4 watched pages" in doctor()["network"][0]
    with closing(sqlite3.connect(place / "onward.db")) as database, database:
        database.execute("UPDATE source SET state = 'blocked' WHERE id = 'src_1'")
    assert "network" not in doctor()


def test_a_link_that_somebody_rewrote_is_found(doctor: Doctor, place: Path) -> None:
    with closing(sqlite3.connect(place / "onward.db")) as database, database:
        database.execute("UPDATE audit SET actor = 'somebody else' WHERE seq = 3")
    assert doctor()["chain"][0].startswith("link 3 ")


def test_bytes_that_are_gone_are_found_by_their_hash(doctor: Doctor, place: Path) -> None:
    archive = Archive(place / "snapshots")
    with closing(sqlite3.connect(place / "onward.db")) as database, database:
        hashes = [archive.put(f"text {number}".encode()) for number in range(len(required(place)))]
        for old, new in zip(required(place), hashes, strict=True):
            for table in ("snapshot", "agreement_file"):
                database.execute(f"UPDATE {table} SET sha256 = ? WHERE sha256 = ?", (new, old))
    assert "snapshots" not in doctor("--thorough")
    damaged = next((place / "snapshots").glob("*/*.zst"))
    damaged.chmod(0o644)
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"?")
    assert "snapshots" not in doctor()
    assert damaged.stem in doctor("--thorough")["snapshots"][0]
    damaged.unlink()
    assert damaged.stem in doctor()["snapshots"][0]


def test_a_source_that_nobody_looks_at_is_found(doctor: Doctor, place: Path) -> None:
    with closing(sqlite3.connect(place / "onward.db")) as database, database:
        database.execute("UPDATE source SET due_at = '2026-11-01 09:00:00'")
    assert "due since 2026-11-01" in doctor(today="2026-11-22")["watch"][0]
    assert "watch" not in doctor(today="2026-11-01")


def test_a_folder_of_snapshots_that_takes_nothing_is_found(doctor: Doctor, place: Path) -> None:
    (place / "elsewhere").write_bytes(b"")
    says, cure = doctor(snapshots=str(place / "elsewhere"))["snapshots"]
    assert "elsewhere" in says
    assert ("Make room" in cure, "keys" in cure) == (True, False)


def test_a_disk_that_takes_nothing_is_found(doctor: Doctor, place: Path) -> None:
    url = f"sqlite:///{place / 'onward.db'}"
    assert "Nothing can be written" in doctor(var=str(place / "onward.db"), database_url=url)["disk"][0]


def test_backups_that_are_old_or_missing_are_found(doctor: Doctor, place: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    assert "there is none" in doctor(backups=str(folder))["backups"][0]
    (folder / "one.zip").touch()
    assert "backups" not in doctor()
    os.utime(folder / "one.zip", (0, 0))
    assert "1970-01-01" in doctor()["backups"][0]


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ({"mail_to": "a@b.example"}, "ONWARD_MAIL_SERVER"),
        ({"escalation_to": "a@b.example"}, "ONWARD_ESCALATION_TO"),
        ({"webhook_secrets": "whsec_x"}, "ONWARD_WEBHOOK_URL"),
        ({"webhook_url": "https://a.example/"}, "ONWARD_WEBHOOK_SECRETS"),
        ({"oidc_issuer": "https://a.example"}, "ONWARD_OIDC_CLIENT_ID"),
        ({"oidc_role": "reader"}, "ONWARD_OIDC_ISSUER"),
        ({"token": "onw_x"}, "ONWARD_SERVER"),
        ({"host": "192.0.2.1"}, "ONWARD_HOST"),
        ({"host": "192.0.2.1", "base_url": "http://onward.example"}, "ONWARD_BASE_URL"),
        ({"base_url": "http://onward.example"}, "unencrypted"),
    ],
)
def test_settings_that_contradict_each_other_are_found(doctor: Doctor, told: dict[str, str], named: str) -> None:
    says, cure = without_its_bytes(doctor, **told)["settings"]
    assert named in says + cure


def test_an_open_door_without_accounts_is_found(doctor: Doctor) -> None:
    assert "onward user add" in doctor(host="0.0.0.0")["accounts"][1]


def test_a_graphviz_that_does_not_draw_is_found(doctor: Doctor) -> None:
    assert "ONWARD_DOT" in doctor(dot="/nowhere/dot")["graphviz"][1]


def test_a_mail_server_is_greeted_and_one_that_is_gone_is_found(doctor: Doctor) -> None:
    with MailServer() as server:
        address = server.address
        assert without_its_bytes(doctor, mail_server=address) == {}
        assert server.mails == []
    assert address in doctor()["mail"][0]


def test_a_receiver_of_webhooks_is_asked_through_the_guard(doctor: Doctor) -> None:
    with WebhookReceiver() as receiver:
        told = {"webhook_url": receiver.url(), "webhook_secrets": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}
        assert "not a public address" in doctor(**told)["webhook"][0]
        assert without_its_bytes(doctor, allow_addresses="127.0.0.0/8") == {}
        assert receiver.seen == []
    assert "webhook" in doctor()


def test_it_looks_at_this_installation_whatever_server_is_named(doctor: Doctor) -> None:
    assert "doctor" in HERE & COMMANDS.keys()
    assert without_its_bytes(doctor, server="https://other.example", token="onw_x") == {}


def test_a_person_is_told_what_to_do(
    doctor: Doctor, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONWARD_TOKEN", "onw_x")
    assert main(["doctor"]) == Exit.FINDINGS
    said = capsys.readouterr().out
    assert "finding  settings" in said
    assert "→ Set both or none." in said
    assert "onw_x" not in said
