"""Accepting a recipient that a controller's notice names: organisation, service, engagement, transfers, safeguards."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from registry.catalogue import dated
from registry.catalogue.engagements import end_engagement
from registry.catalogue.handed_documents import title_of
from registry.catalogue.resolving import Known
from registry.catalogue.stated_recipients import Source, StatedRows
from registry.reviews.findings import finding_of
from registry.reviews.recipients import rows_of
from registry.tables import Dated, Document, Engagement, Proposal
from registry.terms import Deed, Origin


def apply_recipient(
    session: Session, proposal: Proposal, value: dict[str, Any], document: Document, names: Callable[[], Known],
    *, on: date, at: datetime,
) -> str:  # fmt: skip
    """Write what the value says and give the engagement's id. Raises BadInput and Conflict as `rows_of` does."""
    if proposal.deed is Deed.END:
        return end_engagement(session, str((proposal.before or {}).get("engagement")), on).id
    source = Source(
        source=document.url or title_of(document),
        at=at,
        title=title_of(document),
        dated=document.dated,
    )
    dated_value = value | {"valid_from": on.isoformat()}
    rows = rows_of(session, finding_of(proposal), dated_value, source, names)
    if proposal.deed is Deed.CHANGE:
        _change(session, rows, on)
    else:
        for shared in (rows.organisation, rows.name, rows.service):
            if shared is not None and not _stands(session, shared):
                dated.add(session, shared)
        dated.add(session, rows.engagement)
    for row in (*rows.transfers, *rows.safeguards):
        dated.add(session, row)
    return rows.engagement.id


def _change(session: Session, rows: StatedRows, on: date) -> None:
    """The notice states another role from the day on; what the engagement is otherwise stays."""
    wanted = rows.engagement
    statement = select(Engagement).where(Engagement.id == wanted.id, col(Engagement.retired_at).is_(None))
    newest = session.exec(statement.order_by(col(Engagement.valid_from).is_not(None), col(Engagement.valid_from))).all()
    row = newest[-1]
    if row.stated_in_our_notice is not wanted.stated_in_our_notice:
        role = wanted.stated_in_our_notice
        dated.change(session, row, on, stated_in_our_notice=role, origin=Origin.PERSON)


def _stands(session: Session, row: Dated) -> bool:
    table = type(row)
    statement = select(table.row).where(col(table.id) == row.id, col(table.retired_at).is_(None))
    return session.exec(statement.limit(1)).first() is not None
