"""Kept verdicts follow both times: what stood at the end of a day, as known at an instant."""

from datetime import UTC, datetime
from typing import Any

from litestar import Litestar
from litestar.testing import TestClient
from sqlmodel import select

from registry.settings import Settings
from registry.store import open_store
from registry.tables import VerdictRow

TURNED = datetime(2026, 11, 10, 6, 0, tzinfo=UTC)


def turn(settings: Settings) -> None:
    """One verdict is replaced by another."""
    store = open_store(settings.database_url)
    with store.write("test") as session:
        row = session.exec(select(VerdictRow).where(VerdictRow.id == "vdt_0001")).one()
        row.replaced_at = TURNED
        told: dict[str, Any] = {name: getattr(row, name) for name in VerdictRow.model_fields}
        new = {"id": "vdt_9999", "replaced_at": None, "judged_at": TURNED, "on": TURNED.date()}
        session.add_all([row, VerdictRow(**told | new)])
    store.close()


def shown(client: TestClient[Litestar], **asked: str) -> set[str]:
    answer = client.get("/api/v1/verdicts", params=asked)
    assert answer.status_code == 200, answer.text
    return {one["id"] for one in answer.json()["items"]}


def test_the_verdict_of_a_day_is_the_one_that_stood_at_its_end(
    client: TestClient[Litestar], settings: Settings
) -> None:  # fmt: skip
    turn(settings)
    assert {"vdt_9999", "vdt_0001"} & shown(client) == {"vdt_9999"}
    assert {"vdt_9999", "vdt_0001"} & shown(client, on="2026-11-09") == {"vdt_0001"}
    assert {"vdt_9999", "vdt_0001"} & shown(client, on="2026-11-10") == {"vdt_9999"}
    assert {"vdt_9999", "vdt_0001"} & shown(client, on="2030-01-01") == {"vdt_9999"}


def test_an_instant_before_the_turn_still_knows_the_verdict_before(
    client: TestClient[Litestar], settings: Settings
) -> None:  # fmt: skip
    turn(settings)
    known = {"known_at": "2026-11-10T05:59:00Z"}
    assert {"vdt_9999", "vdt_0001"} & shown(client, **known) == {"vdt_0001"}
    assert {"vdt_9999", "vdt_0001"} & shown(client, on="2026-11-09", known_at="2026-11-20T00:00:00Z") == {"vdt_0001"}


def test_before_anything_was_judged_there_is_no_verdict(client: TestClient[Litestar]) -> None:
    assert shown(client, on="2026-10-31") == set()
