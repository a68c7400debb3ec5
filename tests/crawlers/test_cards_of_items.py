"""Lists of sub-processors where a party's name stands alone and its facts stand below it."""

from crawlers.extract import extract
from crawlers.findings.rows import Row
from crawlers.read import read

CARDS = """# Data processing agreement

## Sub-processors

- **Molnverket:**
    - **Purpose:** hosting of backups
    - **Data location:** Sweden
- **Brevduvan AB:**
    - **Purpose:** e-mail
    - **Data location:** United States
- **Kartotek:**
    - **Purpose:** search
    - **Data location:** EEA
"""


def found(text: str) -> tuple[Row, ...]:
    return read(extract(text.encode(), name="list.md")).sub_processors


def test_what_stands_below_a_name_belongs_to_it() -> None:
    rows = [(row.name, row.purpose, row.countries) for row in found(CARDS)]
    assert rows == [
        ("Molnverket", "hosting of backups", ("SE",)),
        ("Brevduvan AB", "e-mail", ("US",)),
        ("Kartotek", "search", ("EU/EEA",)),
    ]


def test_names_before_a_colon_stay_names() -> None:
    text = "# Sub-processors\n\n- Molnverket: hosting\n- Brevduvan: e-mail\n- Kartotek: search\n"
    assert [row.name for row in found(text)] == ["Molnverket", "Brevduvan", "Kartotek"]


def test_a_name_that_is_repeated_twice_stays_a_name() -> None:
    text = "# Sub-processors\n\n- Molnverket: hosting\n- Molnverket: backups\n"
    assert [row.name for row in found(text)] == ["Molnverket", "Molnverket"]
