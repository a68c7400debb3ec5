"""What a portfolio says, as frozen shapes (docs/portfolio.md is the format): one shape per table, one field per key.

None is *not known*. The tables of a transfer stand in `registry.transfershapes`.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from registry.activityshapes import Activity as Activity
from registry.activityshapes import Cited as Cited
from registry.assessmentshapes import Assessment
from registry.terms import AgreementKind, Authorisation, LegalBasis, Mechanism, Module, Role
from registry.transfershapes import Transfer


class ThirdCountries(StrEnum):
    """What a notice says of transfers to third countries."""

    YES = "yes"
    POSSIBLE = "possible"
    NO = "no"
    UNSTATED = "unstated"


class Tier(StrEnum):
    """Whether recipients are suppliers of suppliers."""

    SUB = "sub"


class Contact(StrEnum):
    """What an organisation can be known to have none of (Art. 30(1)(a))."""

    DPO = "dpo"
    REPRESENTATIVE = "representative"
    JOINT_CONTROLLER = "joint_controller"


@dataclass(frozen=True, slots=True, kw_only=True)
class Controller:
    """The organisation whose portfolio it is. Without a name it has a label, which is matched with nobody."""

    name: str | None = None
    label: str | None = None
    org_number: str | None = None
    country: str | None = None
    address: str | None = None
    contact: str | None = None
    dpo: str | None = None
    representative: str | None = None
    public_powers: bool | None = None
    security: tuple[str, ...] | None = None
    known_absent: tuple[Contact, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedTransfers:
    """What the notice says of third countries as a whole."""

    stated: ThirdCountries
    mechanisms: tuple[Mechanism, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What the privacy notice says of itself and as a whole."""

    document: str | None = None
    dated: date | None = None
    valid_from: date | None = None
    address: str | None = None
    scope: str | None = None
    legal_basis: tuple[LegalBasis, ...] | None = None
    storage: tuple[str, ...] | None = None
    third_country: StatedTransfers | None = None
    recipients_on_request: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JointController:
    """A controller who acts jointly; one that is only described has no name."""

    name: str | None = None
    description: str | None = None
    org_number: str | None = None
    country: str | None = None
    address: str | None = None
    contact: str | None = None
    activities: tuple[str, ...] | None = None
    arrangement: str | None = None
    essence_available: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """The three values of a role, kept apart, and whose decision the third is."""

    stated_in_our_notice: Role | None = None
    claimed_by_recipient: Role | None = None
    decided_by_us: Role | None = None
    decided_by: str | None = None
    decided_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """The kind of flow, carried down to every hop."""

    hr_data: bool | None = None
    automated: bool | None = None
    systematic: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """The next vendor review."""

    due_on: date | None = None
    owner: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """A paper on file."""

    kind: AgreementKind
    act: str | None = None
    signed_on: date | None = None
    valid_until: date | None = None
    modules: tuple[Module, ...] | None = None
    annexes_complete: bool | None = None
    authorisation: Authorisation | None = None
    notice_days: int | None = None
    objection_days: int | None = None
    document: str | None = None
    version: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubProcessor:
    """The next hop, and those behind it."""

    name: str
    service: str | None = None
    contracting_party: str | None = None
    role: Role | None = None
    purpose: str | None = None
    places: tuple[str, ...] | None = None
    transfer: tuple[Transfer, ...] = ()
    sub_processor: tuple["SubProcessor", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """The same source says something else elsewhere."""

    field: str
    value: str
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Engagement:
    """One service, engaged in one role. `key` is the file's, else made from the service's name."""

    key: str
    service: str
    source: Cited
    also_written: tuple[str, ...] | None = None
    party_as_written: str | None = None
    activities: tuple[str, ...] | None = None
    purposes: tuple[str, ...] | None = None
    legal_basis: tuple[LegalBasis, ...] | None = None
    role: Roles = Roles()
    contracting_party: str | None = None
    condition: str | None = None
    data_categories: tuple[str, ...] | None = None
    kind_of_flow: Flow = Flow()
    valid_from: date | None = None
    valid_until: date | None = None
    agreement_stated: tuple[AgreementKind, ...] | None = None
    note: str | None = None
    review: Review | None = None
    agreement: tuple[Agreement, ...] = ()
    transfer: tuple[Transfer, ...] = ()
    sub_processor: tuple[SubProcessor, ...] = ()
    conflict: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedRole:
    """The role a notice gives those it does not name."""

    stated_in_our_notice: Role | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientCategory:
    """Recipients that are described and not named."""

    key: str
    source: Cited
    description: str | None = None
    activities: tuple[str, ...] | None = None
    legal_basis: tuple[LegalBasis, ...] | None = None
    role: StatedRole | None = None
    tier: Tier | None = None
    third_country: ThirdCountries | None = None
    valid_from: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessingFor:
    """A controller the organisation is a processor for (Art. 30(2)): one row each."""

    controller: str
    categories: tuple[str, ...]
    org_number: str | None = None
    country: str | None = None
    address: str | None = None
    contact: str | None = None
    representative: str | None = None
    dpo: str | None = None
    engagements: tuple[str, ...] | None = None
    security: tuple[str, ...] | None = None
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A tool that is named and gets no data as far as the document says."""

    service: str
    source: Cited
    purpose: str | None = None
    role: StatedRole | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """A trace of a service that no text names."""

    service: str
    evidence: str
    source: Cited


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A remark about the notice or a row."""

    about: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolio:
    """One organisation's own file."""

    organisation: Controller
    invented: bool = False
    notice: Notice | None = None
    joint_controller: tuple[JointController, ...] = ()
    activity: tuple[Activity, ...] = ()
    engagement: tuple[Engagement, ...] = ()
    assessment: tuple[Assessment, ...] = ()
    recipient_category: tuple[RecipientCategory, ...] = ()
    processing_for: tuple[ProcessingFor, ...] = ()
    tool: tuple[Tool, ...] = ()
    observed: tuple[Observed, ...] = ()
    note: tuple[Note, ...] = ()
