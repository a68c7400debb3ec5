"""What lists of the register are filtered by, as SQL that SQLite and PostgreSQL read alike."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from registry.catalogue.dated import Moment, live
from registry.cataloguenames import folded
from registry.law.verdicts import rank
from registry.tables import (
    Alert,
    Dated,
    Engagement,
    Location,
    Name,
    Objection,
    Proposal,
    Service,
    SubprocessorRow,
    Table,
    Task,
    VerdictRow,
)
from registry.terms import ObjectionState, ProposalState, Severity, Verdict

Filter = Callable[[Any, Moment], sa.ColumnElement[bool]]


def equal(table: type[Table], column: str) -> Filter:
    """The column holds the value asked for."""

    def filtered(value: Any, _moment: Moment) -> sa.ColumnElement[bool]:
        found: sa.ColumnElement[bool] = _column(table, column) == value
        return found

    return filtered


def among(table: type[Table], column: str) -> Filter:
    """The column holds one of the values."""

    def filtered(values: Any, _moment: Moment) -> sa.ColumnElement[bool]:
        found: sa.ColumnElement[bool] = _column(table, column).in_(values)
        return found

    return filtered


def is_known(table: type[Table], column: str) -> Filter:
    """Whether the column holds anything."""

    def filtered(value: bool, _moment: Moment) -> sa.ColumnElement[bool]:
        found: sa.ColumnElement[bool] = (
            _column(table, column).is_not(None) if value else _column(table, column).is_(None)
        )
        return found

    return filtered


def least_severity(value: Severity, _moment: Moment) -> sa.ColumnElement[bool]:
    """An alert is so grave or graver."""
    grave = list(Severity)
    found: sa.ColumnElement[bool] = col(Alert.severity).in_(grave[: grave.index(value) + 1])
    return found


def words(table: type[Table], *columns: str) -> Filter:
    """One of the columns holds the words, capitals or not."""

    def filtered(value: str, _moment: Moment) -> sa.ColumnElement[bool]:
        return sa.or_(*(_column(table, column).icontains(value, autoescape=True) for column in columns))

    return filtered


def name(table: type[Dated]) -> Filter:
    """A name of the organisation or service holds the words, however they are written."""

    def filtered(value: str, moment: Moment) -> sa.ColumnElement[bool]:
        plain: sa.ColumnElement[bool] = _column(table, "name").icontains(value, autoescape=True)
        key = folded(value)
        if not key:
            return plain
        named = live(Name, moment).where(col(Name.folded).contains(key, autoescape=True))
        return sa.or_(plain, _column(table, "id").in_(named.with_only_columns(col(Name.subject_id))))

    return filtered


def has_word(table: type[Table], column: str) -> Filter:
    """The column is a list of closed words and holds this one."""

    def filtered(value: str, _moment: Moment) -> sa.ColumnElement[bool]:
        return _holds(_column(table, column), value)

    return filtered


def kept_at(table: type[Table], begun: str, replaced: str) -> Filter:
    """The answer that stood at the instant of knowledge; without one, the newest."""

    def filtered(_value: None, moment: Moment) -> sa.ColumnElement[bool]:
        start, end = _column(table, begun), _column(table, replaced)
        newest: sa.ColumnElement[bool] = end.is_(None)
        if moment.known_at is None:
            return newest
        return sa.and_(start <= moment.known_at, sa.or_(newest, end > moment.known_at))

    return filtered


def stood_on(table: type[Table], begun: str, replaced: str) -> Filter:
    """The answer that stood at the end of the day, as known at the instant; the newest where the day is not over."""

    def filtered(_value: None, moment: Moment) -> sa.ColumnElement[bool]:
        start, end = _column(table, begun), _column(table, replaced)
        over = datetime.combine(moment.on, time.max, UTC)
        last = over if moment.known_at is None else min(over, moment.known_at)
        return sa.and_(start <= last, sa.or_(end.is_(None), end > last))

    return filtered


def known_by(table: type[Table], recorded: str) -> Filter:
    """What was there at the instant of knowledge: rows that are written once, and say when."""

    def filtered(_value: None, moment: Moment) -> sa.ColumnElement[bool]:
        if moment.known_at is None:
            return sa.true()
        found: sa.ColumnElement[bool] = _column(table, recorded) <= moment.known_at
        return found

    return filtered


def proposal_state(state: ProposalState, moment: Moment) -> sa.ColumnElement[bool]:
    """The proposal's state, as it was at the instant of knowledge: decided later, it waited then."""
    same: sa.ColumnElement[bool] = col(Proposal.state) == state
    if moment.known_at is None:
        return same
    decided_later = col(Proposal.decided_at) > moment.known_at
    if state is ProposalState.PROPOSED:
        return sa.or_(same, decided_later)
    return sa.and_(same, sa.not_(sa.func.coalesce(decided_later, sa.false())))


def objection_state(state: ObjectionState, moment: Moment) -> sa.ColumnElement[bool]:
    """Where an objection stands on the day: undecided once its last day has passed, it is without a response."""
    undecided = col(Objection.state).in_((ObjectionState.NOTICE_RECEIVED, ObjectionState.ASSESSING))
    is_over = sa.func.coalesce(col(Objection.deadline_on) < moment.on, sa.false())
    if state is ObjectionState.NO_RESPONSE:
        return sa.and_(undecided, is_over)
    return sa.and_(col(Objection.state) == state, sa.not_(sa.and_(undecided, is_over)))


def of_controller(table: type[Table], column: str) -> Filter:
    """The column names an engagement of the controller, past ones too."""

    def filtered(controller: str, _moment: Moment) -> sa.ColumnElement[bool]:
        ours = select(Engagement.id).where(Engagement.controller_id == controller)
        found: sa.ColumnElement[bool] = _column(table, column).in_(ours)
        return found

    return filtered


def still_open(is_open: bool, moment: Moment) -> sa.ColumnElement[bool]:
    """Whether a task is open, or was at the instant of knowledge."""
    runs = kept_at(Task, "opened_at", "done_at")(None, moment)
    return runs if is_open else sa.not_(runs)


def objected(value: str, moment: Moment) -> sa.ColumnElement[bool]:
    """The words are of the service whose list changed, or of the recipient that would be objected to."""
    services = live(Service, moment, on=False).where(name(Service)(value, moment)).with_only_columns(col(Service.id))
    written = col(Engagement.name_as_written).icontains(value, autoescape=True)
    engaged = select(Engagement.id).where(sa.or_(written, col(Engagement.service_id).in_(services)))
    return sa.or_(col(Objection.service_id).in_(services), col(Objection.engagement_id).in_(engaged))


def placed(country: str, moment: Moment) -> sa.ColumnElement[bool]:
    """A document places the service in the country."""
    rows = live(Location, moment).where(col(Location.country) == country)
    return sa.literal_column("service.id").in_(rows.with_only_columns(col(Location.service_id)))


def listed_in(country: str, _moment: Moment) -> sa.ColumnElement[bool]:
    """The list names the country as a place of processing or as the seat."""
    return sa.or_(_holds(_column(SubprocessorRow, "places"), country), col(SubprocessorRow.seat) == country)


def said_role(role: str, _moment: Moment) -> sa.ColumnElement[bool]:
    """Our notice, the recipient or we ourselves say this role: the three are kept apart, and any of them is found."""
    return sa.or_(
        col(Engagement.stated_in_our_notice) == role,
        col(Engagement.claimed_by_recipient) == role,
        col(Engagement.decided_by_us) == role,
    )


def weakest_verdict(verdict: Verdict, moment: Moment) -> sa.ColumnElement[bool]:
    """The worst kept verdict in the engagement's chain is this one."""
    stands = kept_at(VerdictRow, "judged_at", "replaced_at")(None, moment)

    def having(*verdicts: Verdict) -> Any:
        return select(VerdictRow.engagement_id).where(stands, col(VerdictRow.verdict).in_(verdicts))

    worse = [one for one in Verdict if rank(one) < rank(verdict)]
    return sa.and_(col(Engagement.id).in_(having(verdict)), col(Engagement.id).not_in(having(*worse)))


def through(table: type[Dated], column: str, other: type[Dated], filtered_by: str) -> Filter:
    """The row that the column names holds the value asked for."""

    def filtered(value: str, moment: Moment) -> sa.ColumnElement[bool]:
        named = live(other, moment, on=False).where(_column(other, filtered_by) == value)
        found: sa.ColumnElement[bool] = _column(table, column).in_(named.with_only_columns(_column(other, "id")))
        return found

    return filtered


def ends_by(table: type[Dated]) -> Filter:
    """The last day it holds is that day or an earlier one."""

    def filtered(day: date, _moment: Moment) -> sa.ColumnElement[bool]:
        after = day + timedelta(days=1) if day < date.max else day
        found: sa.ColumnElement[bool] = _column(table, "valid_until") <= after
        return found

    return filtered


def _column(table: type[Table], name: str) -> Any:
    return sa.inspect(table).columns[name]


def _holds(column: Any, word: str) -> sa.ColumnElement[bool]:
    """The JSON list holds the word. Words of closed vocabularies and country codes need no escape."""
    return sa.cast(column, sa.Text).contains(f'"{word}"', autoescape=True)
