"""Sub-processor lists of the catalogue as frozen records: rows as written, history and earlier versions."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from registry.organisationshapes import Identifier, Sourced


class RowGroup(StrEnum):
    """How a list divides its rows."""

    AFFILIATE = "affiliate"
    THIRD_PARTY = "third_party"
    SUPPORT = "support"


@dataclass(frozen=True, slots=True, kw_only=True)
class SubprocessorRow:
    """A row of a list as written. `organisation` is the catalogue's, None where nobody knows the name.

    `places` are where data are processed: ISO codes, or the page's own words (`EEA`, `worldwide`). `seat` is the
    company's own country, where the page gives it. `places_cut` is True where the text read shows only the first place.
    """

    name: str
    organisation: str | None = None
    service: str | None = None
    purpose: str = ""
    places: tuple[str, ...] = ()
    seat: str | None = None
    group: RowGroup | None = None
    products: str = ""
    mechanisms: tuple[str, ...] = ()
    identifier: Identifier | None = None
    url: str | None = None
    note: str = ""
    places_cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ListChange(Sourced):
    """What changed in a list on a day, as its history tells."""

    dated: date | None
    dated_as_written: str = ""
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    note: str = ""
    commit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListVersion(Sourced):
    """Another dated version of a list; rows may be names only, or none where only its day was read."""

    dated: date | None
    label: str
    rows: tuple[SubprocessorRow, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubprocessorList(Sourced):
    """A sub-processor list as read. A list that is not complete never proves a removal.

    `extent` says in words how much of it was read. `newer` is the id of the list that took its place in time.
    """

    id: str
    organisation: str
    service: str
    url: str | None
    dated: date | None
    complete: bool
    dated_as_written: str = ""
    extent: str = ""
    scope: str = ""
    notice_days: int | None = None
    objection: str = ""
    note: str = ""
    newer: str | None = None
    rows: tuple[SubprocessorRow, ...] = ()
    history: tuple[ListChange, ...] = ()
    versions: tuple[ListVersion, ...] = ()
