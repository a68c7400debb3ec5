"""Rows -> the facts of one transfer, in the form the law reads (a key left out is unknown, null is known absence).

In this order: what the controller has on file; else what the service's documents claim. A claim brings only what it
says. A product name never becomes an importer: without a contracting legal person the importer stays unknown.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from registry.catalogue.reading import Register, Row
from registry.terms import Grade, Mechanism, Role, SafeguardKind

Facts = dict[str, Any]

_DECLARED = frozenset({None, "active", "claimed"})  # a document that says nothing of a state declares the safeguard
_DENIED = frozenset({"not_claimed", "not_listed", "withdrawn"})  # "not_seen" denies nothing

_LISTS = frozenset({"safeguards", "measures", "access_from", "certifications", "modules", "requires", "relies_on"})
_SAFEGUARD = (
    "kind", "act", "modules", "signed_on", "annexes_complete", "combined_with_eu_data", "processing_unchanged", "type",
    "covers_importer", "approved_on", "authorised_on",
)  # fmt: skip
_ASSESSMENT = ("concluded_on", "outcome", "review_due_on", "requires", "relies_on")
_MEASURE = ("kind", "implemented_on")
_TRANSFER = ("access_from", "same_legal_entity", "received_under", "onward_terms")
_FLOW = ("hr_data", "automated", "systematic")
_CLAIMED_SAFEGUARDS = {Mechanism.SCC: SafeguardKind.SCC, Mechanism.BCR: SafeguardKind.BCR}


def on_file(register: Register, transfer: Row, exporter: Facts, importer: Facts, flow: Facts) -> Facts:
    """The facts of a transfer the controller keeps, over what the hop itself says of both ends."""
    facts: Facts = flow | _said(transfer, (*_FLOW, *_TRANSFER))
    facts["exporter"] = exporter | (transfer.exporter or {})
    facts["importer"] = importer | (transfer.importer or {})
    if transfer.destination is not None:
        facts["destination"] = transfer.destination
    safeguards = [with_absences(_said(s, _SAFEGUARD), s) for s in register.safeguards.get(transfer.id, [])]
    if safeguards:
        facts["safeguards"] = safeguards
    for assessment in register.assessments.get(transfer.id, [])[:1]:
        facts["assessment"] = with_absences(_said(assessment, _ASSESSMENT), assessment)
    measures = [with_absences(_said(m, _MEASURE), m) for m in register.measures.get(transfer.id, [])]
    if measures:
        facts["measures"] = measures
    for derogation in register.derogations.get(transfer.id, [])[:1]:
        facts["derogation"] = with_absences({"article": derogation.article} | (derogation.conditions or {}), derogation)
    return with_absences(facts, transfer)


def claimed(destination: str | None, exporter: Facts, importer: Facts, flow: Facts, mechanisms: Iterable[Row]) -> Facts:
    """The facts of a transfer that a document claims: a place, and the safeguards it declares."""
    facts: Facts = flow | {"exporter": exporter, "importer": importer}
    if destination is not None:
        facts["destination"] = destination
    safeguards = _declared(mechanisms)
    if safeguards:
        facts["safeguards"] = safeguards
    return facts


def of_controller(organisation: Row) -> Facts:
    """A controller as exporter."""
    facts: Facts = {"role": Role.CONTROLLER.value} | _said(organisation, ("country", "public_powers"))
    return facts


def of_party(register: Register, party: Row | None, name: str, role: Role | None) -> Facts:
    """A legal person as importer. Without one only the name as written and the role are known."""
    facts: Facts = {"name": party.name if party is not None else name} | _role(role)
    if party is None:
        return facts
    facts |= _said(party, ("country",))
    parent = register.parent_country(party)
    if parent is not None:
        facts["parent_country"] = parent
    certifications = register.certifications.get(party.id)
    if certifications is not None:
        facts["certifications"] = [_certification(c) for c in certifications if _counts(c)]
    return facts


def of_signatory(party: Row | None, role: Role | None) -> Facts:
    """What a hop on file says of its importer: who signed, and the role. The catalogue's knowledge is not on file."""
    facts: Facts = {"name": party.name} if party is not None else {}
    return facts | _role(role)


def of_processor(role: Role | None) -> Facts:
    """What a hop further down on file says of its exporter: below a processor, that it is one; else nothing."""
    return {"role": Role.PROCESSOR.value} if role in {Role.PROCESSOR, Role.SUB_PROCESSOR} else {}


def as_exporter(importer: Mapping[str, Any], role: Role | None) -> Facts:
    """The importer of one hop as the exporter of the next."""
    return {key: importer[key] for key in ("country", "subject_to_gdpr") if key in importer} | _role(role)


def _role(role: Role | None) -> Facts:
    return {} if role is None or role is Role.RECIPIENT else {"role": role.value}


def of_flow(engagement: Row) -> Facts:
    """What flows: a fact of the engagement, carried down the chain."""
    return _said(engagement, _FLOW)


def _counts(certification: Row) -> bool:
    return certification.grade is not Grade.MEMORY and certification.state in {"active", "claimed"}


def _certification(row: Row) -> Facts:
    facts: Facts = {"framework": row.framework.value, "valid_until": _plain(row.valid_until)}
    if row.valid_from or row.checked_on:
        facts["valid_from"] = _plain(row.valid_from or row.checked_on)
    if row.covers is not None:
        facts["covers"] = sorted(row.covers)
    if row.seen_in is not None:
        facts["seen_in"] = row.seen_in.value
    return facts


def _declared(mechanisms: Iterable[Row]) -> list[Facts]:
    """The safeguards documents declare; none where two claims contradict each other and nobody has decided."""
    told = [(_CLAIMED_SAFEGUARDS.get(c.value.get("kind")), c) for c in mechanisms if c.grade is not Grade.MEMORY]
    declared = {kind for kind, claim in told if claim.value.get("state") in _DECLARED}
    denied = {kind for kind, claim in told if claim.value.get("state") in _DENIED}
    if (declared & denied) - {None}:
        return []
    found: list[Facts] = []
    for kind, claim in told:
        if kind is None or claim.value.get("state") not in _DECLARED:
            continue
        said = {key: claim.value[key] for key in ("act", "modules") if claim.value.get(key)}
        safeguard = {"kind": kind.value} | said
        if safeguard not in found:
            found.append(safeguard)
    return found


def _said(row: Row, names: Iterable[str]) -> Facts:
    """The named columns that hold something: NULL is unknown, and unknown is left out."""
    return {name: _plain(getattr(row, name)) for name in names if getattr(row, name) is not None}


def with_absences(facts: Facts, row: Row) -> Facts:
    """Set what the row knows to be absent: `importer.parent_country` reaches into a part."""
    for path in row.known_absent or []:
        *parts, leaf = path.split(".")
        target = facts
        for part in parts:
            target = target.setdefault(part, {})
        target.setdefault(leaf, [] if leaf in _LISTS else None)
    return facts


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(v) for v in value]
    return getattr(value, "value", value)
