"""Names of those who can answer for data: by a company's form, or by the kind of body ("Björkö församling").

A kind of body stands first ("Stiftelsen Havet", "AB Hamnen") or last ("Vargö kommun", "Pirlo LLP"). Whether such a
name is a controller is for its sentence to say.
"""

import re
from collections.abc import Iterator

from crawlers.blocks import Span
from crawlers.companies import company_names, without_form

_WORD = r"[A-ZÅÄÖÉ][\w&.’'-]{0,40}"
_JOINT = r"(?:och|i|and|&|of|for|för|av|the|de|på|vid|till) "
_RUN = re.compile(rf"(?<![\w@./-]){_WORD}(?: (?:{_JOINT})?(?:{_WORD}|\d{{1,4}}(?![\d-]))){{0,7}}")
_LOWER_KINDS = re.compile(
    r" (?:(?:ekonomisk|ideell|allmännyttig|kyrklig|samfällighets|bostadsrätts|idrotts)? ?(?:förening|samfällighet)"
    r"|församling|pastorat|kommun|stiftelse|stift|förbund|kommunalförbund|universitet|högskola|folkhögskola|kyrka"
    r"|ekonomisk förening|ek\. för\.|sparbank|skola|fond|handelsbolag|kommanditbolag|aktiebolag|enskild firma"
    r"|foundation|association|society|university|municipality|trust)(?![\w-])"
)
_FIRST = re.compile(
    r"(?:AB|HB|KB|Brf|BRF|Region|Aktiebolaget|Handelsbolaget|Kommunalförbundet|Trossamfundet|Svenska|Nordiska"
    r"|(?:F|[A-ZÅÄÖ][a-zåäö]{1,20}f)öreningen|(?:S|[A-ZÅÄÖ][a-zåäö]{1,20}s)tiftelsen"
    r"|(?:F|[A-ZÅÄÖ][a-zåäö]{1,20}f)örbundet|[A-ZÅÄÖ][a-zåäö]{1,20}(?:sällskapet|klubben|samfundet|fonden))$"
)
_LAST_KINDS = (
    "HB KB LLP LP KG Ky ry rf Rf IF IK FK BK SK GK Foundation Association Society Trust University College Institute "
    "Charity Church Parish Municipality Federation Cooperative Partnership Council School Akademi Förening Stiftelse "
    "Församling Kommun Förbund Verlag Stiftung Verein"
)
_LEADING = (
    "The Our We At In By For From With And Or If When Where As Please See Contact Vi Vår På Hos I Av Till Med Som När "
    "Om Enligt Personuppgiftsansvarig Controller Data This Denna Detta Den Det Företaget Bolaget"
)
_MAX_FULL = 60
_ENDING = re.compile(rf"[\w&.’' -]{{3,{_MAX_FULL}}}\Z")  # what a full name may be of
_LAST, _LEADS = frozenset(_LAST_KINDS.split(" ")), frozenset(_LEADING.split(" "))


def legal_names(text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """Places of names with a legal form or a kind of body, in order, none inside another."""
    stop = len(text) if end is None else end
    spans = [*company_names(text, start, stop), *_bodies(text, start, stop)]
    last = start - 1
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if span.start >= last:
            yield span
            last = span.end


def name_before(text: str, start: int, end: int) -> Span | None:
    """The name that a stretch ends with, whatever its kind: words with capitals, and a kind of body after them.

    Of a name in a bracket the one before the bracket: "Pirlo (Pirlo Garn, organisationsnummer …)".
    """
    found: Span | None = None
    for span in _runs(text, start, end):
        found = span
    if found is None or text[found.end : end].strip(" ,(:;–-"):
        return None
    if text[found.start - 1 : found.start] == "(" and found.start - 1 > start:
        return name_before(text, start, found.start - 1) or found
    return found


def whole_name(text: str, short: str, end: int) -> Span | None:
    """The full name of one who is called by a short one: with its form, or before a bracket with the short name."""
    return _with_form(text, short, end) or _before_bracket(text, short, end)


def _with_form(text: str, short: str, end: int) -> Span | None:
    begun = f"{short} "
    if text.find(begun, 0, end) < 0 or without_form(short) != short:
        return None
    return next((one for one in legal_names(text, 0, end) if text.startswith(begun, one.start, one.end)), None)


def _before_bracket(text: str, short: str, end: int) -> Span | None:
    brackets = re.compile(rf" \([^()\n]{{0,40}}[\"“”'*]{re.escape(short)}[\"“”'*]")
    for bracket in brackets.finditer(text, 0, end):
        full = _ENDING.search(text, max(0, bracket.start() - _MAX_FULL), bracket.start())
        if full is not None:
            return name_before(text, full.start(), full.end())
    return None


def _bodies(text: str, start: int, end: int) -> Iterator[Span]:
    for span in _runs(text, start, end):
        words = text[span.start : span.end].split(" ")
        is_first = len(words) > 1 and _FIRST.match(words[0]) is not None
        is_last = len(words) > 1 and (words[-1] in _LAST or words[-1].islower())
        if is_first or is_last:
            yield span


def _runs(text: str, start: int, end: int) -> Iterator[Span]:
    """Words with capitals in a row, without the words that lead to a name, with a kind of body that follows small."""
    for match in _RUN.finditer(text, start, end):
        begin, words = match.start(), match.group(0).rstrip(".,").split(" ")
        while words and words[0] in _LEADS:
            begin += len(words.pop(0)) + 1
        if not words:
            continue
        stop = begin + len(" ".join(words))
        kind = _LOWER_KINDS.match(text, stop, end)
        yield Span(begin, kind.end() if kind is not None else stop)
