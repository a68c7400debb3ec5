"""Activities, engagements and agreements as the API tells them, and what ending an engagement takes and gives."""

from datetime import date
from typing import Annotated, Any

from msgspec import UNSET, Meta, UnsetType

from registry.terms import AgreementKind, Authorisation, Layer, Role, Verdict
from web.api.shapes.base import Dated, Shape, Text


class Activity(Dated, frozen=True, kw_only=True):
    """A processing activity of a controller (Art. 30(1))."""

    controller: str
    key: str
    name: Text = UNSET
    purposes: list[str] | UnsetType = UNSET
    legal_basis: list[str] | UnsetType = UNSET
    data_subjects: list[str] | UnsetType = UNSET
    data_categories: list[str] | UnsetType = UNSET
    special_basis: list[str] | UnsetType = UNSET
    national_provision: Text = UNSET
    balanced_on: Text = UNSET
    retention: Text = UNSET
    security: list[str] | UnsetType = UNSET
    systems: list[str] | UnsetType = UNSET
    owner: Text = UNSET
    unit: Text = UNSET
    dpia: dict[str, Any] | UnsetType = UNSET
    notice: Text = UNSET
    reviewed_on: Text = UNSET
    notes: dict[str, Any] | UnsetType = UNSET


class Engagement(Dated, frozen=True, kw_only=True):
    """A controller and a service. `role` holds what our notice states, the recipient claims, and we decided."""

    controller: str
    service: str
    name_as_written: str
    role: dict[Layer, Role]
    contracting_party: Text = UNSET
    decided_by: Text = UNSET
    activities: list[str] | UnsetType = UNSET
    data_categories: list[str] | UnsetType = UNSET
    hr_data: bool | UnsetType = UNSET
    automated: bool | UnsetType = UNSET
    systematic: bool | UnsetType = UNSET
    notes: dict[str, Any] | UnsetType = UNSET


class Agreement(Dated, frozen=True, kw_only=True):
    """What was signed for an engagement."""

    engagement: str
    kind: AgreementKind
    signed_on: Text = UNSET
    version: Text = UNSET
    modules: list[str] | UnsetType = UNSET
    annexes_complete: bool | UnsetType = UNSET
    authorisation: Authorisation | UnsetType = UNSET
    notice_days: int | UnsetType = UNSET
    objection_days: int | UnsetType = UNSET
    notes: dict[str, Any] | UnsetType = UNSET


class EngagementWhole(Engagement, frozen=True, kw_only=True):
    """An engagement with its agreements."""

    agreements: list[Agreement]


class Flip(Shape, frozen=True, kw_only=True):
    """A verdict that turned. `before` null: the transfer is new; `after` null: it is gone."""

    transfer: str
    engagement: str
    path: list[str]
    before: Verdict | None
    after: Verdict | None


class Ending(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The first day the engagement no longer holds."""

    on: Annotated[date, Meta(description="first day it no longer holds")]


class Ended(Shape, frozen=True, kw_only=True):
    """An engagement that ends, and the verdicts that turned with it."""

    engagement: str
    valid_until: str
    flips: list[Flip]
