"""`onward decide`: a person's decision on a proposal, applied at once with what depends on it."""

import argparse
from typing import Any

from registry import lawfiles
from registry.answers import Exit, say, tell
from registry.commands.opening import opened
from registry.errors import BadInput
from registry.reviews.applying import Decided, Decision, decide
from registry.settings import Settings
from registry.tables import now
from registry.terms import ProposalState

HELP = "accept, edit or reject a proposal"
EXAMPLE = 'onward decide prp_3f9c0d2e accept --reason "Read the list; the new row stands there."'

_STATES = {"accept": ProposalState.ACCEPTED, "edit": ProposalState.EDITED, "reject": ProposalState.REJECTED}


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("proposal", metavar="PRP", help="the proposal's id")
    parser.add_argument("decision", choices=sorted(_STATES))
    parser.add_argument("--reason", required=True, help="why, in a sentence; kept for ever")
    parser.add_argument("--set", action="append", default=[], metavar="FIELD=VALUE", help="with edit: the right value")
    parser.add_argument("--by", default="command line", help="who decides")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Decide, and print which verdicts flipped."""
    state = _STATES[arguments.decision]
    edits = dict(_edit(text) for text in arguments.set) or None
    decision = Decision(state, arguments.reason, arguments.by, edits)
    law = lawfiles.load()
    with opened(settings) as store, store.write(arguments.by) as session:
        decided = decide(session, arguments.proposal, decision, law=law, on=settings.on(), at=now())
        answer = shape(decided)
    if arguments.json:
        tell(answer)
        return Exit.OK
    print(f"{answer['id']} {answer['state']}.")
    for flip in answer["flips"]:
        print(f"  {' → '.join(flip['path'])}: {flip['before'] or 'new'} → {flip['after'] or 'gone'}")
    say(f"{len(answer['flips'])} verdicts turned.")
    return Exit.OK


def shape(decided: Decided) -> dict[str, Any]:
    """A decision as the command and the API tell it."""
    proposal = decided.proposal
    return {
        "id": proposal.id,
        "state": proposal.state.value,
        "decided_by": proposal.decided_by,
        "reason": proposal.reason,
        "flips": [turn.as_json() for turn in decided.turns],
    }


def _edit(text: str) -> tuple[str, Any]:
    """`places=US,DE` is a list; every other field is one value, and an empty one is unknown."""
    field, separator, value = text.partition("=")
    if not separator:
        raise BadInput(f"“{text}” sets nothing; write FIELD=VALUE.", field="set")
    if field == "places":
        return field, [part.strip() for part in value.split(",") if part.strip()]
    return field, value or None
