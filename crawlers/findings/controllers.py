"""Who answers for the processing: the controllers a notice names, and every name that is only their own.

The surest way of saying it wins: a company beside words for the controller or a registration number; else a company
that says "we are", stands alone as an address or first at the top; else the subject of "is the controller", the name
of the page's title, the name in the document's own mail addresses.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from crawlers.blocks import BlockKind, Span
from crawlers.companies import without_form
from crawlers.findings.contacts import mail_addresses
from crawlers.findings.document import Document
from crawlers.findings.legal_names import legal_names, name_before, whole_name
from crawlers.findings.org_numbers import number_in, swedish_numbers
from crawlers.findings.rows import section_announces
from crawlers.findings.source import inside
from crawlers.gazetteer import plain_name
from crawlers.phrases import Hit, fold

_PART = re.compile(r" [–—|·-] ")
_SUBJECT = re.compile(r"[\w&'’:.-]{1,40}(?: [\w&'’:.-]{1,40}){0,5}")
_CALLED = re.compile(r"\(([^()\n]{0,160})\)")
_WE = re.compile(r"[\"“”'](?:vi|oss|vår|we|us|our)[\"“”'/,]", re.IGNORECASE)
_NEAR, _CLOSE, _SENTENCE, _MAX_HITS, _TOP_BLOCKS, _MIN_BRAND, _AFTER_WORDS = 160, 12, 500, 100, 12, 4, 40
_HEAD = 8000  # how far down a name is told in full
_PUBLIC = re.compile(r" \(publ\.?\)")
_PROSE = (BlockKind.HEADING, BlockKind.PARAGRAPH)
_PUBLIC_MAIL = frozenset(["gmail", "hotmail", "outlook", "yahoo", "icloud", "live", "telia", "protonmail"])


@dataclass(frozen=True, slots=True)
class Controller:
    """A controller as named. `org_no` is the registration number beside it, None where none stands."""

    name: str
    org_no: str | None
    start: int
    end: int


def controllers(source: Document) -> tuple[Controller, ...]:
    """The controllers named, by the surest way that names any."""
    for ways in ((_beside_words, _registered), (_who_we_are,), (_alone, _at_the_top), (_subjects,), (_titled, _mailed)):
        found: dict[str, Controller] = {}
        for way in ways:
            for span in way(source):
                one = _controller(source, span)
                found.setdefault(plain_name(one.name), one)
            if found and way in (_alone, _titled):
                break
        if found:
            return tuple(_whole(source, one) for one in _without_known(source, found.values()))
    return ()


def _without_known(source: Document, found: Iterable[Controller]) -> list[Controller]:
    """Without parties everybody knows, where another bears its number: a page on Facebook names Meta as joint."""
    all_of_them = list(found)
    numbered = [one for one in all_of_them if one.org_no is not None]
    unknown = [one for one in all_of_them if one in numbered or source.gazetteer.resolve(one.name) is None]
    return unknown if numbered else all_of_them


def _whole(source: Document, one: Controller) -> Controller:
    """The full name, where the text gives it: with its form ("Pirlo LLP"), or before a bracket with the short one."""
    full = whole_name(source.text, one.name, min(len(source.text), _HEAD))
    if full is None:
        return one
    return replace(one, name=source.text[full.start : full.end], start=full.start, end=full.end)


def own_names(source: Document, named: tuple[Controller, ...]) -> frozenset[str]:
    """Plain names of the controllers, of what they call themselves, and of the page."""
    own = {plain_name(one.name) for one in named}
    for one in named:
        bracket = _CALLED.match(source.text, one.end + 1) or _CALLED.search(source.text, one.end, one.end + _NEAR)
        words = bracket.group(1) if bracket is not None else ""
        quoted = [words] if words.isupper() else re.findall(r"[\"“”']([^\"“”']{3,40})[\"“”']", words)
        own |= set(map(plain_name, quoted))
    own |= {plain_name(source.text[span.start : span.end]) for span in (*_titled(source), *_who_we_are(source))}
    return frozenset(own)


def is_own(name: str, own: frozenset[str]) -> bool:
    """Whether a name is one of the document's own, or begins as one does ("Etta Group UK" beside "Etta Group")."""
    plain = plain_name(name)
    if plain in own:
        return True
    first = plain.partition(" ")[0]
    brands = {one.partition(" ")[0].removesuffix("s") for one in own}
    return len(first) >= _MIN_BRAND and first.removesuffix("s") in brands


def _beside_words(source: Document) -> Iterator[Span]:
    """Companies in a sentence about the controller: all where it speaks of several together; else in the next lines."""
    for hit in _hits(source):
        sentence = source.sentence_at(hit.start)
        around = max(sentence.start, hit.start - _SENTENCE), min(sentence.end, hit.end + _SENTENCE)
        named = [span for span in legal_names(source.text, *around) if not _is_of_another(source, span, hit)]
        is_open = sentence.end - hit.end <= 3 or source.text[sentence.end - 1] == ":"
        if named:
            is_joint = "joint_controller" in source.hits.keys("roles", *around)
            yield from named if is_joint else named[:1]
        elif is_open:
            stop = min(len(source.text), sentence.end + _NEAR)
            yield from list(legal_names(source.text, hit.end, stop))[:1]


def _registered(source: Document) -> Iterator[Span]:
    """The name before a registration number, where the sentence gives it no other role."""
    text = source.text
    for place in _number_places(source):
        start = max(source.sentence_at(place).start, place - _NEAR)
        name = name_before(text, start, place) if _has_number(source, place) else None
        before = [name] if name is not None else list(legal_names(text, max(0, place - _NEAR), place))
        own = [span for span in before if not _is_of_another(source, span, None, is_numbered=True)]
        announced = section_announces(source, source.block_at(place).section)
        if own and announced is None:
            yield own[-1]


def _has_number(source: Document, place: int) -> bool:
    return number_in(source.text, place, min(len(source.text), place + _AFTER_WORDS)) is not None


def _number_places(source: Document) -> list[int]:
    """Where a registration number begins, or the words for one."""
    hits = _of(source, "registration")
    numbers = islice(source.org_numbers, _MAX_HITS)
    bare = [one for one in numbers if not any(0 <= one - hit.end <= _CLOSE for hit in hits)]
    return sorted([*(hit.start for hit in hits), *bare])


def _who_we_are(source: Document) -> Iterator[Span]:
    """The name after "we are" or "refers to the company", and the name a bracket calls "we"."""
    text = source.text
    for hit in _of(source, "who_we_are"):
        company = next(legal_names(text, hit.end, min(len(text), hit.end + 80)), None)
        match = _SUBJECT.match(text, hit.end + 1, min(len(text), hit.end + 60))
        if company is not None and company.start - hit.end <= _CLOSE:
            yield company
        elif match is not None and (span := _capitalised(source, match.start(), match.group(0))) is not None:
            yield span
    for hit in _of(source, "called"):
        sentence = source.sentence_at(hit.start)
        name = text[sentence.start : hit.start].partition("(")[0].partition(",")[0].rstrip()
        called = name_before(text, sentence.start, sentence.start + len(name))
        if called is not None and not _is_of_another(source, called, None):
            yield called
    for bracket in _CALLED.finditer(text, 0, min(len(text), 6000)):
        if _WE.search(bracket.group(1)):
            words = text[max(0, bracket.start() - 60) : bracket.start()].rstrip()
            span = _last_capitalised(
                source, words, bracket.start() - (60 if bracket.start() >= 60 else bracket.start())
            )
            if span is not None:
                yield span


def _last_capitalised(source: Document, words: str, offset: int) -> Span | None:
    company = list(legal_names(words))
    if company and company[-1].end >= len(words) - 2:
        return Span(offset + company[-1].start, offset + company[-1].end)
    kept: list[str] = []
    for word in reversed(words.split(" ")):
        if not word[:1].isupper():
            break
        kept.insert(0, word)
    name = " ".join(kept)
    start = offset + len(words) - len(name)
    is_place = any(True for _ in inside(source.places, start, start + len(name)))
    return Span(start, start + len(name)) if name and not is_place and source.parties.unknown.is_proper(name) else None


def _alone(source: Document) -> Iterator[Span]:
    """A company that is a whole line, as in an address."""
    for block, alone in zip(source.blocks, source.parts.alone, strict=True):
        if not alone.has_form or block.kind not in _PROSE or len(block.text) > 400:
            continue
        first = next(legal_names(source.text, block.start, block.end), None)
        line = source.text[block.start : block.end].partition("\n")[0]
        is_line = first is not None and first.start == block.start and first.end - first.start >= len(line) - 2
        if first is not None and is_line and source.gazetteer.resolve(line) is None:
            yield first


def _at_the_top(source: Document) -> Iterator[Span]:
    for block in (one for one in source.blocks[:_TOP_BLOCKS] if one.kind in _PROSE):
        first = next(legal_names(source.text, block.start, block.end), None)
        if first is not None and not _is_of_another(source, first, None):
            yield first
            return


def _subjects(source: Document) -> Iterator[Span]:
    """The words before "is the controller", where they are a name."""
    for hit in _hits(source):
        sentence = source.sentence_at(hit.start)
        is_title = source.block_at(hit.start).kind is BlockKind.HEADING
        words = "" if is_title else source.text[sentence.start : hit.start].strip()
        if words and len(words.split()) <= 6 and (span := _capitalised(source, sentence.start, words)) is not None:
            yield span
            return


def _capitalised(source: Document, start: int, words: str) -> Span | None:
    """The name at the beginning of words: all its words have capitals, and the text writes them so everywhere."""
    kept: list[str] = []
    for word in words.split(" "):
        if not word[:1].isupper():
            break
        kept.append(word)
    name = " ".join(kept).rstrip(".,:")
    return Span(start, start + len(name)) if name and source.parties.unknown.is_proper(name) else None


def _titled(source: Document) -> Iterator[Span]:
    """The part of the page's title that is no word for a notice, where the text names it too."""
    parts = _PART.split(source.extracted.title)
    for part in reversed(parts) if len(parts) > 1 else ():
        name = part.strip()
        place = source.text.find(name)
        if name and place >= 0 and not source.title_keys(name, "document"):
            yield Span(place, place + len(name))
            return


def _mailed(source: Document) -> Iterator[Span]:
    """A word of the text that a mail address of the document has in its domain."""
    folded = fold(source.text)
    for mail in islice(mail_addresses(source.text), _TOP_BLOCKS):
        domain = source.text[mail.start : mail.end].partition("@")[2].lower().split(".")
        for label in reversed(domain[:-1]):
            if len(label) < _MIN_BRAND or label in _PUBLIC_MAIL:
                continue
            match = re.search(rf"(?<![\w@./-]){re.escape(label)}(?![\w.@-])", folded)
            if match is not None:
                yield Span(match.start(), match.end())
                return


def _hits(source: Document) -> list[Hit]:
    """The first places of words for the controller; a text that repeats them without end is not read further."""
    found = _of(source, "controller")
    return [hit for hit in found if not _is_in_a_role(source, hit)]


def _is_in_a_role(source: Document, hit: Hit) -> bool:
    """Whether the words are a part of a role given to others ("in the role of data controller")."""
    around = source.hits.within("roles", max(0, hit.start - 40), hit.end + 10)
    is_role = "role of" in source.text[max(0, hit.start - 40) : hit.start].lower()
    return is_role or any(role.start < hit.start and hit.end <= role.end for role in around)


def _of(source: Document, key: str) -> list[Hit]:
    return [hit for hit in source.hits.all("entities") if hit.key == key][:_MAX_HITS]


def _is_of_another(source: Document, span: Span, hit: Hit | None, *, is_numbered: bool = False) -> bool:
    """Whether the sentence speaks of a party that is used or given data, not of who writes."""
    sentence = source.sentence_at(span.start)
    roles = source.hits.keys("roles", sentence.start, sentence.end) - {"joint_controller"}
    former = "former_name" in source.hits.keys("denials", max(sentence.start, span.start - 40), span.start)
    if hit is not None and hit.key == "controller":
        return former or bool(roles - {"independent_controller"})
    used = "use" in source.hits.keys("context", sentence.start, span.start)
    return bool(roles) or former or (hit is None and used and not is_numbered)


def _controller(source: Document, span: Span) -> Controller:
    text = source.text
    span = Span(span.start, public.end()) if (public := _PUBLIC.match(text, span.end)) is not None else span
    name, stop = text[span.start : span.end], min(len(text), span.end + _NEAR)
    swedish = next(swedish_numbers(text, span.end, stop), None)
    number = text[swedish.start : swedish.end] if swedish is not None else None
    words = [one for one in source.hits.within("entities", span.end, stop) if one.key == "registration"]
    if number is None and words:
        number = number_in(text, words[0].end, min(len(text), words[0].end + _AFTER_WORDS))
    return Controller(name, number or _number_anywhere(source, name), span.start, span.end)


def _number_anywhere(source: Document, name: str) -> str | None:
    """The number after words for it at another place that names the controller."""
    short = without_form(name)
    for hit in _of(source, "registration"):
        if short in source.text[max(0, hit.start - _NEAR) : hit.start]:
            number = number_in(source.text, hit.end, min(len(source.text), hit.end + _AFTER_WORDS))
            if number is not None:
                return number
    return None
