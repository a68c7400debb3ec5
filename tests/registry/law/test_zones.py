"""In which zone a country lies on a day, at the days on which that changes."""

from datetime import date

import pytest

from registry import lawfiles
from registry.law.zones import Zone, zone

LAW = lawfiles.load()


@pytest.mark.parametrize(
    ("country", "on", "expected"),
    [
        ("SE", "2026-11-22", Zone.EEA),
        ("NO", "2026-11-22", Zone.EEA),
        ("HR", "2013-06-30", Zone.THIRD_COUNTRY),
        ("HR", "2013-07-01", Zone.EEA),
        ("GB", "2021-06-27", Zone.EEA),
        ("GB", "2021-06-28", Zone.ADEQUATE),
        ("GB", "2031-12-27", Zone.ADEQUATE),
        ("GB", "2031-12-28", Zone.THIRD_COUNTRY),
        ("US", "2023-07-09", Zone.THIRD_COUNTRY),
        ("US", "2023-07-10", Zone.PARTLY_ADEQUATE),
        ("US", "2020-07-15", Zone.PARTLY_ADEQUATE),
        ("US", "2020-07-16", Zone.THIRD_COUNTRY),
        ("CA", "2026-11-22", Zone.PARTLY_ADEQUATE),
        ("IN", "2026-11-22", Zone.THIRD_COUNTRY),
        ("EPO", "2026-11-22", Zone.ORGANISATION),
        ("XX", "2026-11-22", Zone.UNKNOWN),
        (None, "2026-11-22", Zone.UNKNOWN),
    ],
)
def test_a_country_lies_in_its_zone_of_the_day(country: str | None, on: str, expected: Zone) -> None:
    assert zone(LAW, country, date.fromisoformat(on)) is expected
