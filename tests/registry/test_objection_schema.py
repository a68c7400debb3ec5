"""Schema 0008 with what a database holds: tasks are kept up and down, and objections get their table."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from registry.store import MIGRATIONS, open_store

AT = datetime(2026, 1, 1, tzinfo=UTC)
TASK = {"id": "tsk_1", "subject_id": "src_1", "title": "Upload it", "opened_at": AT}


def test_tasks_of_an_earlier_schema_are_kept(empty_url: str) -> None:
    store = open_store(empty_url)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with store.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0007")
        known = sa.Table("task", sa.MetaData(), autoload_with=connection)
        connection.execute(sa.insert(known).values(TASK))
        connection.commit()
        command.upgrade(config, "0008")
        made = sa.Table("task", sa.MetaData(), autoload_with=connection)
        row = connection.execute(sa.select(made)).one()
        assert (row.title, row.kind, row.fingerprint) == ("Upload it", None, None)
        columns = {column["name"] for column in sa.inspect(connection).get_columns("objection")}
        assert {"periods", "deadline_on", "contract_on", "answer"} <= columns
        connection.rollback()
        command.downgrade(config, "0007")
        kept = sa.Table("task", sa.MetaData(), autoload_with=connection)
        assert connection.execute(sa.select(kept.c.title)).scalar_one() == "Upload it"
        assert "objection_step" not in sa.inspect(connection).get_table_names()
    store.close()
