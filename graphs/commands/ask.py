"""`onward ask`: blast radius, concentration, weakest chains, what stands on one decision, two days, third countries."""

import argparse
from typing import Any

import msgspec

from graphs import flows
from graphs.answers import Answered, Question, answered, of_controller
from graphs.askedtelling import lines
from graphs.blast import Blast, blast
from graphs.clocks import Event
from graphs.commands.opening import an_instant, opened
from graphs.concentration import Concentration, concentration
from graphs.difference import Difference, difference
from graphs.flows import Wanted
from graphs.reached import ThirdCountries, reached, surveyed
from graphs.standing import Standing, standing
from graphs.weakest import Weakest, weakest
from registry import judging
from registry.answers import Asked, Exit, a_day, queried, tell
from registry.catalogue.reading import Moment, Register
from registry.errors import BadInput, Unreachable
from registry.law.lawbook import LawBook
from registry.settings import Settings

HELP = "ask the whole chain: blast radius, concentration, weakest chains, what stands on one decision, third countries"
EXAMPLE = "onward ask blast HubSpot --event breach --json"
_ALL = "all"  # of standing: every act that carries a transfer, as without one


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("question", choices=[one.value for one in Question])
    parser.add_argument("subject", nargs="?", metavar="NODE|ACT", help="of blast: who; of standing: which act, or all")
    parser.add_argument("--event", choices=[one.value for one in Event], default=Event.BREACH.value)
    whose = parser.add_mutually_exclusive_group()
    whose.add_argument("--controller", metavar="NAME", help="one organisation; without it, all of them")
    whose.add_argument("--all", action="store_true", help="all organisations, as without --controller")
    parser.add_argument("--revoke", metavar="ACT", help="with third-countries: as if this act no longer held")
    parser.add_argument("--on", type=a_day, metavar="DATE", help="the day (YYYY-MM-DD); without it, today")
    parser.add_argument("--known-at", metavar="INSTANT", help="as known then (2026-11-22T12:00:00Z)")
    parser.add_argument("--between", type=a_day, nargs=2, metavar="DATE", help="the two days of difference")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Read the register once (of difference twice), and answer. Nothing is written."""
    question = Question(arguments.question)
    _refuse_what_does_not_fit(arguments, question)
    before, on = arguments.between or (None, arguments.on or settings.on())
    moment = Moment(on, an_instant(arguments.known_at))
    register, law, earlier = opened(settings, moment, before)
    _tell(answered(question, register, law, _answer(arguments, question, register, law, earlier)), arguments)
    return Exit.OK


def asked(arguments: argparse.Namespace, settings: Settings) -> Asked:
    """What a server is asked instead."""
    question = Question(arguments.question)
    _refuse_what_does_not_fit(arguments, question)
    earlier_on, on = arguments.between or (None, arguments.on or settings.today)
    of_question = {
        Question.BLAST: {"node": arguments.subject, "event": arguments.event},
        Question.STANDING: {"act": arguments.subject},
        Question.THIRD_COUNTRIES: {"revoke": arguments.revoke},
        Question.DIFFERENCE: {"earlier_on": earlier_on},
    }.get(question, {})
    shared = {"controller": arguments.controller, "on": on, "known_at": an_instant(arguments.known_at)}
    return Asked(f"questions/{question.value}", queried(**shared, **of_question))


def told(arguments: argparse.Namespace, _: Settings, answer: dict[str, Any]) -> int:
    """Tell what a server answered. Raises Unreachable for an answer to another question."""
    try:
        _tell(msgspec.convert(answer, _SHAPES[Question(arguments.question)]), arguments)
    except msgspec.ValidationError as error:
        raise Unreachable(f"The server's answer cannot be read: {error}.") from error
    return Exit.OK


_SHAPES: dict[Question, Any] = {
    Question.BLAST: Answered[Blast],
    Question.CONCENTRATION: Answered[Concentration],
    Question.WEAKEST: Answered[tuple[Weakest, ...]],
    Question.STANDING: Answered[tuple[Standing, ...]],
    Question.DIFFERENCE: Answered[Difference],
    Question.THIRD_COUNTRIES: Answered[ThirdCountries],
}


def _refuse_what_does_not_fit(arguments: argparse.Namespace, question: Question) -> None:
    takes_subject = question in (Question.BLAST, Question.STANDING)
    if question is Question.BLAST and not arguments.subject:
        raise BadInput("Whose blast radius? Name a service or an organisation after blast.", field="subject")
    if arguments.subject is not None and not takes_subject:
        raise BadInput(f"{question.value} takes no subject.", field="subject")
    if arguments.revoke is not None and question is not Question.THIRD_COUNTRIES:
        raise BadInput(
            "--revoke ACT goes with third-countries; `onward simulate` tells single transfers.", field="revoke"
        )
    if (question is Question.DIFFERENCE) != (arguments.between is not None):
        raise BadInput("--between DATE DATE goes with difference, and difference with it.", field="between")


def _answer(
    arguments: argparse.Namespace, question: Question, register: Register, law: LawBook, earlier: Register | None
) -> Any:
    controller = register.controller(arguments.controller).id if arguments.controller else None
    if question is Question.THIRD_COUNTRIES:
        return reached(register, surveyed(register, law), controller_id=controller, revoke=arguments.revoke)
    judged = of_controller(judging.flows(register, law), controller)
    match question:
        case Question.BLAST:
            return blast(register, law, judged, arguments.subject, Event(arguments.event))
        case Question.CONCENTRATION:
            return concentration(register, judged)
        case Question.WEAKEST:
            return weakest(judged, law)
        case Question.STANDING:
            return standing(judged, law, None if arguments.subject == _ALL else arguments.subject)
        case Question.DIFFERENCE:
            assert earlier is not None
            wanted = Wanted(controller_id=controller, known_at=register.moment.known_at)
            return difference(flows.build(earlier, law, wanted), flows.build(register, law, wanted))


def _tell(answer: Answered[Any], arguments: argparse.Namespace) -> None:
    if arguments.json:
        tell(msgspec.to_builtins(answer))
    else:
        print("\n".join(lines(answer)))
