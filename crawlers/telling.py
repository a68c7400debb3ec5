"""A Reading as JSON, in the shape of the `read` command."""

from hashlib import sha256

from crawlers.findings.agreement import Agreement
from crawlers.findings.agreement_clauses import ClauseFound
from crawlers.findings.categories import Category
from crawlers.findings.rows import Row
from crawlers.read import Attached, Reading


def as_json(reading: Reading, *, with_text: bool = False) -> dict[str, object]:
    """Every key of the shape, always; `text` only when asked for."""
    text = reading.extracted.text
    answer: dict[str, object] = {
        "controllers": [{"name": one.name, "org_no": one.org_no, "country": None} for one in reading.controllers],
        "data_categories": [_category(text, one) for one in reading.data_categories],
        "document_kind": str(reading.document_kind),
        "dpo_contact": reading.dpo_contact,
        "joint_controllership": reading.is_jointly_controlled,
        "language": reading.language,
        "last_updated": reading.last_updated,
        "legal_bases": [{"basis": str(one.basis), **_quoted(text, one.start, one.end)} for one in reading.legal_bases],
        "not_recipients": [
            {"name": one.name, "why": one.why, **_quoted(text, one.start, one.end)} for one in reading.not_recipients
        ],
        "purposes": [one.key for one in reading.purposes],
        "recipient_categories": [
            {"key": one.key, **_quoted(text, one.start, one.end)} for one in reading.recipient_categories
        ],
        "recipients": [_recipient(text, one) for one in reading.recipients],
        "retention": [
            {"period": one.period, "what": one.what, **_quoted(text, one.start, one.end)} for one in reading.retention
        ],
        "sub_processors": [_row(reading, row) for row in reading.sub_processors],
        "supervisory_authority": reading.supervisory_authority,
        "text_sha256": sha256(text.encode()).hexdigest(),
        "transfers": _transfers(reading),
    }
    return answer | _agreement(text, reading.agreement) | ({"text": text} if with_text else {})


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


def _agreement(text: str, found: Agreement | None) -> dict[str, object]:
    """Of an agreement its clauses and terms; empty for any other document."""
    if found is None:
        return {"authorisation": None, "clauses": [], "notice_days": None, "objection_days": None, "scc": []}
    return {
        "authorisation": str(found.authorisation) if found.authorisation is not None else None,
        "clauses": [_clause(text, one) for one in found.clauses],
        "notice_days": found.notice_days,
        "objection_days": found.objection_days,
        "scc": [{"act": one.act, "modules": list(one.modules)} for one in found.clause_sets],
    }


def _clause(text: str, one: ClauseFound) -> dict[str, object]:
    quote = text[one.start : one.end] if one.start is not None else None
    return {
        "id": one.id,
        "article": one.article,
        "state": str(one.state),
        "quote": quote,
        "start": one.start,
        "end": one.end,
    }
