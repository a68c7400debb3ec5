"""The day of the newest version, however and wherever a notice writes it."""

import pytest
from crawlers_documents import html

from crawlers.read import read


def _day(body: str, language: str) -> str | None:
    return read(html(f"<h1>Policy</h1>{body}"), language=language).last_updated


PROSE = "<p>Vi ber om ditt namn.</p>" * 12


@pytest.mark.parametrize(
    ("language", "line", "day"),
    [
        ("sv", "Senaste ändring 2025-06-30", "2025-06-30"),
        ("sv", "Gäller från och med den 1 maj 2024", "2024-05-01"),
        ("sv", "Version 3, mars 2024", "2024-03"),
        ("sv", "Uppdaterad: 24-08-15", "2024-08-15"),
        ("sv", "Reviderad 20240815", "2024-08-15"),
        ("sv", "Beslutad av kyrkorådet den 17:e februari 2023", "2023-02-17"),
        ("sv", "Senast ändrad 7/5 2023", "2023-05-07"),
        ("sv", "Umeå den 3 maj 2023", "2023-05-03"),
        ("en", "Adopted by the board on 3 March 2022", "2022-03-03"),
        ("en", "Last revised APRIL-2024", "2024-04"),
        ("en", "Last reviewed: August 2024", "2024-08"),
    ],
)
def test_a_line_at_the_foot_tells_the_day(language: str, line: str, day: str) -> None:
    assert _day(f"{PROSE}<p>{line}</p>", language) == day


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("sv", "<p>Texten gäller fr.o.m. 2025-02-01 och ersätter version 2 från 2022-05-04.</p>"),
        ("sv", "<h2>Ändringar</h2><ul><li>2025-02-01 Kören tillagd</li><li>2022-05-04 Första texten</li></ul>"),
        ("sv", "<table><tr><th>Dag</th><th>Ändring</th></tr><tr><td>2025-02-01</td><td>Kören</td></tr></table>"),
        ("en", "<h2>Changes</h2><ul><li>2025-02-01: the choir was added</li></ul>"),
    ],
)
def test_the_newest_of_several_versions_counts_also_in_a_table_of_changes(language: str, body: str) -> None:
    assert _day(f"{PROSE}{body}{PROSE}", language) == "2025-02-01"


def test_a_day_may_stand_on_the_line_below_its_words() -> None:
    assert _day("<p>Senast uppdaterad</p><p>2024-02-03</p><p>Vi ber om ditt namn.</p>", "sv") == "2024-02-03"


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("sv", "Förordningen antogs den 27 april 2016, och vi följer den."),
        ("en", "The decision that was adopted on 10 July 2023 covers us."),
        ("sv", "Den nya dataskyddsförordningen gäller från den 25 maj 2018."),
        ("sv", "Ring oss på uppdaterade nummer 08-24 08 15 om du vill."),
    ],
)
def test_the_day_of_a_law_is_not_that_of_the_notice(language: str, line: str) -> None:
    assert _day(f"{PROSE}<p>{line}</p>{PROSE}", language) is None
