"""The linter of the register: what Art. 26, 28, 30, 13 and 44-49 ask of each record, and is wanting or not known.

Pure: the register of a day and its verdicts in, problems out, in a fixed order. What nobody knows is a problem of its
own, never a pass. The words stand in data/checks.toml.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from registry.catalogue.reading import Register, Row
from registry.judging import Judged
from registry.law.verdicts import Answer
from registry.terms import AgreementKind, Authorisation, Flag, HopKind, Responsibility, Role, Verdict

SOON = timedelta(days=90)
_DEFECTS = (
    Flag.ASSESSMENT_DUE, Flag.ASSESSMENT_OVERDUE, Flag.ASSESSMENT_RESTS_ON_FALLEN_LAW, Flag.MEASURES_NOT_MATCHED,
    Flag.WRONG_MODULE, Flag.OUTSIDE_CLAUSE_SCOPE, Flag.OLD_CLAUSES, Flag.NOT_A_TRANSFER_TOOL,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: the rule and its way in data/checks.toml, the record, and what fills the words."""

    rule: str
    way: str
    controller_id: str
    record: str
    name: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Linted:
    """The problems, gravest records as they come, and how many records were looked at."""

    problems: tuple[Problem, ...]
    checked: int


def lint(register: Register, judged: Iterable[Judged], controller_id: str | None = None) -> Linted:
    """Look at every controller (or one): itself, its activities, its engagements and their transfers."""
    problems: list[Problem] = []
    checked = 0
    controllers = [o for o in register.organisations.values() if o.is_controller and controller_id in (None, o.id)]
    for controller in sorted(controllers, key=lambda one: one.id):
        engagements = register.engagements_of.get(controller.id, [])
        activities = [a for a in register.activities.values() if a.controller_id == controller.id]
        checked += 1 + len(engagements) + len(activities)
        problems += _controller(register, controller)
        problems += [one for activity in activities for one in _activity(activity)]
        problems += [one for engagement in engagements for one in _engagement(register, engagement)]
    ours = [one for one in judged if one.hop.responsibility is not Responsibility.THEIRS]
    mine = [one for one in ours if controller_id in (None, one.hop.controller_id)]
    checked += sum(len(one.answers) for one in mine)
    problems += [problem for one in mine for problem in _transfers(one, register.moment.on)]
    return Linted(tuple(dict.fromkeys(problems)), checked)


def _controller(register: Register, controller: Row) -> Iterator[Problem]:
    told = (controller.id, controller.id, controller.name)
    if not controller.registration or not controller.contact:
        yield Problem("K30a", "", *told)
    for joint in register.joint_controls.get(controller.id, []):
        if joint.essence_available is not True:
            yield Problem("K26", "essence", controller.id, joint.id, controller.name)


def _activity(activity: Row) -> Iterator[Problem]:
    name = activity.name or activity.key
    asked = (
        ("K30b", activity.purposes),
        ("K30c", activity.data_subjects and activity.data_categories),
        ("K30f", activity.retention or (activity.notes or {}).get("retention")),
        ("K6", activity.legal_basis),
    )
    for rule, there in asked:
        if not there:
            yield Problem(rule, "", activity.controller_id, activity.id, name, (("tj", name),))


def _engagement(register: Register, engagement: Row) -> Iterator[Problem]:
    service = register.services[engagement.service_id]
    found = [
        *_role(engagement),
        *(_processor(register, engagement) if engagement.decided_by_us is Role.PROCESSOR else ()),
        *(_joint(register, engagement) if engagement.decided_by_us is Role.JOINT_CONTROLLER else ()),
    ]
    if not engagement.activities:
        found.append(("K30b", "activity", {}))
    for rule, way, values in found:
        told = {"tj": service.name} | values
        yield Problem(rule, way, engagement.controller_id, engagement.id, service.name, tuple(told.items()))


Found = tuple[str, str, dict[str, str]]


def _role(engagement: Row) -> Iterator[Found]:
    decided, stated = engagement.decided_by_us, engagement.stated_in_our_notice
    if decided is None:
        yield "K4", "", {}
    elif stated not in (None, Role.RECIPIENT, decided):
        yield "K4", "stated", {}
    if engagement.contracting_party_id is None:
        yield "K4", "party", {}


def _processor(register: Register, engagement: Row) -> Iterator[Found]:
    """The contract of Art. 28, its days, and the list of those behind."""
    on = register.moment.on
    contracts = [a for a in register.agreements.get(engagement.id, []) if a.kind is AgreementKind.DPA]
    if not contracts:
        yield "K28", "", {}
    for contract in contracts[:1]:
        if contract.valid_until is not None and contract.valid_until <= on + SOON:
            yield "K28", "ending", {"datum": contract.valid_until.isoformat()}
        if contract.authorisation is None:
            yield "K28", "authorisation", {}
        elif contract.authorisation is Authorisation.GENERAL and not (contract.notice_days or contract.objection_days):
            yield "K28", "notice", {}
    if engagement.service_id not in register.list_rows and engagement.id not in register.rows_on_file:
        yield "K28", "list", {}


def _joint(register: Register, engagement: Row) -> Iterator[Found]:
    agreements = register.agreements.get(engagement.id, [])
    if not any(a.kind is AgreementKind.JOINT_ARRANGEMENT for a in agreements):
        yield "K26", "", {}


def _transfers(one: Judged, on: date) -> Iterator[Problem]:
    hop = one.hop
    if hop.kind is HopKind.JOINT:
        return
    for crossing, answer in zip(hop.crossings, one.answers, strict=True):
        for way, told in _of_verdict(answer, on):
            values = {"tj": hop.path[-1], "land": crossing.destination or ""} | told
            yield Problem("K44", way, hop.controller_id, crossing.key, " > ".join(hop.path), tuple(values.items()))


def _of_verdict(answer: Answer, on: date) -> Iterator[tuple[str, dict[str, Any]]]:
    match answer.verdict:
        case Verdict.UNSUPPORTED:
            yield "", {}
        case Verdict.INCOMPLETE:
            yield "incomplete", {"uppgifter": ", ".join(flag.value for flag in answer.flags if flag in _DEFECTS)}
        case Verdict.UNKNOWN:
            yield "unknown", {"uppgifter": ", ".join(answer.would_settle)}
        case Verdict.DEROGATION:
            yield "derogation", {}
        case Verdict.SAFEGUARDED | Verdict.COVERED | Verdict.NOT_A_TRANSFER:
            pass
    if answer.holds_until is not None and answer.holds_until <= on + SOON * 2:
        yield "ending", {"datum": answer.holds_until.isoformat()}
