"""The words of the register: what a row is, who set it, and the work around it."""

from enum import StrEnum


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


class SigningSide(StrEnum):
    """For whom somebody signed an agreement."""

    OURS = "ours"
    THEIRS = "theirs"


class AcceptedBy(StrEnum):
    """How it is known which text was accepted with an agreement."""

    NAMED = "named"  # the agreement names the version
    FILE = "file"  # the signed copy is on file
    STOOD = "stood"  # the version that stood on the day of signing


class TextState(StrEnum):
    """The text that was accepted, beside the text that is published now."""

    SAME = "same"
    MOVED = "moved"
    DIFFERS = "differs"  # the signed copy reads otherwise, and no change is known since it was signed
    UNKNOWN = "unknown"


class SearchKind(StrEnum):
    """What a search finds."""

    ORGANISATION = "organisation"
    SERVICE = "service"
    ENGAGEMENT = "engagement"
    DOCUMENT = "document"
    AGREEMENT = "agreement"
    ACTIVITY = "activity"
    SUB_PROCESSOR = "sub_processor"


class FoundIn(StrEnum):
    """Where the words of a search stand."""

    NAME = "name"
    ALIAS = "alias"
    TEXT = "text"
    QUOTE = "quote"


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


class AssessmentStep(StrEnum):
    """The six steps of a transfer impact assessment (EDPB Recommendations 01/2020)."""

    MAP = "map"
    TOOL = "tool"
    LAW_AND_PRACTICE = "law_and_practice"
    MEASURES = "measures"
    FORMAL_STEPS = "formal_steps"
    REVIEW = "review"


class AssessmentState(StrEnum):
    """Where a transfer impact assessment stands."""

    OPEN = "open"
    CONCLUDED = "concluded"
    REOPENED = "reopened"
    DUE = "due"


class ReviewTrigger(StrEnum):
    """What makes an assessment due for review before its day."""

    LAW_RECORD = "law_record"
    IMPORTER = "importer"
    MODULE = "module"
    SUB_PROCESSOR = "sub_processor"
    DATA_CATEGORY = "data_category"
    REVIEW_DAY = "review_day"


class EvidencePart(StrEnum):
    """The parts of an evidence packet, in the order an authority asks for them."""

    ANSWER = "answer"
    REGISTER = "register"
    NOTICE = "notice"
    CONTRACT = "contract"
    SAFEGUARDS = "safeguards"
    ASSESSMENTS = "assessments"
    DPIA = "dpia"
    ADVICE = "advice"
    CHANGES = "changes"
    SITE = "site"
    VERDICTS = "verdicts"
    CHAIN = "chain"
