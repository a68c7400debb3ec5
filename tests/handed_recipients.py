"""Recipients as a reader of our notice would find them, and a register that engages two parties already."""

from typing import Any

from handed_notices import TAKEN
from handed_register import US, of
from small_portfolio import ORGANISATION
from sqlmodel import select

from registry.reviews import proposals
from registry.reviews.proposals import Finding
from registry.store import Store
from registry.tables import (
    Audit,
    Claim,
    Document,
    Engagement,
    HandedIn,
    Organisation,
    Proposal,
    Safeguard,
    Service,
    Transfer,
    VerdictRow,
)
from registry.terms import Deed, DocumentKind

NOTICE = "doc_handed_notice"
ENGAGED = (
    ORGANISATION
    + """
[[engagement]]
key = "far"
service = "Fjärrmoln Inc."
role.stated_in_our_notice = "processor"
role.decided_by_us = "processor"
source = {document = "file"}

[[engagement.transfer]]
destination = "US"
manner = "storage"

[[engagement]]
key = "drive"
service = "Nordmoln Drive"
source = {document = "file"}
"""
)


def recipient(name: str, **said: Any) -> Finding:
    value: dict[str, Any] = {
        "name_as_written": name, "resolved": None, "role": "recipient", "countries": [], "third_country": None,
        "destinations": [], "mechanisms": [], "act": None, "purpose": None, "data_categories": None,
        "valid_from": "2026-05-04",
    }  # fmt: skip
    return Finding(
        subject_id=US,
        field="recipient",
        topic=name,
        deed=Deed.ADD,
        value=value | said,
        before=None,
        document_id=NOTICE,
        version_id="ver_notice",
        snapshot_sha256="0" * 64,
        quote=f"We give data to {name}.",
        start=0,
        end=20 + len(name),
    )


def with_notice(store: Store) -> Store:
    with store.write("reader") as session:
        session.add(HandedIn(id=NOTICE, subject_id=US, kind=DocumentKind.NOTICE, title="Our notice", handed_at=TAKEN))
    return store


def propose(store: Store, *found: Finding) -> list[Proposal]:
    with store.write("reader") as session:
        settled = proposals.against_register(session, found, TAKEN.date())
        written = proposals.submit_all(session, settled, TAKEN)
        session.flush()
        session.expunge_all()
        return written


def engaged(store: Store, name: str) -> list[Engagement]:
    found = [one for one in of(store, Engagement) if one.name_as_written == name]
    return sorted(found, key=lambda one: (one.valid_until is None, one.valid_until))


def everything(store: Store) -> tuple[Any, ...]:
    tables = (Organisation, Service, Document, Engagement, Transfer, Safeguard, Claim, Proposal, VerdictRow, Audit)
    with store.read() as session:
        return tuple(sorted(repr(row) for row in session.exec(select(table))) for table in tables)
