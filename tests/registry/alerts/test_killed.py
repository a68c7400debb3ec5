"""A sender that is killed at any point: nothing is lost, and what comes twice comes under one id."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from registry.alerts import outbox, sending
from registry.alerts.channels import MailChannel
from registry.alerts.outbox import Channel
from registry.alerts.ways import Office
from registry.store import Store
from tests.registry.alerts.told_people import WEDNESDAY, Told, alert, telling

ROOT = Path(__file__).resolve().parents[3]
ALERTS = 4


def killed(url: str, mail: str, point: str, number: int) -> int:
    """A pass in a process of its own; its exit code."""
    script = Path(__file__).parent / "killed_sender.py"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, str(script), url, mail, point, str(number)], env=environment, check=False, timeout=60
    ).returncode


def begun(told: Told) -> list[Channel]:
    channel = MailChannel(told.mail.address, "onward@example.org", "dpo@example.org", "https://o.example")
    told.channels = [channel]
    told.happen(*(alert(id=f"alr_k{number}") for number in range(ALERTS)))
    return [channel]


@pytest.mark.parametrize("point", ["before", "after", "noted"])
@pytest.mark.parametrize("number", [1, 3])
def test_a_sender_killed_on_its_way_loses_nothing(store: Store, database_url: str, point: str, number: int) -> None:
    with telling(store) as told:
        channels = begun(told)
        assert killed(database_url, told.mail.address, point, number) == -9
        sending.send(store, channels, Office(), WEDNESDAY)
        came = [str(mail["Message-ID"]) for mail in told.mail.mails]
    expected = [f"<alr_k{place}@onward>" for place in range(ALERTS)]
    repeated = [] if point == "before" else [expected[number - 1]]
    assert Counter(came) == Counter([*expected, *repeated])
    assert list(dict.fromkeys(came)) == expected
    with store.read() as session:
        assert outbox.next_due(session) is None


def test_a_sender_killed_again_and_again_comes_to_its_end(store: Store, database_url: str) -> None:
    with telling(store) as told:
        channels = begun(told)
        for point in ("after", "noted", "before", "after"):
            assert killed(database_url, told.mail.address, point, 1) == -9
        sending.send(store, channels, Office(), WEDNESDAY)
        came = [str(mail["Message-ID"]) for mail in told.mail.mails]
    assert sorted(set(came)) == [f"<alr_k{place}@onward>" for place in range(ALERTS)]
    assert Counter(came)["<alr_k0@onward>"] == 4
