"""Retry-After and the seconds a fetch may spend."""

import asyncio
from datetime import UTC, datetime

import pytest

from crawlers.pace import Budget, Pace, TooSoon, wait_asked

NOON = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("0", 0.0),
        ("120", 120.0),
        (" 7 ", 7.0),
        ("999999999", 3600.0),
        ("9" * 4000, None),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("Sun, 22 Nov 2026 12:01:30 GMT", 90.0),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 3600.0),
        ("Sun, 22 Nov 2026 12:01:30 -0000", 90.0),
        ("Sun, 99 Nov 2026 12:01:30 GMT", None),
        ("²", None),
    ],
)
def test_retry_after_is_read_in_both_forms_and_bounded(header: str | None, seconds: float | None) -> None:
    assert wait_asked(header, most=3600.0, now=lambda: NOON) == seconds


def test_a_host_on_hold_is_refused_and_others_are_not() -> None:
    async def turns() -> list[str]:
        pace = Pace(interval=0.0, per_host=1, longest_wait=1.0)
        pace.hold("slow.example", 100.0)
        taken = []
        for name in ("slow.example", "other.example"):
            try:
                async with pace.turn(name):
                    taken.append(name)
            except TooSoon as error:
                taken.append(f"{error.seconds:.0f}")
        return taken

    assert asyncio.run(turns()) == ["100", "other.example"]


def test_the_next_turn_comes_an_interval_after_the_last_has_ended() -> None:
    async def two() -> float:
        pace = Pace(interval=500.0, per_host=1, longest_wait=1.0)
        async with pace.turn("a.example"):
            pass
        with pytest.raises(TooSoon) as refused:
            async with pace.turn("a.example"):
                pass
        return refused.value.seconds

    assert asyncio.run(two()) == pytest.approx(500.0, abs=60.0)


def test_hosts_that_nobody_waits_for_are_forgotten_and_those_on_hold_are_not() -> None:
    async def many() -> None:
        pace = Pace(interval=0.0, per_host=1, longest_wait=1.0)
        pace.hold("held.example", 1000.0)
        for number in range(Pace.MOST_HOSTS + 5):
            async with pace.turn(f"h{number}.example"):
                pass
        assert len(pace._hosts) < 100
        with pytest.raises(TooSoon):
            async with pace.turn("held.example"):
                pass

    asyncio.run(many())


def test_a_budget_spent_on_one_redirect_is_gone_for_the_next() -> None:
    async def spend() -> None:
        budget = Budget(0.05)
        with pytest.raises(TimeoutError):
            async with budget.spending():
                await asyncio.sleep(60)
        assert budget.left == 0.0
        with pytest.raises(TimeoutError):
            async with budget.spending():
                await asyncio.sleep(60)

    asyncio.run(spend())
