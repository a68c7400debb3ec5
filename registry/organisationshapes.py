"""Organisations of the catalogue as frozen records: groups, their dated names, legal persons and certifications.

Every record carries how it was seen (`grade`) and where (`source`); `Grade.MEMORY` is unverified and shown as such.
Intervals are `valid_from` .. `valid_until`; None means the day is not known. Countries are ISO 3166-1 alpha-2.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from registry.terms import Coverage, Framework, Grade, SeenIn


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourced:
    """What every record of the catalogue carries. A source is an address or a citation, never a bare key."""

    grade: Grade
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedSource:
    """A source that many records name by its key: what it is, and under which licence facts were taken from it."""

    key: str
    what: str
    licence: str | None = None
    url: str | None = None
    dated: date | None = None


class OrganisationKind(StrEnum):
    """What a record of an organisation is. NAMED_ONLY is for recognition and is never shown as a fact."""

    GROUP = "group"
    LEGAL_PERSON = "legal_person"
    NAMED_ONLY = "named_only"


class NameKind(StrEnum):
    """Why an organisation answers to a name."""

    CURRENT = "current"
    ALIAS = "alias"
    FORMER = "former"  # an old name resolves to the group, never to an importer
    PRODUCT = "product"  # a product's name used for the company


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationName(Sourced):
    """A name of an organisation and the time it was in use."""

    name: str
    kind: NameKind
    valid_from: date | None = None
    valid_until: date | None = None
    note: str = ""


class Relation(StrEnum):
    """What a legal person is in its group and to customers in the EEA."""

    EU_CONTRACTING = "eu_contracting"
    CONTRACTING = "contracting"
    PARENT = "parent"
    ULTIMATE_PARENT = "ultimate_parent"
    AFFILIATE = "affiliate"
    GROUP = "group"
    BRANCH = "branch"
    OPERATOR = "operator"
    SCHEME_OPERATOR = "scheme_operator"
    JOINT_CONTROLLER = "joint_controller"
    CONTROLLER_FOR_EEA = "controller_for_eea"
    EU_REPRESENTATIVE = "eu_representative"
    FORMER = "former"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """A registration number and the register it stands in (`KRS`, `organisationsnummer`; `unstated` where not said)."""

    scheme: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalPerson(Sourced):
    """A company that can sign, import or be certified. `country` is its seat; None: not read anywhere.

    `name_read` is False where a company is known to exist and its exact name is not: then `name` describes it.
    """

    id: str
    organisation: str
    name: str
    relation: Relation
    country: str | None = None
    relation_as_written: str = ""
    name_read: bool = True
    identifiers: tuple[Identifier, ...] = ()
    address: str | None = None
    email: str | None = None
    note: str = ""


class CertificationState(StrEnum):
    """What was seen about a certification. Only ACTIVE and CLAIMED can ever count, and MEMORY never does."""

    ACTIVE = "active"  # in the register
    CLAIMED = "claimed"  # the holder says so
    NOT_CLAIMED = "not_claimed"
    NOT_LISTED = "not_listed"
    NOT_SEEN = "not_seen"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Certification(Sourced):
    """A self-certification of one legal person, or of one that was not named (`legal_person` None).

    `valid_from` is the known start, else the day it was seen; None where neither is known. `valid_until` only from a
    withdrawal or lapse; `recertify_by` is the register's usage end, a day to ask again, not the end.
    """

    organisation: str
    legal_person: str | None
    framework: Framework
    state: CertificationState
    covers: frozenset[Coverage] | None
    seen_in: SeenIn
    seen_on: date | None
    valid_from: date | None
    valid_until: date | None
    recertify_by: date | None
    register_id: str | None = None
    register_name: str | None = None
    status_as_written: str = ""
    detail: str = ""

    @property
    def may_count(self) -> bool:
        """Whether a verdict may rest on it at all: seen as held, and not from memory."""
        held = self.state in (CertificationState.ACTIVE, CertificationState.CLAIMED)
        return held and self.grade is not Grade.MEMORY


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict(Sourced):
    """Two sources that say different things. Stays until a person decides."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation(Sourced):
    """A group, a company or a bare name. `parent` is the id of the organisation that owns it, where that was read.

    `aliases` are spellings it is recognised by; `names` those with a story: former, dated, a product's.
    """

    id: str
    kind: OrganisationKind
    name: str
    aliases: tuple[str, ...] = ()
    names: tuple[OrganisationName, ...] = ()
    parent: str | None = None
    region: str | None = None
    note: str = ""
    legal_persons: tuple[LegalPerson, ...] = ()
    certifications: tuple[Certification, ...] = ()
