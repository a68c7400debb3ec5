"""`onward proposals`: what the machines propose and nobody has decided."""

import argparse
from typing import Any

from registry.answers import Asked, Exit, Form, an_instant, queried, say, tell
from registry.commands.opening import opened
from registry.reviews import proposals
from registry.reviews.proposals import RECIPIENT
from registry.settings import Settings
from registry.tables import Proposal
from registry.terms import Deed, ProposalState

HELP = "list what the machines propose"
EXAMPLE = "onward proposals --json"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "--known-at", type=an_instant, metavar="INSTANT", help="what waited then (2026-11-22T12:00:00Z)"
    )
    parser.add_argument("--json", action="store_true", help="one JSON list on standard output")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """List them, oldest first."""
    with opened(settings) as store, store.read() as session:
        waiting = {"state": ProposalState.PROPOSED.value}
        found = [shape(proposal) | waiting for proposal in proposals.waiting(session, arguments.known_at)]
    return told(arguments, settings, found)


def asked(arguments: argparse.Namespace, _: Settings) -> Asked:
    """What a server is asked instead."""
    waiting = queried(state=ProposalState.PROPOSED.value, sort="proposed_at", known_at=arguments.known_at)
    return Asked("proposals", waiting, form=Form.LIST)


def told(arguments: argparse.Namespace, _: Settings, found: list[dict[str, Any]]) -> int:
    """Tell what waits, whoever was asked."""
    if arguments.json:
        tell(found)
        return Exit.OK
    for one in found:
        print(f"{one['id']}  {one['deed']} {one['field']}: {_named(one)}  ({one['subject']})")
        print(f"    “{' '.join(one['quote'].split())}”" if one["quote"] else "    (no words say so)")
        for line in _asked(one):
            print(f"    {line}")
    say(f"{len(found)} to decide. Decide with: onward decide PRP accept|reject|edit --reason …")
    return Exit.OK


def _asked(one: dict[str, Any]) -> list[str]:
    """What would be written: each field with the value it has and the one it would get."""
    before, value = one["before"] or {}, one["value"]
    if one["deed"] == Deed.END:
        return []
    shown = _OF_A_RECIPIENT if one["field"] == RECIPIENT else value
    fields = [name for name in shown if value.get(name) and value[name] != before.get(name)]
    return [f"{name}: {_words(before.get(name))} → {_words(value[name])}" for name in fields]


_OF_A_RECIPIENT = (
    *("service", "organisation", "candidates", "role", "countries", "destinations", "mechanisms", "purpose"),
    *("data_categories", "valid_from"),
)


def _named(one: dict[str, Any]) -> str:
    """Whom or what it is about, as the document writes it."""
    return _words(one["value"].get("name_as_written") or one["value"].get("subject") or one["topic"])


def _words(value: Any) -> str:
    told = ", ".join(str(one or "not named") for one in value) if isinstance(value, list) else str(value or "–")
    return " ".join(told.split())


def shape(proposal: Proposal) -> dict[str, Any]:
    """A proposal as the command and the API tell it."""
    value = {key: said for key, said in proposal.value.items() if key != "topic"}
    return {
        "id": proposal.id,
        "state": proposal.state.value,
        "subject": proposal.subject_id,
        "field": proposal.field,
        "topic": proposal.value.get("topic"),
        "deed": proposal.deed.value,
        "value": value,
        "before": proposal.before,
        "document": proposal.document_id,
        "change": proposal.change_id,
        "snapshot_sha256": proposal.snapshot_sha256,
        "quote": proposal.quote,
        "start": proposal.start,
        "end": proposal.end,
        "proposed_at": proposal.proposed_at.isoformat().replace("+00:00", "Z"),
    }
