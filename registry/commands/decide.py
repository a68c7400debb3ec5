"""`onward decide`: a person's decision on one proposal or several, applied at once with what depends on them."""

import argparse
from typing import Any
from urllib.parse import quote

from registry import lawfiles
from registry.answers import Asked, Exit, say, tell
from registry.commands.opening import opened
from registry.errors import BadInput
from registry.reviews.applying import Decided, DecidedAll, Decision, decide_all
from registry.reviews.editing import LISTS
from registry.settings import Settings
from registry.tables import now
from registry.terms import ProposalState

HELP = "accept, edit or reject proposals"
EXAMPLE = 'onward decide prp_3f9c0d2e accept --reason "Read the list; the new row stands there."'

_STATES = {"accept": ProposalState.ACCEPTED, "edit": ProposalState.EDITED, "reject": ProposalState.REJECTED}


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "proposal", metavar="PRP", nargs="+", help="the proposal's id; of several all are decided, or none"
    )
    parser.add_argument("decision", choices=sorted(_STATES))
    parser.add_argument("--reason", required=True, help="why, in a sentence; kept for ever")
    parser.add_argument("--set", action="append", default=[], metavar="FIELD=VALUE", help="with edit: the right value")
    parser.add_argument("--by", metavar="BY", help="who decides (“command line”); a server knows by the token")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Decide; prints what flipped."""
    law = lawfiles.load()
    by = arguments.by or "command line"
    decision = Decision(_STATES[arguments.decision], arguments.reason, by, _edits(arguments))
    with opened(settings) as store, store.write(by) as session:
        done = decide_all(session, arguments.proposal, decision, law=law, on=settings.on(), at=now())
        several = len(done.proposals) > 1
        answer = shape_all(done) if several else shape(Decided(done.proposals[0], done.turns))
    return told(arguments, settings, answer)


def asked(arguments: argparse.Namespace, _: Settings) -> Asked:
    """What a server is asked instead; it enters the person of the token as who decided."""
    if arguments.by is not None:
        raise BadInput("The server knows by the token who decides; leave --by out.", field="by")
    edits = _edits(arguments)
    body = {"decision": arguments.decision, "reason": arguments.reason} | ({"set": edits} if edits else {})
    wanted = list(dict.fromkeys(arguments.proposal))
    if len(wanted) == 1:
        return Asked(f"proposals/{quote(wanted[0], safe='')}/decisions", body=body)
    return Asked("proposals/decisions", body=body | {"proposals": wanted})


def told(arguments: argparse.Namespace, _: Settings, answer: dict[str, Any]) -> int:
    """Tell what was decided and what turned, whoever was asked."""
    if arguments.json:
        tell(answer)
        return Exit.OK
    for decided in answer.get("decided", [answer]):
        print(f"{decided['id']} {decided['state']}.")
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


def shape_all(done: DecidedAll) -> dict[str, Any]:
    """One decision on several proposals: each with its state, and what turned with all of them."""
    first = done.proposals[0]
    return {
        "decided": [{"id": one.id, "state": one.state.value} for one in done.proposals],
        "decided_by": first.decided_by,
        "reason": first.reason,
        "flips": [turn.as_json() for turn in done.turns],
    }


def _edits(arguments: argparse.Namespace) -> dict[str, Any] | None:
    return dict(_edit(text) for text in arguments.set) if arguments.set else None


def _edit(text: str) -> tuple[str, Any]:
    """`places=US,DE` is a list; other fields are one value, and an empty one is unknown."""
    field, separator, value = text.partition("=")
    if not separator:
        raise BadInput(f"“{text}” sets nothing; write FIELD=VALUE.", field="set")
    if field in LISTS:
        return field, [part.strip() for part in value.split(",") if part.strip()]
    if value.isdecimal() and field == "days":
        return field, int(value)
    return field, value or None
