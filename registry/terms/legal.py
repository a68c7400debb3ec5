"""The words of the law: roles, verdicts, tools, and how a fact was seen."""

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
