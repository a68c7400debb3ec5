"""The chain of hashes in a packet: every link, with the contents that are about the packet and the rest sealed."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from registry import audit
from registry.errors import BadInput
from registry.evidence.packet import Packet
from registry.evidence.scope import Scope
from registry.tables import Audit
from registry.terms import EvidencePart

NAME = "chain.jsonl"
_TEXTS = ("actor", "deed", "table", "subject_id", "previous", "sha256")
_PERHAPS = str | None
_FIELDS: dict[str, Any] = {
    "seq": int, **dict.fromkeys(_TEXTS, str), "content": dict | None, "salt": _PERHAPS, "content_sha256": _PERHAPS,
}  # fmt: skip
_AT_ONCE = 1000


def file_chain(scope: Scope, packet: Packet, ids: Collection[str] | None) -> int:
    """File the chain up to now; contents about other ids are sealed (`ids` None: none are). Returns how many links."""
    links = select(Audit).order_by(col(Audit.seq)).execution_options(yield_per=_AT_ONCE)
    with closing(scope.session.exec(links)) as rows:
        told = (_told(row, scope, ids) for row in rows)
        return packet.add_lines(EvidencePart.CHAIN, NAME, told, "every write, chained by hash")


def _told(row: Audit, scope: Scope, ids: Collection[str] | None) -> dict[str, Any]:
    link = {name: getattr(row, name) for name in _FIELDS} | {"at": row.at.isoformat()}
    is_about = row.deed == audit.ERASE or ids is None or row.subject_id in ids
    if row.content_sha256 is not None and not (
        is_about and not scope.asked.withheld.seals(row.subject_id, row.content or {})
    ):
        link |= {"content": None, "salt": None}
    return link


def links(lines: Iterable[Any]) -> Iterator[Audit]:
    """The links of a packet, whoever wrote it. Raises BadInput for a line that is none."""
    for number, line in enumerate(lines, start=1):
        try:
            yield _link(line)
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise BadInput(f"Line {number} of the chain is no link: {error!r}.", field=NAME) from error


def _link(line: Mapping[str, Any]) -> Audit:
    for name, kind in _FIELDS.items():
        if not isinstance(line[name], kind):
            raise TypeError(name)
    return Audit(**{name: line[name] for name in _FIELDS}, at=datetime.fromisoformat(line["at"]))
