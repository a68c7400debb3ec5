"""A controller's rows as the tables of a portfolio again: the way back from importing, in the form of its file.

Rows that hold on any day are written; of a thing with several rows, the one that holds last.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlmodel import Session, col, select

from registry.catalogue.dated import Moment, live
from registry.catalogue.portfolio_assessments import assessment_tables
from registry.catalogue.portfolio_transfers import Footings, days, transfer_table
from registry.catalogue.rows_of_portfolios import ACTIVITY_LISTS, ACTIVITY_VALUES, CLAIMED, CONFLICT, JOINT, NOTICE
from registry.tables import (
    Activity,
    Agreement,
    Claim,
    Dated,
    Engagement,
    JointControl,
    Organisation,
    SubprocessorRow,
    Transfer,
)

Row = TypeVar("Row", bound=Dated)
Table = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rows:
    """What is asked of the database, as known at a moment."""

    session: Session
    moment: Moment

    def of(self, table: type[Row], *conditions: Any) -> list[Row]:
        """The last row of each thing; `…_2` stands before `…_10`."""
        statement = live(table, self.moment, on=False).where(*conditions)
        found: dict[str, Row] = {}
        for row in self.session.exec(statement.order_by(col(table.id), col(table.row))):
            before = found.get(row.id)
            if before is None or (row.valid_from or date.min) >= (before.valid_from or date.min):
                found[row.id] = row
        return sorted(found.values(), key=lambda row: (len(row.id), row.id))

    def claims(self, subject: str, field: str) -> list[Table]:
        """What the file said beside, in its order."""
        statement = select(Claim).where(
            Claim.subject_id == subject, Claim.field == field, col(Claim.superseded_at).is_(None)
        )
        claims = self.session.exec(statement.order_by(col(Claim.position), col(Claim.id)))
        return [days(claim.value) for claim in claims if claim.origin is not None]

    def organisation(self, identity: str) -> Organisation:
        """The organisation of this id."""
        return self.of(Organisation, Organisation.id == identity)[0]


def portfolio_tables(session: Session, controller: str, moment: Moment) -> Table:
    """The tables of a controller's portfolio, in the order of docs/portfolio.md."""
    rows = Rows(session, moment)
    one = rows.organisation(controller)
    activities = {row.id: row for row in rows.of(Activity, Activity.controller_id == controller)}
    keys = {identity: row.key for identity, row in activities.items()}
    tables: Table = {"invented": True} if one.invented else {}
    tables["organisation"] = _organisation(one)
    for notice in rows.claims(controller, NOTICE):
        tables["notice"] = notice
    named = [_joint(rows, row, keys) for row in rows.of(JointControl, JointControl.controller_id == controller)]
    tables["joint_controller"] = named + rows.claims(controller, JOINT)
    tables["activity"] = sorted((_activity(row) for row in activities.values()), key=_key)
    engagements = rows.of(Engagement, Engagement.controller_id == controller)
    tables["engagement"] = sorted((_engagement(rows, row, keys) for row in engagements), key=_key)
    tables["assessment"] = assessment_tables(session, rows.of, controller, moment)
    for field in CLAIMED:
        tables[field] = rows.claims(controller, field)
    return {name: table for name, table in tables.items() if table}


def _key(table: Table) -> str:
    return str(table["key"])


def _said(row: Any, names: Iterable[str]) -> Table:
    return {name: getattr(row, name) for name in names if getattr(row, name) is not None}


def _organisation(one: Organisation) -> Table:
    contact = dict(one.contact or {})
    known: Table = {"org_number": one.registration, "country": one.country, "public_powers": one.public_powers}
    known |= {"known_absent": one.known_absent}
    named = {} if "label" in contact else {"name": one.name}
    return named | {key: said for key, said in known.items() if said is not None} | contact


def _joint(rows: Rows, row: JointControl, keys: dict[str, str]) -> Table:
    table = _organisation(rows.organisation(row.other_id)) | _said(row, ("arrangement", "essence_available"))
    shown = ("name", "org_number", "country", "address", "contact", "arrangement", "essence_available")
    return {key: table[key] for key in shown if key in table} | _activities(row, keys)


def _activities(row: JointControl | Engagement, keys: dict[str, str]) -> Table:
    if row.activities is None:
        return {}
    return {"activities": [keys[one] for one in row.activities if one in keys]}


def _activity(row: Activity) -> Table:
    table = _said(row, (*ACTIVITY_VALUES, *ACTIVITY_LISTS))
    return table | ({"dpia": days(row.dpia)} if row.dpia else {}) | days(row.notes or {})


def _engagement(rows: Rows, row: Engagement, keys: dict[str, str]) -> Table:
    notes = days(row.notes or {})
    decided_on = notes.pop("decided_on", None)
    table: Table = {"key": notes.pop("key", row.id), "service": row.name_as_written} | _activities(row, keys)
    role = _said(row, ("stated_in_our_notice", "claimed_by_recipient", "decided_by_us", "decided_by"))
    table["role"] = role | ({"decided_on": decided_on} if decided_on else {})
    table["kind_of_flow"] = _said(row, ("hr_data", "automated", "systematic"))
    if row.contracting_party_id:
        table["contracting_party"] = rows.organisation(row.contracting_party_id).name
    table |= _said(row, ("data_categories", "valid_from", "valid_until")) | notes
    table.setdefault("source", {"document": row.source})
    kept = {key: said for key, said in table.items() if said != {}}
    papers = rows.of(Agreement, Agreement.engagement_id == row.id)
    return kept | {
        "agreement": [_agreement(paper) for paper in papers],
        "conflict": rows.claims(row.id, CONFLICT),
        **_hops(rows, row),
    }


def _agreement(row: Agreement) -> Table:
    columns = (
        *("kind", "signed_on", "valid_until", "modules", "annexes_complete", "authorisation", "notice_days"),
        "objection_days",
    )
    version = {"version": row.version_id} if row.version_id else {}
    return _said(row, columns) | version | (row.notes or {})


def _hops(rows: Rows, row: Engagement) -> Table:
    """The engagement's transfers and those who stand behind it."""
    transfers = rows.of(Transfer, Transfer.engagement_id == row.id)
    footings = Footings(rows.of, {one.id for one in transfers}, rows.moment.on)
    of_hop: dict[str, list[Table]] = {}
    for one in transfers:
        of_hop.setdefault(one.hop_id, []).append(transfer_table(one, footings))
    behind = rows.of(SubprocessorRow, SubprocessorRow.engagement_id == row.id)
    behind.sort(key=lambda one: (one.position is None, one.position))
    return {"transfer": of_hop.get(row.id, []), "sub_processor": _links(rows, behind, None, of_hop)}


def _links(
    rows: Rows, behind: list[SubprocessorRow], parent: str | None, of_hop: dict[str, list[Table]]
) -> list[Table]:
    found: list[Table] = []
    for row in (one for one in behind if one.parent_row_id == parent):
        table: Table = {"name": row.name_as_written} | (row.detail or {}) | _said(row, ("role", "purpose", "places"))
        if row.contracting_party_id:
            table["contracting_party"] = rows.organisation(row.contracting_party_id).name
        inner = _links(rows, behind, row.id, of_hop)
        found.append(table | {"transfer": of_hop.get(row.id, []), "sub_processor": inner})
    return found
