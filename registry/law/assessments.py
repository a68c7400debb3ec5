"""The transfer impact assessment on file: concluded, not overdue, resting on law that stands, its measures in place."""

from dataclasses import dataclass
from datetime import date

from registry.law.inquiry import NO_FLAGS, Inquiry, step
from registry.law.shapes import Assessment, Missing
from registry.law.telling import ANY_MEASURE
from registry.terms import AssessmentOutcome, Flag


@dataclass(frozen=True, slots=True)
class Weighed:
    """Whether an assessment bears out a safeguard; `defects` say why not, `flags` are set either way."""

    defects: tuple[str, ...] = ()
    flags: frozenset[Flag] = NO_FLAGS


_ABSENT = Weighed(("there is no transfer impact assessment",), frozenset({Flag.ASSESSMENT_DUE}))


@step
def concluded(q: Inquiry) -> Assessment | None:
    """The assessment as it stood on the day: one concluded later is absent, and so is one without an outcome."""
    assessment = q.ask("assessment", q.facts.assessment)
    if assessment is None or _relies_on_what_is_left_out(q, assessment):
        return None
    day = q.ask("assessment.concluded_on", assessment.concluded_on)
    if day is None or day > q.on:
        return None
    return None if _outcome(q, assessment) is None else assessment


def is_negative(q: Inquiry, assessment: Assessment | None) -> bool:
    """Whether it was concluded that the protection is not upheld: that removes every safeguard of Art. 46."""
    return assessment is not None and _outcome(q, assessment) is AssessmentOutcome.NOT_EFFECTIVE


@step
def weigh(q: Inquiry, assessment: Assessment | None, *, decisive: bool = True) -> Weighed:
    """Whether the assessment bears out a safeguard. Where it is not `decisive`, missing keys are passed over."""
    if assessment is None:
        return _ABSENT
    defects: dict[Flag, str] = {}
    look = q.ask if decisive else q.peek
    due = look("assessment.review_due_on", assessment.review_due_on)
    if isinstance(due, date) and q.on > due:
        defects[Flag.ASSESSMENT_OVERDUE] = f"the assessment was to be reviewed by {due}"
    look = q.ask if decisive and not defects else q.peek
    relies_on = look("assessment.relies_on", assessment.relies_on)
    fallen = () if isinstance(relies_on, Missing) else tuple(act for act in relies_on if _has_fallen(q, act))
    if fallen:
        defects[Flag.ASSESSMENT_RESTS_ON_FALLEN_LAW] = f"the assessment rests on {', '.join(fallen)}, which fell"
    if defects or not decisive or _outcome(q, assessment) is AssessmentOutcome.EFFECTIVE:
        return Weighed(tuple(defects.values()), frozenset(defects))
    return _with_measures(q, assessment)


def _with_measures(q: Inquiry, assessment: Assessment) -> Weighed:
    """Effective only with measures: every one it requires, or at least one where it names none."""
    requires = q.ask("assessment.requires", assessment.requires)
    in_place = _kinds_in_place(q)
    lacking = () if ANY_MEASURE in in_place else tuple(kind for kind in requires if kind not in in_place)
    if lacking and not _is_implemented(q, lacking[0]):
        return Weighed((f"measures the assessment requires are not in place: {', '.join(lacking)}",))
    if requires:
        return Weighed()
    matched = frozenset({Flag.MEASURES_NOT_MATCHED})
    if _is_implemented(q, None):
        return Weighed((), matched)
    return Weighed(("the assessment wants measures and none is in place",), matched)


def _kinds_in_place(q: Inquiry) -> frozenset[str]:
    """The kinds of measures known to be in place on the day; a missing key is passed over."""
    found = set()
    measures = q.peek("measures", q.facts.measures)
    for place, measure in enumerate(() if isinstance(measures, Missing) else measures):
        kind = q.peek(f"measures[{place}].kind", measure.kind)
        day = q.peek(f"measures[{place}].implemented_on", measure.implemented_on)
        if isinstance(kind, str) and isinstance(day, date) and day <= q.on:
            found.add(kind)
    return frozenset(found)


def _is_implemented(q: Inquiry, kind: str | None) -> bool:
    """Whether a measure of this kind (None: of any kind) is in place on the day."""
    for place, measure in enumerate(q.ask("measures", q.facts.measures)):
        if kind is not None and q.ask(f"measures[{place}].kind", measure.kind) not in (kind, ANY_MEASURE):
            continue
        day = q.ask(f"measures[{place}].implemented_on", measure.implemented_on)
        if day is not None and day <= q.on:
            return True
    return False


def _outcome(q: Inquiry, assessment: Assessment) -> AssessmentOutcome | None:
    return q.ask("assessment.outcome", assessment.outcome)


def _has_fallen(q: Inquiry, act: str) -> bool:
    end = q.law.end_of(act)
    return end is not None and end <= q.on


def _relies_on_what_is_left_out(q: Inquiry, assessment: Assessment) -> bool:
    if not q.without:
        return False
    return any(q.law.principal(act) in q.without for act in q.ask("assessment.relies_on", assessment.relies_on))
