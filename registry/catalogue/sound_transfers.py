"""What a transfer on file and its footing must be: facts that the law can read, of a hop that stands."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from registry.catalogue import grounds
from registry.catalogue.identities import hashed
from registry.errors import BadFacts, BadInput
from registry.law.facts import read_facts
from registry.lawfiles import place_names
from registry.tables import Derogation, Engagement, Measure, Safeguard, SubprocessorRow, Transfer

_PARTS = frozenset({"", "exporter", "importer"})
_SAFEGUARD = (
    "act", "modules", "signed_on", "annexes_complete", "combined_with_eu_data", "processing_unchanged", "type",
    "covers_importer", "approved_on", "authorised_on",
)  # fmt: skip
_FACTS = (
    "destination", "exporter", "importer", "access_from", "same_legal_entity", "hr_data", "automated", "systematic",
    "received_under", "onward_terms",
)  # fmt: skip


def transfer(session: Session, row: Transfer) -> None:
    """Of the engagement itself, or of a sub-processor behind its service."""
    if row.hop_id != row.engagement_id:
        _require_hop(session, row)
    _require_read(_with_absences(_said(row, _FACTS), row), "")


def _require_hop(session: Session, row: Transfer) -> None:
    there = select(SubprocessorRow).where(SubprocessorRow.id == row.hop_id, col(SubprocessorRow.retired_at).is_(None))
    service = session.exec(select(Engagement.service_id).where(Engagement.id == row.engagement_id)).first()
    hops = session.exec(there).all()
    if not any(one.engagement_id == row.engagement_id or one.engagement_id is None for one in hops) or service is None:
        words = f"{row.hop_id[:80]} is neither the engagement nor a sub-processor behind it; name one of them."
        raise BadInput(words, field="hop")
    if not any(one.engagement_id == row.engagement_id for one in hops):  # a shared list's row is many engagements' hop
        row.id = hashed("trf", row.engagement_id, row.hop_id, row.destination, row.manner.value)


def safeguard(_session: Session, row: Safeguard) -> None:
    """Readable by the rules."""
    said = _with_absences({"kind": row.kind.value} | _said(row, _SAFEGUARD), row)
    _require_read({"safeguards": [said]}, "safeguards[0].")


def measure(_session: Session, row: Measure) -> None:
    """Readable by the rules."""
    said = _with_absences({"kind": row.kind} | _said(row, ("implemented_on",)), row)
    _require_read({"measures": [said]}, "measures[0].")


def derogation(_session: Session, row: Derogation) -> None:
    """Readable by the rules."""
    said = _with_absences({"article": row.article} | (row.conditions or {}), row)
    _require_read({"derogation": said}, "derogation.")


def _with_absences(facts: dict[str, Any], row: Any) -> dict[str, Any]:
    """With what is known to be absent, by its path in the facts. Raises BadInput for a path that leads nowhere."""
    for path in row.known_absent or ():
        part, _, leaf = path.rpartition(".")
        if part not in _PARTS or not leaf:
            raise BadInput(f"“{path[:80]}” is no fact's name.", field="known_absent")
    facts = {name: dict(said) if isinstance(said, dict) else said for name, said in facts.items()}
    try:
        return grounds.with_absences(facts, row)
    except AttributeError as error:
        raise BadInput("A fact is said, and said to be absent.", field="known_absent") from error


def _said(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: _plain(getattr(row, name)) for name in names if getattr(row, name) is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return getattr(value, "value", value)


def _require_read(facts: Mapping[str, Any], within: str) -> None:
    """Raises BadInput with the field as the row has it."""
    try:
        read_facts(dict(facts), frozenset(place_names()))
    except BadFacts as error:
        raise BadInput(str(error), field=(error.field or "").removeprefix(within) or None) from error
