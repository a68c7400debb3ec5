"""The words of the watch: documents, captures, changes, and how grave they are."""

from enum import StrEnum


class DocumentKind(StrEnum):
    """What a document is."""

    NOTICE = "notice"
    DPA = "dpa"
    SUB_PROCESSOR_LIST = "sub_processor_list"
    CERTIFICATE = "certificate"
    TERMS = "terms"
    OTHER = "other"


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


class DeliveryState(StrEnum):
    """Where the delivery of an alert stands."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"  # tried for as long as anything is
    REFUSED = "refused"  # the receiver says that it will never take it
    MUTED = "muted"  # a person wanted silence on it; kept so that the silence is seen


class ChannelKind(StrEnum):
    """A way out for alerts."""

    MAIL = "mail"
    SLACK = "slack"
    MSTEAMS = "msteams"
    DISCORD = "discord"
    WEBHOOK = "webhook"


class Pace(StrEnum):
    """How soon somebody wants to be told."""

    IMMEDIATE = "immediate"
    DAILY = "daily"
    WEEKLY = "weekly"


class AlertDecision(StrEnum):
    """What a person made of an alert."""

    ACTED = "acted"
    DISMISSED = "dismissed"
