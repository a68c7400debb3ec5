"""What is on file about a transfer's safeguards, certifications, assessment, measures and derogation, as cells.

Words are the glossary's, in the reader's language; what is wanting in a paper is told as not on file.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from registry.catalogue.chains import Crossing, Hop
from registry.catalogue.reading import Register
from registry.reports.cells import Cell, Parts, Row, fact, several, word

_VOCABULARIES = {
    "kind": "safeguard_kind", "modules": "module", "framework": "framework", "covers": "coverage",
    "seen_in": "seen_in", "outcome": "assessment_outcome", "type": "bcr_type", "article": "derogation_article",
}  # fmt: skip
_OF_SAFEGUARD = {
    "scc": ("kind", "act", "modules", "signed_on", "signed_by", "annexes_complete"),
    "bcr": ("kind", "type", "covers_importer", "approved_on"),
    "ad_hoc_clauses": ("kind", "authorised_on"),
    "administrative_arrangement": ("kind", "authorised_on"),
}
_OF_OTHERS = ("kind", "approved_on")
_OF_CERTIFICATION = ("framework", "valid_from", "valid_until", "covers", "seen_in")
_OF_ASSESSMENT = ("outcome", "concluded_on", "concluded_by", "id")


def carried(register: Register, hop: Hop, crossing: Crossing) -> Row:
    """The cells of a transfer register that tell what a transfer stands on."""
    facts = crossing.facts
    assessment = facts.get("assessment") or {}
    importer = facts.get("importer") or {}
    return {
        "safeguards": _all(facts, "safeguards", lambda one: _safeguard(register, crossing, one)),
        "certifications": _all(importer, "certifications", lambda one: _parts(one, _OF_CERTIFICATION)),
        "certification_checked": _checked(register, hop),
        "assessment": _assessment(register, crossing, assessment) if assessment else fact(facts, "assessment"),
        "assessment_review": fact(assessment, "review_due_on"),
        "relies_on": fact(assessment, "relies_on"),
        "measures": _all(facts, "measures", lambda one: _parts(one, ("measure", "implemented_on"))),
        "derogation": _derogation(facts),
    }


def _all(facts: Mapping[str, Any], name: str, told: Any) -> Cell:
    """Each with what is on file about it; a missing list is not on file, an empty one known to be absent."""
    if name not in facts:
        return None
    return tuple(told(one) for one in facts[name] or ())


def _safeguard(register: Register, crossing: Crossing, one: Mapping[str, Any]) -> Parts:
    rows = register.safeguards.get(crossing.transfer_id or "", [])
    signed = next((row.signed_by for row in rows if row.kind == one.get("kind") and row.signed_by), None)
    return _parts({**one, **({"signed_by": signed} if signed else {})}, _OF_SAFEGUARD.get(one["kind"], _OF_OTHERS))


def _assessment(register: Register, crossing: Crossing, one: Mapping[str, Any]) -> Parts:
    rows = register.assessments.get(crossing.transfer_id or "", [])
    more = {"id": rows[0].id, "concluded_by": rows[0].concluded_by} if rows else {}
    return _parts({**one, **{key: value for key, value in more.items() if value}}, _OF_ASSESSMENT)


def _checked(register: Register, hop: Hop) -> Cell:
    """When somebody last looked the importer up in a framework's register, and under which number it stands there."""
    party = hop.importer.party
    ids = [one.id for one in register.organisations.values() if party is not None and one.name == party]
    rows = [row for id_ in ids for row in register.certifications.get(id_, []) if row.checked_on]
    return tuple(_parts(row._mapping, ("framework", "checked_on", "register_id")) for row in rows) or None


def _derogation(facts: Mapping[str, Any]) -> Cell:
    derogation = facts.get("derogation")
    if not derogation:
        return fact(dict(facts), "derogation")
    conditions = tuple(name for name in derogation if name != "article")
    return _parts(derogation, ("article", *conditions))


def _parts(one: Mapping[str, Any], names: Iterable[str]) -> Parts:
    renamed = {"measure": "kind"}
    return Parts(tuple((name, _part(one, renamed.get(name, name), name)) for name in names))


def _part(one: Mapping[str, Any], name: str, shown: str) -> Cell:
    """A value; a key that is missing is not on file, null known to be absent."""
    if name not in one:
        return None
    value = one[name]
    if value is None:
        return ()
    vocabulary = _VOCABULARIES.get(shown)
    if isinstance(value, list | tuple):
        return several(value, vocabulary)
    return word(value, vocabulary) if vocabulary else value
