"""How the schema is brought to this code's version, on the connection the store hands over."""

from alembic import context
from sqlalchemy.engine import Connection

from registry.tables import Table

connection: Connection = context.config.attributes["connection"]
if connection.dialect.name == "sqlite":
    # Batch mode copies tables; with foreign keys on, SQLite would empty their children without a word.
    connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    connection.commit()
# All steps in one transaction, on SQLite too: an upgrade that is killed leaves the schema that was there.
context.configure(
    connection=connection,
    target_metadata=Table.metadata,
    render_as_batch=True,
    compare_type=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
connection.commit()
