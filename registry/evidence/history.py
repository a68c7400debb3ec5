"""What people did: the DPO's advice and the decisions, changes at the vendors, objections, tasks, proposals decided."""

from collections.abc import Iterable

from registry.evidence.packet import Packet
from registry.evidence.rows import about, stood
from registry.evidence.scope import Scope
from registry.tables import (
    Alert,
    Change,
    Objection,
    ObjectionStep,
    Proposal,
    Review,
    ReviewAnswer,
    ReviewCauseRow,
    ReviewCondition,
    Table,
    Task,
    VerdictRow,
)
from registry.terms import EvidencePart


def file_history(scope: Scope, packet: Packet, documents: Iterable[str]) -> set[str]:
    """File the history of what is asked about; returns the ids of its rows, for the chain."""
    services = {one.id for one in scope.services}
    engagements = set(scope.register.engagements)
    filed = {*documents}

    def file(part: EvidencePart, table: type[Table], column: str, ids: Iterable[str]) -> set[str]:
        return _file(scope, packet, part, (table, column), ids=ids)

    reviews = file(EvidencePart.ADVICE, Review, "engagement_id", engagements)
    for table in (ReviewAnswer, ReviewCondition):
        filed |= file(EvidencePart.ADVICE, table, "review_id", reviews)
    filed |= file(EvidencePart.ADVICE, ReviewCauseRow, "engagement_id", engagements)
    changes = file(EvidencePart.CHANGES, Change, "service_id", services)
    filed |= file(EvidencePart.CHANGES, Alert, "service_id", services)
    filed |= _file_proposals(scope, packet, filed)
    objections = file(EvidencePart.CHANGES, Objection, "engagement_id", engagements)
    filed |= file(EvidencePart.CHANGES, ObjectionStep, "objection_id", objections)
    filed |= file(EvidencePart.CHANGES, Task, "subject_id", engagements)
    filed |= file(EvidencePart.VERDICTS, VerdictRow, "engagement_id", engagements)
    return filed | reviews | changes | objections


def _file_proposals(scope: Scope, packet: Packet, documents: Iterable[str]) -> set[str]:
    """Proposals found in these documents. One that was decided tells of what turned; of others' engagements nothing."""
    rows = about(scope.session, Proposal, "document_id", set(documents), scope.until)
    whose = {*scope.register.engagements, *(one.id for one in scope.services)}
    lines = []
    for told in stood(scope.session, rows, scope.until):
        flips = [one for one in told["flips"] or () if one.get("engagement") in scope.register.engagements]
        if not scope.tells(told | {"flips": flips}):
            continue
        if scope.asked.engagement_id is None or flips or told["subject_id"] in whose:
            lines.append(scope.asked.withheld.from_json(told | {"flips": flips or None}))
    packet.add_lines(EvidencePart.CHANGES, "proposal.jsonl", lines, f"{len(lines)} proposals")
    return {str(line["id"]) for line in lines}


def _file(
    scope: Scope, packet: Packet, part: EvidencePart, asked: tuple[type[Table], str], *, ids: Iterable[str]
) -> set[str]:
    """The rows of a table whose column names one of these ids, as JSON Lines; returns their own ids."""
    table, column = asked
    ours = {None, *(one.id for one in scope.controllers)}
    found = about(scope.session, table, column, set(ids), scope.until)
    rows = [row for row in found if getattr(row, "controller_id", None) in ours]
    withheld = scope.asked.withheld
    told = [one for one in stood(scope.session, rows, scope.until) if scope.tells(one)]
    name = str(table.__tablename__).replace("_", "-")
    lines = map(withheld.from_json, told)
    packet.add_lines(part, f"{name}.jsonl", lines, f"{len(told)} rows of “{table.__tablename__}”")
    return {str(one["id"]) for one in told}
