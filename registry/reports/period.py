"""The actual recipients over a period: those of its last day, and those who got data earlier and do no more.

Art. 15(1)(c) and Art. 19 ask for those to whom data *have been* disclosed (C-154/21), so a recipient that was left last
month belongs on the list. The register is asked on the last day of everything that ended in the period.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import Session

from registry import judging
from registry.catalogue.dated import Moment, live
from registry.catalogue.reading import read_register
from registry.errors import BadInput, NotFound
from registry.law.lawbook import LawBook
from registry.reports.cells import Cell, Row, Sheet, as_json
from registry.reports.registers import Registers, sheet
from registry.tables import Activity, Dated, Engagement, SubprocessorRow

MOST_DAYS = 400  # days on which something ended
_DATED: tuple[type[Dated], ...] = (Engagement, SubprocessorRow, Activity)


def recipients_since(session: Session, since: date, moment: Moment, law: LawBook, name: str | None) -> Sheet:
    """The recipients of any day from `since` to the moment's, each once as it last was. Raises NotFound, BadInput."""
    if since > moment.on:
        raise BadInput(f"The period begins on {since}, after its last day {moment.on}.", field="since")
    whole = _on(session, moment, law, name)
    controller = None if name is None else read_register(session, moment).controller(name).id
    found = {_key(row): row for row in whole.rows}
    for day in _last_days(session, since, moment):
        try:
            earlier = _on(session, replace(moment, on=day), law, controller)
        except NotFound:
            continue
        for row in earlier.rows:
            found.setdefault(_key(row), row)
    return replace(whole, rows=tuple(sorted(found.values(), key=_order)))


def _on(session: Session, moment: Moment, law: LawBook, name: str | None) -> Sheet:
    register = read_register(session, moment)
    return sheet(Registers.RECIPIENTS, register, judging.flows(register, law), law, name)


def _last_days(session: Session, since: date, moment: Moment) -> Iterator[date]:
    """The last day of everything that ended in the period, latest first."""
    ends: set[date] = set()
    for table in _DATED:
        until = sa.inspect(table).columns["valid_until"]
        rows = (
            live(table, moment, on=False).with_only_columns(until).where(until > since, until <= moment.on).distinct()
        )
        ends.update(session.execute(rows).scalars())
    if len(ends) > MOST_DAYS:
        raise BadInput(
            f"More than {MOST_DAYS} days end something in this period. Ask for a shorter one.", field="since"
        )
    yield from sorted((end - timedelta(days=1) for end in ends), reverse=True)


def _key(row: Row) -> tuple[Cell, ...]:
    return row["id"], row["data_subject"]


def _order(row: Row) -> tuple[str, bool, str, tuple[str, ...], str]:
    """As the register of a day is ordered: by category of data subject, then by chain."""
    subject, through = row["data_subject"], row["through"]
    before = tuple(map(str, through)) if isinstance(through, tuple) else ()
    return (
        str(row["controller"]),
        subject is None,
        str(as_json(subject)),
        (*before, str(row["service"])),
        str(row["id"]),
    )
