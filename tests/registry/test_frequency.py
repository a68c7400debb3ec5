"""How often a document is looked at: lists daily, sooner after a change, later where a text has stood for long."""

from datetime import UTC, datetime, timedelta

import pytest

from registry.frequency import AFTER_A_CHANGE, LONG, MONTHLY, VERY_LONG, Rhythm, next_look
from registry.terms import DocumentKind

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
LIST, NOTICE = DocumentKind.SUB_PROCESSOR_LIST, DocumentKind.NOTICE


@pytest.mark.parametrize(("kind", "days"), [(LIST, 1), (NOTICE, 7), (DocumentKind.DPA, 7)])
def test_lists_are_looked_at_daily_and_other_documents_weekly(kind: DocumentKind, days: int) -> None:
    assert Rhythm(kind).pause(AT) == days * DAY
    assert Rhythm(kind, every_days=3).pause(AT) == 3 * DAY


@pytest.mark.parametrize(("ago", "days"), [(0 * DAY, 1), (AFTER_A_CHANGE - SECOND, 1), (AFTER_A_CHANGE, 7)])
def test_what_changed_is_looked_at_daily_while_what_it_announced_may_still_come(ago: timedelta, days: int) -> None:
    assert Rhythm(NOTICE, stood_at=AT - ago, changed_at=AT - ago).pause(AT) == days * DAY


def test_a_change_never_makes_a_look_rarer() -> None:
    assert Rhythm(LIST, every_days=1, changed_at=AT).pause(AT) == DAY


@pytest.mark.parametrize(
    ("stood", "days"), [(LONG - SECOND, 7), (LONG, 14), (VERY_LONG - SECOND, 14), (VERY_LONG, 28), (9 * VERY_LONG, 28)]
)
def test_a_text_that_has_long_stood_still_is_looked_at_less_often(stood: timedelta, days: int) -> None:
    assert Rhythm(NOTICE, stood_at=AT - stood).pause(AT) == days * DAY


def test_nothing_is_left_alone_for_more_than_a_month_unless_it_was_declared_so() -> None:
    assert Rhythm(NOTICE, every_days=20, stood_at=AT - VERY_LONG).pause(AT) == MONTHLY
    assert Rhythm(NOTICE, every_days=90, stood_at=AT - VERY_LONG).pause(AT) == 90 * DAY


def test_a_list_is_looked_at_daily_however_long_it_has_stood() -> None:
    assert Rhythm(LIST, stood_at=AT - 5 * VERY_LONG).pause(AT) == DAY


def test_looks_are_spread_by_id_over_an_hour_of_each_day_of_the_pause() -> None:
    looks = [next_look(f"src_{number}", Rhythm(NOTICE), AT) for number in range(500)]
    early = [AT + 7 * DAY - look for look in looks]
    assert min(early) >= timedelta(0)
    assert max(early) < timedelta(hours=7)
    assert len({int(one.total_seconds() // 3600) for one in early}) == 7
    assert looks == [next_look(f"src_{number}", Rhythm(NOTICE), AT) for number in range(500)]
