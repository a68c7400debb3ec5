"""Reasons with the record and the source they rest on."""

from registry.law.lawindex import LawIndex
from registry.law.records import Record
from registry.law.verdicts import Reason


def reason(article: str, text: str, *, record: Record | None = None) -> Reason:
    """A reason that rests on a record of law."""
    if record is None:
        return Reason(article, text)
    return Reason(article, text, record.id, _address(record))


def tool_reason(law: LawIndex, article: str, text: str) -> Reason:
    """A reason that rests on an article of Chapter V itself, with its record where the law book has one."""
    return reason(f"Art. {article}", text, record=law.instrument(article))


def _address(record: Record) -> str | None:
    """The first source that is an address, else the first."""
    addresses = (source for source in record.source if source.startswith(("https://", "http://")))
    return next(addresses, record.source[0] if record.source else None)
