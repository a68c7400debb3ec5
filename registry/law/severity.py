"""How grave a change is to us: its kind, the case it is, the document it stands in, and what depends on it.

The table is law.md's reading of what a DPO must act on; a lawyer corrects the rows, the code only looks them up.
"""

from dataclasses import dataclass
from enum import StrEnum

from registry.terms import DocumentKind, Role, Severity


class Case(StrEnum):
    """What exactly changed, as far as the rules tell cases apart."""

    ADDED_THIRD_COUNTRY = "added_third_country"  # a sub-processor in a third country without adequacy
    ADDED_ADEQUATE = "added_adequate"  # an adequate country, or certified under a framework
    ADDED_EEA = "added_eea"  # or the recipient's own affiliate there
    ADDED_PLACE_UNKNOWN = "added_place_unknown"
    ADDED_UNUSED = "added_unused"  # only for a feature or region we do not use
    LIST_WITHOUT_NOTICE = "list_without_notice"
    OBJECTION_NEARS = "objection_nears"  # the last day, and nobody has decided
    REMOVED = "removed"
    INTO_THIRD_COUNTRY = "into_third_country"  # also new remote access or support from there
    WITHIN_OR_HOME = "within_or_home"  # third country to EEA, or a place told more precisely
    TOOL_WEAKENED = "tool_weakened"  # lost or weakened; certification inactive
    TOOL_ADDED = "tool_added"  # renewed, or another beside it
    TOOL_RENEWED_OURS_OLD = "tool_renewed_ours_old"  # new clauses, while our signed copy is of the old ones
    ROLE = "role"
    OWN_PURPOSES = "own_purposes"
    PURPOSE = "purpose"
    DATA_SENSITIVE = "data_sensitive"  # Art. 9 and 10, location, biometrics
    DATA = "data"
    RETENTION_LONGER = "retention_longer"
    RETENTION_SHORTER = "retention_shorter"
    LEGAL_BASIS = "legal_basis"
    ENTITY_MOVED = "entity_moved"  # another country, or sold to a parent in a third country
    ENTITY_NAME = "entity_name"
    CONTACT = "contact"
    DPA_TERM = "dpa_term"
    NOTICE_TERM = "notice_term"  # shorter
    NOTICE_TERM_LONGER = "notice_term_longer"
    SECURITY = "security"
    CERTIFICATE_LAPSED = "certificate_lapsed"
    RIGHTS = "rights"
    NO_SUBSTANCE = "no_substance"
    DATE_ONLY = "date_only"
    EFFECTIVE_DAY_MOVED = "effective_day_moved"  # of something told earlier, still to come
    SOURCE_LOST = "source_lost"  # a list or agreement for over a week
    POLICY_LOST = "policy_lost"  # a policy for over thirty days
    SOURCE_BLOCKED = "source_blocked"
    LAW_FELL = "law_fell"  # a decision annulled or expired
    LAW_AMENDED = "law_amended"  # amended, extended, its scope changed; a new set of clauses
    LAW_AMENDED_WITH_END = "law_amended_with_end"
    LAW_APPEAL = "law_appeal"
    LAW_OPINION = "law_opinion"
    LAW_LETTER = "law_letter"
    AUTHORITY_DECISION = "authority_decision"  # one that names the service


class Due(StrEnum):
    """By when somebody must act."""

    OBJECTION_DAY = "objection_day"
    EFFECTIVE_DAY = "effective_day"
    AT_ONCE = "at_once"
    OPT_OUT_DAY = "opt_out_day"
    FIVE_DAYS = "five_days"
    THIRTY_DAYS = "thirty_days"
    ACT_DAY = "act_day"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Weight:
    """A row: how grave in what binds them as our processor, how grave in their own policy or controller terms."""

    as_processor: Severity
    as_controller: Severity
    due: Due


_C, _H, _M, _L, _N = Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW, Severity.NONE

WEIGHTS: dict[Case, Weight] = {
    Case.ADDED_THIRD_COUNTRY: Weight(_H, _L, Due.OBJECTION_DAY),
    Case.ADDED_PLACE_UNKNOWN: Weight(_H, _L, Due.OBJECTION_DAY),  # unknown is not better than a third country
    Case.ADDED_ADEQUATE: Weight(_M, _L, Due.OBJECTION_DAY),
    Case.ADDED_EEA: Weight(_M, _L, Due.OBJECTION_DAY),
    Case.ADDED_UNUSED: Weight(_L, _N, Due.NONE),
    Case.LIST_WITHOUT_NOTICE: Weight(_H, _N, Due.FIVE_DAYS),
    Case.OBJECTION_NEARS: Weight(_H, _N, Due.OBJECTION_DAY),
    Case.REMOVED: Weight(_L, _L, Due.NONE),
    Case.INTO_THIRD_COUNTRY: Weight(_H, _M, Due.EFFECTIVE_DAY),
    Case.WITHIN_OR_HOME: Weight(_L, _L, Due.NONE),
    Case.TOOL_WEAKENED: Weight(_H, _M, Due.AT_ONCE),
    Case.TOOL_ADDED: Weight(_L, _L, Due.THIRTY_DAYS),
    Case.TOOL_RENEWED_OURS_OLD: Weight(_M, _L, Due.THIRTY_DAYS),
    Case.ROLE: Weight(_C, _H, Due.EFFECTIVE_DAY),
    Case.OWN_PURPOSES: Weight(_C, _H, Due.OPT_OUT_DAY),
    Case.PURPOSE: Weight(_H, _M, Due.THIRTY_DAYS),
    Case.DATA_SENSITIVE: Weight(_H, _M, Due.THIRTY_DAYS),
    Case.DATA: Weight(_M, _L, Due.NONE),
    Case.RETENTION_LONGER: Weight(_M, _L, Due.NONE),
    Case.RETENTION_SHORTER: Weight(_L, _N, Due.NONE),
    Case.LEGAL_BASIS: Weight(_M, _M, Due.NONE),
    Case.ENTITY_MOVED: Weight(_H, _M, Due.EFFECTIVE_DAY),
    Case.ENTITY_NAME: Weight(_L, _L, Due.NONE),
    Case.CONTACT: Weight(_L, _N, Due.NONE),
    Case.DPA_TERM: Weight(_H, _N, Due.EFFECTIVE_DAY),
    Case.NOTICE_TERM: Weight(_H, _N, Due.EFFECTIVE_DAY),
    Case.NOTICE_TERM_LONGER: Weight(_L, _N, Due.NONE),
    Case.SECURITY: Weight(_H, _N, Due.THIRTY_DAYS),
    Case.CERTIFICATE_LAPSED: Weight(_M, _N, Due.THIRTY_DAYS),
    Case.RIGHTS: Weight(_M, _L, Due.NONE),
    Case.NO_SUBSTANCE: Weight(_N, _N, Due.NONE),
    Case.DATE_ONLY: Weight(_N, _N, Due.NONE),
    Case.EFFECTIVE_DAY_MOVED: Weight(_L, _L, Due.EFFECTIVE_DAY),
    Case.SOURCE_LOST: Weight(_M, _M, Due.NONE),
    Case.POLICY_LOST: Weight(_L, _L, Due.NONE),
    Case.SOURCE_BLOCKED: Weight(_L, _L, Due.NONE),
    Case.LAW_FELL: Weight(_C, _C, Due.AT_ONCE),
    Case.LAW_AMENDED: Weight(_M, _M, Due.ACT_DAY),
    Case.LAW_AMENDED_WITH_END: Weight(_H, _H, Due.ACT_DAY),
    Case.LAW_APPEAL: Weight(_L, _L, Due.NONE),
    Case.LAW_OPINION: Weight(_M, _M, Due.NONE),
    Case.LAW_LETTER: Weight(_L, _L, Due.NONE),
    Case.AUTHORITY_DECISION: Weight(_H, _H, Due.THIRTY_DAYS),
}

_ORDER = (_N, _L, _M, _H, _C)
_CONTROLLERS = frozenset({Role.JOINT_CONTROLLER, Role.INDEPENDENT_CONTROLLER, Role.CONTROLLER, Role.AUTHORITY})
_UNDECIDED = frozenset({None, Role.RECIPIENT})
_UNCAPPED = frozenset({Case.ROLE, Case.OWN_PURPOSES, Case.ENTITY_MOVED})
_CRITICAL_WITHOUT_BASIS = frozenset({Case.INTO_THIRD_COUNTRY, Case.TOOL_WEAKENED})
# The state of a source and of the law is weighed as it stands: nobody's document changed.
_AS_IT_STANDS = frozenset(
    {
        *(Case.SOURCE_LOST, Case.POLICY_LOST, Case.SOURCE_BLOCKED),
        *(Case.LAW_FELL, Case.LAW_AMENDED, Case.LAW_AMENDED_WITH_END, Case.LAW_APPEAL, Case.LAW_OPINION),
        *(Case.LAW_LETTER, Case.AUTHORITY_DECISION),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stake:
    """What depends on the service for one controller.

    `depends`: an engagement does; without one it is told in the digest only. `leaves_valid`: a verdict would leave
    "valid". `without_basis`: a verdict would become `unsupported`. `sensitive`: special categories, children, secrecy.
    """

    depends: bool
    leaves_valid: bool = False
    without_basis: bool = False
    sensitive: bool = False


def severity(case: Case, document: DocumentKind, role: Role | None, stake: Stake) -> Severity:
    """How grave a case is in a document of somebody who is `role` to us. Undecided (None), or a recipient whose role
    nobody states: the graver of what it would be to us."""
    if role in _UNDECIDED:
        return gravest([severity(case, document, one, stake) for one in (Role.PROCESSOR, Role.INDEPENDENT_CONTROLLER)])
    weight = WEIGHTS[case]
    base = weight.as_controller if role in _CONTROLLERS else weight.as_processor
    if base is _N:
        return _N
    if not stake.depends:
        return _L
    if case in _AS_IT_STANDS:
        return base
    if _is_own_policy(case, document, role):
        return _L
    if stake.without_basis and case in _CRITICAL_WITHOUT_BASIS and role not in _CONTROLLERS:
        return _C
    step = 1 if (stake.leaves_valid or stake.sensitive) and case is not Case.ADDED_UNUSED else 0
    return _ORDER[min(_ORDER.index(base) + step, len(_ORDER) - 1)]


def _is_own_policy(case: Case, document: DocumentKind, role: Role | None) -> bool:
    """Their own policy, while they are our processor: it does not bind what they do for us, so nothing in it is more
    than low, however sensitive our data; but for the few cases that tell what they are to us."""
    return document is DocumentKind.NOTICE and role not in _CONTROLLERS and case not in _UNCAPPED


def gravest(found: list[Severity]) -> Severity:
    """The gravest of several; NONE of nothing."""
    return max(found, key=_ORDER.index, default=_N)
