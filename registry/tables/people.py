"""Who may enter, and the chain of what was done."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from registry.tables.base import INSTANT, JSON, Table, word
from registry.terms import LinkPurpose


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
    scopes: list[str] = Field(sa_type=JSON, description="the rights it carries of its person's")
    created_at: datetime = Field(sa_type=INSTANT)
    expires_at: datetime | None = Field(default=None, sa_type=INSTANT)
    name: str | None = None
    controllers: list[str] | None = Field(default=None, sa_type=JSON, description="None: all of its person's")
    used_at: datetime | None = Field(default=None, sa_type=INSTANT)
    ended_at: datetime | None = Field(default=None, sa_type=INSTANT)


class SignIn(Table, table=True):
    """A browser in which somebody is signed in; only the hash of its secret is kept. Operational state."""

    __tablename__ = "sign_in"

    sha256: str = Field(primary_key=True, max_length=64)
    user_id: str = Field(index=True, max_length=80)
    created_at: datetime = Field(sa_type=INSTANT)
    seen_at: datetime = Field(sa_type=INSTANT)
    expires_at: datetime = Field(sa_type=INSTANT)


class OneTimeLink(Table, table=True):
    """A link that lets somebody choose a password once; only the hash of its secret is kept. Operational state."""

    __tablename__ = "one_time_link"

    sha256: str = Field(primary_key=True, max_length=64)
    purpose: LinkPurpose = Field(sa_type=word(LinkPurpose))
    user_id: str | None = Field(default=None, index=True, max_length=80)
    created_at: datetime = Field(sa_type=INSTANT)
    expires_at: datetime = Field(sa_type=INSTANT)
    used_at: datetime | None = Field(default=None, sa_type=INSTANT)


class Identity(Table, table=True):
    """Whom an identity provider calls what: the person behind an issuer's subject."""

    __table_args__ = (sa.UniqueConstraint("issuer", "subject"),)

    id: str = Field(primary_key=True, max_length=80)
    user_id: str = Field(index=True, max_length=80)
    issuer: str
    subject: str
    created_at: datetime = Field(sa_type=INSTANT)


class SignInAttempt(Table, table=True):
    """A sign-in that was sent to the identity provider and has not come back. Operational state."""

    __tablename__ = "sign_in_attempt"

    sha256: str = Field(primary_key=True, max_length=64, description="hash of the state that was sent along")
    nonce: str
    verifier: str
    next: str
    created_at: datetime = Field(sa_type=INSTANT)


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
