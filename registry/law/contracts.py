"""The Art. 28 checklist: what a contract with a processor holds, and what may be said of it from its words alone.

A machine says `met`, `partly` or `not_found`, and nothing where no text was read; `not_met` and `not_applicable` are a
person's words. A clause that merely repeats the article is not enough where the contract must say how (EDPB Guidelines
07/2020): there the machine says `partly` at most.
"""

from dataclasses import dataclass
from enum import StrEnum

from registry.terms import ChecklistState


class Weight(StrEnum):
    """How much the lack of a row weighs."""

    ERROR = "error"
    WARNING = "warning"


class When(StrEnum):
    """When a row is asked at all."""

    ALWAYS = "always"
    THIRD_COUNTRY = "third_country"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the checklist. `says_how`: the contract must say how, not only that."""

    id: str
    article: str
    weight: Weight
    says_how: bool = False
    when: When = When.ALWAYS


_E, _W = Weight.ERROR, Weight.WARNING
ROWS = (
    Row("C0", "Art. 28(3), 28(9)", _E),
    Row("C1", "Art. 28(3)", _E),
    Row("C2", "Art. 28(3)", _E),
    Row("C3", "Art. 28(3)", _E),
    Row("C4", "Art. 28(3)", _E),
    Row("C5", "Art. 28(3)", _W),
    Row("Ca", "Art. 28(3)(a)", _E),
    Row("Ca2", "Art. 28(3)(a)", _W),
    Row("Cb", "Art. 28(3)(b)", _E),
    Row("Cc", "Art. 28(3)(c), 32", _E, says_how=True),
    Row("Cd", "Art. 28(2)", _E),
    Row("Cd2", "Art. 28(2)", _E),
    Row("Cd3", "Art. 28(2)", _W),
    Row("Cd4", "Art. 28(3)(d), 28(4)", _E),
    Row("Cd5", "Art. 28(2)", _W),
    Row("Ce", "Art. 28(3)(e)", _E, says_how=True),
    Row("Cf", "Art. 28(3)(f), 33(2)", _E, says_how=True),
    Row("Cg", "Art. 28(3)(g)", _E),
    Row("Ch", "Art. 28(3)(h)", _E, says_how=True),
    Row("Ci", "Art. 28(3)", _W),
    Row("Cj", "Art. 44, 28(3)(a)", _E, when=When.THIRD_COUNTRY),
    Row("Ck", "Art. 28(1), 28(5)", _W),
    Row("Cl", "Art. 28(10)", _W),
    Row("Cm", "Art. 48", _W, when=When.THIRD_COUNTRY),
    Row("Cp", "OSL 10:2 a", _E, when=When.PUBLIC),
)


def asked(*, reaches_third_country: bool | None, is_public: bool | None) -> tuple[Row, ...]:
    """The rows that are asked of one contract. What is not known (None) is asked."""
    known = {When.ALWAYS: True, When.THIRD_COUNTRY: reaches_third_country, When.PUBLIC: is_public}
    return tuple(row for row in ROWS if known[row.when] is not False)


def said(row: Row, clause: str | None) -> ChecklistState | None:
    """What the words of a contract say of a row: `present`, `absent` or `unclear` as read; None: nothing was read."""
    match clause:
        case "present":
            return ChecklistState.PARTLY if row.says_how else ChecklistState.MET
        case "unclear":
            return ChecklistState.PARTLY
        case "absent":
            return ChecklistState.NOT_FOUND
        case _:
            return None
