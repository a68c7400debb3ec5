"""One append-only, hash-chained row per write, in the same transaction.

`attach` hooks a session: whatever it writes to the register is entered in the chain before the transaction commits.
Writers exclude each other (`registry.store`), so the chain never forks.
Operational state (sources, deliveries) is left out: it changes at every check and proves nothing.

A link seals its content by a salted hash, all it tells by a hash that holds that one, and the chain seals the latter.
So a person's data can be erased from the content (Art. 17) while the link still proves its place, its day, its writer
and what it was about; and a copy can keep silent of a link whose place it proves (`sealed`, decision 33).
"""

import hashlib
import json
import secrets
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeGuard

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm.session import SessionTransaction
from sqlmodel import Session, col, select, update

from registry.errors import StoreError
from registry.tables import (
    Audit,
    Beat,
    Delivery,
    Digest,
    OneTimeLink,
    SignIn,
    SignInAttempt,
    Source,
    Table,
    now,
)

GENESIS = "0" * 64
ERASE = "erase"
BIND = "bind"
_OPERATIONAL = (Source, Delivery, Digest, Beat, SignIn, OneTimeLink, SignInAttempt, Audit)
_UNTOLD = frozenset(
    {"files", "secrets", "password"}
)  # law files stand by their hash; what signs or opens is never told
_ACTOR = "onward_actor"
_AT_ONCE = 1000
_TOLD = ("actor", "deed", "table", "subject_id")  # what a link tells besides its day and its content


@dataclass(frozen=True, slots=True)
class SealedLink:
    """A link of which a copy tells its place alone. `told_sha256`: the hash of all that it tells; None: it is of before
    that was hashed apart, and nothing but its neighbours says that it stands here."""

    seq: int
    previous: str
    sha256: str
    told_sha256: str | None


Link = Audit | SealedLink


def attach(session: Session, actor: str) -> None:
    """Enter every write of `session` in the chain under `actor`'s name."""
    session.info[_ACTOR] = actor
    pending: list[tuple[str, Table]] = []
    before: dict[SessionTransaction, int] = {}  # how much was pending when a savepoint was set

    @event.listens_for(session, "after_transaction_create")
    def mark(_session: Session, transaction: SessionTransaction) -> None:
        if transaction.nested:
            before[transaction] = len(pending)

    @event.listens_for(session, "before_flush")
    def collect(s: Session, _context: Any, _instances: Any) -> None:
        pending.extend(("add", row) for row in s.new if _is_register(row))
        pending.extend((_deed(row), row) for row in s.dirty if _is_register(row) and s.is_modified(row))
        if any(_is_register(row) for row in s.deleted):
            raise StoreError("A row of the register was to be deleted; rows are retired, never deleted.")

    @event.listens_for(session, "before_commit")
    def enter(s: Session) -> None:
        if s.in_nested_transaction():
            return  # a savepoint's writes are entered with the whole, or a rollback around it would break the chain
        s.flush()
        if pending:
            _append(s, actor, pending)
            pending.clear()
            s.flush()

    @event.listens_for(session, "after_soft_rollback")
    def forget(_session: Session, rolled_back: SessionTransaction) -> None:
        del pending[before.pop(rolled_back, 0) :]


def sealed(link: Audit) -> SealedLink:
    """The link without anything it tells."""
    return SealedLink(link.seq or 0, link.previous, link.sha256, _told_sha256(link) if _is_told_apart(link) else None)


def is_bare(link: Link) -> bool:
    """Whether nothing in the link itself says that its hash follows from the one before."""
    if isinstance(link, SealedLink):
        return link.told_sha256 is None
    return link.content is None and link.content_sha256 is None


def binds(link: Link) -> TypeGuard[Audit]:
    """Whether the link says how many links stood before it, and the hash of their hashes (the step to schema 0018)."""
    return isinstance(link, Audit) and link.deed == BIND


def broken_link(rows: Iterable[Link], *, is_whole: bool = True) -> int | None:
    """The first `seq` whose content or link does not hold, or None when the whole chain holds.

    An erased content holds when a later link tells of the erasure; one that is merely gone does not, unless the
    chain is a copy whose contents were sealed (`is_whole=False`). A bare link behind one that is told apart is forged.
    """
    previous, is_apart = GENESIS, False
    erased: set[int] = set()
    hashes = hashlib.sha256()
    for number, row in enumerate(rows):
        if row.previous != previous or not _holds(row) or (is_apart and is_bare(row)):
            return row.seq
        if binds(row) and row.content != {"links": number, "sha256": hashes.hexdigest()}:
            return row.seq
        hashes.update(row.sha256.encode())
        is_apart = is_apart or _is_told_apart(row)
        if is_whole and isinstance(row, Audit):
            _note_erased(row, erased)
        previous = row.sha256
    return min(erased, default=None)


def _note_erased(row: Audit, erased: set[int]) -> None:
    """`erased`: links whose content is gone and whose erasure no later link has told yet."""
    if row.content is None:
        erased.add(row.seq or 0)
    elif row.deed == ERASE and isinstance(links := row.content.get("links"), list):
        erased.difference_update(one for one in links if isinstance(one, int))


def verify(session: Session) -> int | None:
    """`broken_link` over the chain in the database."""
    links = select(Audit).order_by(col(Audit.seq)).execution_options(yield_per=_AT_ONCE)
    with closing(session.exec(links)) as rows:
        return broken_link(rows)


def erase(session: Session, table: str, subject_id: str, reason: str) -> int:
    """Empty the content of every link about one subject, and say so in a link of its own; returns how many.

    `session` is one that `attach` has hooked: what it still has to enter about the subject stays as it is.
    """
    about = (col(Audit.table) == table, col(Audit.subject_id) == subject_id)
    links = list(
        session.exec(select(Audit.seq).where(*about, col(Audit.content).is_not(None), col(Audit.deed) != ERASE))
    )
    if links:
        emptied = update(Audit).where(col(Audit.seq).in_(links)).values(content=sa.null(), salt=None)
        session.execute(emptied.execution_options(synchronize_session=False))
        told = {"at": now(), "actor": str(session.info[_ACTOR]), "deed": ERASE, "table": table}
        content = {"links": links, "reason": reason}
        link = told | {"subject_id": subject_id, "content": content, "previous": head(session)}
        session.execute(sa.insert(Audit), [_sealed(link)])
    return len(links)


def head(session: Session) -> str:
    """The hash of the newest link."""
    newest = session.exec(select(Audit.sha256).order_by(col(Audit.seq).desc()).limit(1)).first()
    return newest or GENESIS


def _append(session: Session, actor: str, pending: list[tuple[str, Table]]) -> None:
    """As plain rows: a decision on a thousand reviews is two thousand links, which nobody needs as objects."""
    previous = head(session)
    at = now()
    links = []
    for deed, row in pending:
        told = {"at": at, "actor": actor, "deed": deed, "table": str(row.__tablename__), "subject_id": _subject(row)}
        links.append(_sealed(told | {"content": _content(row), "previous": previous}))
        previous = links[-1]["sha256"]
    session.execute(sa.insert(Audit), links)


def _sealed(link: dict[str, Any]) -> dict[str, Any]:
    """A link with its hashes. Without the salt, whoever guesses an erased name could prove that it stood there."""
    salt = secrets.token_hex(16)
    content_sha256 = _sha256([salt, link["content"]])
    told = _sha256([link["at"].isoformat(), *(link[name] for name in _TOLD), content_sha256])
    return link | {"salt": salt, "content_sha256": content_sha256, "sha256": _sha256([link["previous"], told])}


def _holds(link: Link) -> bool:
    """Whether a link has its hash, and its content, unless it was erased, the hash that is sealed in it."""
    if isinstance(link, SealedLink):
        return link.told_sha256 is None or link.sha256 == _sha256([link.previous, link.told_sha256])
    if link.content_sha256 is None:  # a link of before contents were sealed apart: erased, only its place is told
        return link.content is None or link.sha256 == _digest(link)
    if link.content is not None and link.content_sha256 != _sha256([link.salt, link.content]):
        return False
    return _is_told_apart(link) or link.sha256 == _digest(link)


def _is_told_apart(link: Link) -> bool:
    """Whether its hash is made of the one before and the hash of all that it tells (from schema 0018 on)."""
    if isinstance(link, SealedLink):
        return link.told_sha256 is not None
    return link.content_sha256 is not None and link.sha256 == _sha256([link.previous, _told_sha256(link)])


def _told_sha256(link: Audit) -> str:
    return _sha256([link.at.isoformat(), *(getattr(link, name) for name in _TOLD), link.content_sha256])


def _digest(link: Audit) -> str:
    """The hash of a link of before what it tells was hashed apart."""
    content = link.content if link.content_sha256 is None else link.content_sha256
    return _sha256([link.previous, link.at.isoformat(), *(getattr(link, name) for name in _TOLD), content])


def _sha256(whole: list[Any]) -> str:
    """The hash of plain JSON. Half a character is never stored, but a chain that was tampered with may hold one."""
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _is_register(row: object) -> bool:
    return isinstance(row, Table) and not isinstance(row, _OPERATIONAL)


def _deed(row: Table) -> str:
    return "retire" if getattr(row, "retired_at", None) is not None else "change"


def _subject(row: Table) -> str:
    return str(getattr(row, "id", None) or getattr(row, "sha256", ""))


def _content(row: Table) -> dict[str, Any]:
    """A row as plain JSON. Long texts (law files) stand by their hash, or the chain would hold the law twice."""
    return {c.name: _plain(getattr(row, c.name)) for c in sa.inspect(type(row)).columns if c.name not in _UNTOLD}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    return value
