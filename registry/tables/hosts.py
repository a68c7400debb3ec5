"""What is to be known of a host while several processes ask it: whose turn it is, and what its robots.txt says."""

from datetime import datetime

from sqlmodel import Field

from registry.tables.base import INSTANT, Table


class Host(Table, table=True):
    """A host that is asked, by its name. Operational state: its instants are the database's clock."""

    name: str = Field(primary_key=True, max_length=255)
    holder: str | None = Field(default=None, max_length=80, description="the process whose turn it is; None: nobody's")
    freed_at: datetime | None = Field(default=None, sa_type=INSTANT, description="unless the holder renews it")
    next_at: datetime | None = Field(default=None, sa_type=INSTANT, description="when it may be asked again")


class RobotsAnswer(Table, table=True):
    """What a site answered when its robots.txt was asked for. Operational state: good until its instant."""

    __tablename__ = "robots_answer"

    origin: str = Field(primary_key=True, max_length=300)
    rules: str | None = Field(default=None, description="robots.txt as it is read; None: it has none, or failed")
    failure: str | None = Field(default=None, max_length=40, description="the kind; None: it was answered")
    message: str | None = Field(default=None, max_length=500)
    status: int | None = None
    retry_at: datetime | None = Field(default=None, sa_type=INSTANT)
    stale_at: datetime = Field(sa_type=INSTANT)
