"""What a round keeps in mind between documents, within bounds: the register of the day and the last few readings."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from crawlers.read import Reading
from registry.catalogue.remembered import RegisterRemembered

MOST_READINGS = 8  # a document with a second look is read up to three times in a row; each takes up to some megabytes


class ReadingKey(NamedTuple):
    """What a reading depends on beside our own code: the bytes, and how they are to be taken."""

    sha256: str
    content_type: str | None
    name: str
    document_id: str
    declared_on: date | None  # from which day the declaration holds


@dataclass(slots=True)
class Mind:
    """Used by the one thread that takes documents in."""

    has_declared: bool = False  # whether the declarations in force are sources by now
    register: RegisterRemembered = field(default_factory=RegisterRemembered)
    _readings: OrderedDict[ReadingKey, Reading] = field(default_factory=OrderedDict)

    def reading(self, key: ReadingKey, read: Callable[[], Reading]) -> Reading:
        """The reading of these bytes, made by `read` unless it is remembered."""
        known = self._readings.pop(key, None) or read()
        self.remember(key, known)
        return known

    def remember(self, key: ReadingKey, reading: Reading) -> None:
        """Take a reading of these bytes that was made before."""
        self._readings[key] = reading
        if len(self._readings) > MOST_READINGS:
            self._readings.popitem(last=False)
