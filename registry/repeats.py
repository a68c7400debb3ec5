"""Writes sent under a key: done once, and answered the same for a day, however often they are sent.

The claim is written in the transaction of the deed itself, so that a crash between the two leaves neither. Rows are
written below the session's hooks: they are no part of the register, and prove nothing.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from registry.errors import BadInput, Conflict
from registry.tables import Repeat, now

KEPT_FOR = timedelta(hours=24)
ANSWERED_WITHIN = timedelta(minutes=2)  # whoever is not answered by then never will be: the process ended
LONGEST_ANSWER = 1_000_000
_ROWS: Any = sa.inspect(Repeat).local_table


@dataclass(slots=True)
class Claim:
    """One write under a key; `taken`: by this very request."""

    id: str
    body_sha256: str
    taken: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer that was given. `body` None: it is not kept."""

    status: int
    media_type: str | None
    location: str | None
    etag: str | None
    body: str | None


def claim_of(key: str, address: str, person: str, body: bytes) -> Claim:
    """The claim that a key, an address and a person make for a body."""
    whole = "\x1f".join((key, address, person))
    return Claim(hashlib.sha256(whole.encode()).hexdigest(), hashlib.sha256(body).hexdigest())


def answered(session: Session, claim: Claim) -> Answered | None:
    """The answer given before; None where nothing was done under the key. Raises BadInput for another body, Conflict
    while the first is not answered yet. One whose process ended in between was done, and its answer is lost."""
    found = session.connection().execute(sa.select(_ROWS).where(_ROWS.c.id == claim.id)).first()
    if found is None or found.begun_at < now() - KEPT_FOR:
        return None
    if found.body_sha256 != claim.body_sha256:
        raise BadInput("Another body was sent under this key. Take a new key for it.", field="Idempotency-Key")
    if found.status is None and found.begun_at < now() - ANSWERED_WITHIN:
        return Answered(HTTPStatus.OK, None, None, None, None)
    if found.status is None:
        raise Conflict("The first request under this key is being answered. Send it again in a moment.")
    return Answered(found.status, found.media_type, found.location, found.etag, found.answer)


def take(session: Session, claim: Claim) -> None:
    """Claim the key within the deed's transaction. Raises Conflict where another request was quicker."""
    if not _taken(session, claim):
        raise Conflict("Another request under this key was quicker. Send it again in a moment.")


def _taken(session: Session, claim: Claim) -> bool:
    """Whether the key is this request's, claimed now where it was free."""
    if claim.taken:
        return True
    connection = session.connection()
    connection.execute(sa.delete(_ROWS).where(_ROWS.c.begun_at < now() - KEPT_FOR))
    if connection.execute(sa.select(_ROWS.c.id).where(_ROWS.c.id == claim.id)).first() is not None:
        return False
    row = {"id": claim.id, "body_sha256": claim.body_sha256, "begun_at": now()}
    connection.execute(sa.insert(_ROWS).values(row))
    claim.taken = True
    return True


def keep(session: Session, claim: Claim, answer: Answered) -> None:
    """Keep the answer of a deed that was done; of two that wrote nothing, that of the quicker."""
    if not _taken(session, claim):
        return
    body = answer.body if answer.body is not None and len(answer.body) <= LONGEST_ANSWER else None
    values = {
        "status": answer.status, "media_type": answer.media_type, "location": answer.location, "etag": answer.etag,
        "answer": body,
    }  # fmt: skip
    session.connection().execute(sa.update(_ROWS).where(_ROWS.c.id == claim.id).values(values))
