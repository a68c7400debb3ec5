"""An invented controller whose supplier in the United States stands on clauses, and a person who assesses it."""

from datetime import UTC, date, datetime
from typing import Any

from small_portfolio import AT, ORGANISATION, bring
from sqlmodel import Session

from registry import lawfiles
from registry.catalogue import assessing
from registry.catalogue.assessing import Concluding, Filling
from registry.catalogue.assessments import Assessed, assessment_id, one_assessed
from registry.catalogue.dated import Moment
from registry.catalogue.reading import read_register
from registry.catalogue.rows_of_portfolios import person_id
from registry.law.lawbook import LawBook
from registry.store import Store
from registry.tables import Conclusion
from registry.terms import AssessmentOutcome, AssessmentStep

LAW = lawfiles.load()
ON = date(2026, 11, 22)
CONTROLLER = person_id("Sjöboden AB")
BY = "Ada Askersund"
SOURCE = {"title": "A report on the law", "dated": "2026-10-01", "url": "https://reports.example/law"}
TRANSFER = """
[[engagement.transfer]]
destination = "{destination}"
manner = "storage"
importer.country = "US"
importer.sector = "commercial"
importer.subject_to_gdpr = false
safeguards = [{{kind = "scc", act = "(EU) 2021/914", modules = ["{module}"], signed_on = 2024-01-01, annexes_complete = true}}]
measures = []
access_from = []
same_legal_entity = false
importer.known_absent = ["certifications"]
known_absent = ["assessment", "derogation"]
"""  # noqa: E501
ENGAGEMENT = """
[[engagement]]
key = "{key}"
service = "Påhittat Register {key}"
role.decided_by_us = "processor"
contracting_party = "{party}"
data_categories = {categories}
kind_of_flow = {{hr_data = false, automated = true, systematic = true}}
valid_from = 2024-01-01
source = {{document = "contract file"}}
"""


def engaged(
    key: str = "one",
    *,
    party: str = "Fabricated Registers, Inc.",
    destination: str = "US",
    module: str = "c2p",
    categories: str = '["email"]',
    behind: str = "",
) -> str:
    """One engagement and its transfer as a portfolio writes them."""
    stated = ENGAGEMENT.format(key=key, party=party, categories=categories)
    chain = f'[[engagement.sub_processor]]\nname = "{behind}"\nplaces = ["IN"]\n' if behind else ""
    return stated + TRANSFER.format(destination=destination, module=module) + chain


def portfolio(*engagements: str) -> str:
    """A whole portfolio."""
    return ORGANISATION + "".join(engagements or (engaged(),))


def brought(store: Store, *engagements: str, day: int = 0) -> None:
    """Import the portfolio, `day` days after the first time."""
    bring(store, portfolio(*engagements), AT.replace(day=2 + day))


def at(on: date = ON) -> datetime:
    """The instant something is written at."""
    return datetime(on.year, on.month, on.day, 12, tzinfo=UTC)


def started(session: Session, on: date = ON, destination: str = "US") -> str:
    """Start the assessment."""
    register = read_register(session, Moment(on))
    row = assessing.start(
        session, register, CONTROLLER, "fabricated registers, inc", destination, by=BY, at=at(on)
    )  # fmt: skip
    return row.id


def filled(session: Session, identity: str, on: date = ON, *, but: AssessmentStep | None = None) -> None:
    """Fill every step (`but` one)."""
    for step in AssessmentStep:
        if step is not but:
            filling = Filling(step, f"What was found on {step.value}.", BY, sources=[SOURCE])
            assessing.fill(session, identity, filling, on=on, at=at(on))


def concluded(session: Session, identity: str, on: date = ON, law: LawBook = LAW, **more: Any) -> Conclusion:
    """Conclude, effective where nothing else is said."""
    said = {"outcome": AssessmentOutcome.EFFECTIVE, "by": BY, "reasons": "The tool has its effect."} | more
    return assessing.conclude(session, identity, Concluding(**said), law=law, on=on, at=at(on))


def assessed_whole(store: Store, on: date = ON, **more: Any) -> str:
    """Start, fill and conclude in one go; the assessment's id."""
    with store.write(BY) as session:
        identity = started(session, on)
        filled(session, identity, on)
        concluded(session, identity, on, **more)
    return identity


def read(session: Session, on: date = ON, law: LawBook = LAW, known_at: datetime | None = None) -> Assessed:
    """The assessment as it stands."""
    identity = assessment_id(CONTROLLER, "Fabricated Registers, Inc.", "US")
    return one_assessed(session, read_register(session, Moment(on, known_at)), law, identity)
