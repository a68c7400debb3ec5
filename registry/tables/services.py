"""Services, where they process, and the lists of those who stand behind them."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from registry.tables.base import JSON, Dated, word
from registry.terms import Manner, Role


class Service(Dated, table=True):
    """What an organisation offers and a controller engages."""

    __table_args__ = (sa.Index("ix_service_name", "name", "id"),)

    organisation_id: str = Field(index=True, max_length=80)
    name: str
    category: str | None = None
    data_categories: list[str] | None = Field(default=None, sa_type=JSON)
    purposes: list[str] | None = Field(default=None, sa_type=JSON)
    detection: dict[str, Any] | None = Field(default=None, sa_type=JSON, description="domains, scripts, cookies")
    notice_days: int | None = None
    objection_days: int | None = None
    position: int | None = None
    detail: dict[str, Any] | None = Field(default=None, sa_type=JSON, description="what has no column")


class Location(Dated, table=True):
    """One place where a service processes, as its documents say. Without a country only the words stand."""

    service_id: str = Field(index=True, max_length=80)
    manner: Manner = Field(sa_type=word(Manner))
    country: str | None = Field(default=None, max_length=8)
    as_written: str | None = None
    choice: bool = Field(default=False, description="the customer chooses among the places")
    open_ended: bool = Field(default=False, description="the text names more places than it lists")
    position: int | None = None


class SubprocessorList(Dated, table=True):
    """A sub-processor list as read from a document: which day it is of, and whether all of it was read."""

    __tablename__ = "subprocessor_list"

    service_id: str = Field(index=True, max_length=80)
    organisation_id: str = Field(max_length=80)
    document_id: str | None = Field(default=None, index=True, max_length=80)
    url: str | None = None
    dated: date | None = None
    complete: bool = Field(description="only a complete list proves a removal")
    newer_id: str | None = Field(default=None, max_length=80, description="the list that took its place in time")
    notice_days: int | None = None
    detail: dict[str, Any] | None = Field(default=None, sa_type=JSON, description="what has no column")


class SubprocessorRow(Dated, table=True):
    """One row of a sub-processor list. With `engagement_id` it stands on file for that engagement alone."""

    __tablename__ = "subprocessor_row"

    service_id: str = Field(index=True, max_length=80)
    document_id: str | None = Field(default=None, index=True, max_length=80)
    list_id: str | None = Field(default=None, index=True, max_length=80)
    engagement_id: str | None = Field(default=None, index=True, max_length=80)
    parent_row_id: str | None = Field(default=None, max_length=80, description="the row it stands behind, when on file")
    name_as_written: str
    organisation_id: str | None = Field(default=None, index=True, max_length=80)
    named_service_id: str | None = Field(default=None, max_length=80, description="the service the row names, if any")
    purpose: str | None = None
    places: list[str] | None = Field(
        default=None, sa_type=JSON, description="ISO codes or the words as written; None: not said"
    )
    seat: str | None = Field(default=None, max_length=8)
    role: Role | None = Field(default=None, sa_type=word(Role), description="only below a controller")
    contracting_party_id: str | None = Field(default=None, max_length=80, description="the importer, when on file")
    scope: str | None = None
    position: int | None = None
    detail: dict[str, Any] | None = Field(default=None, sa_type=JSON, description="what has no column")
