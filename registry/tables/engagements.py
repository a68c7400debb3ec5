"""What a controller does, whom it engages for it, and what was signed."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Field

from registry.tables.base import INSTANT, JSON, Dated, Table, word
from registry.terms import AgreementKind, Authorisation, Role


class Activity(Dated, table=True):
    """A processing activity of a controller (Art. 30(1))."""

    controller_id: str = Field(index=True, max_length=80)
    key: str
    name: str | None = None
    purposes: list[str] | None = Field(default=None, sa_type=JSON)
    legal_basis: list[str] | None = Field(default=None, sa_type=JSON)
    data_subjects: list[str] | None = Field(default=None, sa_type=JSON)
    data_categories: list[str] | None = Field(default=None, sa_type=JSON)
    special_basis: list[str] | None = Field(default=None, sa_type=JSON, description="points of Art. 9(2), or Art. 10")
    national_provision: str | None = Field(default=None, description="the provision of national law relied on")
    balanced_on: date | None = Field(default=None, description="the day interests were balanced, Art. 6(1)(f)")
    retention: str | None = None
    security: list[str] | None = Field(default=None, sa_type=JSON, description="where it differs from the controller's")
    systems: list[str] | None = Field(default=None, sa_type=JSON, description="own systems; services are engagements")
    owner: str | None = None
    unit: str | None = None
    dpia: dict[str, Any] | None = Field(default=None, sa_type=JSON, description="needed, ref, dated, consulted_on")
    notice: str | None = Field(default=None, description="the privacy notice that covers it, and its version")
    reviewed_on: date | None = None
    notes: dict[str, Any] | None = Field(default=None, sa_type=JSON)


class Engagement(Dated, table=True):
    """A controller and a service: three roles, the contracting legal person, and the kind of flow (None: unknown)."""

    controller_id: str = Field(index=True, max_length=80)
    service_id: str = Field(index=True, max_length=80)
    name_as_written: str
    contracting_party_id: str | None = Field(default=None, index=True, max_length=80)
    stated_in_our_notice: Role | None = Field(default=None, sa_type=word(Role, "stated_in_our_notice"))
    claimed_by_recipient: Role | None = Field(default=None, sa_type=word(Role, "claimed_by_recipient"))
    decided_by_us: Role | None = Field(default=None, sa_type=word(Role, "decided_by_us"))
    decided_by: str | None = None
    activities: list[str] | None = Field(default=None, sa_type=JSON, description="ids of activities")
    data_categories: list[str] | None = Field(default=None, sa_type=JSON)
    hr_data: bool | None = None
    automated: bool | None = None
    systematic: bool | None = None
    notes: dict[str, Any] | None = Field(default=None, sa_type=JSON)


class Agreement(Dated, table=True):
    """What was signed for an engagement."""

    engagement_id: str = Field(index=True, max_length=80)
    kind: AgreementKind = Field(sa_type=word(AgreementKind))
    version_id: str | None = Field(default=None, max_length=80, description="the document version accepted")
    signed_on: date | None = None
    modules: list[str] | None = Field(default=None, sa_type=JSON)
    annexes_complete: bool | None = None
    authorisation: Authorisation | None = Field(default=None, sa_type=word(Authorisation))
    notice_days: int | None = None
    objection_days: int | None = None
    signatories: list[dict[str, Any]] | None = Field(default=None, sa_type=JSON, description="name, side, signed_on")
    supersedes_id: str | None = Field(default=None, max_length=80, description="the agreement it took the place of")
    notes: dict[str, Any] | None = Field(default=None, sa_type=JSON)


class AgreementFile(Table, table=True):
    """A signed agreement as a file; its bytes lie in the archive under their hash. Written once."""

    __tablename__ = "agreement_file"

    id: str = Field(primary_key=True, max_length=80)
    agreement_id: str = Field(index=True, max_length=80)
    engagement_id: str = Field(max_length=80, description="of the agreement: whose file it is")
    sha256: str = Field(index=True, max_length=64)
    size: int
    media_type: str = Field(description="told from the bytes")
    name: str | None = Field(default=None, description="as its sender called it")
    version_id: str | None = Field(default=None, max_length=80, description="its text as read; None: it holds no words")
    received_at: datetime = Field(sa_type=INSTANT)
    received_by: str


class JointControl(Dated, table=True):
    """Two controllers who act jointly (Art. 26), named or as a group of names."""

    __tablename__ = "joint_control"

    controller_id: str = Field(index=True, max_length=80)
    other_id: str = Field(index=True, max_length=80)
    activities: list[str] | None = Field(default=None, sa_type=JSON)
    arrangement: str | None = None
    essence_available: bool | None = None
