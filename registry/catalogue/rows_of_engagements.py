"""Engagements of a portfolio as rows: whom the controller engages, what was signed, and who stands behind."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from registry.catalogue.identities import Repeats, hashed
from registry.catalogue.naming_others import Others
from registry.catalogue.plain import sparse
from registry.catalogue.rows_of_portfolios import Writing, cited_as_text
from registry.catalogue.rows_of_transfers import FLOW, Filed
from registry.cataloguenames import folded
from registry.portfolioshapes import Agreement, Engagement, SubProcessor
from registry.tables import Agreement as AgreementRow
from registry.tables import Engagement as EngagementRow
from registry.tables import SubprocessorRow

_NOTED = frozenset(
    {"key", "source", "also_written", "party_as_written", "purposes", "legal_basis", "condition", "agreement_stated"}
    | {"note", "review"}
)


def engagement_id(controller: str, key: str) -> str:
    """The id of an engagement of a controller."""
    return hashed("eng", controller, key)


@dataclass(slots=True)
class Engaged:
    """The rows of all engagements of a file."""

    writing: Writing
    others: Others
    filed: Filed
    engagements: list[EngagementRow] = field(default_factory=list)
    agreements: list[AgreementRow] = field(default_factory=list)
    behind: list[SubprocessorRow] = field(default_factory=list)

    def take(self, one: Engagement) -> None:
        """Add the rows of one engagement. Raises Ambiguous for a name that fits several."""
        identity = engagement_id(self.writing.controller, one.key)
        row = self._engagement(identity, one)
        self.engagements.append(row)
        self.agreements.extend(_agreements(self.writing, identity, one))
        self.filed.take(identity, identity, one.transfer, f"engagement “{one.key}”")
        self._behind(row, None, one.sub_processor, Repeats(), f"engagement “{one.key}”")

    def _engagement(self, identity: str, one: Engagement) -> EngagementRow:
        party, role = one.contracting_party, one.role
        return EngagementRow(
            id=identity,
            controller_id=self.writing.controller,
            service_id=self.others.service(one.service),
            name_as_written=one.service,
            contracting_party_id=self.others.legal_person(party) if party else None,
            stated_in_our_notice=role.stated_in_our_notice,
            claimed_by_recipient=role.claimed_by_recipient,
            decided_by_us=role.decided_by_us,
            decided_by=role.decided_by,
            activities=self.writing.activities(one.activities),
            data_categories=None if one.data_categories is None else list(one.data_categories),
            notes=_notes(one),
            valid_from=one.valid_from,
            valid_until=one.valid_until,
            **{name: getattr(one.kind_of_flow, name) for name in FLOW},
            **self.writing.carried(cited_as_text(sparse(one.source))),
        )

    def _behind(
        self, row: EngagementRow, parent: str | None, links: tuple[SubProcessor, ...], repeats: Repeats, where: str
    ) -> None:
        for position, link in enumerate(links):
            there = f"{where}, sub_processor “{link.name}”"
            organisation, service = self.others.organisation(link.name)
            if link.service:
                service = self._service(link.service, organisation)
            identity = repeats.hashed("sub", row.id, parent, folded(link.name), folded(link.service or ""))
            self.behind.append(
                SubprocessorRow(
                    id=identity,
                    service_id=row.service_id,
                    engagement_id=row.id,
                    parent_row_id=parent,
                    name_as_written=link.name,
                    organisation_id=organisation,
                    named_service_id=service,
                    purpose=link.purpose,
                    places=None if link.places is None else list(link.places),
                    role=link.role,
                    contracting_party_id=self._party(link),
                    position=position,
                    detail={"service": link.service} if link.service else None,
                    **self.writing.carried(row.source),
                )
            )
            self.filed.take(row.id, identity, link.transfer, there)
            self._behind(row, identity, link.sub_processor, repeats, there)

    def _service(self, name: str, organisation: str | None) -> str:
        """The service a sub-processor is engaged with: a known one, else one of that sub-processor."""
        known = self.others.known.resolve(name)
        if known is None and organisation is not None:
            return self.others.service_of(organisation, name)
        return self.others.service(name)

    def _party(self, link: SubProcessor) -> str | None:
        return self.others.legal_person(link.contracting_party) if link.contracting_party else None


def _notes(one: Engagement) -> dict[str, Any]:
    """What has no column, as JSON."""
    notes = {name: said for name, said in sparse(one).items() if name in _NOTED}
    if one.role.decided_on:
        notes["decided_on"] = one.role.decided_on.isoformat()
    return notes


def _agreements(writing: Writing, engagement: str, one: Engagement) -> Iterator[AgreementRow]:
    for number, paper in enumerate(one.agreement, 1):
        yield _agreement(writing, engagement, number, paper)


def _agreement(writing: Writing, engagement: str, number: int, paper: Agreement) -> AgreementRow:
    """A paper holds from the day it was signed."""
    notes = {key: said for key, said in (("act", paper.act), ("document", paper.document)) if said}
    return AgreementRow(
        id=f"{hashed('agr', engagement)}_{number}",
        engagement_id=engagement,
        kind=paper.kind,
        version_id=paper.version,
        signed_on=paper.signed_on,
        modules=None if paper.modules is None else list(paper.modules),
        annexes_complete=paper.annexes_complete,
        authorisation=paper.authorisation,
        notice_days=paper.notice_days,
        objection_days=paper.objection_days,
        notes=notes or None,
        valid_from=paper.signed_on,
        valid_until=paper.valid_until,
        **writing.carried(),
    )
