"""What a tab of a service asks of the database does not grow with what stands in it."""

from typing import Any

import sqlalchemy as sa
import world
from world_asked import asking

from registry.catalogue.dated import Moment, one
from registry.settings import Settings
from registry.store import open_store
from registry.tables import Agreement
from tests.alone import migrated_database, postgresql

__all__ = ["migrated_database", "postgresql"]

TAB = "/services/svc_lagring/agreements"


def test_a_service_with_a_hundred_agreements_asks_no_more_than_one_with_two(settings: Settings) -> None:
    few, many = _asked_with(settings, 2), _asked_with(settings, 60)
    assert many == few


def _asked_with(settings: Settings, agreements: int) -> int:
    """How many statements the tab of agreements takes, with so many on file."""
    store = open_store(str(settings.database_url))
    with store.write("test") as session:
        signed = one(session, Agreement, "agr_lagring", Moment(world.TODAY))
        for number in range(agreements):
            values = {name: getattr(signed, name) for name in Agreement.model_fields if name not in {"row"}}
            session.add(Agreement(**(values | {"id": f"agr_{agreements}_{number}"})))
    store.close()
    asked: list[str] = []
    with asking(settings) as client:
        client.get(TAB)  # the view is made

        def note(*told: Any) -> None:
            asked.append(str(told[2]))

        sa.event.listen(sa.Engine, "before_cursor_execute", note)
        try:
            assert client.get(TAB).status_code == 200
        finally:
            sa.event.remove(sa.Engine, "before_cursor_execute", note)
    assert any("agreement_file" in text for text in asked)
    return len(asked)
