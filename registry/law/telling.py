"""What a missing key could be, as far as the rules can tell: the telling values of each key of the facts.

A rule that meets a missing key runs once for every telling value of it. Keys that are not here never fork: missing,
they are taken as `TAKEN_AS` says and at most raise a flag. Days stand for "long ago" and "not at all"; where a rule's
own days decide (clauses, countries), the rule names the telling values itself.
"""

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from registry.law.shapes import (
    Assessment,
    BcrType,
    Certification,
    Condition,
    Derogation,
    DerogationArticle,
    Measure,
    Safeguard,
)
from registry.terms import (
    AssessmentOutcome,
    Coverage,
    Framework,
    Module,
    OnwardTerms,
    Party,
    ReceivedUnder,
    SafeguardKind,
    Sector,
    SeenIn,
)

LONG_AGO = date(1900, 1, 1)
FALLEN_LAW = "law that has fallen"  # stands for any act that no longer holds
ANY_MEASURE = "every measure"  # stands for whatever an assessment requires
OTHER_MEASURE = "another measure"  # stands for a measure that no assessment requires

_YES_OR_NO = (True, False)
_DONE_OR_NOT = (LONG_AGO, None)
_ALL_DATA = frozenset(Coverage)
_EVERY_FRAMEWORK = tuple(
    Certification(framework=f, valid_from=LONG_AGO, valid_until=None, covers=_ALL_DATA, seen_in=SeenIn.REGISTER)
    for f in Framework
)
_SOUND = Assessment(
    concluded_on=LONG_AGO, outcome=AssessmentOutcome.EFFECTIVE, review_due_on=None, requires=(), relies_on=()
)
_NEGATIVE = Assessment(
    concluded_on=LONG_AGO, outcome=AssessmentOutcome.NOT_EFFECTIVE, review_due_on=None, requires=(), relies_on=()
)
_VITAL_INTERESTS = Derogation(
    article=DerogationArticle.VITAL_INTERESTS,
    met=frozenset({Condition.INCAPABLE_OF_CONSENT}),
    chosen_by_controller=True,
)
FITTING_SAFEGUARD = Safeguard(kind=SafeguardKind.AUTHORITY_CLAUSES, approved_on=LONG_AGO)
RETURN_TO_OWN_CONTROLLER = Safeguard(
    kind=SafeguardKind.SCC,
    act="(EU) 2021/914",
    modules=frozenset({Module.P2C}),
    signed_on=date(2021, 6, 27),
    annexes_complete=True,
    combined_with_eu_data=False,
)

TELLING: Mapping[str, tuple[object, ...]] = MappingProxyType(
    {
        "exporter.role": tuple(Party),
        "exporter.public_powers": _YES_OR_NO,
        "importer.role": tuple(Party),
        "importer.sector": tuple(Sector),
        "importer.subject_to_gdpr": _YES_OR_NO,
        "importer.is_own_controller": _YES_OR_NO,
        "importer.certifications": ((), _EVERY_FRAMEWORK),
        "importer.certifications[].framework": tuple(Framework),
        "importer.certifications[].valid_from": _DONE_OR_NOT,
        "importer.certifications[].valid_until": (None, LONG_AGO),
        "importer.certifications[].covers": (_ALL_DATA, frozenset({Coverage.NON_HR}), frozenset({Coverage.HR})),
        "hr_data": _YES_OR_NO,
        "automated": _YES_OR_NO,
        "systematic": _YES_OR_NO,
        "received_under": tuple(ReceivedUnder),
        "onward_terms": (None, *OnwardTerms),
        "safeguards": ((), (FITTING_SAFEGUARD,), (RETURN_TO_OWN_CONTROLLER,)),
        "safeguards[].kind": tuple(SafeguardKind),
        "safeguards[].modules": (frozenset(Module), frozenset()),
        "safeguards[].annexes_complete": _YES_OR_NO,
        "safeguards[].combined_with_eu_data": _YES_OR_NO,
        "safeguards[].type": tuple(BcrType),
        "safeguards[].covers_importer": _YES_OR_NO,
        "safeguards[].approved_on": _DONE_OR_NOT,
        "safeguards[].authorised_on": _DONE_OR_NOT,
        "assessment": (None, _SOUND, _NEGATIVE),
        "assessment.concluded_on": _DONE_OR_NOT,
        "assessment.outcome": tuple(AssessmentOutcome),
        "assessment.review_due_on": (None, LONG_AGO),
        "assessment.requires": ((), (FALLEN_LAW,)),
        "assessment.relies_on": ((), (FALLEN_LAW,)),
        "measures": ((), (Measure(kind=ANY_MEASURE, implemented_on=LONG_AGO),)),
        "measures[].kind": (ANY_MEASURE, OTHER_MEASURE),
        "measures[].implemented_on": _DONE_OR_NOT,
        "derogation": (None, _VITAL_INTERESTS),
        "derogation.article": tuple(DerogationArticle),
        "derogation.chosen_by_controller": _YES_OR_NO,
        **{f"derogation.{condition}": _YES_OR_NO for condition in Condition},
    }
)

# Their telling values are days and places of the law book, named by the rule that asks.
TOLD_BY_THE_RULE = frozenset(
    {"exporter.country", "importer.country", "destination", "safeguards[].act", "safeguards[].signed_on"}
)

# Keys that never fork: what they are taken to be when they are missing.
TAKEN_AS: Mapping[str, object] = MappingProxyType(
    {
        "access_from": (),
        "same_legal_entity": False,
        "exporter.subject_to_gdpr": False,
        "importer.parent_country": None,
        "importer.pipeda": False,
        "importer.certifications[].seen_in": SeenIn.VENDOR,
        "safeguards[].processing_unchanged": True,
    }
)

_INDEX = re.compile(r"\[\d+\]")


def telling_values(path: str) -> tuple[object, ...]:
    """The telling values of the key at `path`, whatever its place in a list."""
    return TELLING[_INDEX.sub("[]", path)]
