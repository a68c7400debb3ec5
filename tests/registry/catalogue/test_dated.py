"""Dated rows: what holds on which day, as known when; corrected, changed, ended, retired, never updated in place."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col

from registry.catalogue import dated
from registry.catalogue.dated import Moment
from registry.errors import BadInput, Conflict, NotFound
from registry.store import Store
from registry.tables import Organisation, now
from registry.terms import Grade, OrganisationKind, Origin

START, END = date(2026, 1, 10), date(2026, 3, 1)
DAY = timedelta(days=1)
NUMBERS = count(1)


def organisation(name: str = "first", key: str = "org_one", **more: object) -> Organisation:
    fixed: dict[str, object] = {"id": key, "kind": OrganisationKind.GROUP, "name": name, "valid_from": START}
    fixed |= {"source": "file", "grade": Grade.PRIMARY, "recorded_at": now(), "origin": Origin.IMPORT}
    return Organisation(**(fixed | more))


def named(session: Session, on: date, known_at: datetime | None = None, key: str = "org_one") -> list[str]:
    statement = dated.live(Organisation, Moment(on, known_at)).where(col(Organisation.id) == key)
    return sorted(row.name for row in session.exec(statement))


@pytest.mark.parametrize(("on", "holds"), [(START - DAY, []), (START, ["first"]), (END - DAY, ["first"]), (END, [])])
def test_a_row_holds_from_its_first_day_to_the_day_before_its_end(store: Store, on: date, holds: list[str]) -> None:
    with store.write("test") as session:
        dated.add(session, organisation(valid_until=END))
        assert named(session, on) == holds


def test_a_correction_should_have_stood_all_along(store: Store) -> None:
    with store.write("test") as session:
        row = dated.add(session, organisation(valid_until=END))
        before = now()
        dated.correct(session, row, name="second")
        for day, held in ((START - DAY, 0), (START, 1), (END - DAY, 1), (END, 0)):
            assert named(session, day) == ["second"] * held
            assert named(session, day, before) == ["first"] * held
        assert named(session, START, datetime(2020, 1, 1, tzinfo=UTC)) == []


def test_a_change_in_the_world_begins_on_its_day(store: Store) -> None:
    turn = START + 5 * DAY
    with store.write("test") as session:
        row = dated.add(session, organisation())
        before = now()
        dated.change(session, row, turn, name="second")
        assert (named(session, turn - DAY), named(session, turn)) == (["first"], ["second"])
        assert named(session, turn, before) == ["first"]


def test_an_ended_row_is_a_persons_deed(store: Store) -> None:
    with store.write("test") as session:
        ended = dated.end(session, dated.add(session, organisation()), END)
        assert (ended.origin, named(session, END - DAY), named(session, END)) == (Origin.PERSON, ["first"], [])


def test_two_rows_of_one_thing_never_overlap(store: Store) -> None:
    with store.write("test") as session:
        dated.add(session, organisation(valid_until=END))
        with pytest.raises(Conflict):
            dated.add(session, organisation("second", valid_from=END - DAY))
        dated.add(session, organisation("second", valid_from=END))
        assert named(session, END) == ["second"]


@pytest.mark.parametrize("until", [START, START - DAY])
def test_nothing_ends_before_it_begins(store: Store, until: date) -> None:
    with pytest.raises(BadInput, match="would end on"), store.write("test") as session:
        dated.add(session, organisation(valid_until=until))


def test_a_thing_that_does_not_hold_is_not_found(store: Store) -> None:
    with store.write("test") as session:
        dated.add(session, organisation())
        assert dated.one(session, Organisation, "org_one", Moment(START)).name == "first"
        with pytest.raises(NotFound, match="org_one on 2026-01-09"):
            dated.one(session, Organisation, "org_one", Moment(START - DAY))


@dataclass(slots=True)
class History:
    """What is known after each deed: the name that holds on each of forty days, told without a database."""

    known: dict[int, str] = field(default_factory=dict)
    kept: list[tuple[datetime, dict[int, str]]] = field(default_factory=list)


DEEDS = st.lists(
    st.tuples(st.sampled_from(["correct", "change", "end", "retire", "add"]), st.integers(0, 39), st.integers(1, 15)),
    max_size=8,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=DEEDS)
def test_any_history_reads_as_it_is_replayed(store: Store, deeds: list[tuple[str, int, int]]) -> None:
    key, history = f"org_{next(NUMBERS)}", History()
    with store.write("test") as session:
        for number, deed in enumerate([("add", 5, 20), *deeds]):
            _do(session, history, key, deed, name=f"n{number}")
            history.kept.append((now(), dict(history.known)))
        for known_at, held in history.kept:
            for day in range(40):
                found = named(session, START + day * DAY, known_at, key)
                assert found == ([held[day]] if day in held else [])


def _do(session: Session, history: History, key: str, deed: tuple[str, int, int], *, name: str) -> None:
    """One deed, done to the database and to the history alike. `change`, `end`, … act on what holds on the day."""
    what, day, length = deed
    on, known = START + day * DAY, history.known
    if what == "add":
        span = range(day, min(day + length, 40))
        if known.keys().isdisjoint(span):
            dated.add(session, organisation(name, key, valid_from=on, valid_until=START + span.stop * DAY))
            known |= dict.fromkeys(span, name)
        return
    if day not in known:
        return
    row = dated.one(session, Organisation, key, Moment(on))
    span_of = [one for one in known if known[one] == known[day]]
    match what:
        case "correct":
            dated.correct(session, row, name=name)
            known |= dict.fromkeys(span_of, name)
        case "change":
            dated.change(session, row, on, name=name)
            known |= dict.fromkeys((one for one in span_of if one >= day), name)
        case "end" if day > min(span_of):
            dated.end(session, row, on)
            history.known = {one: held for one, held in known.items() if one not in span_of or one < day}
        case "retire":
            dated.retire(session, row)
            history.known = {one: held for one, held in known.items() if one not in span_of}
