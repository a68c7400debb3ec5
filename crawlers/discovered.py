"""What was found on a vendor's site -> proposals to watch it: what its own text confirms and nobody watches yet."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from crawlers.discover import Candidate
from crawlers.watchlist import Declaration
from registry import handed
from registry.handed import Handed
from registry.redeclared import WATCH, plain_address, watched_addresses
from registry.reviews import proposals
from registry.reviews.proposals import Finding
from registry.store import Session
from registry.terms import Deed


def unwatched(session: Session, found: Iterable[Candidate], declared: Iterable[Declaration]) -> list[Candidate]:
    """What its own text confirms and nobody watches, each address once. Whoever proposes it keeps its bytes first."""
    known = set(watched_addresses(session)) | {plain_address(one.url) for one in declared}
    fresh = []
    for candidate in found:
        address = plain_address(candidate.url)
        if candidate.is_read and address not in known:
            known.add(address)
            fresh.append(candidate)
    return fresh


def propose_watches(session: Session, service_id: str, fresh: Iterable[Candidate], at: datetime) -> list[str]:
    """Propose to watch what nobody watches and whose bytes lie in the archive. Returns the ids of new proposals."""
    findings = [_finding(session, service_id, candidate, at) for candidate in fresh]
    return [one.id for one in proposals.submit_all(session, findings, at)]


def _finding(session: Session, service_id: str, candidate: Candidate, at: datetime) -> Finding:
    sha256 = hashlib.sha256(candidate.body).hexdigest()
    told = Handed(
        subject_id=service_id, kind=candidate.kind, title=None, url=candidate.url, sha256=sha256,
        size=len(candidate.body), at=at,
    )  # fmt: skip
    return Finding(
        subject_id=service_id,
        field=WATCH,
        topic=candidate.url,
        deed=Deed.ADD,
        value={"kind": candidate.kind.value, "url": candidate.url, "evidence": candidate.evidence},
        before=None,
        document_id=handed.document_id(session, told),
        version_id=None,
        snapshot_sha256=sha256,
        quote=candidate.quote,
        start=candidate.start,
        end=candidate.start + len(candidate.quote),
    )
