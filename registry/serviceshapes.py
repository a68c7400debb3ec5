"""Services of the catalogue as frozen records, with everything their documents say.

Everything here is knowledge about others, never a decision: a role is claimed, a mechanism declared, a place named.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from registry.organisationshapes import CertificationState, Conflict, Sourced
from registry.terms import DocumentKind, Manner, Module, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Sourced):
    """A document of a service. `label` tells two of a kind apart; `language` only where the address is in one."""

    id: str
    organisation: str
    services: tuple[str, ...]
    kind: DocumentKind
    label: str
    url: str
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Location(Sourced):
    """Where a document says data are. `countries` are those it names; empty: only words, the destination is missing.

    `choice` is True where the customer chooses among the places; `open_ended` where the text names more than it lists.
    """

    manner: Manner
    countries: tuple[str, ...] = ()
    as_written: str
    choice: bool = False
    open_ended: bool = False


class CountryBasis(StrEnum):
    """Why a third country is named beside a service. A seat is no destination."""

    SEAT = "entity_seat"
    TEXT = "hosting_or_transfer_text"
    UNSTATED = "unstated"
    MEMORY = "memory"


@dataclass(frozen=True, slots=True, kw_only=True)
class ThirdCountry(Sourced):
    """A third country that plays a part somewhere in a service: a hint for the reviewer, never a destination."""

    country: str
    basis: CountryBasis


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedRole(Sourced):
    """The role a document claims in a context, and by which words or clause."""

    role: Role
    context: str
    reason: str = ""


class DeclaredKind(StrEnum):
    """What a document names as the footing of a transfer."""

    ADEQUACY = "adequacy"
    DPF = "dpf"
    SCC = "scc"
    BCR = "bcr"
    DEROGATION = "derogation"
    PRIVACY_SHIELD = "privacy_shield"
    NONE_NEEDED = "none_needed_for_the_entity"  # the company itself sits in the EEA; its sub-processors may not


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredMechanism(Sourced):
    """A mechanism as documents declare it. It brings only what the text says: `act` and `modules` may be unknown."""

    kind: DeclaredKind
    detail: str = ""
    act: str | None = None
    modules: tuple[Module, ...] = ()
    state: CertificationState | None = None
    checked_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeTerms(Sourced):
    """When the sub-processor list changes: days of notice and days to object. None: not stated in what was read."""

    notice_days: int | None
    objection_days: int | None
    objection: str = ""
    note: str = ""
    feed: bool = False


class DetectionKind(StrEnum):
    """By what a service shows itself on a page."""

    DOMAIN = "domain"
    HOST = "host"
    SCRIPT = "script"
    INLINE = "inline"
    HTML = "html"
    ID_PATTERN = "id_pattern"


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection(Sourced):
    """Values of one kind from one source by which a service is recognised."""

    kind: DetectionKind
    values: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cookie(Sourced):
    """A cookie a service sets. `prefix` is True where the name goes on with an id. Lifetime is as written."""

    name: str
    prefix: bool
    category: str
    lifetime: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CookieRow:
    """A cookie as a line of a table in a file."""

    name: str
    category: str
    prefix: bool = False
    lifetime: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CookieTable(Sourced):
    """Cookies of one source, as a file holds them."""

    rows: tuple[CookieRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThirdCountries(Sourced):
    """Countries of one source and basis, as a file holds them."""

    countries: tuple[str, ...]
    basis: CountryBasis


@dataclass(frozen=True, slots=True, kw_only=True)
class Service(Sourced):
    """A service of an organisation with everything its documents say, each with its own grade and source."""

    id: str
    organisation: str
    name: str
    category: str
    aliases: tuple[str, ...] = ()
    data_categories: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    documents: tuple[Document, ...] = ()
    locations: tuple[Location, ...] = ()
    third_countries: tuple[ThirdCountry, ...] = ()
    roles: tuple[ClaimedRole, ...] = ()
    mechanisms: tuple[DeclaredMechanism, ...] = ()
    notice: tuple[NoticeTerms, ...] = ()
    detections: tuple[Detection, ...] = ()
    cookies: tuple[Cookie, ...] = ()
    conflicts: tuple[Conflict, ...] = ()

    @property
    def notice_days(self) -> int | None:
        """Days of notice before a sub-processor starts, where one figure was read."""
        return _only({terms.notice_days for terms in self.notice} - {None})

    @property
    def objection_days(self) -> int | None:
        """Days to object to a new sub-processor, where one figure was read."""
        return _only({terms.objection_days for terms in self.notice} - {None})


def _only(days: set[int | None]) -> int | None:
    return next(iter(days)) if len(days) == 1 else None
