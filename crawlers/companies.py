"""Names of companies told by their legal form ("NETS Denmark A/S"), whether or not anybody knows them."""

import re
from collections.abc import Iterator

from crawlers.blocks import Span

_FORM = (
    r"AB|ApS|Aps|A/S|AS|Inc\.?|LLC|L\.L\.C\.|Ltd\.?|Limited|GmbH|B\.V\.|BV|S\.A\.S\.|SAS|S\.A\.|SA|SARL|Oy|Oyj|PBC|UG|"
    r"AG|plc|PLC|Plc|Corp\.?|Corporation|SE|S\.p\.A\.|S\.r\.l\.|S\.L\.|N\.V\.|ULC|Pty Ltd|Pte\.? Ltd\.?|"
    r"s\. r\. o\.|s\.r\.o\."
)
_WORD = r"[A-ZÅÄÖÉ0-9][\w&.’'®-]{0,40}"
_NAME = re.compile(rf"(?<![\w@./-])({_WORD}(?: (?:{_WORD}|of|and|&|i|och|for|der|de)){{0,5}}?),? (?:{_FORM})(?![\w-])")
_HAS_FORM = re.compile(rf" (?=[ABCGILNOPSUps])(?:{_FORM})")
_LEADING = (
    "Our The We In At By For From To With And Or If When Where While As Under Unless Since However Please See Contact "
    "Via Customer Vi Vår På I Av Hos Till Med Som När Om Enligt"
)
_LEADS = frozenset(_LEADING.split())


_FORM_END = re.compile(rf",? (?:{_FORM}|L\.P\.|LP|KG|Ky|e\.V\.|Kft\.?|d\.b\.a\..{{0,60}})$")


def without_form(name: str) -> str:
    """A company's name without its legal form at the end ("Etta Analys AB" -> "Etta Analys")."""
    shorter = _FORM_END.sub("", name)
    return shorter or name


def has_form(text: str, start: int, end: int) -> bool:
    """Whether a stretch has letters that may be a legal form after a name: without them it names no company by one."""
    return _HAS_FORM.search(text, start, end) is not None


def company_names(text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """Places of names with a legal form."""
    stop = len(text) if end is None else end
    if not has_form(text, start, stop):
        return
    for match in _NAME.finditer(text, start, stop):
        begin = match.start()
        first, _, rest = match.group(0).partition(" ")
        while first in _LEADS and rest.partition(" ")[2]:
            begin += len(first) + 1
            first, _, rest = rest.partition(" ")
        yield Span(begin, match.end())
