"""Sources, changes, proposals and alerts as the API tells them, and what a decision takes and gives."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from msgspec import UNSET, Meta, UnsetType

from registry.terms import (
    AlertDecision,
    CaptureState,
    Deed,
    DocumentKind,
    Event,
    Mechanism,
    ProposalState,
    Role,
    Severity,
    SourceState,
)
from web.api.paging import Country, Identity, Words
from web.api.shapes.base import Shape, Text
from web.api.shapes.engagements import Flip


class Source(Shape, frozen=True, kw_only=True):
    """A watched address. `state` left out: never checked yet."""

    id: str
    document: str
    service: str
    kind: DocumentKind
    url: str
    state: SourceState | UnsetType = UNSET
    paused: bool
    every_days: int | UnsetType = UNSET
    due_at: str
    checked_at: Text = UNSET
    verified_at: Text = UNSET
    changed_at: Text = UNSET
    failures: int
    trouble: Text = UNSET


class NewSource(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A document of a service, and where it lies. `every_days` left out: as often as its kind asks for."""

    service: Identity
    kind: DocumentKind
    url: Annotated[str, Meta(min_length=1, max_length=2_000)]
    every_days: Annotated[int, Meta(ge=1, le=366)] | None = None


class SourceChanged(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays. `every_days` null: as often as the kind of document asks for."""

    paused: bool | UnsetType = UNSET
    every_days: Annotated[int, Meta(ge=1, le=366)] | UnsetType | None = UNSET


class Change(Shape, frozen=True, kw_only=True):
    """What a new version is beside the last good one. `from_version` null: the first."""

    id: str
    source: str
    document: str
    service: str
    from_version: str | None
    to_version: str
    state: CaptureState
    material: bool
    kinds: list[str]
    changes: list[dict[str, Any]]
    severity: Severity | UnsetType = UNSET
    recorded_at: str


class Proposal(Shape, frozen=True, kw_only=True):
    """A claim found by a machine plus the deed it asks for. `before` null: the register holds nothing of it."""

    id: str
    state: ProposalState
    subject: str
    field: str
    topic: str | None
    deed: Deed
    value: dict[str, Any]
    before: dict[str, Any] | None
    document: str
    change: str | None
    snapshot_sha256: str
    quote: str
    start: int
    end: int
    proposed_at: str
    decided_at: Text = UNSET
    decided_by: Text = UNSET
    reason: Text = UNSET
    edited_value: dict[str, Any] | UnsetType = UNSET
    flips: list[dict[str, Any]] | UnsetType = UNSET
    superseded_by: Text = UNSET


class Alert(Shape, frozen=True, kw_only=True):
    """One thing somebody is told, under one id for ever."""

    id: str
    event: Event
    severity: Severity
    title: str
    body: dict[str, Any]
    service: Text = UNSET
    change: Text = UNSET
    controller: Text = UNSET
    deadline_on: Text = UNSET
    created_at: str
    decision: AlertDecision | UnsetType = UNSET
    decided_at: Text = UNSET
    decided_by: Text = UNSET
    reason: Text = UNSET


class Choice(StrEnum):
    """What a person does with a proposal."""

    ACCEPT = "accept"
    EDIT = "edit"
    REJECT = "reject"


class Edits(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The right values; a field left out stays as it was found, null is unknown."""

    name_as_written: Words | UnsetType = UNSET
    organisation: Identity | UnsetType | None = UNSET
    purpose: Annotated[str, Meta(max_length=2_000)] | UnsetType | None = UNSET
    places: Annotated[list[Words], Meta(max_length=300)] | UnsetType | None = UNSET
    seat: Country | UnsetType | None = UNSET
    valid_from: date | UnsetType = UNSET
    service: Identity | UnsetType | None = UNSET
    role: Role | UnsetType = UNSET
    destinations: Annotated[list[Country | None], Meta(max_length=300)] | UnsetType = UNSET
    mechanisms: Annotated[list[Mechanism], Meta(max_length=20)] | UnsetType = UNSET
    data_categories: Annotated[list[Words], Meta(max_length=300)] | UnsetType | None = UNSET


class Decision(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A person's decision. `set` goes with `edit` alone and says the right value of each field."""

    decision: Choice
    reason: Annotated[str, Meta(min_length=1, max_length=2_000)]
    set: Edits | UnsetType = UNSET


class Decisions(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A person's decision on several proposals: all are decided so, or none. An edit is of one alone."""

    proposals: Annotated[list[Identity], Meta(min_length=1, max_length=1_000)]
    decision: Choice
    reason: Annotated[str, Meta(min_length=1, max_length=2_000)]


class DecidedState(Shape, frozen=True, kw_only=True):
    """A proposal and what became of it."""

    id: str
    state: ProposalState


class DecidedTogether(Shape, frozen=True, kw_only=True):
    """Proposals decided together, in the order they were named, and the verdicts that turned with all of them."""

    decided: list[DecidedState]
    decided_by: str
    reason: str
    flips: list[Flip]


class Decided(Shape, frozen=True, kw_only=True):
    """A decided proposal and the verdicts that turned."""

    id: str
    state: ProposalState
    decided_by: str
    reason: str
    flips: list[Flip]
