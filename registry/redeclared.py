"""What people accepted of how documents are watched: other selectors from a day on, and where documents lie.

Kept as claims of the documents. The declarations that come with Onward are never written over: these are laid over
them from their day on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from sqlmodel import Session, col, select

from registry.tables import Claim, Proposal, Source
from registry.terms import ProposalState
from registry.valued import several_of

WATCH = "watch"  # the field of a proposal to watch a document at an address
WATCH_SELECTOR = "watch_selector"  # the field of a proposal to find a document by other selectors


@dataclass(frozen=True, slots=True)
class Redeclared:
    """The selectors of a document from a day on."""

    document_id: str
    valid_from: date
    select: tuple[str, ...]
    remove: tuple[str, ...]


def redeclared(session: Session) -> list[Redeclared]:
    """Every selector ever accepted, the earliest first: a capture of then is read as it was read then."""
    statement = select(Claim).where(Claim.field == WATCH_SELECTOR)
    claims = session.exec(statement.order_by(col(Claim.recorded_at), col(Claim.id)))
    return sorted((one for claim in claims for one in _of(claim)), key=lambda one: one.valid_from)


@dataclass(frozen=True, slots=True)
class Refused:
    """Selectors a person did not want, and those that held when they were proposed."""

    select: tuple[str, ...]
    remove: tuple[str, ...]
    held_select: tuple[str, ...]
    held_remove: tuple[str, ...]


def refused(session: Session, document_id: str) -> list[Refused]:
    """Every proposal of selectors for a document that a person rejected."""
    asked = select(Proposal).where(
        Proposal.field == WATCH_SELECTOR, Proposal.document_id == document_id, Proposal.state == ProposalState.REJECTED
    )
    sides = ((one.value or {}, one.before or {}) for one in session.exec(asked.order_by(col(Proposal.id))))
    return [Refused(*(_words(side, name) for side in both for name in ("select", "remove"))) for both in sides]


def watched_addresses(session: Session) -> dict[str, str]:
    """The source at each address, by the address without what makes no difference."""
    rows = session.exec(select(Source.url, Source.id).order_by(col(Source.id)))
    return {plain_address(url): identity for url, identity in rows}


def plain_address(url: str) -> str:
    """An address without scheme, letter case of the host, fragment and last slash: two of them lead to one page."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    host = (parts.hostname or "").removeprefix("www.") + (f":{parts.port}" if parts.port else "")
    return f"{host}{parts.path.rstrip('/')}" + (f"?{parts.query}" if parts.query else "")


def _words(said: dict[str, Any], name: str) -> tuple[str, ...]:
    return tuple(map(str, several_of(said, name)))


def _of(claim: Claim) -> Iterator[Redeclared]:
    value = claim.value if isinstance(claim.value, dict) else {}
    if claim.document_id is None or not (value.get("select") or value.get("remove")):
        return
    from_day = value.get("valid_from")
    yield Redeclared(
        document_id=claim.document_id,
        valid_from=date.fromisoformat(str(from_day)) if from_day else claim.recorded_at.date(),
        select=_words(value, "select"),
        remove=_words(value, "remove"),
    )
