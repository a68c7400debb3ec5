"""Cards: a party's name alone in a heading, item or line, and under it what is said of it.

A name nobody knows counts where what stands under it is what a card says: a label ("Role: …"), a role, or a few words
for a purpose in a part that announces parties.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crawlers.blocks import Block, BlockKind, Span
from crawlers.companies import company_names
from crawlers.findings.names import Names
from crawlers.findings.source import Source
from crawlers.gazetteer import Named, Sort

_MAX_NAME, _MAX_WORDS = 60, 5
_AND = re.compile(r", (?:and |och |or |eller )?| (?:and|och|or|eller|samt|&) |/")
_NUMBER = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){0,2}[.):]?|[a-z]\)) +")
_KNOWN = frozenset({Sort.PARTY, Sort.PUBLIC_BODY})
_FEW = 9


@dataclass(frozen=True, slots=True)
class Card:
    """The parties a title names, the title's block and the blocks below that speak of them."""

    named: tuple[Named, ...]
    title: Block
    body: tuple[Block, ...]

    @property
    def span(self) -> Span:
        """The whole card."""
        return Span(self.title.start, self.body[-1].end)


def named_by(source: Source, block: Block) -> tuple[Named, ...]:
    """The known parties or services a block consists of; none where it says anything else."""
    found = _name_in(block)
    if found is None:
        return ()
    text, start = found
    whole = _known(source, text, start)
    if whole is not None:
        return (whole,)
    parts, place = [], 0
    for cut in [*_AND.finditer(text), None]:
        end = cut.start() if cut is not None else len(text)
        one = _known(source, text[place:end], start + place)
        if one is None:
            return ()
        parts.append(one)
        place = cut.end() if cut is not None else end
    return tuple(parts)


def _name_in(block: Block) -> tuple[str, int] | None:
    text = block.text.strip(" :.")
    numbered = _NUMBER.match(text)
    text = text[numbered.end() :] if numbered is not None else text
    if not text or len(text) > _MAX_NAME or len(text.split()) > _MAX_WORDS + 1 or block.kind is BlockKind.ROW:
        return None
    return (text, block.start + block.text.index(text)) if text[:1].isupper() or text[:1].isdigit() else None


def _known(source: Source, text: str, start: int) -> Named | None:
    known = source.gazetteer.resolve(text)
    if known is not None and known.sort in _KNOWN and text[:1].isupper() | text[:1].isdigit():
        return Named(text, known.service, known.party, start, start + len(text), known.sort)
    company = next(company_names(text), None)
    if company is not None and company.start == 0 and company.end == len(text):
        return Named(text, None, None, start, start + len(text))
    return None


def is_card_of_unknown(source: Source, names: Names, body: Sequence[Block], *, is_announced: bool) -> bool:
    """Whether what stands under a name nobody knows is what a card says of a party."""
    if any(_is_label(source, one) for one in body):
        return True
    first = source.sentences(body[0])[0]
    if "roles" in source.parts.alone[source.number_at(body[0].start)].hits:
        sentences = source.sentences(body[0])
        if any(one.end - one.start < _MAX_NAME and _says_role(source, names, one) for one in sentences):
            return True
    words = source.quote(first.start, first.end).split()
    return is_announced and len(words) < _FEW


def _says_role(source: Source, names: Names, sentence: Span) -> bool:
    """And of nobody else."""
    has_role = bool(source.hits.within("roles", sentence.start, sentence.end))
    return has_role and not names.within(sentence.start, sentence.end)


def _is_label(source: Source, block: Block) -> bool:
    label, colon, rest = block.text[:_MAX_NAME].partition(":")
    if not colon or not rest.strip() or len(label.split()) > 2:
        return False
    keys = source.title_keys(label, "columns")
    return "role" in keys or "location" in keys or "mechanism" in keys


def unknown_title(block: Block) -> Named | None:
    """The name a short line may be, known or not."""
    found = _name_in(block)
    if found is None or len(found[0].split()) > _MAX_WORDS:
        return None
    text, start = found
    return Named(text, None, None, start, start + len(text))
