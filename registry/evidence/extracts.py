"""What the register itself says, as files: registers, papers of transfers, assessments, verdicts."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from registry import judging
from registry.answers import dumps
from registry.catalogue.assessments import Assessed, history, of_controller
from registry.catalogue.dated import Moment
from registry.catalogue.reading import Register, read_register
from registry.cataloguenames import folded
from registry.errors import NotFound
from registry.evidence.packet import Packet
from registry.evidence.rows import plain
from registry.evidence.scope import Scope, end_of, narrowed
from registry.glossary import Language
from registry.judging import Judged
from registry.law.lawbook import LawBook
from registry.reports import assessment_report, registers
from registry.reports.sheets import written
from registry.terms import EvidencePart

_LANGUAGES = tuple(Language)


def file_registers(scope: Scope, packet: Packet) -> None:
    """Every register as CSV in both languages and as JSON."""
    for which in registers.Registers:
        sheet = scope.asked.withheld.from_sheet(registers.sheet(which, scope.register, scope.judged, scope.law, None))
        if not sheet.rows:
            continue
        what = f"{which.value}, {len(sheet.rows)} rows"
        for language in _LANGUAGES:
            packet.add(EvidencePart.REGISTER, f"{which.value}.{language}.csv", written(sheet, "csv", language), what)
        packet.add(EvidencePart.REGISTER, f"{which.value}.json", written(sheet, "json", Language.EN), what)


def file_papers(scope: Scope, packet: Packet) -> set[str]:
    """Agreements, rows of lists, safeguards and certifications that held on the day; returns their ids."""
    register = scope.register
    engagements = list(register.engagements)
    contract = [row for one in engagements for row in register.agreements.get(one, [])]
    listed = [row for one in scope.services for row in register.list_rows.get(one.id, [])]
    listed += [row for one in engagements for row in register.rows_on_file.get(one, [])]
    transfers = [row for (one, _), found in register.transfers.items() if one in register.engagements for row in found]
    parties = {one.contracting_party_id for one in register.engagements.values()} | {
        member.id for one in scope.services for member in register.members.get(one.organisation_id, [])
    }
    tools = [row for one in transfers for row in _of_transfer(register, one.id)]
    certified = [row for one in sorted(parties - {None}) for row in register.certifications.get(one, [])]
    withheld = scope.asked.withheld
    for part, name, found, what in (
        (EvidencePart.CONTRACT, "agreements.jsonl", contract, "agreements that held on the day"),
        (EvidencePart.CONTRACT, "sub-processors.jsonl", listed, "sub-processors that stood on the lists on the day"),
        (EvidencePart.SAFEGUARDS, "transfers.jsonl", transfers, "transfers as they are on file"),
        (EvidencePart.SAFEGUARDS, "tools.jsonl", tools, "safeguards, measures and derogations of these transfers"),
        (EvidencePart.SAFEGUARDS, "certifications.jsonl", certified, "certifications of the companies engaged"),
    ):
        packet.add_lines(
            part, name, (withheld.from_json(told) for told in map(plain, found) if scope.tells(told)), what
        )
    return {row.id for found in (contract, listed, transfers, tools, certified) for row in found}


def _of_transfer(register: Register, transfer_id: str) -> list[Any]:
    tables = (register.safeguards, register.assessments, register.measures, register.derogations)
    return [row for table in tables for row in table.get(transfer_id, [])]


def file_assessments(scope: Scope, packet: Packet) -> set[str]:
    """The reports of the assessments in both languages; returns their ids."""
    filed: set[str] = set()
    names = {one.id: one.name for one in scope.controllers}
    reached = _reached(scope.judged)
    for controller_id, name in names.items():
        for one in of_controller(scope.session, scope.register, scope.law, controller_id):
            if scope.asked.engagement_id is None or (folded(one.row.importer), one.row.destination) in reached:
                _file_assessment(scope, packet, one, name)
                filed |= {one.row.id, *(step.id for step in one.steps.values())}
                filed |= {one.conclusion.id} if one.conclusion else set()
    return filed


def _reached(judged: Iterable[Judged]) -> set[tuple[str, str | None]]:
    return {
        (folded(str((crossing.facts.get("importer") or {}).get("name") or "")), crossing.destination)
        for one in judged
        for crossing in one.hop.crossings
    }


def _file_assessment(scope: Scope, packet: Packet, one: Assessed, controller: str) -> None:
    """The report in words; where fields of it are withheld, its rows instead: words cannot be marked."""
    earlier = history(scope.session, one.row.id, scope.asked.moment)
    rows = [plain(row) for row in (one.row, *one.steps.values(), *earlier)]
    told = scope.asked.withheld.from_json(rows)
    if told != rows:
        packet.add_lines(EvidencePart.ASSESSMENTS, f"{one.row.id}.jsonl", told, "assessment, fields withheld")
        return
    for language in _LANGUAGES:
        text = assessment_report.markdown(one, earlier, controller, language)
        what = f"assessment of {one.row.importer} in {one.row.destination}"
        packet.add(EvidencePart.ASSESSMENTS, f"{one.row.id}.{language}.md", text, what)


def file_dpias(scope: Scope, packet: Packet) -> None:
    """What the activities say of impact assessments: needed or not, reference, day, prior consultation."""
    found = [
        scope.asked.withheld.from_json({"activity": one.id, "name": one.name, "dpia": one.dpia})
        for one in scope.register.activities.values()
        if one.dpia
    ]
    packet.add_lines(EvidencePart.DPIA, "dpia.jsonl", found, "impact assessments the activities refer to")


def file_verdicts(scope: Scope, packet: Packet, installed: LawBook) -> None:
    """Every verdict twice: as it was known when the day ended, and as it is known now."""
    on = scope.asked.moment.on
    for name, moment in (("as-then-known", Moment(on, _then(scope))), ("as-known-now", Moment(on))):
        try:
            law = judging.law_book_at(scope.session, moment.known_at, installed)
        except NotFound:
            continue  # nothing was known yet: the packet says so by the file that is wanting
        known = replace(scope.asked, moment=moment)
        try:
            register = narrowed(read_register(scope.session, moment), known)
        except NotFound:
            continue
        judged = [one for one in judging.flows(register, law) if one.hop.engagement_id in register.engagements]
        if judged:
            told = {"on": on.isoformat(), "known_at": _instant(moment), "law": law.sha256, "hops": _hops(judged)}
            what = f"verdicts of {on.isoformat()} {name.replace('-', ' ')}"
            packet.add(EvidencePart.VERDICTS, f"{name}.json", dumps(scope.asked.withheld.from_json(told)) + "\n", what)


def _then(scope: Scope) -> datetime:
    return scope.asked.moment.known_at or end_of(scope.asked.moment)


def _instant(moment: Moment) -> str | None:
    return moment.known_at.isoformat() if moment.known_at else None


def _hops(judged: Iterable[Judged]) -> list[dict[str, Any]]:
    return [
        {
            "engagement": one.hop.engagement_id,
            "path": list(one.hop.path),
            "responsibility": one.hop.responsibility.value,
            "transfers": [
                {
                    "transfer": crossing.key,
                    "destination": crossing.destination,
                    "facts": crossing.facts,
                    "answer": answer.shape(),
                }
                for crossing, answer in zip(one.hop.crossings, one.answers, strict=True)
            ],
        }
        for one in judged
    ]
