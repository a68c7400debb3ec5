"""Transfers on file, and what makes them lawful.

NULL is unknown. What is known to be absent stands in `known_absent`, by the fact's name in the law's facts.
"""

from datetime import date
from typing import Any

from sqlmodel import Field

from registry.tables.base import JSON, Dated, word
from registry.terms import AssessmentOutcome, Manner, Module, OnwardTerms, ReceivedUnder, SafeguardKind


class OfTransfer(Dated):
    """What belongs to one transfer."""

    transfer_id: str = Field(index=True, max_length=80)
    known_absent: list[str] | None = Field(default=None, sa_type=JSON)


class Transfer(Dated, table=True):
    """One destination and one manner of one hop, as the controller has it on file."""

    engagement_id: str = Field(index=True, max_length=80)
    hop_id: str = Field(index=True, max_length=80, description="eng_… for the first hop, sub_… further down")
    destination: str | None = Field(default=None, max_length=8)
    manner: Manner = Field(sa_type=word(Manner))
    exporter: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    importer: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    access_from: list[str] | None = Field(default=None, sa_type=JSON)
    same_legal_entity: bool | None = None
    hr_data: bool | None = None
    automated: bool | None = None
    systematic: bool | None = None
    received_under: ReceivedUnder | None = Field(default=None, sa_type=word(ReceivedUnder))
    onward_terms: OnwardTerms | None = Field(default=None, sa_type=word(OnwardTerms))
    known_absent: list[str] | None = Field(default=None, sa_type=JSON)


class Safeguard(OfTransfer, table=True):
    """An appropriate safeguard on file (Art. 46)."""

    kind: SafeguardKind = Field(sa_type=word(SafeguardKind))
    act: str | None = None
    modules: list[Module] | None = Field(default=None, sa_type=JSON)
    signed_on: date | None = None
    signed_by: str | None = None
    annexes_complete: bool | None = None
    combined_with_eu_data: bool | None = None
    processing_unchanged: bool | None = None
    type: str | None = None
    covers_importer: bool | None = None
    approved_on: date | None = None
    authorised_on: date | None = None


class Assessment(OfTransfer, table=True):
    """A transfer impact assessment: the conclusion is a named person's."""

    concluded_on: date | None = None
    concluded_by: str | None = None
    outcome: AssessmentOutcome | None = Field(default=None, sa_type=word(AssessmentOutcome))
    review_due_on: date | None = None
    requires: list[str] | None = Field(default=None, sa_type=JSON)
    relies_on: list[str] | None = Field(default=None, sa_type=JSON)


class Measure(OfTransfer, table=True):
    """A supplementary measure."""

    kind: str
    implemented_on: date | None = None


class Derogation(OfTransfer, table=True):
    """A derogation of Art. 49 relied on, with its conditions."""

    article: str
    conditions: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    documentation: str | None = Field(default=None, description="of suitable safeguards, Art. 30(1)(e)")
