"""The field's closed vocabularies: the words every other module uses.

Labels in English and Swedish stand in `data/glossary.toml`; a test holds both lists equal.
"""

from enum import StrEnum


class Role(StrEnum):
    """Who a recipient is in one engagement (GDPR Art. 4(7)-(9), 26, 28)."""

    PROCESSOR = "processor"
    JOINT_CONTROLLER = "joint_controller"
    INDEPENDENT_CONTROLLER = "independent_controller"
    RECIPIENT = "recipient"  # the role is not stated
    AUTHORITY = "authority"
    SUB_PROCESSOR = "sub_processor"
    CONTROLLER = "controller"
    NOT_A_RECIPIENT = "not_a_recipient"


class Party(StrEnum):
    """The side a role stands for in clauses and rules."""

    CONTROLLER = "controller"
    PROCESSOR = "processor"


class Verdict(StrEnum):
    """What Chapter V says of one hop on one day, worst first (the order of a chain's weakest link)."""

    UNSUPPORTED = "unsupported"
    INCOMPLETE = "incomplete"
    UNKNOWN = "unknown"
    DEROGATION = "derogation"
    SAFEGUARDED = "safeguarded"
    COVERED = "covered"
    NOT_A_TRANSFER = "not_a_transfer"


class ForPeople(StrEnum):
    """A verdict in one word for people."""

    VALID = "valid"
    CONDITIONAL = "conditional"
    DEFICIENT = "deficient"
    NOT_EVALUABLE = "not_evaluable"
    INVALID = "invalid"


class Flag(StrEnum):
    """What a reader of a verdict must know beside it."""

    UNDER_CHALLENGE = "under_challenge"
    EXPIRES_WITHIN_180_DAYS = "expires_within_180_days"
    LATER_ANNULLED = "later_annulled"
    PARENT_IN_THIRD_COUNTRY = "parent_in_third_country"
    REMOTE_ACCESS_UNCHECKED = "remote_access_unchecked"
    OLD_CLAUSES = "old_clauses"
    WRONG_MODULE = "wrong_module"
    OUTSIDE_CLAUSE_SCOPE = "outside_clause_scope"
    NOT_A_TRANSFER_TOOL = "not_a_transfer_tool"
    PROCESSING_NOT_CONFIRMED = "processing_not_confirmed"
    ASSESSMENT_DUE = "assessment_due"
    ASSESSMENT_OVERDUE = "assessment_overdue"
    ASSESSMENT_RESTS_ON_FALLEN_LAW = "assessment_rests_on_fallen_law"
    MEASURES_NOT_MATCHED = "measures_not_matched"
    SYSTEMATIC_DEROGATION = "systematic_derogation"
    CERTIFICATION_UNVERIFIED = "certification_unverified"
    HR_READING_DISPUTED = "hr_reading_disputed"
    UNVERIFIED_LAW = "unverified_law"
    ONWARD = "onward"
    EEA_INCORPORATION_PENDING = "eea_incorporation_pending"


class SafeguardKind(StrEnum):
    """The appropriate safeguards of GDPR Art. 46(2)-(3)."""

    SCC = "scc"
    BCR = "bcr"
    AUTHORITY_CLAUSES = "authority_clauses"
    CODE_OF_CONDUCT = "code_of_conduct"
    CERTIFICATION = "certification"
    PUBLIC_BODIES_INSTRUMENT = "public_bodies_instrument"
    AD_HOC_CLAUSES = "ad_hoc_clauses"
    ADMINISTRATIVE_ARRANGEMENT = "administrative_arrangement"


class Module(StrEnum):
    """The modules of (EU) 2021/914: from whom to whom."""

    C2C = "c2c"
    C2P = "c2p"
    P2P = "p2p"
    P2C = "p2c"


class Framework(StrEnum):
    """Self-certification frameworks behind an adequacy decision (or a third country's own bridge)."""

    SAFE_HARBOUR = "safe-harbour"
    PRIVACY_SHIELD = "privacy-shield"
    EU_US_DPF = "eu-us-dpf"
    UK_US_BRIDGE = "uk-us-bridge"
    SWISS_US_DPF = "swiss-us-dpf"


class Coverage(StrEnum):
    """Which data a certification covers."""

    HR = "hr"
    NON_HR = "non_hr"


class SeenIn(StrEnum):
    """Where a certification was seen."""

    REGISTER = "register"
    VENDOR = "vendor"


class Sector(StrEnum):
    """The importer's sector, where a decision's scope asks for it."""

    COMMERCIAL = "commercial"
    PUBLIC = "public"


class AssessmentOutcome(StrEnum):
    """What a named person concluded in a transfer impact assessment."""

    EFFECTIVE = "effective"
    EFFECTIVE_WITH_MEASURES = "effective_with_measures"
    NOT_EFFECTIVE = "not_effective"


class ReceivedUnder(StrEnum):
    """The tool of the first hop, under which an exporter outside the EEA received the data."""

    SCC = "scc"
    DPF = "dpf"
    ADEQUACY = "adequacy"
    BCR = "bcr"
    DEROGATION = "derogation"


class OnwardTerms(StrEnum):
    """What binds the next importer in an onward transfer."""

    EQUIVALENT = "equivalent"
    DPF_ONWARD_CONTRACT = "dpf_onward_contract"
    IMPORTER_LAW = "importer_law"


class Grade(StrEnum):
    """How a value was seen. MEMORY is unverified and must show as such."""

    PRIMARY = "primary"
    PRIMARY_COPY = "primary_copy"
    SECONDARY_OFFICIAL = "secondary_official"
    SECONDARY = "secondary"
    MEMORY = "memory"


class DocumentKind(StrEnum):
    """What a document is."""

    NOTICE = "notice"
    DPA = "dpa"
    SUB_PROCESSOR_LIST = "sub_processor_list"
    CERTIFICATE = "certificate"
    TERMS = "terms"
    OTHER = "other"


class Manner(StrEnum):
    """How data reach a destination in one transfer."""

    STORAGE = "storage"
    REMOTE_ACCESS = "remote_access"
    ONWARD = "onward"


class Responsibility(StrEnum):
    """Whose duty a hop is."""

    OURS = "ours"
    SHARED = "shared"
    THEIRS = "theirs"


class SourceState(StrEnum):
    """The state of a watched source."""

    VERIFIED = "verified"
    CHANGED = "changed"
    UNREACHABLE = "unreachable"
    BLOCKED = "blocked"
    PAUSED = "paused"


class CaptureState(StrEnum):
    """What a capture is beside the last good version."""

    SAME = "same"
    CHANGED = "changed"
    RETURNED = "returned"
    BAD_CAPTURE = "bad_capture"
    UPGRADED = "upgraded"


class ChangeKind(StrEnum):
    """Kinds of change; the first ten are facts and alert, the last four never do."""

    NEW_RECIPIENT_OR_SUBPROCESSOR = "new_recipient_or_subprocessor"
    REMOVED_RECIPIENT_OR_SUBPROCESSOR = "removed_recipient_or_subprocessor"
    LOCATION_OR_COUNTRY_CHANGE = "location_or_country_change"
    TRANSFER_MECHANISM_CHANGE = "transfer_mechanism_change"
    PURPOSE_CHANGE = "purpose_change"
    DATA_CATEGORY_CHANGE = "data_category_change"
    RETENTION_CHANGE = "retention_change"
    LEGAL_BASIS_CHANGE = "legal_basis_change"
    CONTACT_OR_ENTITY_CHANGE = "contact_or_entity_change"
    RIGHTS_CHANGE = "rights_change"
    COSMETIC_ONLY = "cosmetic_only"
    DATE_ONLY = "date_only"
    NAVIGATION_NOISE = "navigation_noise"
    RESTRUCTURING_NO_SUBSTANCE = "restructuring_no_substance"

    @property
    def is_material(self) -> bool:
        """Whether a change of this kind is a changed fact."""
        return self not in _NEVER_MATERIAL


_NEVER_MATERIAL = frozenset(
    {
        ChangeKind.COSMETIC_ONLY,
        ChangeKind.DATE_ONLY,
        ChangeKind.NAVIGATION_NOISE,
        ChangeKind.RESTRUCTURING_NO_SUBSTANCE,
    }
)


class SubKind(StrEnum):
    """Finer words under a kind of change."""

    ROLE_CHANGE = "role_change"
    ENTITY_CHANGE = "entity_change"
    CONTACT_CHANGE = "contact_change"
    OWN_PURPOSES_OR_AI_TRAINING = "own_purposes_or_ai_training"
    REMOTE_ACCESS = "remote_access"
    DPA_TERM_CHANGE = "dpa_term_change"
    NOTICE_OR_OBJECTION_TERM = "notice_or_objection_term"
    SECURITY_MEASURES_CHANGE = "security_measures_change"


class Severity(StrEnum):
    """How grave a change is to us."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NONE = "none"


class ProposalState(StrEnum):
    """The life of a proposal."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    EDITED = "edited"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"


class Deed(StrEnum):
    """What a proposal asks for."""

    ADD = "add"
    END = "end"
    CHANGE = "change"


class ReviewState(StrEnum):
    """Where a vendor review stands."""

    UP_TO_DATE = "up_to_date"
    DUE_SOON = "due_soon"
    IN_PROGRESS = "in_progress"
    OVERDUE = "overdue"


class ReviewDecision(StrEnum):
    """What the controller decided in a review."""

    APPROVED = "approved"
    APPROVED_WITH_CONDITIONS = "approved_with_conditions"
    REJECTED = "rejected"


class DpoAdvice(StrEnum):
    """What the DPO advised (Art. 38-39); never the decision itself."""

    SUPPORTS = "supports"
    SUPPORTS_WITH_REMARKS = "supports_with_remarks"
    ADVISES_AGAINST = "advises_against"


class Event(StrEnum):
    """Names of what alerts and webhooks tell."""

    POLICY_CHANGED = "vendor.policy_changed"
    SUBPROCESSOR_ADDED = "vendor.subprocessor_added"
    SUBPROCESSOR_REMOVED = "vendor.subprocessor_removed"
    SOURCE_UNREACHABLE = "vendor.source_unreachable"
    VERDICT_CHANGED = "transfer.verdict_changed"
    DPA_EXPIRING = "dpa.expiring"
    OBJECTION_DUE = "objection.due"
    LAW_CHANGED = "law.changed"
    REVIEW_DUE = "review.due"


class LegalBasis(StrEnum):
    """Legal bases of Art. 6(1)."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal_obligation"
    VITAL_INTERESTS = "vital_interests"
    PUBLIC_TASK = "public_task"
    LEGITIMATE_INTERESTS = "legitimate_interests"


class Mechanism(StrEnum):
    """Transfer mechanisms as documents name them."""

    ADEQUACY = "adequacy"
    DPF = "dpf"
    SCC = "scc"
    BCR = "bcr"
    DEROGATION = "derogation"
    PRIVACY_SHIELD = "privacy_shield"


class Layer(StrEnum):
    """The three values of a role, kept apart."""

    STATED_IN_OUR_NOTICE = "stated_in_our_notice"
    CLAIMED_BY_RECIPIENT = "claimed_by_recipient"
    DECIDED_BY_US = "decided_by_us"


class OrganisationKind(StrEnum):
    """What a row of organisations names."""

    LEGAL_PERSON = "legal_person"
    GROUP = "group"
    PUBLIC_BODY = "public_body"
    NAMED_ONLY = "named_only"  # a name nobody knows more about


class AgreementKind(StrEnum):
    """What was signed."""

    DPA = "dpa"
    SCC = "scc"
    JOINT_ARRANGEMENT = "joint_arrangement"


class Authorisation(StrEnum):
    """How a controller authorises sub-processors (Art. 28(2))."""

    SPECIFIC = "specific"
    GENERAL = "general"


class Origin(StrEnum):
    """Who set a row: curated data, an organisation's own file, or a person's decision. Loading touches only DATA."""

    DATA = "data"
    IMPORT = "import"
    PERSON = "person"


class Basis(StrEnum):
    """Where the facts of a transfer come from."""

    ON_FILE = "on_file"
    CLAIMED = "claimed"


class HopKind(StrEnum):
    """The kind of an edge in a flow."""

    ENGAGEMENT = "engagement"
    SUB_PROCESSOR = "sub_processor"
    JOINT = "joint"
    GROUP_PARENT = "group_parent"


class DeliveryState(StrEnum):
    """Where the delivery of an alert stands."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"
