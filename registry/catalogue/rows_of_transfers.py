"""Transfers on file as rows: the hop, its destination and manner, and what makes it lawful.

NULL is unknown; what is known to be absent stands in `known_absent`, an empty list of safeguards too.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from registry.catalogue.identities import hashed
from registry.catalogue.plain import sparse
from registry.catalogue.rows_of_portfolios import Writing
from registry.errors import BadFacts, BadRecord
from registry.law.facts import read_facts
from registry.lawfiles import place_names
from registry.tables import Assessment, Derogation, Measure, Safeguard
from registry.tables import Transfer as TransferRow
from registry.transfershapes import Transfer

FLOW = ("hr_data", "automated", "systematic")
_COLUMNS = ("destination", "manner", "same_legal_entity", "received_under", "onward_terms", *FLOW)
_NOT_FACTS = frozenset(
    {"manner", "expected", "expected_fallback", "expected_flags", "concluded_by", "signed_by", "documentation"}
)
_LISTS = frozenset({"safeguards", "measures", "access_from", "certifications", "modules", "requires", "relies_on"})
_LISTS_OF_ROWS = ("safeguards", "measures")
_OWN = frozenset({"known_absent", "kind", "article"})


@dataclass(slots=True)
class Filed:
    """The rows of all transfers of a file."""

    writing: Writing
    name: str
    transfers: list[TransferRow] = field(default_factory=list)
    safeguards: list[Safeguard] = field(default_factory=list)
    assessments: list[Assessment] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    derogations: list[Derogation] = field(default_factory=list)

    def take(self, engagement: str, hop: str, transfers: Iterable[Transfer], where: str) -> None:
        """Add the rows of a hop's transfers. Raises BadRecord for facts the law cannot read."""
        for number, one in enumerate(transfers, 1):
            self._refuse_unreadable(one, f"{where}, transfer {number}")
            identity = hashed("trf", hop, one.destination, one.manner)
            self.transfers.append(self._transfer(identity, engagement, hop, one))
            self._footing(identity, one)

    def _refuse_unreadable(self, one: Transfer, where: str) -> None:
        try:
            read_facts(as_facts(sparse(one)), _countries())
        except BadFacts as error:
            raise BadRecord(str(error), where=f"{self.name}, {where}", field=error.field) from error

    def _transfer(self, identity: str, engagement: str, hop: str, one: Transfer) -> TransferRow:
        absent = [*(one.known_absent or ()), *(key for key in _LISTS_OF_ROWS if getattr(one, key) == ())]
        return TransferRow(
            id=identity,
            engagement_id=engagement,
            hop_id=hop,
            exporter=as_facts(sparse(one.exporter)) if one.exporter else None,
            importer=as_facts(sparse(one.importer)) if one.importer else None,
            access_from=None if one.access_from is None else list(one.access_from),
            known_absent=sorted(absent) or None,
            **{name: getattr(one, name) for name in _COLUMNS},
            **self.writing.carried(),
        )

    def _footing(self, transfer: str, one: Transfer) -> None:
        for number, guard in enumerate(one.safeguards or (), 1):
            self.safeguards.append(Safeguard(**self._part("sfg", transfer, guard, number)))
        for number, measure in enumerate(one.measures or (), 1):
            self.measures.append(Measure(**self._part("msr", transfer, measure, number)))
        if one.assessment is not None:
            self.assessments.append(Assessment(**self._part("asm", transfer, one.assessment)))
        if one.derogation is not None:
            conditions = sparse(one.derogation, leave_out=_OWN | {"documentation"})
            absent = one.derogation.known_absent
            self.derogations.append(
                Derogation(
                    id=hashed("drg", transfer),
                    transfer_id=transfer,
                    article=one.derogation.article.value,
                    conditions=conditions or None,
                    documentation=one.derogation.documentation,
                    known_absent=sorted(absent) if absent else None,
                    **self.writing.carried(),
                )
            )

    def _part(self, prefix: str, transfer: str, shape: Any, number: int | None = None) -> dict[str, Any]:
        """A table inside a transfer as the columns of its row."""
        said = {name: getattr(shape, name) for name in type(shape).__dataclass_fields__ if name != "known_absent"}
        columns = {name: list(value) if isinstance(value, tuple) else value for name, value in said.items()}
        identity = hashed(prefix, transfer) + (f"_{number}" if number else "")
        absent = sorted(shape.known_absent) if shape.known_absent else None
        return columns | {"id": identity, "transfer_id": transfer, "known_absent": absent} | self.writing.carried()


def as_facts(said: Any) -> Any:
    """Plain tables in the form of `onward verdict`: known absence is null, or the empty list."""
    if isinstance(said, list):
        return [as_facts(one) for one in said]
    if not isinstance(said, dict):
        return said
    there = {key: as_facts(value) for key, value in said.items() if key not in {"known_absent", *_NOT_FACTS}}
    return there | {key: [] if key in _LISTS else None for key in said.get("known_absent", ())}


@cache
def _countries() -> frozenset[str]:
    return frozenset(place_names())
