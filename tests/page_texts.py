"""What the invented register for pages says: its texts, its day, and what every dated row carries."""

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from typing import Any

from registry.terms import Grade, Origin

DAY = date(2026, 11, 22)
AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
ADDRESS = "https://vendor.example/subprocessors"


@dataclass(frozen=True, slots=True)
class Words:
    """Every text of the register that comes from outside; a test puts hostile ones in their place."""

    controller: str = "Påhittade Granbygdens Bageri AB"
    service: str = "Påhittad Kundkanal"
    company: str = "Påhittad Kundkanal, Inc."
    listed: str = "Påhittad Lagring GmbH"
    found: str = "Påhittad Nattjour Inc."
    purpose: str = "customer support at night"
    quote: str = "Påhittad Nattjour Inc., customer support at night, United States"
    source: str = "a reading made for tests"
    address: str = ADDRESS
    key: str = "kanal"  # a part of every id

    def storable(self) -> "Words":
        """The same texts as a database holds them: half a character is nothing it can keep."""
        texts = {one.name: _whole(getattr(self, one.name)) for one in fields(self)}
        return Words(**texts)


def _whole(text: str) -> str:
    return text.encode("utf-8", "ignore").decode()


def dated(words: Words, **more: Any) -> dict[str, Any]:
    """What every dated row carries."""
    fixed = {
        "source": words.source,
        "grade": Grade.SECONDARY,
        "recorded_at": AT,
        "origin": Origin.IMPORT,
        "valid_from": date(2024, 1, 1),
    }
    return fixed | more
