"""How grave a change is to us: its kind, the case it is, the document it stands in, and what depends on it.

The table is law.md's reading of what a DPO must act on; a lawyer corrects the rows, the code only looks them up.
"""

from dataclasses import dataclass
from enum import StrEnum

from registry.terms import DocumentKind, Role, Severity


class Case(StrEnum):
    """What exactly changed, as far as the rules tell cases apart."""

    ADDED_THIRD_COUNTRY = "added_third_country"  # a sub-processor in a third country without adequacy
    ADDED_ADEQUATE = "added_adequate"
    ADDED_EEA = "added_eea"
    ADDED_PLACE_UNKNOWN = "added_place_unknown"
    REMOVED = "removed"
    INTO_THIRD_COUNTRY = "into_third_country"  # also new remote access or support from there
    WITHIN_OR_HOME = "within_or_home"  # third country to EEA, or a place told more precisely
    TOOL_WEAKENED = "tool_weakened"
    TOOL_ADDED = "tool_added"
    ROLE = "role"
    OWN_PURPOSES = "own_purposes"
    PURPOSE = "purpose"
    DATA_SENSITIVE = "data_sensitive"  # Art. 9 and 10, location, biometrics
    DATA = "data"
    RETENTION_LONGER = "retention_longer"
    RETENTION_SHORTER = "retention_shorter"
    LEGAL_BASIS = "legal_basis"
    ENTITY_MOVED = "entity_moved"
    ENTITY_NAME = "entity_name"
    CONTACT = "contact"
    DPA_TERM = "dpa_term"
    NOTICE_TERM = "notice_term"
    SECURITY = "security"
    RIGHTS = "rights"
    NO_SUBSTANCE = "no_substance"


class Due(StrEnum):
    """By when somebody must act."""

    OBJECTION_DAY = "objection_day"
    EFFECTIVE_DAY = "effective_day"
    AT_ONCE = "at_once"
    OPT_OUT_DAY = "opt_out_day"
    THIRTY_DAYS = "thirty_days"
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
    Case.REMOVED: Weight(_L, _L, Due.NONE),
    Case.INTO_THIRD_COUNTRY: Weight(_H, _M, Due.EFFECTIVE_DAY),
    Case.WITHIN_OR_HOME: Weight(_L, _L, Due.NONE),
    Case.TOOL_WEAKENED: Weight(_H, _M, Due.AT_ONCE),
    Case.TOOL_ADDED: Weight(_L, _L, Due.THIRTY_DAYS),
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
    Case.SECURITY: Weight(_H, _N, Due.THIRTY_DAYS),
    Case.RIGHTS: Weight(_M, _L, Due.NONE),
    Case.NO_SUBSTANCE: Weight(_N, _N, Due.NONE),
}

_ORDER = (_N, _L, _M, _H, _C)
_CONTROLLERS = frozenset({Role.JOINT_CONTROLLER, Role.INDEPENDENT_CONTROLLER, Role.CONTROLLER, Role.AUTHORITY})
_UNCAPPED = frozenset({Case.ROLE, Case.OWN_PURPOSES, Case.ENTITY_MOVED})


def severity(
    case: Case, document: DocumentKind, role: Role | None, *, depends: bool, leaves_valid: bool, sensitive: bool
) -> Severity:
    """How grave a case is in a document of somebody who is `role` to us (None: undecided).

    `depends`: an engagement depends on the service; without one it is told in the digest only. `leaves_valid`: a
    verdict would leave "valid". `sensitive`: special categories, children or secrecy.
    """
    weight = WEIGHTS[case]
    if role in _CONTROLLERS:
        base = weight.as_controller
    else:
        base = weight.as_processor
        if document is DocumentKind.NOTICE and case not in _UNCAPPED:
            base = min(base, _L, key=_ORDER.index)  # their own policy, while they are our processor
    if base is _N:
        return _N
    if not depends:
        return _L
    step = 1 if leaves_valid or sensitive else 0
    return _ORDER[min(_ORDER.index(base) + step, len(_ORDER) - 1)]


def gravest(found: list[Severity]) -> Severity:
    """The gravest of several; NONE of nothing."""
    return max(found, key=_ORDER.index, default=_N)
