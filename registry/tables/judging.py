"""Verdicts as they were given, and the law books they were given under."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Field

from registry.tables.base import INSTANT, JSON, Table, word
from registry.terms import Verdict


class LawBookRow(Table, table=True):
    """A law book as loaded: its files by name, kept for ever under their hash."""

    __tablename__ = "law_book"

    sha256: str = Field(primary_key=True, max_length=64)
    files: dict[str, str] = Field(sa_type=JSON)
    loaded_at: datetime = Field(sa_type=INSTANT, index=True)


class VerdictRow(Table, table=True):
    """A verdict on one transfer; a new row is written only when the answer turns."""

    __tablename__ = "verdict"

    id: str = Field(primary_key=True, max_length=80)
    transfer_key: str = Field(index=True, max_length=200, description="hop, destination and manner")
    engagement_id: str = Field(index=True, max_length=80)
    controller_id: str = Field(index=True, max_length=80)
    path: list[str] = Field(sa_type=JSON, description="titles from the controller to the importer")
    verdict: Verdict = Field(sa_type=word(Verdict), index=True)
    answer: dict[str, Any] = Field(sa_type=JSON)
    on: date
    law: str = Field(max_length=64)
    judged_at: datetime = Field(sa_type=INSTANT, index=True)
    replaced_at: datetime | None = Field(default=None, sa_type=INSTANT, description="None: the newest answer")
