"""The register as it stands on a day, known at an instant: read once, asked many times.

Plain columns are read, not whole objects: the same rows as objects cost an order of magnitude more.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeAlias, TypeVar

import sqlalchemy as sa
from sqlmodel import Session

from registry.catalogue.dated import Moment as Moment
from registry.catalogue.dated import live
from registry.cataloguenames import folded
from registry.errors import Ambiguous, NotFound
from registry.tables import (
    Activity,
    Agreement,
    Assessment,
    Certification,
    Claim,
    Conclusion,
    Dated,
    Derogation,
    Engagement,
    ImpactAssessment,
    JointControl,
    Location,
    Measure,
    Name,
    Organisation,
    Safeguard,
    Service,
    SubprocessorRow,
    Table,
    Transfer,
)
from registry.terms import Grade, Role

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
Row = Any  # a row of columns, named as in the table


def rows(
    session: Session, table: type[Dated], moment: Moment, without: Collection[str] = (), where: Sequence[Any] = ()
) -> list[Row]:
    """The live rows of a table as columns, in a fixed order; those alone that meet every condition of `where`.

    `without`: columns that are large and not asked for.
    """
    columns = sa.inspect(table).columns
    asked = [column for column in columns if column.name not in without]
    statement = live(table, moment).where(*where).with_only_columns(*asked).order_by(columns["id"], columns["row"])
    return list(session.execute(statement).all())


def claims(session: Session, moment: Moment, *fields: str, subject: str | None = None) -> list[Row]:
    """Live claims on these fields, on the day and as known at the instant; on one subject, or on all."""
    c = sa.inspect(Claim).columns
    statement = sa.select(*c).where(c["field"].in_(fields)).order_by(c["id"])
    if subject is not None:
        statement = statement.where(c["subject_id"] == subject)
    if moment.known_at is None:
        statement = statement.where(c["superseded_at"].is_(None))
    else:
        known = sa.or_(c["superseded_at"].is_(None), c["superseded_at"] > moment.known_at)
        statement = statement.where(c["recorded_at"] <= moment.known_at, known)
    holds = sa.and_(
        sa.or_(c["valid_from"].is_(None), c["valid_from"] <= moment.on),
        sa.or_(c["valid_until"].is_(None), c["valid_until"] > moment.on),
    )
    return list(session.execute(statement.where(holds)).all())


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedRow:
    """A sub-processor row that is not written: what a list would hold if a proposal were accepted."""

    id: str
    name_as_written: str
    organisation_id: str | None
    purpose: str | None
    places: list[str] | None
    seat: str | None
    source: str
    grade: Grade
    valid_from: date
    valid_until: date | None = None
    role: Role | None = None
    contracting_party_id: str | None = None
    named_service_id: str | None = None
    parent_row_id: str | None = None


@dataclass(frozen=True, slots=True)
class Register:
    """All rows that hold on one day, indexed by the questions asked of them."""

    moment: Moment
    organisations: dict[str, Row]
    members: dict[str, list[Row]]  # group id -> its legal persons
    certifications: dict[str, list[Row]]  # legal person id
    services: dict[str, Row]
    services_of: dict[str, list[Row]]  # organisation id
    locations: dict[str, list[Row]]  # service id
    mechanisms: dict[str, list[Row]]  # service id -> claims
    stated: dict[str, list[Row]]  # controller id -> claims its own file makes beside its rows (STATED)
    list_rows: dict[str, list[Row]]  # service id -> rows of its lists
    rows_on_file: dict[str, list[Row]]  # engagement id -> rows known to this controller alone
    engagements: dict[str, Row]
    engagements_of: dict[str, list[Row]]  # controller id
    activities: dict[str, Row]
    agreements: dict[str, list[Row]]  # engagement id
    joint_controls: dict[str, list[Row]]  # controller id
    transfers: dict[tuple[str, str], list[Row]]  # (engagement id, hop id)
    safeguards: dict[str, list[Row]]  # transfer id
    assessments: dict[str, list[Row]]
    measures: dict[str, list[Row]]
    derogations: dict[str, list[Row]]
    impact_assessments: dict[tuple[str, str, str], Row] = field(default_factory=dict)  # controller, importer, country
    conclusions: dict[str, list[Row]] = field(default_factory=dict)  # impact assessment id

    def controller(self, name: str) -> Row:
        """A controller by id, exact name, or the one name that begins so. Raises NotFound or Ambiguous."""
        controllers = [o for o in self.organisations.values() if o.is_controller]
        exact = [o for o in controllers if name in (o.id, o.name)]
        found = exact or [o for o in controllers if o.name.casefold().startswith(name.casefold())]
        return _only(name, found, "controller")

    def service(self, name: str) -> Row:
        """A service by id, exact name, or the one name that begins so. Raises NotFound or Ambiguous."""
        services = self.services.values()
        exact = [s for s in services if name in (s.id, s.name)]
        found = exact or [s for s in services if s.name.casefold().startswith(name.casefold())]
        return _only(name, found, "service")

    def legal_persons(self, name: str) -> list[Row]:
        """The organisation of this id or exact name; of a group, all its companies too. Raises NotFound."""
        wanted = name.casefold()
        named = [o for o in self.organisations.values() if name == o.id or wanted == o.name.casefold()]
        if not named:
            raise NotFound(f"There is no organisation called “{name}”.")
        return named + [member for one in named for member in self.members.get(one.id, [])]

    def with_list(self, service_id: str, listed: Iterable[Row | ListedRow]) -> "Register":
        """The register as if the service's list held these rows; nothing is written."""
        return replace(self, list_rows=self.list_rows | {service_id: list(listed)})

    def parent_country(self, organisation: Row | None) -> str | None:
        """The seat of the group's parent company; None where it was not read or is the company itself."""
        if organisation is None or organisation.parent_id is None:
            return None
        parents = [m for m in self.members.get(organisation.parent_id, []) if m.relation in _PARENTS]
        countries = {p.country for p in parents if p.id != organisation.id and p.country}
        return countries.pop() if len(countries) == 1 else None


STATED = ("recipient_category", "notice", "processing_for")
_PARENTS = frozenset({"parent", "ultimate_parent"})
_DATED: tuple[type[Dated], ...] = (
    Organisation, Service, SubprocessorRow, Engagement, Certification, Location, Activity, Agreement, JointControl,
    Transfer, Safeguard, Assessment, Measure, Derogation, ImpactAssessment, Conclusion,
)  # fmt: skip
_WITHOUT: Mapping[str, tuple[str, ...]] = {str(Conclusion.__tablename__): ("facts", "steps")}
_CLAIMS = str(Claim.__tablename__)
TABLES = frozenset({*(str(table.__tablename__) for table in _DATED), _CLAIMS})
"""All that a register is read from."""
Held: TypeAlias = Mapping[str, Sequence[Row]]  # table -> its rows that hold on the day


def read_register(session: Session, moment: Moment) -> Register:
    """Read everything that holds on the day."""
    return register_of(moment, read_tables(session, moment))


def read_tables(session: Session, moment: Moment, known: Held | None = None) -> Held:
    """The rows of a register, table by table. Those of `known` are not read again."""
    there = known or {}
    read = {
        name: rows(session, table, moment, _WITHOUT.get(name, ()))
        for table in _DATED
        if (name := str(table.__tablename__)) not in there
    }
    if _CLAIMS not in there:
        read[_CLAIMS] = claims(session, moment, "mechanism", *STATED)
    return {**there, **read}


def register_of(moment: Moment, held: Held) -> Register:
    """The register that these rows are, each found by what is asked of it."""

    def of(table: type[Table]) -> Sequence[Row]:
        return held[str(table.__tablename__)]

    return Register(
        moment=moment,
        organisations={o.id: o for o in of(Organisation)},
        members=_grouped((o.parent_id, o) for o in of(Organisation) if o.parent_id),
        certifications=_grouped((c.organisation_id, c) for c in of(Certification)),
        services={s.id: s for s in of(Service)},
        services_of=_grouped((s.organisation_id, s) for s in of(Service)),
        locations=_grouped((x.service_id, x) for x in of(Location)),
        mechanisms=_grouped((c.subject_id, c) for c in of(Claim) if c.field == "mechanism"),
        stated=_grouped((c.subject_id, c) for c in of(Claim) if c.field in STATED),
        list_rows=_grouped((r.service_id, r) for r in of(SubprocessorRow) if r.engagement_id is None),
        rows_on_file=_grouped((r.engagement_id, r) for r in of(SubprocessorRow) if r.engagement_id is not None),
        engagements={e.id: e for e in of(Engagement)},
        engagements_of=_grouped((e.controller_id, e) for e in of(Engagement)),
        activities={a.id: a for a in of(Activity)},
        agreements=_grouped((a.engagement_id, a) for a in of(Agreement)),
        joint_controls=_grouped((j.controller_id, j) for j in of(JointControl)),
        transfers=_grouped(((t.engagement_id, t.hop_id), t) for t in of(Transfer)),
        safeguards=_grouped((x.transfer_id, x) for x in of(Safeguard)),
        assessments=_grouped((x.transfer_id, x) for x in of(Assessment)),
        measures=_grouped((x.transfer_id, x) for x in of(Measure)),
        derogations=_grouped((x.transfer_id, x) for x in of(Derogation)),
        impact_assessments={(x.controller_id, folded(x.importer), x.destination): x for x in of(ImpactAssessment)},
        conclusions=_grouped((x.assessment_id, x) for x in of(Conclusion)),
    )


def names_of(session: Session, moment: Moment) -> dict[str, list[str]]:
    """Names as written, by the organisation or service they belong to."""
    return _grouped((n.subject_id, n.name) for n in rows(session, Name, moment))


def _grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    groups: dict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return dict(groups)


def _only(name: str, found: list[Row], kind: str) -> Row:
    if not found:
        raise NotFound(f"There is no {kind} called “{name}”.")
    if len(found) > 1:
        raise Ambiguous(name, sorted(f"{row.name} ({row.id})" for row in found))
    return found[0]
