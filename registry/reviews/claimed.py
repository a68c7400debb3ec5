"""Findings that become claims, beside the claims that stand: what a document of the subject says already is no news."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlmodel import Session, col, select

from registry.reviews.findings import Finding, Stated
from registry.tables import Claim

_TOLD_BY: Mapping[str, tuple[str, ...]] = {
    Stated.MECHANISM: ("kind", "act"),
    Stated.ROLE: ("role",),
    Stated.THIRD_COUNTRY: ("country",),
    Stated.RECIPIENT_CATEGORY: ("key",),
}
"""The fields whose claims curated data and portfolios hold too, and the keys that make two of them the same."""


def unclaimed(session: Session, found: Iterable[Finding]) -> list[Finding]:
    """The findings that no live claim about the same subject says already. A finding that says less is said."""
    found = list(found)
    subjects = {one.subject_id for one in found if one.field in _TOLD_BY}
    statement = select(Claim).where(
        col(Claim.subject_id).in_(subjects), col(Claim.field).in_(_TOLD_BY), col(Claim.superseded_at).is_(None)
    )
    standing = session.exec(statement).all() if subjects else ()
    return [one for one in found if not any(_says(claim, one) for claim in standing)]


def _says(claim: Claim, finding: Finding) -> bool:
    if claim.field != finding.field or claim.subject_id != finding.subject_id or not isinstance(claim.value, dict):
        return False
    modules: set[Any] = set(claim.value.get("modules") or ())
    return modules.issuperset(finding.value.get("modules") or ()) and all(
        finding.value.get(key) in (None, claim.value.get(key)) for key in _TOLD_BY[finding.field]
    )
