"""Lists whose rows come as JSON tells them: the first page, which everybody asks for, by statements made once.

The pages are those of `registry.catalogue.listing`, in the same order and with the same places between them.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from registry.catalogue.dated import Moment
from registry.catalogue.listing import Page, Place, Shelf, Turning, beginning, held, ordered_by
from registry.catalogue.told import NOW, THEN, may_be
from registry.prepared import Prepared, told

_MOST = sa.bindparam("most", type_=sa.Integer())


class ToldList:
    """A list as some fields of its rows."""

    def __init__(self, shelf: Shelf, fields: Iterable[str]) -> None:
        columns = sa.inspect(shelf.table).columns
        found = {field: [name for name in may_be(field) if name in columns] for field in fields}
        self.shelf = shelf
        self.fields = tuple(field for field, names in found.items() if names)
        self._columns = [told(columns[names[0]]).label(f"f_{field}") for field, names in found.items() if names]
        self._identity = self.fields.index("id")
        self._prepared: dict[tuple[str, str, bool], tuple[Prepared, Prepared]] = {}

    def page(
        self, connection: Connection, moment: Moment, asked: Mapping[str, Any], turning: Turning
    ) -> Page[Sequence[Any]]:  # fmt: skip
        """A page, as `listed_on` gives it; each row has its fields in their order, and then the value sorted by."""
        if asked or turning.after is not None:
            total, rows = self._narrowed(connection, moment, asked, turning)
        else:
            total, rows = self._first(connection, moment, turning)
        kept = rows[: turning.limit]
        is_last = len(rows) <= turning.limit
        return Page(kept, total, None if is_last else Place(kept[-1][-1], kept[-1][self._identity]))

    def _first(self, connection: Connection, moment: Moment, turning: Turning) -> tuple[int, Sequence[Any]]:
        key = (connection.dialect.name, turning.sort, moment.known_at is None)
        if key not in self._prepared:
            count, rows = self._statements(connection, NOW if moment.known_at is None else THEN, {}, turning)
            self._prepared[key] = (Prepared(count), Prepared(rows.limit(_MOST)))
        count, rows = self._prepared[key]
        given: dict[str, Any] = {"on": moment.on}
        if moment.known_at is not None:
            given["known_at"] = moment.known_at
        return count.rows(connection, **given)[0][0], rows.rows(connection, **given, most=turning.limit + 1)

    def _narrowed(
        self, connection: Connection, moment: Moment, asked: Mapping[str, Any], turning: Turning
    ) -> tuple[int, Sequence[Any]]:  # fmt: skip
        count, rows = self._statements(connection, moment, asked, turning)
        total = connection.execute(count).scalar_one()
        return total, cast(Sequence[Any], connection.execute(rows.limit(turning.limit + 1)).all())

    def _statements(
        self, connection: Connection, moment: Moment, asked: Mapping[str, Any], turning: Turning
    ) -> tuple[Any, Any]:  # fmt: skip
        """The statement that counts, and the one that reads, in order and from the place where the page begins."""
        narrowed = held(self.shelf, moment, asked)
        ordered = beginning(connection, self.shelf, narrowed, turning)
        place = told(ordered_by(self.shelf, turning)).label("place")
        count = narrowed.with_only_columns(sa.func.count(), maintain_column_froms=True)
        return count, ordered.with_only_columns(*self._columns, place, maintain_column_froms=True)
