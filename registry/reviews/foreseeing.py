"""What accepting findings would turn, before anybody accepts them. Nothing is written."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

from sqlmodel import Session

from registry import judging, valued
from registry.catalogue.naming import organisations_named
from registry.catalogue.reading import ListedRow, Register, Row
from registry.catalogue.resolving import known
from registry.catalogue.stated_recipients import Source, StatedRows
from registry.cataloguefiles import folded
from registry.errors import BadInput, OnwardError
from registry.judging import Turn
from registry.law.lawbook import LawBook
from registry.reviews.findings import RECIPIENT, SUB_PROCESSOR, Finding, Stated, row_id
from registry.reviews.recipients import rows_of
from registry.tables import Claim
from registry.terms import Deed, Grade


def foresee(
    session: Session, register: Register, law: LawBook, subject_id: str, found: Sequence[Finding]
) -> list[Turn]:
    """The verdicts that accepting these findings about a service or a controller would turn. Nothing is written."""
    after = _with_rows(session, register, subject_id, [one for one in found if _is_row(one)])
    for finding in found:
        if finding.field == RECIPIENT:
            after = _with_recipient(session, after, finding)
        elif finding.field == Stated.MECHANISM and _is_read(finding):
            after = _with_mechanism(after, finding)
    return [] if after is register else judging.turned_between(law, register, after)


def columns_of(
    value: Mapping[str, Any], standing: Any | None, organisation: Callable[[str], str | None]
) -> dict[str, Any]:
    """A row's columns as a proposal's value says. `standing` is the row it changes: under the same name it stays
    tied to the same organisation and service. `organisation`: who answers to a name."""
    name = valued.name_of(value)
    kept = standing if standing is not None and folded(standing.name_as_written) == folded(name) else None
    known = kept.organisation_id if kept is not None else None
    return {
        "name_as_written": name,
        "organisation_id": valued.text_of(value, "organisation") or known or organisation(name),
        "named_service_id": kept.named_service_id if kept is not None else None,
        "purpose": valued.text_of(value, "purpose"),
        "places": _places(value),
        "seat": valued.text_of(value, "seat"),
    }


def _places(value: Mapping[str, Any]) -> list[str] | None:
    """The places as they are written; None: the list says nothing of them."""
    said = [str(one) for one in valued.several_of(value, "places") if one is not None]
    return said or (None if value.get("places") is None else [])


def _is_read(finding: Finding) -> bool:
    """Whether its words are words: what is not would be refused when it is decided."""
    plain = (finding.value.get(name) for name in ("kind", "state", "act"))
    return all(one is None or isinstance(one, str) for one in plain)


def _is_row(finding: Finding) -> bool:
    """Whether it is of a list's row that could be written: one that names nobody turns nothing."""
    if finding.field != SUB_PROCESSOR:
        return False
    try:
        columns_of(finding.value, None, lambda _: None)
    except BadInput:
        return finding.deed is Deed.END
    return True


def _with_rows(session: Session, register: Register, service_id: str, rows: Sequence[Finding]) -> Register:
    """The register as if the service's list said what the findings say."""
    if not rows:
        return register
    listed = {row.id: row for row in register.list_rows.get(service_id, [])}
    standing = [one for one in rows if one.deed is not Deed.END]
    named = organisations_named(session, (valued.name_of(one.value) for one in standing))
    for finding in rows:
        key = row_id(finding)
        gone = listed.pop(key, None)
        if finding.deed is not Deed.END:
            columns = columns_of(finding.value, gone, named.get)
            listed[key] = _foreseen(key, finding, register, gone, columns)
    return register.with_list(service_id, [listed[key] for key in sorted(listed)])  # as the register reads them


def _foreseen(
    key: str, finding: Finding, register: Register, gone: Row | None, columns: Mapping[str, Any]
) -> ListedRow:
    return ListedRow(
        id=key,
        source=finding.document_id,
        grade=Grade.PRIMARY,
        valid_from=register.moment.on,
        role=gone.role if gone is not None else None,
        contracting_party_id=gone.contracting_party_id if gone is not None else None,
        parent_row_id=gone.parent_row_id if gone is not None else None,
        **columns,
    )


def _with_recipient(session: Session, register: Register, finding: Finding) -> Register:
    """The register as if the recipient were engaged as stated; as it is where that cannot be, or begins later."""
    if finding.deed is Deed.END:
        return _without(register, finding)
    at = datetime.combine(register.moment.on, time(), UTC)
    source = Source(source=finding.document_id, at=at, title=finding.document_id)
    try:
        rows = rows_of(session, finding, finding.value, source, lambda: known(session))
    except OnwardError:
        return register
    begins = rows.engagement.valid_from
    if begins is not None and begins > register.moment.on:
        return register
    return _with_stated(register, rows)


def _without(register: Register, finding: Finding) -> Register:
    """The register as if the engagement had ended."""
    gone = str((finding.before or {}).get("engagement"))
    left = {key: row for key, row in register.engagements.items() if key != gone}
    mine = [one for one in register.engagements_of.get(finding.subject_id, []) if one.id != gone]
    return replace(register, engagements=left, engagements_of=register.engagements_of | {finding.subject_id: mine})


def _with_mechanism(register: Register, finding: Finding) -> Register:
    """The register as if the service's document claimed the transfer tool."""
    claim = Claim(
        id=finding.topic, subject_id=finding.subject_id, field=finding.field, value=finding.value,
        source=finding.document_id, grade=Grade.PRIMARY, recorded_at=datetime.combine(register.moment.on, time(), UTC),
    )  # fmt: skip
    claimed = [*register.mechanisms.get(finding.subject_id, []), claim]
    return replace(register, mechanisms=register.mechanisms | {finding.subject_id: claimed})


def _with_stated(register: Register, rows: StatedRows) -> Register:
    engaged = rows.engagement
    organisations = {row.id: row for row in (rows.organisation,) if row is not None}
    services = {row.id: row for row in (rows.service,) if row is not None}
    mine = [one for one in register.engagements_of.get(engaged.controller_id, []) if one.id != engaged.id]
    hop = (engaged.id, engaged.id)
    safeguards = dict(register.safeguards)
    for one in rows.safeguards:
        safeguards[one.transfer_id] = [*safeguards.get(one.transfer_id, []), one]
    return replace(
        register,
        organisations=register.organisations | organisations,
        services=register.services | services,
        engagements=register.engagements | {engaged.id: engaged},
        engagements_of=register.engagements_of | {engaged.controller_id: [*mine, engaged]},
        transfers=register.transfers | {hop: [*register.transfers.get(hop, []), *rows.transfers]},
        safeguards=safeguards,
    )
