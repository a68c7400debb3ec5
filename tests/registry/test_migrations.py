"""What the migrations make is exactly what the tables say, on both databases."""

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from registry.store import Store
from registry.tables import Table


def test_the_migrations_make_exactly_the_tables(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Table.metadata) == []


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
