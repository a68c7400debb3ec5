"""What a person does with a transfer impact assessment: start it, fill a step, conclude it, reopen it.

A conclusion is refused until every step is filled, and is always a named person's. Nothing here judges.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from registry import assessmentfiles
from registry.catalogue import dated
from registry.catalogue.answered import checked_answers, checked_sources, checked_text, person
from registry.catalogue.assessments import (
    Assessed,
    assessment_id,
    conclusion_id,
    one_assessed,
    step_id,
    steps_as_kept,
    taken,
)
from registry.catalogue.covering import is_inside, is_place
from registry.catalogue.dated import Moment
from registry.catalogue.gathering import gathered
from registry.catalogue.reading import Register, read_register
from registry.cataloguenames import folded
from registry.errors import BadInput, Conflict, Unfinished
from registry.law import assessing
from registry.law.lawbook import LawBook
from registry.law.lawindex import act_number, index_of
from registry.tables import AssessedStep, Conclusion, ImpactAssessment
from registry.terms import AssessmentOutcome, AssessmentState, AssessmentStep, Grade, OrganisationKind, Origin

MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class Filling:
    """What a person writes under a step."""

    step: AssessmentStep
    finding: str
    by: str
    answers: dict[str, Any] = field(default_factory=dict)
    sources: Sequence[dict[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Concluding:
    """What a named person concludes. `review_due_on` None: the usual day."""

    outcome: AssessmentOutcome
    by: str
    reasons: str
    requires: Sequence[str] = ()
    relies_on: Sequence[str] = ()
    review_due_on: date | None = None


def start(
    session: Session, register: Register, controller_id: str, importer: str, destination: str, *, by: str, at: datetime
) -> ImpactAssessment:
    """Start the one assessment of an importer in a country outside the EEA.

    Raises BadInput for a name or a country that cannot be assessed, Conflict where it was started already.
    """
    on = register.moment.on
    row = ImpactAssessment(
        id=assessment_id(controller_id, importer, destination),
        controller_id=controller_id,
        importer=_importer(register, importer),
        destination=destination,
        started_on=on,
        started_by=person(by, "started_by"),
        **_by_hand(by, on, at),
    )
    _refuse_inside(register, destination)
    return dated.add(session, row)


def fill(session: Session, identity: str, filling: Filling, *, on: date, at: datetime) -> AssessedStep:
    """Write one step. Raises Conflict where the assessment is concluded and nobody reopened it."""
    row = dated.one(session, ImpactAssessment, identity, Moment(on))
    standing = session.exec(dated.live(Conclusion, Moment(on)).where(Conclusion.assessment_id == identity)).first()
    if standing is not None and row.reopened_on is None:
        raise Conflict("It is concluded. Reopen it first, with the reason.", existing=identity)
    written = {
        "finding": checked_text(filling.finding, "finding"),
        "answers": checked_answers(filling.step, filling.answers) or None,
        "sources": checked_sources(filling.sources) or None,
        "filled_on": on,
        "filled_by": person(filling.by, "filled_by"),
        "is_open": False,
        "origin": Origin.PERSON,
        "source": f"assessed by {filling.by}",
    }
    identity_of_step = step_id(identity, filling.step)
    statement = dated.live(AssessedStep, Moment(on)).where(AssessedStep.id == identity_of_step)
    before = session.exec(statement).first()
    if before is not None:
        return dated.change(session, before, on, **written)
    return dated.add(
        session,
        AssessedStep(
            id=identity_of_step, assessment_id=identity, step=filling.step,
            **(_by_hand(filling.by, on, at) | written),
        ),
    )  # fmt: skip


def conclude(
    session: Session, identity: str, concluding: Concluding, *, law: LawBook, on: date, at: datetime
) -> Conclusion:
    """Conclude on a day, on the facts of that day.

    Raises Unfinished with everything that is missing, BadInput for a review put off too long or law that does not
    stand, Conflict where it is concluded and nobody reopened it.
    """
    assessed = one_assessed(session, read_register(session, Moment(on)), law, identity)
    if assessed.state not in {AssessmentState.OPEN, AssessmentState.REOPENED}:
        raise Conflict("It is concluded. Reopen it first, with the reason.", existing=identity)
    requires, relies_on = _listed(concluding.requires, "requires"), _listed(concluding.relies_on, "relies_on")
    _refuse_unfinished(assessed, concluding.outcome, requires)
    _refuse_law(law, relies_on, on)
    _refuse_measures(assessed, requires)
    written = {
        "concluded_on": on,
        "concluded_by": person(concluding.by, "concluded_by"),
        "outcome": concluding.outcome,
        "reasons": checked_text(concluding.reasons, "reasons"),
        "review_due_on": _review_day(concluding.review_due_on, assessed.row.destination, on),
        "requires": requires,
        "relies_on": relies_on,
        "law": law.sha256,
    }
    kept = {"steps": steps_as_kept(assessed), "facts": gathered(assessed.walk, law, assessed.row, relies_on)}
    return _written(session, assessed, written | kept, concluding.by, on=on, at=at)


def reopen(
    session: Session, identity: str, because: str, *, by: str, law: LawBook, on: date, at: datetime
) -> ImpactAssessment:
    """Work on a concluded assessment anew: what came about opens its steps, everything where nothing did."""
    assessed = one_assessed(session, read_register(session, Moment(on)), law, identity)
    if assessed.conclusion is None:
        raise Conflict("It was never concluded; go on filling its steps.", existing=identity)
    if assessed.is_reopened:
        raise Conflict("It is reopened already; go on filling its steps.", existing=identity)
    opened = assessing.reopened_steps({one.trigger for one in assessed.due})
    for step, row in assessed.steps.items():
        if step in opened:
            dated.change(session, row, on, is_open=True, origin=Origin.PERSON)
    changes = {"reopened_on": on, "reopened_by": person(by, "reopened_by")}
    reason = {"reopened_because": checked_text(because, "because"), "origin": Origin.PERSON}
    return dated.change(session, assessed.row, on, **(changes | reason))


def _by_hand(by: str, on: date, at: datetime) -> dict[str, Any]:
    return {
        "source": f"assessed by {by}", "grade": Grade.PRIMARY, "origin": Origin.PERSON, "recorded_at": at,
        "valid_from": on,
    }  # fmt: skip


def _importer(register: Register, importer: str) -> str:
    """The importer's name as the register writes it. Raises BadInput: an unknown name would cover nothing, ever."""
    wanted = folded(importer)
    for row in register.organisations.values():
        if importer == row.id or (wanted and folded(row.name) == wanted):
            if row.kind is OrganisationKind.GROUP:
                raise BadInput(f"{row.name} is a group; name the legal person that gets the data.", field="importer")
            return str(row.name)
    for name in _named_on_file(register):
        if wanted and folded(name) == wanted:
            return name
    raise BadInput(
        f"No legal person of the register, and no importer of a transfer, is called “{importer}”.", field="importer"
    )


def _named_on_file(register: Register) -> Iterator[str]:
    """Importers that stand on file by name alone."""
    for kept in register.transfers.values():
        names = ((transfer.importer or {}).get("name") for transfer in kept)
        yield from (name for name in names if isinstance(name, str))
    for rows in register.rows_on_file.values():
        yield from (row.name_as_written for row in rows)


def _refuse_inside(register: Register, destination: str) -> None:
    if not is_place(destination):
        raise BadInput(f"“{destination}” is no country; write two capital letters.", field="destination")
    if is_inside(destination, register.moment.on):
        raise BadInput(f"{destination} is inside the EEA on this day: no transfer is assessed.", field="destination")


def _listed(values: Sequence[str], name: str) -> list[str]:
    found = list(dict.fromkeys(value.strip() for value in values if value.strip()))
    if len(found) > MOST_LISTED or any(len(value) > 200 for value in found):
        raise BadInput(f"{name} holds at most {MOST_LISTED} short words.", field=name)
    return found


def _refuse_unfinished(assessed: Assessed, outcome: AssessmentOutcome, requires: Sequence[str]) -> None:
    lacks = assessing.lacking({step: taken(row) for step, row in assessed.steps.items()}, outcome, requires)
    if lacks:
        told = [(f"steps.{one.step.value}" if one.what != "requires" else "requires", _told(one)) for one in lacks]
        raise Unfinished("It cannot be concluded yet.", told)


def _told(lack: assessing.Lack) -> str:
    number = list(AssessmentStep).index(lack.step) + 1
    match lack.what:
        case "finding":
            return f"step {number} ({lack.step.value}) is not filled"
        case "sources":
            return f"step {number} ({lack.step.value}) cites no source with its day"
        case "look_again":
            return f"step {number} ({lack.step.value}) is to be looked at again since it was reopened"
        case _:
            return "an outcome with measures names at least one measure it requires"


def _refuse_law(law: LawBook, acts: Sequence[str], on: date) -> None:
    """What is relied on stands in the law book, and has not fallen by the day."""
    acts_known = [one.act for one in law.adequacy] + [one.act for one in law.clauses] + [one.act for one in law.bridges]
    known = {act_number(act) for act in acts_known} | {
        one.id for one in (*law.adequacy, *law.clauses, *law.bridges, *law.notes, *law.treaties)
    }
    for act in acts:
        if act not in known and act_number(act) not in known:
            raise BadInput(f"No act or record “{act}” stands in the law book.", field="relies_on")
        end = index_of(law).end_of(act)
        if end is not None and end <= on:
            raise BadInput(f"{act} has not held since {end.isoformat()}; nothing can rest on it.", field="relies_on")


def _refuse_measures(assessed: Assessed, requires: Sequence[str]) -> None:
    on_file = {one["kind"] for transfer in assessed.facts["transfers"].values() for one in transfer["measures"]}
    known = set(assessmentfiles.load().measures) | on_file
    for kind in requires:
        if kind not in known:
            raise BadInput(
                f"“{kind}” is no measure of data/assessments.toml, and none is on file for these transfers.",
                field="requires",
            )


def day_of(asked: date | None, today: date) -> date:
    """The day of a conclusion: today, or an earlier one that a person names. Raises BadInput for a day to come."""
    if asked is not None and asked > today:
        raise BadInput(f"{asked.isoformat()} has not come yet.", field="concluded_on")
    return asked or today


def _review_day(asked: date | None, destination: str, on: date) -> date:
    if asked is None:
        return assessing.review_day(on, destination)
    last = assessing.last_review_day(on)
    if not on < asked <= last:
        raise BadInput(
            f"The review is after {on.isoformat()} and by {last.isoformat()}, {assessing.MOST_MONTHS} months at most.",
            field="review_due_on",
        )
    return asked


def _written(
    session: Session, assessed: Assessed, written: dict[str, Any], by: str, *, on: date, at: datetime
) -> Conclusion:
    """The new conclusion from its day on; the one before ends then."""
    mine = _by_hand(by, on, at)
    if assessed.is_reopened:
        cleared = {"reopened_on": None, "reopened_by": None, "reopened_because": None}
        dated.change(session, assessed.row, on, **cleared)
    before = assessed.conclusion
    if before is not None:
        same = {name: mine[name] for name in ("source", "grade", "origin")}
        return dated.change(session, before, on, **(written | same))
    identity = assessed.row.id
    row = Conclusion(id=conclusion_id(identity), assessment_id=identity, **(mine | written))
    return dated.add(session, row)
