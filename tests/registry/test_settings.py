"""The environment is read once, in one place, and what cannot be read is named."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from registry import settings
from registry.errors import BadInput


def test_an_empty_environment_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    told = settings.read({})
    assert told.var == tmp_path / "var"
    assert told.database_url == f"sqlite:///{tmp_path}/var/onward.db"
    assert told.snapshots == tmp_path / "var" / "snapshots"
    assert (told.host, told.port) == ("127.0.0.1", 8765)
    assert (told.dot, told.server, told.token, told.mail_server, told.contact, told.today) == (None,) * 6


def test_a_named_database_is_taken_as_it_is() -> None:
    assert settings.read({"ONWARD_DATABASE_URL": " postgresql://a/b "}).database_url == "postgresql://a/b"


def test_the_process_is_asked_when_nobody_else_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONWARD_CONTACT", "watch@bageri.example")
    assert settings.read().contact == "watch@bageri.example"


def test_a_fixed_day_is_the_day_of_every_question() -> None:
    told = settings.read({"ONWARD_TODAY": "2024-02-29"})
    assert told.on() == date(2024, 2, 29)
    assert told.now().date() == date(2024, 2, 29)
    assert told.now().tzinfo is UTC


def test_without_a_fixed_day_it_is_today_in_utc() -> None:
    told = settings.read({})
    before = datetime.now(UTC)
    assert before <= told.now() <= datetime.now(UTC)
    assert before.date() <= told.on() <= datetime.now(UTC).date()


@pytest.mark.parametrize("text", ["2026-02-30", "yesterday", "2026-1-1", "22/11/2026", "2026-11-22T00:00", "0"])
def test_a_day_that_is_none_is_named(text: str) -> None:
    with pytest.raises(BadInput, match="ONWARD_TODAY is “") as caught:
        settings.read({"ONWARD_TODAY": text})
    assert caught.value.field == "ONWARD_TODAY"


@pytest.mark.parametrize("text", ["-1", "65536", "http", "80.0", "²", "9" * 5_000, "0x50", "8 0"])
def test_a_port_that_is_none_is_named(text: str) -> None:
    with pytest.raises(BadInput, match="from 0 to 65535") as caught:
        settings.read({"ONWARD_PORT": text})
    assert caught.value.field == "ONWARD_PORT"


@pytest.mark.parametrize(("text", "port"), [("0", 0), ("65535", 65535), (" 80 ", 80)])
def test_the_bounds_of_a_port_are_ports(text: str, port: int) -> None:
    assert settings.read({"ONWARD_PORT": text}).port == port


def test_lists_are_parted_by_commas_and_empty_parts_fall_away() -> None:
    told = settings.read({"ONWARD_MAIL_TO": " a@b.example, ,c@d.example,", "ONWARD_WEBHOOK_SECRETS": ","})
    assert told.mail_to == ("a@b.example", "c@d.example")
    assert told.webhook_secrets == ()


def test_links_have_one_slash_between_server_and_path() -> None:
    assert settings.read({"ONWARD_BASE_URL": "https://onward.example//"}).base_url == "https://onward.example"


def test_every_field_has_one_variable_with_a_meaning() -> None:
    variables = {one.name.removeprefix("ONWARD_").lower() for one in settings.SETTINGS}
    assert variables == set(settings.names())
    assert len(variables) == len(settings.SETTINGS)
    assert all(one.meaning for one in settings.SETTINGS)
