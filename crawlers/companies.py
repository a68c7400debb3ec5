"""Names of companies told by their legal form ("NETS Denmark A/S"), whether or not anybody knows them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from crawlers.blocks import Span

_FORM = (
    r"AB|HB|KB|ApS|Aps|A/S|AS|Inc\.?|LLC|L\.L\.C\.|Ltd\.?|Limited|GmbH|B\.V\.|BV|S\.A\.S\.|SAS|S\.A\.|SA|SARL|Oy|Oyj|PBC|UG|"
    r"AG|plc|PLC|Plc|Corp\.?|Corporation|SE|S\.p\.A\.|S\.r\.l\.|S\.L\.|N\.V\.|ULC|Pty Ltd|Pte\.? Ltd\.?|"
    r"s\. r\. o\.|s\.r\.o\.|LLP|Unlimited Company|DAC|CLG|Aktiebolag|GmbH & Co\. KG|"
    r"ASA|OHG|KG|GbR|eG|e\.V\.|gGmbH|Ky|ry|UAB|OÜ|SIA|Kft\.?|Sp\. z o\.o\.|Sp\. z o\. o\.|a\.s\.|d\.o\.o\.|"
    r"Lda\.?|S\.L\.U\.|U\.A\.|u\.a\.|I/S|P/S|K/S|Amba"
)
_WORD = r"[A-ZÅÄÖÉ0-9][\w&.’'®-]{0,40}+"
_NAME = re.compile(rf"(?<![\w@./-])({_WORD}(?: (?:{_WORD}|of|and|&|i|och|for|der|de)){{0,5}}?),? (?:{_FORM})(?![\w-])")
_HAS_FORM = re.compile(rf" (?=[ABCDGHIKLNOPSUadegprsu])(?:{_FORM})")
_LEADING = (
    "Our The We In At By For From To With And Or If When Where While As Under Unless Since However Please See Contact "
    "Via Customer Vi Vår På I Av Hos Till Med Som När Om Enligt"
)
KIND = re.compile(
    r"[A-ZÅÄÖ][a-zåäö]+(?:ören|givaren|företaget|byrån|trädet|partnern|tjänsten|systemet|verktyget|plattformen)"
)  # no name begins so
LEADS = frozenset(_LEADING.split())


_FORM_END = re.compile(rf",? (?:{_FORM}|L\.P\.|LP|KG|Ky|e\.V\.|Kft\.?|d\.b\.a\..{{0,60}})$")


def without_form(name: str) -> str:
    """A company's name without its legal form at the end ("Etta Analys AB" -> "Etta Analys")."""
    shorter = _FORM_END.sub("", name)
    return shorter or name


_FORMS = r"(?:AB|HB|KB|UG|GmbH|Inc\.?|LLC|LLP|Ltd\.?|ApS|Oy|BV|B\.V\.|AG|AS|A/S|SA|SAS|SE)"
_PLAIN = r"\w{1,30}+(?:[:.-]\w{1,30}+)?+"
_BARE = re.compile(rf"(?<![\w@./:-])([a-zåäö]{_PLAIN})((?: {_PLAIN}){{0,3}}) {_FORMS}(?![\w-])")
_MIN_BEGUN = 3
_WHOLE = re.compile(rf"\(((?:[\w&.-]{{1,30}} ){{1,6}}{_FORMS})(?=[,)])")


class Begun(NamedTuple):
    """Words before a legal form, the first alone begun small ("nycro UG"): a name if it stands nowhere else."""

    start: int
    end: int
    word: str
    name: str


class Companies(NamedTuple):
    """What a stretch has before its legal forms: names, names that fill a bracket's beginning, words begun small."""

    names: tuple[Span, ...]
    bracketed: tuple[Span, ...]
    begun_small: tuple[Begun, ...]


NO_COMPANIES = Companies((), (), ())


def companies(text: str, start: int, end: int) -> Companies:
    """Everything that may be a company in a stretch."""
    if not has_form(text, start, end):
        return NO_COMPANIES
    whole = (match.span(1) for match in _WHOLE.finditer(text, start, end) if match.group(1)[:1].isupper())
    bracketed = tuple(Span(*one) for one in whole)
    return Companies(tuple(company_names(text, start, end)), bracketed, tuple(_begun_small(text, start, end)))


def _begun_small(text: str, start: int, end: int) -> Iterator[Begun]:
    match = _BARE.search(text, start, end)
    while match is not None:
        word, rest = match.groups()
        is_led = word.isalpha() and rest.lstrip()[:1].isupper()  # the capital begins the name ("ofta Etta AB")
        goes_on_small = any(part.isalpha() and part.islower() for part in rest.split())
        if len(word) >= _MIN_BEGUN and not is_led and not goes_on_small:
            yield Begun(match.start(), match.end(), word, word + rest)
        match = _BARE.search(text, match.end(1), end)


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
        while (first in LEADS or KIND.fullmatch(first) is not None) and rest.partition(" ")[2]:
            begin += len(first) + 1
            first, _, rest = rest.partition(" ")
        yield Span(begin, match.end())
