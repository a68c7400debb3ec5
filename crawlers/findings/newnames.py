"""Names nobody knows at the beginning of an item: what tells them from kinds, headings and words of the language."""

import re
from collections.abc import Iterator

from crawlers.blocks import Block, BlockKind
from crawlers.companies import company_names
from crawlers.findings.document import Document
from crawlers.places import find_places

_SPELLING = re.compile(r"[a-zåäö][A-ZÅÄÖ]|[A-Za-zÅÄÖåäö]\d|\d[A-Za-z]|\w\.(?:com|io|net|se|eu|ai|org|app|dev)$")
_MAX_UNKNOWN_WORDS, _MAX_LABEL_WORDS = 5, 4
_JOINING = frozenset("i på of the and och & för de la du von by av +".split())  # noqa: SIM905
# What a Swedish or English word for a kind of party or thing ends in ("Hantverkare", "Bokning", "Marketing").
_OF_KINDS = (
    "are",
    "arna",
    "orer",
    "örer",
    "erna",
    "ning",
    "ing",
    "het",
    "tion",
    "ioner",
    "ment",
    "byråer",
    "bolag",
    "ers",
)
_MIN_BESIDE = 2


class Lists:
    """The lists of one document: how many items of each begin with a name that is known or has a legal form."""

    def __init__(self, source: Document) -> None:
        self._source = source
        self._named: dict[int, int] = {}

    def has_names(self, block: Block) -> bool:
        """Whether other items of the list a block stands in begin with names."""
        first, last = self._ends(self._source.number_at(block.start))
        if first not in self._named:
            items = self._source.blocks[first : last + 1]
            self._named[first] = sum(1 for item in items if self._begins_with_name(item))
        return self._named[first] >= _MIN_BESIDE

    def _begins_with_name(self, block: Block) -> bool:
        names = self._source.parties.within(block.start, block.end)
        return bool(names) and names[0].start - block.start <= 1

    def _ends(self, number: int) -> tuple[int, int]:
        blocks = self._source.blocks
        first = last = number
        while first > 0 and blocks[first - 1].kind is blocks[number].kind and not blocks[first - 1].text.endswith(":"):
            first -= 1
        while last + 1 < len(blocks) and blocks[last + 1].kind is blocks[number].kind:
            last += 1
        return first, last


def looks_like_a_company(name: str, cut: re.Match[str] | None, rest: str) -> bool:
    """An unknown name in front of a purpose: by its legal form or spelling, or in a row with bars or a country."""
    if any(span.start == 0 for span in company_names(name)):
        return len(name.split()) <= _MAX_UNKNOWN_WORDS + 2
    if cut is None:
        return False
    if "|" in cut.group() + rest or has_place(rest):
        is_of_names = not any(word[:1].islower() and word not in _JOINING for word in name.split())
        return is_of_names and len(name.split()) <= _MAX_UNKNOWN_WORDS
    return len(name.split()) == 1 and bool(_SPELLING.search(name))


def has_place(rest: str) -> bool:
    """Whether a country is named."""
    return any(not place.is_adjective for place in find_places(rest))


def stands_as_name(source: Document, name: str, rest: str) -> bool:
    """An unknown name of a few capitalised words, used for nothing else, before words that name nobody."""
    words = name.partition("(")[0].split()
    if not words or not rest or len(words) > _MAX_LABEL_WORDS:
        return False
    if not all(word[:1].isupper() or word[:1].isdigit() for word in words):
        return False
    if len(words) == 1 and words[0].lower().endswith(_OF_KINDS):
        return False
    return source.parties.may_be_new(name.partition("(")[0]) and not source.recognised(rest).names


def is_listed_name(source: Document, lists: Lists, block: Block, name: str) -> bool:
    """Words that no wording knows and that stand where names stand: several capitals, or among items with names."""
    bare = name.partition("(")[0].strip()
    words = bare.split()
    if not words or len(words) > _MAX_UNKNOWN_WORDS or not source.parties.may_be_new(bare):
        return False
    if any(word[:1].islower() and word not in _JOINING for word in words):
        return False
    if len([word for word in words if word[:1].isupper()]) > 1:
        return not is_kind(source, bare)
    return not bare.lower().endswith(_OF_KINDS) and lists.has_names(block) and not is_kind(source, bare)


def is_kind(source: Document, name: str) -> bool:
    """Whether a cell of names holds a kind of recipient ("Payment providers"), not a name."""
    said = source.recognised(name)
    if said.names or any(True for _ in company_names(name)):
        return False
    hits = said.hits.all("recipient_categories")
    return any(hit.start == 0 or hit.end == len(name) for hit in hits) or not source.parties.is_proper(name)


def parts_of(name: str) -> Iterator[tuple[int, str]]:
    """(place, part) of names joined by "and" before one purpose; the whole where it is one."""
    place = 0
    for cut in [*_AND.finditer(name), None]:
        end = cut.start() if cut is not None else len(name)
        yield place, name[place:end]
        place = cut.end() if cut is not None else end


_AND = re.compile(r", (?:and |och |samt )?| (?:and|och|samt) |/")


def is_dashed(block: Block) -> bool:
    """A line of text that begins with a few words and a dash, as the items of a list do."""
    begin, dash, rest = block.text[:80].partition(" - ")
    if not dash:
        begin, dash, rest = block.text[:80].partition(" – ")
    return (
        block.kind is BlockKind.PARAGRAPH and bool(dash) and bool(rest) and len(begin.split()) <= _MAX_UNKNOWN_WORDS + 2
    )
