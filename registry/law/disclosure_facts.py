"""What the gap rules read: what a notice says, who gets data by the register, what a site was seen to load.

Names are compared as `frozenset`s of plain forms that the caller made; nothing here knows how a name is folded.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from registry.terms import Flag, LegalBasis, Mechanism, Responsibility, Role, SafeguardKind, Verdict


@dataclass(frozen=True, slots=True)
class Words:
    """Keys of one vocabulary of the glossary, or of `fact` (the keys of a transfer's facts). What is no key of it is a
    word somebody wrote, and is shown as it is."""

    vocabulary: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A text that the register holds in both languages."""

    en: str
    sv: str


# What fills a placeholder: a text, one in both languages, the codes of countries, closed words, a day.
Value: TypeAlias = str | Spoken | tuple[str, ...] | Words | StrEnum | date
Values: TypeAlias = dict[str, Value]


class GapLevel(StrEnum):
    """How grave a gap is: required and absent, there but insufficient or doubtful, recommended."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Said(StrEnum):
    """Statements of a notice that rules ask for; the wordings stand in data/phrases/notice_{sv,en}.toml."""

    LIST_ON_REQUEST = "list_on_request"
    CONSENT_BY_USE = "consent_by_use"
    OLD_COOKIE_LAW = "old_cookie_law"
    OLD_DATA_LAW = "old_data_law"
    ANONYMOUS = "anonymous"
    COPY_ROUTE = "copy_route"
    ESSENCE = "essence"
    INTEREST = "interest"
    COMPLAINT = "complaint"
    OLD_AUTHORITY = "old_authority"
    KEPT_VAGUELY = "kept_vaguely"
    KEPT_BY_EVENT = "kept_by_event"
    ALL_FROM_PERSON = "all_from_person"
    OTHER_SOURCE = "other_source"
    RISK_TOLD = "risk_told"
    COMPELLING = "compelling"
    CONSENT_TO_TRANSFER = "consent_to_transfer"
    NO_DECISION = "no_decision"
    FALLEN = "fallen"
    INFORMED_WHEN = "informed_when"
    LEFT_OUT = "left_out"
    ONLY_ABOUT = "only_about"


class Outside(StrEnum):
    """What a notice says of transfers outside the EEA as a whole."""

    YES = "yes"
    POSSIBLE = "possible"
    NO = "no"
    UNSTATED = "unstated"


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of the notice with their place."""

    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedRecipient:
    """A recipient the notice names. `is_sure`: a known party, a company in full, or one that is given a role.

    `mechanisms` are those its own words name.
    """

    name: str
    names: frozenset[str]
    role: Role
    mechanisms: frozenset[Mechanism]
    place: Passage
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of recipient the notice describes without a name, by the glossary's key."""

    key: str
    place: Passage


@dataclass(frozen=True, slots=True)
class Stale:
    """A tool that the notice relies on and that no longer holds. `ended_on`: the first day it held no more."""

    name: str
    ended_on: date
    place: Passage


@dataclass(frozen=True, slots=True)
class Outdated:
    """A former name of a party in the notice, and the company customers in the EEA sign with. None: day not read."""

    name: str
    party: str
    ended_on: date | None
    place: Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What the gap rules ask of a notice. None for a day: not stated."""

    is_controller_named: bool
    recipients: tuple[NamedRecipient, ...] = ()
    categories: tuple[Category, ...] = ()
    mentioned: frozenset[str] = frozenset()  # plain names met anywhere in the text and not denied
    outside: Outside = Outside.UNSTATED
    countries: frozenset[str] = frozenset()  # third countries named
    transfer_place: Passage | None = None
    mechanisms: frozenset[Mechanism] = frozenset()
    is_copy_linked: bool = False  # a link stands where the clauses are named
    either_or: tuple[Passage, ...] = ()  # several tools in one sentence that names no recipient
    adequacy_for: tuple[tuple[str, Passage], ...] = ()  # countries said to be adequate
    stale: tuple[Stale, ...] = ()
    outdated: tuple[Outdated, ...] = ()
    said: Mapping[Said, tuple[Passage, ...]] = field(default_factory=dict)
    joint_place: Passage | None = None
    interest_basis: Passage | None = None  # where Art. 6(1)(f) is used
    untied_bases: Passage | None = None  # several bases in one breath, and none tied to a purpose anywhere
    has_period: bool = False
    has_data_categories: bool = False
    has_dpo: bool = False
    has_authority: bool = False
    group_place: Passage | None = None  # group companies as recipients, none of them named
    dated_on: date | None = None

    def first(self, what: Said) -> Passage | None:
        """The first place where the notice says it."""
        return next(iter(self.said.get(what, ())), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class HopSeen:
    """One hop behind an engagement. `tool` is what a lawful hop stands on, `act` its decision or clauses."""

    importer: str
    verdict: Verdict
    responsibility: Responsibility
    countries: tuple[str, ...] = ()
    tool: Mechanism | None = None
    safeguard: SafeguardKind | None = None
    act: str | None = None
    is_remote: bool = False
    has_decision: bool = False  # some adequacy decision is in force for the country, though not for this hop
    flags: frozenset[Flag] = frozenset()
    parent_country: str | None = None
    would_settle: tuple[str, ...] = ()
    derogation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Engaged:
    """An engagement in scope. `kinds` are the categories of recipients that would describe it, `kind` the nearest.

    `data_categories` are keys of the glossary or words. `shows_itself`: pages that use the service load something of
    it that a scan knows, so that a scan without it says something.
    """

    id: str
    service: str
    party: str
    names: frozenset[str]
    role: Role | None  # decided
    claimed: Role | None  # by the recipient
    kinds: frozenset[str]
    kind: str | None = None
    purposes: tuple[str, ...] = ()
    purposes_sv: tuple[str, ...] = ()
    data_categories: tuple[str, ...] = ()
    shows_itself: bool = False
    valid_from: date | None = None
    hops: tuple[HopSeen, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """A service seen on the controller's site. `host` None: only a trace names it.

    `names` are all that would name it in a notice, its party's among them; `service_names` the service's alone, empty
    where only the party is known. `uses_identifiers`: it is known to set cookies or to number those who visit.
    """

    service: str
    party: str
    names: frozenset[str]
    is_loaded: bool
    service_names: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    uses_identifiers: bool = False
    host: str | None = None
    seen_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """A processing activity whose data do not all come from the person."""

    activity: str
    sources: tuple[str, ...]
    data_categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Founded:
    """A purpose in scope with its one legal basis; `interest` is what Art. 6(1)(f) asks for, None where not written."""

    purpose: Spoken
    basis: LegalBasis
    interest: Spoken | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """All that is compared, on one day. `known` are names in the register that are no engagement: those further down
    the chain, joint controllers and the group. `scans` is how many scans of the site `observed` comes from; `group`
    the companies of the controller's group on the register."""

    on: date
    controller: str | None
    country: str | None
    authority: str | None
    dpo: str | None
    contact: str | None
    registration: str | None = None
    notice: Notice
    engaged: tuple[Engaged, ...] = ()
    observed: tuple[Observed, ...] = ()
    scans: int = 0
    group: tuple[str, ...] = ()
    founded: tuple[Founded, ...] = ()
    known: frozenset[str] = frozenset()
    essence_available: bool = False
    other_sources: tuple[Sources, ...] = ()
    without_decision: frozenset[str] = frozenset()  # countries named as adequate for which none is in force


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A rule that is met. `way` picks the rule's other words; `is_bare`: no sentence is suggested."""

    rule: str
    subject: str
    place: Passage | None = None
    engagement: str | None = None
    way: str = ""
    is_bare: bool = False
    values: Mapping[str, Value] = field(default_factory=dict)
