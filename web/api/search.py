"""The search over names, other names, descriptions and quoted passages."""

from typing import Annotated, Any

from litestar import Request, get
from msgspec import UNSET, Meta, UnsetType

from registry.catalogue import search as searching
from registry.catalogue.search import Found
from registry.terms import FoundIn, Right, SearchKind
from web.api.asking import read_query
from web.api.paging import Words
from web.api.shapes.base import Shape, Text, known
from web.deps import look

ADDRESSES = {
    SearchKind.ORGANISATION: "organisations",
    SearchKind.SERVICE: "services",
    SearchKind.ENGAGEMENT: "engagements",
    SearchKind.AGREEMENT: "agreements",
    SearchKind.ACTIVITY: "activities",
    SearchKind.SUB_PROCESSOR: "sub-processors",
    SearchKind.DOCUMENT: "documents",
}


class SearchQuery(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`q` holds the words, all of which must be found; `kind` narrows to one sort of thing."""

    q: Words
    kind: SearchKind | None = None
    limit: Annotated[int, Meta(ge=1, le=100)] = 20


class Piece(Shape, frozen=True, kw_only=True):
    """A part of an excerpt, as plain text; `hit`: it is what was asked for."""

    text: str
    hit: bool


class Hit(Shape, frozen=True, kw_only=True):
    """A thing that was found. `part_of`: the id of what it belongs to; `found_in`: where the words stand."""

    kind: SearchKind
    id: str
    title: str
    part_of: Text = UNSET
    found_in: FoundIn
    excerpt: list[Piece]
    address: str | UnsetType = UNSET


class Hits(Shape, frozen=True, kw_only=True):
    """What was found, the best first: the very name, names that begin so, names with the words, texts, quotes."""

    q: str
    items: list[Hit]


@get("/search", needs=Right.READ, query=SearchQuery, kept=True, sync_to_thread=True)
def search(request: Request[Any, Any, Any]) -> Hits:
    """Find things by their names, other names, descriptions and quoted passages, in Swedish and English."""
    asked: SearchQuery = read_query(request)
    with look(request) as connection:
        found = searching.look_up(connection, asked.q, kind=asked.kind, limit=asked.limit)
    return Hits(q=asked.q, items=[_hit(one) for one in found])


def _hit(one: Found) -> Hit:
    return Hit(
        kind=one.kind,
        id=one.id,
        title=one.title,
        part_of=known(one.part_of),
        found_in=one.where,
        excerpt=[Piece(text=piece.text, hit=piece.hit) for piece in one.excerpt],
        address=f"/api/v1/{ADDRESSES[one.kind]}/{one.id}",
    )


ROUTES = [search]
