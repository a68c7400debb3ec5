"""What things are called and of what they are a part: as a search shows them, as far as they may be seen."""

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from registry.prepared import Prepared
from registry.tables import (
    Activity,
    Agreement,
    Document,
    Engagement,
    HandedIn,
    Organisation,
    Service,
    SubprocessorRow,
    Table,
)
from registry.terms import SearchKind

_AMONG = MappingProxyType(
    {
        "sqlite": "{0}.id IN (SELECT value FROM json_each(:ids))",
        "postgresql": "{0}.id IN (SELECT json_array_elements_text(CAST(:ids AS json)))",
    }
)


def titles(connection: Connection, kind: SearchKind, ids: Sequence[str]) -> dict[str, tuple[str, str | None]]:
    """The title of each thing, and the service, controller or engagement it belongs to. Nothing of what is not there,
    or not to be seen; what has no title is called by its id."""
    asked = json.dumps(ids)
    rows = [row for one in _ASKED[kind] for row in one[connection.dialect.name].rows(connection, ids=asked)]
    return {identity: (title or identity, part_of) for identity, title, part_of in rows}


def _read(table: type[Table], title: Any, part_of: Any) -> Mapping[str, Prepared]:
    """The question, per database. Of several live rows of one thing the last that begins says how it is called."""
    columns = sa.inspect(table).columns
    asked = sa.select(columns["id"], title, part_of)
    if "retired_at" in columns:
        begun = columns["valid_from"]
        asked = asked.where(columns["retired_at"].is_(None)).order_by(begun.is_not(None), begun)
    name = str(table.__tablename__)
    return {dialect: Prepared(asked.where(sa.text(among.format(name)))) for dialect, among in _AMONG.items()}


def _column(table: type[Table], name: str) -> Any:
    return sa.inspect(table).columns[name]


def _either(table: type[Table], *names: str) -> Any:
    return sa.func.coalesce(*(_column(table, name) for name in names))


def _plain(table: type[Table], title: str, part_of: str) -> Mapping[str, Prepared]:
    return _read(table, _column(table, title), _column(table, part_of))


_ASKED: Mapping[SearchKind, tuple[Mapping[str, Prepared], ...]] = MappingProxyType(
    {
        SearchKind.ORGANISATION: (_plain(Organisation, "name", "parent_id"),),
        SearchKind.SERVICE: (_plain(Service, "name", "organisation_id"),),
        SearchKind.ENGAGEMENT: (_plain(Engagement, "name_as_written", "controller_id"),),
        SearchKind.ACTIVITY: (_read(Activity, _either(Activity, "name", "key"), _column(Activity, "controller_id")),),
        SearchKind.SUB_PROCESSOR: (_plain(SubprocessorRow, "name_as_written", "service_id"),),
        SearchKind.AGREEMENT: (
            _read(Agreement, _column(Agreement, "notes")["document"].as_string(), _column(Agreement, "engagement_id")),
        ),
        SearchKind.DOCUMENT: (
            _read(HandedIn, _either(HandedIn, "title", "url"), _column(HandedIn, "subject_id")),
            _read(Document, _either(Document, "title", "url"), _either(Document, "service_id", "controller_id")),
        ),
    }
)
"""A document is the register's, or was handed in and nobody accepted anything of it."""
