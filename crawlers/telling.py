"""A Reading as JSON, in the shape of the `read` command."""

from hashlib import sha256

from crawlers.findings.categories import Category
from crawlers.findings.rows import Row
from crawlers.read import Attached, Reading
from registry.terms import DocumentKind


def as_json(reading: Reading, *, with_text: bool = False) -> dict[str, object]:
    """Every key of the shape, always; `text` only when asked for."""
    text = reading.extracted.text
    answer: dict[str, object] = {
        "authorisation": None,
        "clauses": [],
        "controllers": [{"name": one.name, "org_no": one.org_no, "country": None} for one in reading.controllers],
        "data_categories": [_category(text, one) for one in reading.data_categories],
        "document_kind": str(reading.document_kind),
        "dpo_contact": reading.dpo_contact,
        "joint_controllership": reading.is_jointly_controlled,
        "language": reading.language,
        "last_updated": reading.last_updated,
        "legal_bases": [{"basis": str(one.basis), **_quoted(text, one.start, one.end)} for one in reading.legal_bases],
        "not_recipients": [],
        "notice_days": None,
        "objection_days": None,
        "purposes": [one.key for one in reading.purposes],
        "recipient_categories": [],
        "recipients": [_recipient(text, one) for one in reading.recipients],
        "retention": [
            {"period": one.period, "what": one.what, **_quoted(text, one.start, one.end)} for one in reading.retention
        ],
        "scc": _scc(reading),
        "sub_processors": [_row(reading, row) for row in reading.sub_processors],
        "supervisory_authority": reading.supervisory_authority,
        "text_sha256": sha256(text.encode()).hexdigest(),
        "transfers": _transfers(reading),
    }
    return answer | ({"text": text} if with_text else {})


def _quoted(text: str, start: int, end: int) -> dict[str, object]:
    return {"quote": text[start:end], "start": start, "end": end}


def _recipient(text: str, attached: Attached) -> dict[str, object]:
    one = attached.recipient
    return {
        "name_as_written": one.name,
        "canonical": {"service": one.service or one.name, "party": one.party or one.name},
        "role_stated": str(one.role),
        "countries_stated": list(one.countries),
        "third_country": "unstated" if attached.third_country is None else attached.third_country,
        "mechanism_stated": [str(tool) for tool in attached.mechanisms] or ["none"],
        **_quoted(text, one.start, one.end),
    }


def _row(reading: Reading, row: Row) -> dict[str, object]:
    known = reading.gazetteer.resolve(row.name)
    return {
        "name_as_written": row.name,
        "canonical": {"service": known.service if known else None, "party": known.party if known else None},
        "purpose": row.purpose,
        "countries": list(row.countries),
        "seat": row.seat,
        **_quoted(reading.extracted.text, row.start, row.end),
    }


def _category(text: str, one: Category) -> dict[str, object]:
    return {"key": one.key, "words": text[one.start : one.end], "start": one.start, "end": one.end}


def _transfers(reading: Reading) -> dict[str, object]:
    found = reading.transfers
    quote = reading.extracted.text[found.start : found.end] if found.start is not None else None
    return {
        "outside_eea": found.outside_eea,
        "countries": list(found.countries),
        "mechanisms": [str(tool) for tool in found.mechanisms],
        "quote": quote,
        "start": found.start,
        "end": found.end,
    }


def _scc(reading: Reading) -> list[dict[str, object]]:
    acts = dict.fromkeys(tool.act for tool in reading.mechanisms if tool.act)
    clauses = [act for act in acts if act not in ("(EU) 2016/1250", "(EU) 2023/1795", "2000/520/EC")]
    is_contract = reading.document_kind is DocumentKind.DPA
    return [{"act": act, "modules": []} for act in clauses] if is_contract else []
