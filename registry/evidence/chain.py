"""The chain of hashes in a packet: every link, told where it is about the packet and sealed where it is not.

Of a sealed link stand its number, the hash before it and its own, and the hash of all that it tells: neither who wrote
it nor when, of what or about whom (decision 33).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from registry import audit
from registry.audit import Link, SealedLink
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
_SEALED: dict[str, Any] = {"seq": int, "previous": str, "sha256": str, "told_sha256": _PERHAPS}
_AT_ONCE = 1000


def file_chain(scope: Scope, packet: Packet, ids: Collection[str] | None) -> int:
    """File the chain up to now; links about other ids are sealed (`ids` None: none are). Returns how many links."""
    links = select(Audit).order_by(col(Audit.seq)).execution_options(yield_per=_AT_ONCE)
    with closing(scope.session.exec(links)) as rows:
        told = (_told(row, scope, ids) for row in rows)
        return packet.add_lines(EvidencePart.CHAIN, NAME, told, "every write, chained by hash")


def _told(row: Audit, scope: Scope, ids: Collection[str] | None) -> dict[str, Any]:
    is_about = ids is None or row.subject_id in ids
    if not audit.binds(row) and (not is_about or scope.seals(row)):
        return asdict(audit.sealed(row))
    return {name: getattr(row, name) for name in _FIELDS} | {"at": row.at.isoformat()}


def links(lines: Iterable[Any]) -> Iterator[Link]:
    """The links of a packet, whoever wrote it. Raises BadInput for a line that is none."""
    for number, line in enumerate(lines, start=1):
        try:
            yield _link(line)
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise BadInput(f"Line {number} of the chain is no link: {error!r}.", field=NAME) from error


def _link(line: Mapping[str, Any]) -> Link:
    if "told_sha256" in line:
        return SealedLink(**_read(line, _SEALED))
    return Audit(**_read(line, _FIELDS), at=datetime.fromisoformat(line["at"]))


def _read(line: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    for name, kind in fields.items():
        if not isinstance(line[name], kind):
            raise TypeError(name)
    return {name: line[name] for name in fields}
