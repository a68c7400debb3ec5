"""Whom to write to: the data protection officer, the addresses, the supervisory authority."""

import re
from collections.abc import Iterator

from crawlers.blocks import Block, Span
from crawlers.findings.source import Source
from crawlers.phrases import Hit

_MAIL = re.compile(r"(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,63}@[A-Za-z0-9][A-Za-z0-9.-]{0,120}\.[A-Za-z]{2,12}(?![\w-])")
_PERSON = re.compile(r"[^.\n]{0,60}?(?:: ?| is | är )\n?([A-ZÅÄÖ][\w-]{1,25} [A-ZÅÄÖ][\w-]{1,25})(?!\w)")
_OFFICE = re.compile(r"(?:^|[._-])(?:dpo|dataskydd|dataskyddsombud|dataprotection|privacy|gdpr|integritet)")
_NEAR = 160
_SENTENCE = 500
_MAX_HITS = 100
_MAX_LOCAL, _MAX_DOMAIN = 66, 138  # the longest part of an address before and after its sign
_WHICH = (
    *("lead", "local", "competent", "relevant", "national", "responsible", "appropriate", "applicable", "own"),
    *("your", "our", "their", "any", "each", "this", "an", "the", "a", "eu", "european", "government", "eea", "uk"),
)
_OFFICES = (
    "supervisory authority",
    "supervisory authorities",
    "data protection authority",
    "data protection authorities",
)
_GENERIC = frozenset({*_OFFICES, "privacy commissioner", "tillsynsmyndigheten", "tillsynsmyndighet"})


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


def dpo_contact(source: Source) -> str | None:
    """The address or name beside the data protection officer; else an address named for such questions."""
    for hit in _hits(source, "dpo"):
        stop = min(len(source.text), hit.end + _SENTENCE)
        after = next(mail_addresses(source.text, hit.start, stop), None)
        person = _PERSON.match(source.text, hit.end, min(stop, hit.end + _NEAR))
        if person is not None and (after is None or person.start(1) < after.start):
            return person.group(1)
        found = after or next(mail_addresses(source.text, max(0, hit.start - _NEAR), hit.start), None)
        if found is not None:
            return source.text[found.start : found.end]
    return next((address for address in addresses(source) if _OFFICE.search(address.partition("@")[0])), None)


def addresses(source: Source) -> tuple[str, ...]:
    """Every e-mail address, once."""
    spans = mail_addresses(source.text)
    return tuple(dict.fromkeys(source.text[span.start : span.end].lower() for span in spans))


def supervisory_authority(source: Source) -> str | None:
    """The authority named for complaints, as written; else one among the rights or contacts; else any."""
    named: dict[int, str] = {}
    for hit in _hits(source, "authority"):
        sentence = source.sentence_at(hit.start)
        if "dpf" in source.hits.keys("mechanisms", sentence.start, sentence.end):
            continue  # the panel of the framework, not the authority for complaints
        name = _whole_name(source, hit.start, hit.end)
        if not _is_generic(name):
            named.setdefault(_distance(source, source.block_at(hit.start)), name)
    return named[min(named)] if named else None


def _distance(source: Source, block: Block) -> int:
    """How far the place of an authority's name is from saying that it takes complaints."""
    if "complaint" in source.hits.keys("rights", block.start, block.end):
        return 0
    return 1 if _in_rights(source, block) else 2


def _is_generic(name: str) -> bool:
    """Whether words say what the office is, not whose ("the lead supervisory authority")."""
    words = name.lower().split()
    while words and words[0] in _WHICH:
        del words[0]
    return " ".join(words) in _GENERIC


def _hits(source: Source, key: str) -> list[Hit]:
    """The first places of a word for who answers; a text that repeats it without end is not read further."""
    return [hit for hit in source.hits.all("entities") if hit.key == key][:_MAX_HITS]


def _in_rights(source: Source, block: Block) -> bool:
    return any("not_recipients" in source.title_keys(heading, "headings") for heading in block.section[-2:])


def _whole_name(source: Source, start: int, end: int) -> str:
    """The words with capitals before the name belong to it ("Swedish Data Protection Authority")."""
    before = source.text[max(0, start - 60) : start]
    words = before.split(" ")
    while len(words) > 1 and words[-2][:1].isupper() and words[-2].isalpha() and words[-2] not in ("The", "Den"):
        start -= len(words[-2]) + 1
        del words[-2]
    return source.text[start:end]
