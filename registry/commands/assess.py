"""`onward assess`: transfer impact assessments (TIA), step by step; a named person concludes."""

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from registry import glossary, lawfiles
from registry.answers import Asked, Exit, a_day, an_instant, say, tell
from registry.catalogue import assessing, assessments
from registry.catalogue.assessing import Concluding, Filling
from registry.catalogue.dated import Moment
from registry.catalogue.reading import read_register
from registry.commands import assess_asked
from registry.commands.assess_asked import answers_of, identity_of, needed, sources_of, text_of
from registry.commands.opening import opened
from registry.glossary import Language
from registry.judging import law_book_at
from registry.keeping.whole_files import atomic
from registry.law.lawbook import LawBook
from registry.reports import assessed as telling
from registry.reports.assessment_report import markdown
from registry.reviews.rejudging import judge_again
from registry.settings import Settings
from registry.store import Session, Store
from registry.tables import now
from registry.terms import AssessmentOutcome, AssessmentStep

HELP = "assess transfers (TIA): list, show, start, step, conclude, reopen, report"
EXAMPLE = 'onward assess start --controller "Exempel AB" --importer "Invented Inc." --destination US --by "A. Person"'


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("deed", choices=[*_ASKED, *_DONE], help="what to do")
    parser.add_argument("assessment", nargs="?", metavar="TIA", help="the assessment's id; list and start take none")
    parser.add_argument("--controller", metavar="NAME", help="list, start: whose assessments")
    parser.add_argument("--importer", metavar="NAME", help="start: the legal person that gets the data")
    parser.add_argument("--destination", metavar="CC", help="start: the country whose law is assessed")
    parser.add_argument("--by", metavar="PERSON", default="", help="who assesses; a conclusion is a named person's")
    parser.add_argument("--step", choices=[one.value for one in AssessmentStep], help="step: which of the six")
    parser.add_argument("--finding", metavar="TEXT", help="step: what was found; - reads standard input")
    parser.add_argument("--source", action="append", default=[], metavar="DAY|TITLE|URL", help="step: a source")
    parser.add_argument("--answer", action="append", default=[], metavar="KEY=VALUE", help="step: a closed answer")
    parser.add_argument("--outcome", choices=[one.value for one in AssessmentOutcome], help="conclude")
    parser.add_argument("--reasons", metavar="TEXT", help="conclude: why")
    parser.add_argument("--requires", action="append", default=[], metavar="MEASURE", help="conclude: a measure")
    parser.add_argument("--relies-on", action="append", default=[], metavar="ACT", help="conclude: an act it rests on")
    parser.add_argument(
        "--review-on", type=a_day, metavar="DATE", help="conclude: the day of review, 36 months at most"
    )
    parser.add_argument("--because", metavar="TEXT", help="reopen: why")
    parser.add_argument("--on", type=a_day, metavar="DATE", help="the day asked about, or of the conclusion")
    parser.add_argument("--known-at", type=an_instant, metavar="INSTANT", help="list, show, report: as known then")
    parser.add_argument("--lang", choices=[one.value for one in Language], default=Language.EN.value)
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="report: the file to write")
    parser.add_argument("--json", action="store_true", help="JSON on standard output")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Ask or do. Raises BadInput for a deed that lacks what it needs."""
    law = lawfiles.load()
    with opened(settings) as store:
        if arguments.deed in _ASKED:
            return told(arguments, settings, _ask(store, arguments, settings, law))
        return told(arguments, settings, _do(store, arguments, settings, law))


def asked(arguments: argparse.Namespace, settings: Settings) -> Asked:
    """What a server is asked instead; who assesses is named there too."""
    return assess_asked.asked(arguments, settings)


def told(arguments: argparse.Namespace, _: Settings, answer: Any) -> int:
    """Tell the answer, whoever was asked: the list, one assessment, its report, or what a deed turned."""
    if arguments.json:
        tell(answer)
        return Exit.OK
    language = Language(arguments.lang)
    if arguments.deed in _DONE:
        print("\n".join(_lines(answer, language)))
    elif arguments.deed == "list":
        print("\n".join(_lines_of_list(answer, language)))
    elif arguments.output and arguments.deed == "report":
        with atomic(arguments.output) as file:
            file.write(answer)
        say(f"Written to {arguments.output}.")
    else:
        print("\n".join(answer.decode().splitlines()))
    return Exit.OK


def _ask(store: Store, arguments: argparse.Namespace, settings: Settings, law: LawBook) -> Any:
    """As the server answers it: JSON, or a report's bytes."""
    moment = Moment(arguments.on or settings.on(), arguments.known_at)
    with store.read() as session:
        register = read_register(session, moment)
        book = law_book_at(session, moment.known_at, law)
        if arguments.deed == "list":
            whose = register.controller(arguments.controller).id if arguments.controller else None
            found = assessments.of_controller(session, register, book, whose)
            return [telling.summary(one) for one in sorted(found, key=lambda one: (one.row.importer, one.row.id))]
        one = assessments.one_assessed(session, register, book, identity_of(arguments))
        earlier = assessments.history(session, one.row.id, moment)
        controller = register.organisations[one.row.controller_id].name
        if arguments.json:
            return telling.whole(one, earlier)
        return markdown(one, earlier, controller, Language(arguments.lang)).encode()


def _do(store: Store, arguments: argparse.Namespace, settings: Settings, law: LawBook) -> Any:
    by = needed(arguments, "by")
    day = settings.on()
    with store.write(by) as session:
        identity = _DONE[arguments.deed](session, arguments, law, day)
        turns = judge_again(session, law, day, settings.now())
        register = read_register(session, Moment(day))
        one = assessments.one_assessed(session, register, law, identity)
        said = telling.whole(one, assessments.history(session, identity, register.moment))
    return said | {"flips": [turn.as_json() for turn in turns]}


def _start(session: Session, arguments: argparse.Namespace, law: LawBook, today: date) -> str:
    register = read_register(session, Moment(today))
    controller = register.controller(needed(arguments, "controller")).id
    importer, destination = needed(arguments, "importer"), needed(arguments, "destination")
    return assessing.start(session, register, controller, importer, destination, by=arguments.by, at=now()).id


def _fill(session: Session, arguments: argparse.Namespace, law: LawBook, today: date) -> str:
    identity, finding = identity_of(arguments), needed(arguments, "finding")
    filling = Filling(
        step=AssessmentStep(needed(arguments, "step")),
        finding=text_of(finding),
        by=arguments.by,
        answers=answers_of(arguments),
        sources=sources_of(arguments),
    )
    assessing.fill(session, identity, filling, on=today, at=now())
    return identity


def _conclude(session: Session, arguments: argparse.Namespace, law: LawBook, today: date) -> str:
    identity = identity_of(arguments)
    concluding = Concluding(
        outcome=AssessmentOutcome(needed(arguments, "outcome")),
        by=arguments.by,
        reasons=needed(arguments, "reasons"),
        requires=arguments.requires,
        relies_on=arguments.relies_on,
        review_due_on=arguments.review_on,
    )
    assessing.conclude(
        session, identity, concluding, law=law, on=assessing.day_of(arguments.on, today), at=now()
    )  # fmt: skip
    return identity


def _reopen(session: Session, arguments: argparse.Namespace, law: LawBook, today: date) -> str:
    identity, because = identity_of(arguments), needed(arguments, "because")
    assessing.reopen(session, identity, because, by=arguments.by, law=law, on=today, at=now())
    return identity


_ASKED = ("list", "show", "report")
_DONE: dict[str, Callable[[Session, argparse.Namespace, LawBook, date], str]] = {
    "start": _start,
    "step": _fill,
    "conclude": _conclude,
    "reopen": _reopen,
}


def _lines_of_list(found: list[dict[str, Any]], language: Language) -> list[str]:
    lines = []
    for one in found:
        place = telling.country(one["destination"], language)
        state = glossary.label("assessment_state", one["state"], language)
        lines.append(f"{one['id']}  {one['importer']}, {place}: {state}  ({one['transfers']})")
        lines += [f"    {due[language.value]}" for due in one["due"]]
    return lines or [glossary.label("assessment_text", "none", language)]


def _lines(answer: dict[str, Any], language: Language) -> list[str]:
    state = glossary.label("assessment_state", answer["state"], language)
    lines = [f"{answer['id']}: {state}"]
    for lack in answer["lacking"]:
        step = glossary.label("assessment_step", lack["step"], language)
        lines.append(f"  {step}: {glossary.label('assessment_lack', lack['what'], language)}")
    flips = answer["flips"]
    return lines + [
        f"  {' → '.join(one['path'])}: {one['before'] or 'new'} → {one['after'] or 'gone'}" for one in flips
    ]
