"""What the migrations make is exactly what the tables say, on both databases."""

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

from registry.errors import StoreError
from registry.store import MIGRATIONS, Store, open_store
from registry.tables import HandedIn, Snapshot, Table, now
from registry.terms import DocumentKind


def test_the_migrations_make_exactly_the_tables(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": _is_ours})
        assert compare_metadata(context, Table.metadata) == []


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Whether a table is of the tables' metadata: those of the search are not, by design."""
    return kind != "table" or not str(name).startswith("search_")


def test_the_migrations_hold_every_closed_vocabulary_by_its_words_of_today(store: Store) -> None:
    """Autogenerate does not compare checks: a word added to a vocabulary would be refused by the database alone."""
    inspector = sa.inspect(store.engine)
    for table in Table.metadata.sorted_tables:
        made = {check["name"]: check["sqltext"] for check in inspector.get_check_constraints(table.name)}
        for column in table.columns:
            if isinstance(column.type, sa.Enum):
                text = made[f"ck_{table.name}_{column.type.name}"]
                assert [word for word in column.type.enums if f"'{word}'" not in text] == [], (
                    f"{table.name}.{column.name}"
                )


def test_a_database_of_the_first_version_is_brought_up_with_what_it_holds(empty_url: str) -> None:
    store = open_store(empty_url)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with store.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    there = Snapshot(
        id="snp_1", source_id="src_1", sha256="0" * 64, fetched_at=now(), size=1, final_url="https://nordmoln.example/"
    )
    with store.engine.begin() as connection:
        connection.execute(sa.insert(Snapshot).values(there.model_dump()))
    with pytest.raises(StoreError, match="onward load"):
        store.require_current()
    store.migrate()
    store.require_current()
    with store.write("test") as session:
        assert session.get_one(Snapshot, "snp_1").sha256 == "0" * 64
        session.add(HandedIn(id="doc_1", subject_id="org_1", kind=DocumentKind.NOTICE, handed_at=now()))
    with store.read() as session:
        assert session.get_one(HandedIn, "doc_1").title is None
    store.close()
