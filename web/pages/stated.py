"""A proposal in the reader's words: what it is of, and what it says."""

from collections.abc import Mapping
from typing import Any

from registry.reviews.editing import STATED_ROLES
from registry.reviews.findings import SUB_PROCESSOR, Stated
from registry.tables import Proposal
from registry.terms import Deed, Mechanism
from registry.valued import several_of
from web.pages.read_findings import period
from web.wording import Wording, messages

_OF_A_ROW = ("name_as_written", "purpose", "places", "seat")
_OF_A_RECIPIENT = ("name_as_written", "role", "destinations", "purpose")
NOT_NAMED = "?"  # a destination outside the EEA that the text does not name, as a form writes it
LISTED = ("places", "destinations")
_PLAIN = ("name_as_written", "name", "dpo_contact", "supervisory_authority", "date", "words")


def sort_of(proposal: Proposal, wording: Wording) -> str:
    """What the proposal is of: a recipient, a legal basis, a clause, a document to watch; else the kind of change."""
    if proposal.field == SUB_PROCESSOR:
        return wording("proposal.sub_processor")
    vocabulary = "stated" if proposal.field in messages().vocabulary("stated") else "change_kind"
    return wording.said(vocabulary, proposal.field)


def title_of(proposal: Proposal, wording: Wording) -> str:
    """What it says of that, in a few words: the written name, else the value's label, else its topic."""
    value: Mapping[str, Any] = proposal.value
    topic = str(value.get("topic") or proposal.id)
    match proposal.field:
        case Stated.LEGAL_BASIS:
            return wording.said("legal_basis", value.get("basis") or topic)
        case Stated.RETENTION:
            length = period(str(value.get("period") or topic), wording)
            return f"{length} ({value['what']})" if value.get("what") else length
        case Stated.DATA_CATEGORY | Stated.PURPOSE | Stated.RECIPIENT_CATEGORY:
            return wording.said(proposal.field, value.get("key") or topic)
        case Stated.CLAUSE:
            return wording.said("clause", str(value.get("id") or topic).lower())
        case Stated.AUTHORISATION | Stated.MECHANISM | Stated.ROLE:
            return wording.said(proposal.field, value.get(proposal.field) or topic)
        case Stated.NOTICE_DAYS | Stated.OBJECTION_DAYS:
            return period(f"P{value.get('days') or topic}D", wording)
        case Stated.THIRD_COUNTRY:
            return wording.country(str(value.get("country") or topic))
        case _:
            return str(next((value[name] for name in _PLAIN if value.get(name)), topic))


def editable_of(proposal: Proposal) -> tuple[str, ...]:
    """What the page lets a person change of it: of a row, and of a recipient, and whom a name means that fits several.

    The API and the command line can set more.
    """
    if proposal.deed is Deed.END:
        return ()
    if proposal.field == Stated.RECIPIENT:
        return (*_OF_A_RECIPIENT, "organisation") if several_of(proposal.value, "candidates") else _OF_A_RECIPIENT
    return _OF_A_ROW if proposal.field == SUB_PROCESSOR else ()


def choices_of(name: str, proposal: Proposal, names: Mapping[str, str], wording: Wording) -> dict[str, str]:
    """The values a field is chosen from, with their words; empty for one that is written."""
    match name:
        case "role":
            return {role.value: wording.label("role", role) for role in STATED_ROLES}
        case "organisation":
            found = [str(one) for one in several_of(proposal.value, "candidates")]
            return {"": "–"} | {one: names.get(one, one) for one in found}
        case _:
            return {}


def written(name: str, value: Mapping[str, Any]) -> str:
    """A field as a form writes it: lists with commas between."""
    if name in LISTED:
        return ", ".join(str(one) if one is not None else NOT_NAMED for one in several_of(value, name))
    return str(value.get(name) or "")


def details_of(proposal: Proposal, wording: Wording) -> str:
    """Of a recipient, what the document states of it: role, countries, transfer tools."""
    value: Mapping[str, Any] = proposal.value
    if proposal.field != Stated.RECIPIENT:
        return ""
    told = [wording.said("role", value["role"])] if value.get("role") else []
    places = map(str, several_of(value, "countries"))
    told += [wording("read.eea") if code == "EU/EEA" else wording.country(code) for code in places]
    told += [wording.said("mechanism", one) for one in several_of(value, "mechanisms") if one in set(Mechanism)]
    return ", ".join(told)
