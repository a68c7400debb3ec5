"""The words of objections, tasks and deadlines: what a clock runs on, and where the work stands."""

from enum import StrEnum


class ObjectionState(StrEnum):
    """Where an objection stands. `no_response` is shown once the last day has passed; nobody sets it."""

    NOTICE_RECEIVED = "notice_received"
    ASSESSING = "assessing"
    OBJECTED = "objected"
    ACCEPTED = "accepted"
    ACCEPTED_WITH_CONDITIONS = "accepted_with_conditions"
    NO_RESPONSE = "no_response"
    VENDOR_ANSWERED = "vendor_answered"
    RESOLVED = "resolved"
    TERMINATED = "terminated"


class NoticeCame(StrEnum):
    """How the processor told of a change (Art. 28(2)): a page alone is no notice."""

    MAIL = "mail"
    PORTAL = "portal"
    PAGE_ONLY = "page_only"


class PeriodOf(StrEnum):
    """Whose period it is: the clauses prevail over an agreement that says otherwise (clause 5)."""

    CLAUSES = "clauses"  # clause 9(a) of (EU) 2021/914
    AGREEMENT = "agreement"
    PUBLISHED = "published"  # what the service tells everybody, where nothing that was signed says


class PeriodUnit(StrEnum):
    """Which days count."""

    CALENDAR = "calendar"
    BUSINESS = "business"


class CountedFrom(StrEnum):
    """The day a period is counted from; that day itself is not counted."""

    SENT = "sent"
    RECEIVED = "received"
    SEEN = "seen"  # the change was seen on a page, and nobody knows of a notice


class TaskKind(StrEnum):
    """What a task asks for."""

    CLOSE_HOP = "close_hop"
    UPLOAD_BY_HAND = "upload_by_hand"
    LOOK_AT_UNSTABLE = "look_at_unstable"
    ASK_FOR_NOTICE = "ask_for_notice"
    SEND_OBJECTION = "send_objection"
    CONDITION = "condition"
    RETURN_OR_DELETE = "return_or_delete"
    REPORT_BREACH = "report_breach"  # from here on the clocks that the law starts
    ANSWER_REQUEST = "answer_request"
    INFORM_PERSONS = "inform_persons"
    PROCESSOR_NOTICE = "processor_notice"
    TELL_PERSONS_OF_BREACH = "tell_persons_of_breach"
    INFORM_OF_PURPOSE = "inform_of_purpose"
    OTHER = "other"


class DeadlineKind(StrEnum):
    """What a day in the calendar is of."""

    OBJECTION = "objection"
    OBJECTION_CONTRACT = "objection_contract"
    TAKES_EFFECT = "takes_effect"
    REVIEW = "review"
    ASSESSMENT_REVIEW = "assessment_review"
    PRIOR_CONSULTATION = "prior_consultation"
    AGREEMENT_END = "agreement_end"
    RECERTIFICATION = "recertification"
    ADEQUACY_END = "adequacy_end"
    TASK = "task"
    CHANGE = "change"
