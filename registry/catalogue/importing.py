"""The order of importing: a portfolio becomes rows, and only what differs from the database is written.

A changed value corrects its row; what is gone from the file is retired; a row a person decided on is left as it is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from registry.catalogue import entered
from registry.catalogue import rows_of_portfolios as of_portfolios
from registry.catalogue.naming_others import Others
from registry.catalogue.noting import note
from registry.catalogue.resolving import known
from registry.catalogue.rows_of_assessments import filed_assessments
from registry.catalogue.rows_of_engagements import Engaged, engagement_id
from registry.catalogue.rows_of_portfolios import OWNER, Writing, controller_id
from registry.catalogue.rows_of_transfers import Filed
from registry.catalogue.shelving import Counts, shelve
from registry.portfolioshapes import Portfolio
from registry.tables import (
    Activity,
    Agreement,
    AssessedStep,
    Assessment,
    Claim,
    Conclusion,
    Dated,
    Derogation,
    Engagement,
    ImpactAssessment,
    JointControl,
    Measure,
    Name,
    Organisation,
    Safeguard,
    Service,
    SubprocessorRow,
    Transfer,
)
from registry.terms import Origin

Row = TypeVar("Row", bound=Dated)
_NUMBERED = (Agreement, Safeguard, Measure)  # several of a kind beside each other, by their place in the file


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, by table, and to whose portfolio."""

    controller: str
    tables: Mapping[str, Counts]

    def wrote(self) -> bool:
        """Whether anything was written."""
        return any(counts.wrote() for counts in self.tables.values())

    def as_json(self) -> dict[str, Any]:
        """The counts of all tables together, and by table."""
        tables = {name: asdict(counts) for name, counts in self.tables.items()}
        sums = {key: sum(counts[key] for counts in tables.values()) for key in asdict(Counts())}
        return {"controller": self.controller, "tables": tables} | sums


def import_portfolio(session: Session, portfolio: Portfolio, at: datetime, *, name: str) -> Imported:
    """Bring a controller's rows to what its portfolio says; `name` is the file's, for messages.

    Raises Ambiguous for a name that fits several, BadRecord for facts the law cannot read.
    """
    writing = Writing(portfolio, at)
    others = Others(writing, known(session))
    engaged = Engaged(writing, others, Filed(writing, name))
    for engagement in portfolio.engagement:
        engaged.take(engagement)
    tables = _written_for_controller(session, writing) | _written_for_engagements(session, writing, engaged)
    shared: tuple[tuple[type[Dated], Iterable[Dated]], ...] = (
        (Organisation, others.organisations.values()),
        (Service, others.services.values()),
        (Name, others.names.values()),
    )
    for table, rows in shared:
        counts = _add_missing(session, table, rows)
        named = str(table.__tablename__)
        tables[named] = _together(tables[named], counts) if named in tables else counts
    session.flush()
    return Imported(writing.controller, tables)


def import_samples(session: Session, samples: Mapping[str, Portfolio], at: datetime) -> list[Imported]:
    """Import the invented organisations into a database without any controller, or where they stand already."""
    statement = select(Organisation.id).where(col(Organisation.is_controller), col(Organisation.retired_at).is_(None))
    there = set(session.exec(statement))
    wanted = [(name, one) for name, one in samples.items() if not there or controller_id(one.organisation) in there]
    return [import_portfolio(session, one, at, name=name) for name, one in wanted]


def _written_for_controller(session: Session, writing: Writing) -> dict[str, Counts]:
    mine = writing.controller
    activities = of_portfolios.activity_rows(writing)
    conflicts = [(engagement_id(mine, one.key), one.conflict) for one in writing.portfolio.engagement]
    claimed = or_(Claim.subject_id == mine, col(Claim.subject_id).in_(_engagements_of(mine)))
    joint = JointControl.controller_id == mine
    return {
        "organisation": _organisations(session, writing),
        "joint_control": _shelved(session, writing, JointControl, of_portfolios.joint_rows(writing), joint),
        "activity": _shelved(session, writing, Activity, activities, col(Activity.controller_id) == mine),
        "claim": note(
            session, Claim, of_portfolios.claim_rows(writing, conflicts), writing.at,
            among=claimed, origin=Origin.IMPORT,
        ),
    }  # fmt: skip


def _written_for_engagements(session: Session, writing: Writing, engaged: Engaged) -> dict[str, Counts]:
    mine, filed = writing.controller, engaged.filed
    of_engagements = _engagements_of(mine)
    of_transfers = select(Transfer.id).where(col(Transfer.engagement_id).in_(of_engagements))
    tables: dict[str, Counts] = {}
    rows: list[tuple[type[Any], Iterable[Any], ColumnElement[bool]]] = [
        (Engagement, engaged.engagements, col(Engagement.controller_id) == mine),
        (Agreement, engaged.agreements, col(Agreement.engagement_id).in_(of_engagements)),
        (SubprocessorRow, engaged.behind, col(SubprocessorRow.engagement_id).in_(of_engagements)),
        (Transfer, filed.transfers, col(Transfer.engagement_id).in_(of_engagements)),
        (Safeguard, filed.safeguards, col(Safeguard.transfer_id).in_(of_transfers)),
        (Assessment, filed.assessments, col(Assessment.transfer_id).in_(of_transfers)),
        (Measure, filed.measures, col(Measure.transfer_id).in_(of_transfers)),
        (Derogation, filed.derogations, col(Derogation.transfer_id).in_(of_transfers)),
        *_assessed(writing, filed.name),
    ]
    for table, wanted, among in rows:
        left = list(wanted)
        if table in _NUMBERED:
            left = entered.not_by_hand(session, table, left, among)
        tables[str(table.__tablename__)] = _shelved(session, writing, table, left, among)
    return tables


def _assessed(writing: Writing, name: str) -> list[tuple[type[Any], Iterable[Any], ColumnElement[bool]]]:
    """The controller's transfer impact assessments, their steps and conclusions."""
    filed = filed_assessments(writing, writing.portfolio.assessment, name)
    mine = col(ImpactAssessment.controller_id) == writing.controller
    ids = select(ImpactAssessment.id).where(mine)
    return [
        (AssessedStep, filed.steps, col(AssessedStep.assessment_id).in_(ids)),
        (Conclusion, filed.conclusions, col(Conclusion.assessment_id).in_(ids)),
        (ImpactAssessment, filed.assessments, mine),
    ]


def _engagements_of(controller: str) -> Any:
    """Every engagement a controller ever had, so that what belongs to one that is gone is found too."""
    return select(Engagement.id).where(Engagement.controller_id == controller)


def _shelved(session: Session, writing: Writing, table: type[Row], wanted: Iterable[Row], among: Any) -> Counts:
    return shelve(session, table, wanted, writing.at, among=among, origin=Origin.IMPORT)


def _organisations(session: Session, writing: Writing) -> Counts:
    """The controller and those it acts with. A joint controller whose own portfolio is here speaks for itself."""
    wanted = {row.id: row for row in of_portfolios.organisation_rows(writing)}
    owned = col(Organisation.detail)[OWNER].as_string()
    others = select(Organisation.id).where(
        col(Organisation.id).in_(set(wanted) - {writing.controller}),
        col(Organisation.retired_at).is_(None),
        owned != writing.controller,
    )
    left = set(session.exec(others))
    mine = or_(col(Organisation.id).in_(set(wanted) - left), owned == writing.controller)
    return _shelved(session, writing, Organisation, [row for key, row in wanted.items() if key not in left], mine)


def _add_missing(session: Session, table: type[Dated], rows: Iterable[Dated]) -> Counts:
    """Write the rows whose id nobody has yet."""
    counts = Counts()
    there = set(session.exec(select(table.id).where(col(table.retired_at).is_(None))))
    for row in rows:
        if row.id in there:
            counts.kept += 1
            continue
        session.add(row)
        counts.added += 1
    return counts


def _together(first: Counts, second: Counts) -> Counts:
    return Counts(**{key: value + getattr(second, key) for key, value in asdict(first).items()})
