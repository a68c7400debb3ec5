"""The API with nothing in it that costs: Litestar, msgspec and plain SQL over sqlite3. What ours is measured beside.

No dates of knowledge, no cursors, no scopes, no ETags, no problems: about as fast as this stack answers the same
rows. Over the very database that Onward serves. `ONWARD_DATABASE_URL` names it.
"""

import os
import sqlite3
from typing import Any

import msgspec
from litestar import Litestar, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery

BASE = "id, source, grade, origin, valid_from, valid_until, recorded_at"
SERVICE = f"{BASE}, organisation_id, name, category, data_categories, purposes, notice_days, objection_days"
LIVE = "retired_at IS NULL"
RELATED = {
    "names": (f"SELECT {BASE}, name, kind, note FROM name WHERE subject_id = ? AND {LIVE}", ()),
    "documents": (f"SELECT {BASE}, kind, url, title, dated FROM document WHERE service_id = ? AND {LIVE}", ()),
    "locations": (
        f"SELECT {BASE}, manner, country, as_written, choice, open_ended FROM location WHERE service_id = ? AND {LIVE}",
        (),
    ),
    "claims": (
        "SELECT id, field, value, source, grade, document_id, quote, valid_from, valid_until, recorded_at FROM claim "
        "WHERE subject_id = ? AND superseded_at IS NULL",
        ("value",),
    ),
    "subprocessor_lists": (
        f"SELECT {BASE}, complete, document_id, url, dated, notice_days FROM subprocessor_list "
        f"WHERE service_id = ? AND {LIVE}",
        (),
    ),
}
TITLES = {"organisation": "name", "service": "name", "document": "title"}

database = sqlite3.connect(os.environ["ONWARD_DATABASE_URL"].removeprefix("sqlite:///"), check_same_thread=False)


class Page(msgspec.Struct):
    """A page."""

    items: list[dict[str, Any]]
    total: int


class Hit(msgspec.Struct):
    """What was found."""

    kind: str
    id: str
    title: str
    excerpt: str


class Hits(msgspec.Struct):
    """All that was found."""

    q: str
    items: list[Hit]


def _rows(statement: str, values: tuple[Any, ...], raw: tuple[str, ...]) -> list[dict[str, Any]]:
    cursor = database.execute(statement, values)
    names = [one[0] for one in cursor.description]
    found = [dict(zip(names, row, strict=True)) for row in cursor]
    for row in found:
        for name in raw:
            if row[name] is not None:
                row[name] = msgspec.Raw(row[name])  # JSON in the database already
    return found


@get("/health", sync_to_thread=False)
def health() -> dict[str, str]:
    """The server answers."""
    return {"status": "ok"}


@get("/api/v1/services", sync_to_thread=False)
def services(limit: FromQuery[int] = 50, offset: FromQuery[int] = 0) -> Page:
    """A page of services by name."""
    statement = f"SELECT {SERVICE} FROM service WHERE {LIVE} ORDER BY name LIMIT ? OFFSET ?"
    total = database.execute(f"SELECT count(*) FROM service WHERE {LIVE}").fetchone()[0]
    return Page(_rows(statement, (limit, offset), ("data_categories", "purposes")), total)


@get("/api/v1/services/{service_id:str}", sync_to_thread=False)
def service(service_id: FromPath[str]) -> dict[str, Any]:
    """One service with all that belongs to it."""
    statement = f"SELECT {SERVICE} FROM service WHERE id = ? AND {LIVE}"
    found = _rows(statement, (service_id,), ("data_categories", "purposes"))
    if not found:
        raise NotFoundException
    return found[0] | {name: _rows(asked, (service_id,), raw) for name, (asked, raw) in RELATED.items()}


@get("/api/v1/search", sync_to_thread=False)
def search(q: FromQuery[str], limit: FromQuery[int] = 20) -> Hits:
    """What holds words that begin so, by the full-text index and in its own order."""
    match = " AND ".join(f'"{word}" *' for word in q.casefold().split())
    found = database.execute(
        "SELECT kind, subject_id, body FROM search_words JOIN search_entry ON search_entry.id = search_words.rowid "
        "WHERE search_words MATCH ? ORDER BY rank LIMIT ?",
        (match, limit),
    ).fetchall()
    return Hits(q, [Hit(kind, key, _title(kind, key), body[:220]) for kind, key, body in found])


def _title(kind: str, key: str) -> str:
    column = TITLES.get(kind)
    if column is None:
        return key
    row = database.execute(f"SELECT {column} FROM {kind} WHERE id = ? AND {LIVE}", (key,)).fetchone()
    return str(row[0]) if row else key


app = Litestar([health, services, service, search], openapi_config=None)
