"""The last day to object: a table of situations that a lawyer can read, and what holds for every notice and period."""

import tomllib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry import dayfiles
from registry.errors import BadRecord
from registry.law.periods import LONGEST, Notice, Period, clock, easter_sunday, is_business_day, last_day
from registry.terms import CountedFrom, Grade, PeriodOf, PeriodUnit

CALENDARS = dayfiles.load().holidays
SWEDEN = CALENDARS["SE"]
SITUATIONS = tomllib.loads((Path(__file__).parent / "objection_periods.toml").read_text(encoding="utf-8"))["situation"]
KEYS = {"name", "sent", "received", "seen", "periods", "conservative", "contract", "unsaid", "counted_from"}
DAYS = st.dates(date(2005, 4, 1), date(2190, 1, 1))
PERIODS = st.builds(
    Period,
    of=st.sampled_from(PeriodOf),
    days=st.integers(1, 120),
    unit=st.none() | st.sampled_from(PeriodUnit),
    counted_from=st.none() | st.sampled_from([CountedFrom.SENT, CountedFrom.RECEIVED]),
    holidays=st.sampled_from([None, "SE", "US"]),
    rolls=st.none() | st.booleans(),
)
NOTICES = st.builds(
    Notice, sent_on=st.none() | DAYS, received_on=st.none() | DAYS, seen_on=st.none() | DAYS
)  # fmt: skip


def period_of(row: dict[str, Any]) -> Period:
    unit, start = row.get("unit"), row.get("counted_from")
    return Period(
        of=PeriodOf(row["of"]), days=row["days"], unit=PeriodUnit(unit) if unit else None,
        counted_from=CountedFrom(start) if start else None, holidays=row.get("holidays"), rolls=row.get("rolls"),
    )  # fmt: skip


@pytest.mark.parametrize("row", SITUATIONS, ids=lambda row: row["name"])
def test_a_situation_ends_on_the_days_the_table_says(row: dict[str, Any]) -> None:
    assert set(row) <= KEYS | {"governing", "shortest"}
    notice = Notice(sent_on=row.get("sent"), received_on=row.get("received"), seen_on=row.get("seen"))
    found = clock(notice, [period_of(one) for one in row["periods"]], CALENDARS)
    told = {"conservative": found.conservative_on or "not told", "contract": found.contract_on or "not told"}
    assert told == {"conservative": row["conservative"], "contract": row["contract"]}
    assert list(found.unsaid) == row.get("unsaid", [])
    for name in ("counted_from", "governing", "shortest"):
        if name in row:
            assert getattr(found, name) == row[name]


def test_names_of_situations_are_their_own() -> None:
    names = [row["name"] for row in SITUATIONS]
    assert sorted(names) == sorted(set(names))


@given(NOTICES, st.lists(PERIODS, max_size=4))
def test_the_conservative_day_is_never_after_the_contracts_own(notice: Notice, periods: list[Period]) -> None:
    found = clock(notice, periods, CALENDARS)
    if found.contract_on is not None:
        assert found.conservative_on is not None
        assert found.conservative_on <= found.contract_on
    if found.conservative_on is not None:
        start = notice.earliest
        assert start is not None
        assert found.conservative_on > start[0]


@given(NOTICES, st.lists(PERIODS, min_size=1, max_size=4), PERIODS)
def test_another_period_on_file_never_makes_the_conservative_day_later(
    notice: Notice, periods: list[Period], more: Period
) -> None:
    before, after = clock(notice, periods, CALENDARS), clock(notice, [*periods, more], CALENDARS)
    assert (before.conservative_on is None) == (after.conservative_on is None)
    if before.conservative_on is not None and after.conservative_on is not None:
        assert after.conservative_on <= before.conservative_on


@given(st.builds(Notice, sent_on=DAYS, received_on=st.none()), DAYS, st.lists(PERIODS, min_size=1, max_size=3))
def test_to_learn_when_it_was_received_never_makes_the_conservative_day_later(
    notice: Notice, received_on: date, periods: list[Period]
) -> None:
    before = clock(notice, periods, CALENDARS).conservative_on
    after = clock(replace(notice, received_on=received_on), periods, CALENDARS).conservative_on
    assert before is not None
    assert after is not None
    assert after <= before


@given(DAYS, st.integers(1, LONGEST))
def test_calendar_days_are_days(start: date, days: int) -> None:
    assert (last_day(start, days, PeriodUnit.CALENDAR) - start).days == days


@given(DAYS, st.integers(1, 200), st.sampled_from([None, SWEDEN]))
def test_so_many_business_days_lie_in_a_period_of_them_and_its_last_day_is_one(
    start: date, days: int, holidays: Any
) -> None:
    last = last_day(start, days, PeriodUnit.BUSINESS, holidays)
    inside = [start + timedelta(days=number) for number in range(1, (last - start).days + 1)]
    assert sum(is_business_day(on, holidays) for on in inside) == days
    assert is_business_day(last, holidays)


@given(st.integers(1900, 2299))
def test_easter_is_a_sunday_between_the_22nd_of_march_and_the_25th_of_april(year: int) -> None:
    found = easter_sunday(year)
    assert found.isoweekday() == 7
    assert date(year, 3, 22) <= found <= date(year, 4, 25)


@pytest.mark.parametrize(
    ("year", "holidays"),
    [
        (2027, "01-01 01-06 03-26 03-28 03-29 05-01 05-06 05-16 06-06 06-26 11-06 12-25 12-26"),
        (2030, "01-01 01-06 04-19 04-21 04-22 05-01 05-30 06-06 06-09 06-22 11-02 12-25 12-26"),
    ],
)
def test_the_holidays_of_sweden_are_those_of_its_act(year: int, holidays: str) -> None:
    days = (date(year, 1, 1) + timedelta(days=number) for number in range(365))
    assert [on.strftime("%m-%d") for on in days if SWEDEN.closed(on)] == holidays.split()


MOVABLE = {2027: "03-25 03-26 03-29 05-06 05-17", 2030: "04-18 04-19 04-22 05-30 06-10"}
"""Maundy Thursday, Good Friday, Easter Monday, Ascension and Whit Monday, as almanacs have them."""


@pytest.mark.parametrize("year", [2027, 2030])
@pytest.mark.parametrize(
    ("country", "movable", "others"),
    [
        ("DK", (0, 1, 2, 3, 4), {2027: "01-01 12-25 12-26", 2030: "01-01 12-25 12-26"}),
        ("NO", (0, 1, 2, 3, 4), dict.fromkeys((2027, 2030), "01-01 05-01 05-17 12-25 12-26")),
        ("FI", (1, 2, 3), {
            2027: "01-01 01-06 05-01 06-26 11-06 12-06 12-25 12-26",
            2030: "01-01 01-06 05-01 06-22 11-02 12-06 12-25 12-26",
        }),
        ("IS", (0, 1, 2, 3, 4), {
            2027: "01-01 04-22 05-01 06-17 08-02 12-25 12-26", 2030: "01-01 04-25 05-01 06-17 08-05 12-25 12-26",
        }),
        ("DE", (1, 2, 3, 4), dict.fromkeys((2027, 2030), "01-01 05-01 10-03 12-25 12-26")),
        ("IE", (2,), {
            2027: "01-01 02-01 03-17 05-03 06-07 08-02 10-25 12-25 12-26",
            2030: "01-01 02-01 03-17 05-06 06-03 08-05 10-28 12-25 12-26",
        }),
        ("NL", (1, 2, 3, 4), dict.fromkeys((2027, 2030), "01-01 04-27 05-05 12-25 12-26")),
        ("FR", (2, 3, 4), dict.fromkeys((2027, 2030), "01-01 05-01 05-08 07-14 08-15 11-01 11-11 12-25")),
    ],
)  # fmt: skip
def test_the_holidays_of_other_countries_are_those_of_their_almanacs(
    country: str, movable: tuple[int, ...], others: dict[int, str], year: int
) -> None:
    days = (date(year, 1, 1) + timedelta(days=number) for number in range(365))
    found = {on.strftime("%m-%d") for on in days if CALENDARS[country].closed(on) and on.isoweekday() != 7}
    expected = {MOVABLE[year].split()[one] for one in movable} | set(others[year].split())
    assert found == {day for day in expected if date.fromisoformat(f"{year}-{day}").isoweekday() != 7}


def test_every_calendar_has_its_source_and_says_from_when_it_holds() -> None:
    loaded = dayfiles.load()
    assert loaded.holidays.keys() == loaded.sources.keys() == {"SE", "DK", "NO", "FI", "IS", "DE", "IE", "NL", "FR"}
    assert all(loaded.sources.values())
    notice = Notice(received_on=date(2022, 12, 1))
    asked = Period(
        of=PeriodOf.AGREEMENT, days=10, unit=PeriodUnit.BUSINESS, counted_from=CountedFrom.RECEIVED, holidays="IE"
    )
    assert clock(notice, [asked], CALENDARS).unsaid == ("holidays",)
    later = replace(notice, received_on=date(2023, 1, 30))
    assert clock(later, [asked], CALENDARS).contract_on == date(2023, 2, 14)  # St Brigid's Day lies between


@pytest.mark.parametrize("days", [0, -1, LONGEST + 1])
def test_a_period_that_is_none_is_not_counted(days: int) -> None:
    with pytest.raises(ValueError, match="are counted"):
        last_day(date(2026, 1, 1), days, PeriodUnit.CALENDAR)


def test_what_is_from_memory_says_so() -> None:
    rules = dayfiles.load().rules
    assert rules["whole-last-day"].grade is Grade.MEMORY
    assert rules["whole-last-day"].article.endswith("Art. 3(2)(b)")
    assert all(rule.source and rule.article for rule in rules.values())


def test_a_day_that_is_none_is_refused_with_its_file(tmp_path: Path) -> None:
    path = tmp_path / "days.toml"
    text = dayfiles.DAYS_FILE.read_text(encoding="utf-8").replace('"06-06"', '"06-31"')
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadRecord, match=r"days\.toml.*06-31"):
        dayfiles.load(path)
