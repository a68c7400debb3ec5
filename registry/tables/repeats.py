"""Answers to writes that were sent under a key, so that sending them again does nothing twice."""

from datetime import datetime

from sqlmodel import Field

from registry.tables.base import INSTANT, Table


class Repeat(Table, table=True):
    """One write under an Idempotency-Key. Operational state: kept for a day. `status` None: done, not yet answered."""

    id: str = Field(primary_key=True, max_length=64, description="hash of the key, the address and the person")
    body_sha256: str = Field(max_length=64)
    status: int | None = None
    media_type: str | None = None
    location: str | None = None
    etag: str | None = None
    answer: str | None = Field(default=None, description="None: too long, or it held a secret")
    begun_at: datetime = Field(sa_type=INSTANT, index=True)
