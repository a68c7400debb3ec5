"""Who may enter, and the chain of what was done."""

from datetime import datetime
from typing import Any

from sqlmodel import Field

from registry.tables.base import INSTANT, JSON, Table


class User(Table, table=True):
    """A person with an account."""

    __tablename__ = "person"  # `user` is a reserved word in PostgreSQL

    id: str = Field(primary_key=True, max_length=80)
    email: str = Field(unique=True)
    name: str
    role: str
    controllers: list[str] | None = Field(default=None, sa_type=JSON, description="None: all")
    password: str | None = Field(default=None, description="argon2 hash")
    created_at: datetime = Field(sa_type=INSTANT)
    ended_at: datetime | None = Field(default=None, sa_type=INSTANT)


class Token(Table, table=True):
    """A token for machines; only its hash is kept."""

    id: str = Field(primary_key=True, max_length=80)
    user_id: str = Field(index=True, max_length=80)
    sha256: str = Field(unique=True, max_length=64)
    scopes: list[str] = Field(sa_type=JSON)
    created_at: datetime = Field(sa_type=INSTANT)
    expires_at: datetime | None = Field(default=None, sa_type=INSTANT)


class Audit(Table, table=True):
    """One write, chained to the one before by hash."""

    seq: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=INSTANT)
    actor: str
    deed: str = Field(description="add, retire, change")
    table: str
    subject_id: str = Field(index=True, max_length=80)
    content: dict[str, Any] | None = Field(default=None, sa_type=JSON, description="None: erased")
    salt: str | None = Field(default=None, max_length=32, description="goes with the content")
    content_sha256: str | None = Field(default=None, max_length=64, description="None: from before it was kept apart")
    previous: str = Field(max_length=64)
    sha256: str = Field(max_length=64, unique=True)
