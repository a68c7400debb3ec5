"""A small catalogue loaded into a store, and what then stands there: shared by the tests of loading."""

from datetime import UTC, datetime
from typing import Any

from small_catalogue import SmallCatalogue
from sqlmodel import Session, col, select

from registry.catalogue import loading
from registry.catalogue.loading import Loaded
from registry.catalogue.shelving import Counts
from registry.store import Store
from registry.tables import SubprocessorRow

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
ORGANISATIONS = "organisations/nordmoln.toml"
SERVICES = "services/nordmoln.toml"
LISTS = "subprocessors/nordmoln.toml"


def load(store: Store, files: SmallCatalogue, at: datetime = AT) -> Loaded:
    with store.write("test") as session:
        return loading.load(session, files.read(), at)


def live(session: Session, table: type[Any]) -> dict[str, Any]:
    return {row.id: row for row in session.exec(select(table).where(table.retired_at.is_(None)))}


def sub_processor(session: Session, name: str) -> list[SubprocessorRow]:
    rows = select(SubprocessorRow).where(
        SubprocessorRow.name_as_written == name, col(SubprocessorRow.retired_at).is_(None)
    )
    return list(session.exec(rows.order_by(col(SubprocessorRow.valid_from))))


def touched(loaded: Loaded) -> dict[str, Counts]:
    return {table: counts for table, counts in loaded.tables.items() if counts.wrote()}
