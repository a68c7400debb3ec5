"""Findings: a fact found in a document, what it is about, the deed it asks for, and the words that say so."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from registry.catalogue.naming import subprocessor_id
from registry.redeclared import WATCH, WATCH_SELECTOR
from registry.tables import Proposal
from registry.terms import Deed
from registry.valued import name_of, text_of

SUB_PROCESSOR = "sub_processor"  # the field of a row on a sub-processor list
_FOUND = ("name_as_written", "purpose", "places", "seat", "says")
_WATCHED = {WATCH: ("kind", "url"), WATCH_SELECTOR: ("select", "remove")}
_NOT_FOUND = frozenset({"topic", "service", "organisation", "candidates", "valid_from"})  # what the register adds


class Stated(StrEnum):
    """What a document states of itself as a whole; the field of its proposal and of the claim that follows."""

    RECIPIENT = "recipient"  # a party that a controller's own notice names
    CONTROLLER = "controller"  # its name and number, whom to write to, the authority to complain to
    LEGAL_BASIS = "legal_basis"
    RETENTION = "retention"
    DATA_CATEGORY = "data_category"
    PURPOSE = "purpose"
    RECIPIENT_CATEGORY = "recipient_category"
    LAST_UPDATED = "last_updated"
    CLAUSE = "clause"
    AUTHORISATION = "authorisation"
    NOTICE_DAYS = "notice_days"
    OBJECTION_DAYS = "objection_days"
    STANDARD_CLAUSES = "standard_clauses"  # those of Art. 28(7), which carry no transfer
    MECHANISM = "mechanism"
    ROLE = "role"
    THIRD_COUNTRY = "third_country"
    TRANSFERS = "transfers"


RECIPIENT = Stated.RECIPIENT.value
_STATED = frozenset(Stated)


@dataclass(frozen=True, slots=True)
class Finding:
    """A fact found in a document: what it is about, the deed it asks for, and the words that say so.

    `subject_id` is the service (or controller) the document speaks of; `topic` tells apart several values of one
    field (a sub-processor's name). `value` is what the registry should hold, `before` what it holds; None: nothing.
    """

    subject_id: str
    field: str
    topic: str
    deed: Deed
    value: dict[str, Any]
    before: dict[str, Any] | None
    document_id: str
    version_id: str | None
    snapshot_sha256: str
    quote: str
    start: int
    end: int

    def of_version(self, version_id: str) -> "Finding":
        """The same finding in a version that is kept now, unless it quotes an earlier one."""
        return self if self.version_id is not None else replace(self, version_id=version_id)


def finding_of(proposal: Proposal) -> Finding:
    """What a proposal found."""
    return Finding(
        subject_id=proposal.subject_id,
        field=proposal.field,
        topic=str(proposal.value.get("topic")),
        deed=proposal.deed,
        value=proposal.value,
        before=proposal.before,
        document_id=proposal.document_id,
        version_id=proposal.version_id,
        snapshot_sha256=proposal.snapshot_sha256,
        quote=proposal.quote,
        start=proposal.start,
        end=proposal.end,
    )


def row_id(finding: Finding) -> str:
    """The id of the row a finding is about: the one it changes or ends, else the one it would add."""
    held = (finding.before or {}).get("row")
    if held:
        return str(held)
    return subprocessor_id(finding.subject_id, name_of(finding.value), text_of(finding.value, "purpose"))


def found(field: str, value: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a value that makes it this finding and no other."""
    if field in _STATED:
        return {key: said for key, said in value.items() if key not in _NOT_FOUND}
    return {key: value.get(key) for key in _WATCHED.get(field, _FOUND)}


def fingerprint(finding: Finding, *, rounds: int) -> str:
    """The hash of the finding. What was added, ended and added again has gone a round more: a new finding."""
    said = found(finding.field, finding.value)
    whole = [finding.subject_id, finding.field, finding.topic, finding.deed, said, finding.document_id, rounds]
    return hashlib.sha256(json.dumps(whole, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
