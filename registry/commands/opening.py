"""What most commands open first: the database at this code's schema, and the law."""

from collections.abc import Iterator
from contextlib import contextmanager

from registry.settings import Settings
from registry.store import Store, open_store


@contextmanager
def opened(settings: Settings) -> Iterator[Store]:
    """The database, closed afterwards. Raises StoreError unless `onward load` has brought it up to date."""
    store = open_store(settings.database_url)
    try:
        store.require_current()
        yield store
    finally:
        store.close()
