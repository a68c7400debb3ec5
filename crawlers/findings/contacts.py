"""Who answers for the processing: controllers, data protection officer, addresses, supervisory authority."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from crawlers.blocks import Block, BlockKind, Span
from crawlers.companies import company_names
from crawlers.findings.source import Source
from crawlers.phrases import Hit

_MAIL = re.compile(r"(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,63}@[A-Za-z0-9][A-Za-z0-9.-]{0,120}\.[A-Za-z]{2,12}(?![\w-])")
_MAX_LOCAL, _MAX_DOMAIN = 64, 136  # letters before the @, and from it on
_ORG_NO = re.compile(r"(?<![\d-])(\d{6}-[\dX]{4})(?![\d-])")
_TOP_BLOCKS = 12
_PROSE = (BlockKind.HEADING, BlockKind.PARAGRAPH)
_NEAR = 160
_SENTENCE = 500
_MAX_HITS = 100


@dataclass(frozen=True, slots=True)
class Controller:
    """A controller as named. `org_no` is the registration number beside it, None where none stands."""

    name: str
    org_no: str | None
    start: int
    end: int


def mail_addresses(text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """Places of e-mail addresses."""
    stop = len(text) if end is None else end
    last = start
    at = text.find("@", start, stop)
    while at >= 0:
        for match in _MAIL.finditer(text, max(last, at - _MAX_LOCAL), min(stop, at + _MAX_DOMAIN)):
            if match.start() < at < match.end():
                yield Span(match.start(), match.end())
                last = match.end()
                break
        at = text.find("@", max(at + 1, last), stop)


def controllers(source: Source) -> tuple[Controller, ...]:
    """Companies named beside words for the controller; failing that, the company that stands first at the top."""
    found: dict[str, Controller] = {}
    for hit in _hits(source, "controller"):
        for span in _near_company(source, hit.start, hit.end):
            found.setdefault(source.text[span.start : span.end], _controller(source, span))
    if not found:
        for block in (one for one in source.blocks[:_TOP_BLOCKS] if one.kind in _PROSE):
            first = next(company_names(source.text, block.start, block.end), None)
            if first is not None and not _is_of_another(source, first):
                return (_controller(source, first),)
    return tuple(found.values())


def _is_of_another(source: Source, span: Span) -> bool:
    """Whether the sentence speaks of a party that is used or given data, not of who writes."""
    sentence = source.sentence_at(span.start)
    in_role = source.hits.keys("roles", sentence.start, sentence.end)
    return bool(in_role) or "use" in source.hits.keys("context", sentence.start, span.start)


def _near_company(source: Source, start: int, end: int) -> list[Span]:
    """The first company of the sentence, else of the next block (an address under "Controller")."""
    sentence = source.sentence_at(start)
    around = max(sentence.start, start - _SENTENCE), min(sentence.end, end + _SENTENCE)
    named = list(company_names(source.text, *around))
    if named:
        return named[:1]
    if sentence.end - end > 3:
        return []
    return list(company_names(source.text, end, min(len(source.text), end + _NEAR)))[:1]


def _controller(source: Source, span: Span) -> Controller:
    number = _ORG_NO.search(source.text, span.end, min(len(source.text), span.end + _NEAR))
    return Controller(source.text[span.start : span.end], number.group(1) if number else None, span.start, span.end)


def dpo_contact(source: Source) -> str | None:
    """The address beside the data protection officer, None where none is named."""
    for hit in _hits(source, "dpo"):
        stop = min(len(source.text), hit.end + _SENTENCE)
        found = next(mail_addresses(source.text, max(0, hit.start - _NEAR), stop), None)
        if found is not None:
            return source.text[found.start : found.end]
    return next((address for address in addresses(source) if address.partition("@")[0].lower() == "dpo"), None)


def addresses(source: Source) -> tuple[str, ...]:
    """Every e-mail address, once."""
    spans = mail_addresses(source.text)
    return tuple(dict.fromkeys(source.text[span.start : span.end].lower() for span in spans))


def supervisory_authority(source: Source) -> str | None:
    """The authority named for complaints, as written."""
    for hit in _hits(source, "authority"):
        block = source.block_at(hit.start)
        if "complaint" in source.hits.keys("rights", block.start, block.end) or _in_rights(source, block):
            return _whole_name(source, hit.start, hit.end)
    return None


def _hits(source: Source, key: str) -> list[Hit]:
    """The first places of a word for who answers; a text that repeats it without end is not read further."""
    return [hit for hit in source.hits.all("entities") if hit.key == key][:_MAX_HITS]


def _in_rights(source: Source, block: Block) -> bool:
    return any("not_recipients" in source.title_keys(heading, "headings") for heading in block.section[-1:])


def _whole_name(source: Source, start: int, end: int) -> str:
    """The words with capitals before the name belong to it ("Swedish Data Protection Authority")."""
    before = source.text[max(0, start - 60) : start]
    words = before.split(" ")
    while len(words) > 1 and words[-2][:1].isupper() and words[-2].isalpha() and words[-2] not in ("The", "Den"):
        start -= len(words[-2]) + 1
        del words[-2]
    return source.text[start:end]
