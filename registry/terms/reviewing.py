"""The words of a vendor review beside its states: what opened it, which steps it takes, what its checklist says."""

from enum import StrEnum


class ReviewStep(StrEnum):
    """A step of a review; each is kept for ever, with who took it and when."""

    OPENED = "opened"
    REOPENED = "reopened"
    CAUSE_ADDED = "cause_added"  # something more came about while it was open
    ASSIGNED = "assigned"
    ANSWERED = "answered"
    ADVISED = "advised"
    DECIDED = "decided"
    RENEWED = "renewed"  # approved again, with why it still holds
    CONDITION_MET = "condition_met"
    ENDED = "ended"  # the engagement has ended: nothing is left to review


class ReviewCause(StrEnum):
    """What opens a review or reopens one."""

    ASKED = "asked"
    MATERIAL_CHANGE = "material_change"
    VERDICT_TURNED = "verdict_turned"
    AGREEMENT_ENDING = "agreement_ending"
    ENTITY_CHANGE = "entity_change"
    DAY_NEARS = "day_nears"


class ReviewRisk(StrEnum):
    """How long a review may wait: 12, 24 or 36 months. No score: each follows from facts that are named."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class ChecklistState(StrEnum):
    """What is said of a row of the checklist. A row of which nothing is known has none of them."""

    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not_met"
    NOT_FOUND = "not_found"
    NOT_APPLICABLE = "not_applicable"


class ChecklistPart(StrEnum):
    """The parts of a review's checklist."""

    CONTRACT = "contract"
    TRANSFERS = "transfers"
    SUB_PROCESSORS = "sub_processors"
    SECURITY = "security"
    DOCUMENTS = "documents"
