"""Who gets what, how soon: every rule as a situation."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from registry.alerts.addressing import Matter, Silence, Wish, addressed
from registry.alerts.outbox import matter_of
from registry.terms import ChangeKind, ChannelKind, Event, Pace, Severity
from tests.registry.alerts.told_people import alert

SITUATIONS: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "addressing.toml").read_text(encoding="utf-8")
)["situation"]
SETS = ("controllers", "services", "events", "kinds", "sees")


def matter(said: dict[str, Any]) -> Matter:
    return Matter(
        Severity(said.get("severity", "high")),
        Event.SUBPROCESSOR_ADDED,
        said.get("controller_id", "org_a") or None,
        said.get("service_id", "svc_a") or None,
        frozenset(said.get("kinds", ["new_recipient_or_subprocessor"])),
        said.get("is_for_digest", False),
    )


def wish(said: dict[str, Any]) -> Wish:
    sets = {name: frozenset(said[name]) for name in SETS if name in said}
    channel, least = ChannelKind(said.get("channel", "mail")), Severity(said.get("least", "low"))
    return Wish(channel, "dpo@example.org", "sbn_1", least, Pace(said.get("pace", "immediate")), **sets)


def silence(number: int, said: dict[str, Any]) -> Silence:
    kind, event = said.get("kind"), said.get("event")
    return Silence(
        f"mut_{number}", "known", said.get("controller_id"), said.get("service_id"),
        ChangeKind(kind) if kind else None, Event(event) if event else None,
    )  # fmt: skip


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation["says"])
def test_an_alert_goes_to_whom_it_was_asked_for(situation: dict[str, Any]) -> None:
    silences = [silence(number, said) for number, said in enumerate(situation.get("mutes", []))]
    found = addressed(matter(situation.get("alert", {})), [wish(situation.get("wish", {}))], silences)
    told = [("muted" if one.muted else one.pace.value) for one in found]
    assert told == ([] if situation["expects"] == "nobody" else [situation["expects"]])


@pytest.mark.parametrize(
    ("body", "waits"),
    [
        ({"case": "law_opinion"}, True),
        ({"case": "law_fell"}, False),
        ({"review_cause": "material_change"}, True),
        ({"review_cause": "day_nears"}, False),
        ({}, False),
    ],
)
def test_what_only_echoes_or_opines_waits_for_the_digest(body: dict[str, Any], waits: bool) -> None:
    assert matter_of(alert(body=body)).is_for_digest is waits


def test_one_place_is_told_once_and_at_the_sooner_pace() -> None:
    wishes = [wish({"pace": "weekly"}), wish({"pace": "immediate", "least": "high"}), wish({"pace": "daily"})]
    (only,) = addressed(matter({}), wishes)
    assert only.pace is Pace.IMMEDIATE
    (only,) = addressed(matter({"severity": "medium"}), wishes)
    assert only.pace is Pace.DAILY


def test_two_places_are_told_each() -> None:
    found = addressed(matter({}), [wish({}), wish({"channel": "webhook"})])
    assert [one.wish.channel for one in found] == [ChannelKind.MAIL, ChannelKind.WEBHOOK]
