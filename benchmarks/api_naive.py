"""The API as somebody writes it in an afternoon with FastAPI and SQLModel: what ours is measured beside.

Written as both are taught: tables with relationships, response models, a session by dependency, one query for a page
and one for its total. Over the very database that Onward serves. `ONWARD_DATABASE_URL` names it.
"""

import os
from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import Depends, FastAPI, HTTPException, Query
from sqlmodel import JSON, Column, Field, Relationship, Session, SQLModel, create_engine, func, or_, select

engine = create_engine(os.environ["ONWARD_DATABASE_URL"], connect_args={"check_same_thread": False})


class Sourced(SQLModel):
    """What every row tells."""

    id: str = Field(primary_key=True)
    source: str
    grade: str
    origin: str
    valid_from: date | None = None
    valid_until: date | None = None
    recorded_at: datetime
    retired_at: datetime | None = None


class ServiceBase(Sourced):
    organisation_id: str
    name: str
    category: str | None = None
    data_categories: list[str] | None = Field(default=None, sa_column=Column(JSON))
    purposes: list[str] | None = Field(default=None, sa_column=Column(JSON))
    notice_days: int | None = None
    objection_days: int | None = None


class NameBase(Sourced):
    subject_id: str = Field(foreign_key="service.id")
    name: str
    kind: str | None = None
    note: str | None = None


class DocumentBase(Sourced):
    service_id: str | None = Field(default=None, foreign_key="service.id")
    kind: str
    url: str | None = None
    title: str | None = None
    dated: date | None = None


class LocationBase(Sourced):
    service_id: str = Field(foreign_key="service.id")
    manner: str
    country: str | None = None
    as_written: str | None = None
    choice: bool
    open_ended: bool


class ListBase(Sourced):
    service_id: str = Field(foreign_key="service.id")
    complete: bool
    document_id: str | None = None
    url: str | None = None
    dated: date | None = None
    notice_days: int | None = None


class ClaimBase(SQLModel):
    id: str = Field(primary_key=True)
    subject_id: str = Field(foreign_key="service.id")
    field: str
    value: Any = Field(default=None, sa_column=Column(JSON))
    source: str
    grade: str
    document_id: str | None = None
    quote: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    recorded_at: datetime
    superseded_at: datetime | None = None


class Name(NameBase, table=True):
    pass


class Document(DocumentBase, table=True):
    pass


class Location(LocationBase, table=True):
    pass


class SubprocessorList(ListBase, table=True):
    __tablename__ = "subprocessor_list"


class Claim(ClaimBase, table=True):
    pass


class Organisation(Sourced, table=True):
    name: str
    registration: str | None = None


class Service(ServiceBase, table=True):
    names: list[Name] = Relationship()
    documents: list[Document] = Relationship()
    locations: list[Location] = Relationship()
    claims: list[Claim] = Relationship()
    subprocessor_lists: list[SubprocessorList] = Relationship()


class ServicePage(SQLModel):
    items: list[ServiceBase]
    total: int


class ServiceWhole(ServiceBase):
    names: list[NameBase]
    documents: list[DocumentBase]
    locations: list[LocationBase]
    claims: list[ClaimBase]
    subprocessor_lists: list[ListBase]


class Hit(SQLModel):
    kind: str
    id: str
    title: str


class Hits(SQLModel):
    q: str
    items: list[Hit]


def get_session() -> Iterator[Session]:
    """A session for a request."""
    with Session(engine) as session:
        yield session


WithSession = Annotated[Session, Depends(get_session)]
app = FastAPI()


@app.get("/health")
def health() -> dict[str, str]:
    """The server answers."""
    return {"status": "ok"}


@app.get("/api/v1/services", response_model=ServicePage)
def services(
    session: WithSession, offset: int = 0, limit: Annotated[int, Query(le=200)] = 50
) -> dict[str, Any]:  # fmt: skip
    """A page of services by name."""
    live = select(Service).where(Service.retired_at == None)  # noqa: E711
    total = session.exec(select(func.count()).select_from(live.subquery())).one()
    items = session.exec(live.order_by(Service.name).offset(offset).limit(limit)).all()
    return {"items": items, "total": total}


@app.get("/api/v1/services/{service_id}", response_model=ServiceWhole)
def service(session: WithSession, service_id: str) -> Service:
    """One service with all that belongs to it."""
    found = session.get(Service, service_id)
    if found is None:
        raise HTTPException(status_code=404, detail="not found")
    return found


@app.get("/api/v1/search", response_model=Hits)
def search(session: WithSession, q: str, limit: int = 20) -> Hits:
    """What holds the words, by LIKE."""
    said = sa.union(
        select(Name.subject_id).where(Name.name.contains(q)),  # type: ignore[attr-defined]
        select(Claim.subject_id).where(Claim.quote.contains(q)),  # type: ignore[union-attr]
    )
    organisations = select(Organisation).where(
        or_(Organisation.name.contains(q), Organisation.registration.contains(q))  # type: ignore[attr-defined,union-attr]
    )
    found = select(Service).where(or_(Service.name.contains(q), Service.category.contains(q), Service.id.in_(said)))  # type: ignore[attr-defined,union-attr]
    documents = select(Document).where(or_(Document.title.contains(q), Document.url.contains(q)))  # type: ignore[union-attr]
    hits = [Hit(kind="organisation", id=one.id, title=one.name) for one in session.exec(organisations.limit(limit))]
    hits += [Hit(kind="service", id=one.id, title=one.name) for one in session.exec(found.limit(limit))]
    hits += [Hit(kind="document", id=one.id, title=one.title or "") for one in session.exec(documents.limit(limit))]
    return Hits(q=q, items=hits[:limit])
