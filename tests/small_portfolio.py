"""A small invented portfolio beside the small catalogue, and what most tests do with one."""

from datetime import UTC, date, datetime
from typing import Any

from small_catalogue import SmallCatalogue
from sqlmodel import Session, select

from registry import portfolios
from registry.catalogue import loading
from registry.catalogue.dated import Moment
from registry.catalogue.importing import Imported, import_portfolio
from registry.catalogue.portfolio_rows import portfolio_tables
from registry.catalogue.portfoliotext import portfolio_text
from registry.catalogue.reading import Register, read_register
from registry.store import Store

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
ON = date(2026, 11, 22)
ORGANISATION = '[organisation]\nname = "Sjöboden AB"\ncountry = "SE"\n'
PORTFOLIO = (
    ORGANISATION
    + """
[[activity]]
key = "letters"
purposes = ["answer letters"]
legal_basis = ["contract"]

[[engagement]]
key = "mail"
service = "Brevduvan"
activities = ["letters"]
role.decided_by_us = "processor"
contracting_party = "Brevduvan Sverige AB"
kind_of_flow = {hr_data = false, automated = true, systematic = true}
valid_from = 2024-01-01
source = {document = "contract file", dated = 2024-01-01}

[[engagement.agreement]]
kind = "dpa"
signed_on = 2024-01-01

[[engagement.transfer]]
destination = "US"
manner = "storage"
importer.country = "US"
importer.sector = "commercial"
importer.subject_to_gdpr = false
safeguards = []
measures = []
access_from = []
known_absent = ["assessment", "derogation"]

[[engagement.transfer.importer.certifications]]
framework = "eu-us-dpf"
valid_from = 2024-02-01
valid_until = 2027-02-01
covers = ["non_hr"]
seen_in = "register"

[[engagement]]
key = "files"
service = "Nordmoln Drive"
activities = ["letters"]
role.decided_by_us = "processor"
contracting_party = "Nordmoln AB"
source = {document = "contract file"}

[[engagement.sub_processor]]
name = "Kopieboden"
places = ["SE"]

[[engagement.sub_processor.sub_processor]]
name = "Brevduvan Mail"
places = ["IN"]

[[engagement.sub_processor.sub_processor.transfer]]
destination = "IN"
manner = "remote_access"
exporter.country = "SE"
importer.country = "IN"
measures = [{kind = "logged_sessions", known_absent = ["implemented_on"]}]
"""
)


def engagement(service: str, more: str = "") -> str:
    """A portfolio with this one engagement."""
    return f'{ORGANISATION}[[engagement]]\nservice = "{service}"\nsource = {{document = "file"}}\n{more}'


def load_catalogue(store: Store, files: SmallCatalogue) -> None:
    """Load the small catalogue, two minutes before any import."""
    with store.write("test") as session:
        loading.load(session, files.read(), AT.replace(minute=0, hour=11))


def bring(store: Store, text: str, at: datetime = AT) -> Imported:
    """Import a portfolio's text."""
    with store.write("test") as session:
        return import_portfolio(session, portfolios.parse(text.encode(), "sjoboden.toml"), at, name="sjoboden.toml")


def register_with(store: Store, text: str) -> Register:
    """The register of the day once a portfolio is in."""
    bring(store, text)
    with store.read() as session:
        return read_register(session, Moment(ON))


def written(store: Store, controller: str) -> str:
    """The portfolio as an export writes it."""
    with store.read() as session:
        return portfolio_text(portfolio_tables(session, controller, Moment(ON)))


def live(session: Session, table: type[Any]) -> list[Any]:
    """The live rows of a table."""
    return list(session.exec(select(table).where(table.retired_at.is_(None)).order_by(table.id)))


def said(row: Any) -> dict[str, Any]:
    """What a row says, bookkeeping apart."""
    return {name: value for name, value in row.model_dump().items() if name not in {"row", "recorded_at", "retired_at"}}
