"""Which of a sentence's countries belong to which of the parties it names."""

from collections.abc import Sequence
from itertools import pairwise

from crawlers.blocks import BlockKind, Span
from crawlers.findings.document import Document
from crawlers.findings.source import inside
from crawlers.gazetteer import Named
from crawlers.places import EEA, Place, countries_of

MAX_BRACKET, MAX_BORDER = 120, 20  # letters looked at behind a name, and before a place
_BORDERS = ("utanför", "outside", "outside of", "utom", "lämnar", "leave", "leaves", "non")
_MAX_BETWEEN = 12  # letters between two names of one enumeration
_MAX_BEFORE = 40  # letters before the word that points back
_MAX_NAMES, _MAX_SENTENCES = 80, 100  # beyond them a stretch is no prose, and each name would ask the whole of it


def countries(source: Document, name: Span, sentence: Span, named: Sequence[Named]) -> tuple[str, ...]:
    """The countries beside a name: in brackets after it, else up to the next name; a place after the last is all's.

    Failing that, those of a later sentence that says where "their" servers are and names nobody.
    """
    bracketed = _in_brackets(source, name)
    if bracketed or len(named) > _MAX_NAMES:
        return bracketed
    found = inside(source.places, sentence.start, sentence.end)
    places = [place for place in found if not _is_in_name(place, named) and not _is_border(source, place)]
    if len(named) > 1:
        starts = [one.start for one in named]
        last = max(one.end for one in named)
        own = [place for place in places if _owner(place, starts) == name.start and not _brackets(source, name, place)]
        shared = [place for place in places if place.start >= last and ")" not in source.text[last : place.start]]
        places = own or (shared if len(shared) == len(places) else [])
    return _distinct(places) or _distinct(_theirs(source, name))


def countries_in(source: Document, span: Span) -> tuple[str, ...]:
    """Every country a stretch names that speaks of one party alone."""
    found = inside(source.places, span.start, span.end)
    return _distinct([place for place in found if not _is_border(source, place)])


def told_of(source: Document, named: Named, sentence: Span, beside: Sequence[Named] | None) -> tuple[Span, ...]:
    """The sentence that names a party, and those after it in its block that name nobody and point back to it."""
    block = source.block_at(named.start)
    if block.kind is BlockKind.ROW or len(beside or ()) > _MAX_NAMES:
        return (sentence,)
    parties = {one.party or one.name for one in beside or (named,)}
    if len(parties) > 1 and not _is_list(source, beside or (named,)):
        return ()
    return told_after(source, sentence)


def told_after(source: Document, sentence: Span) -> tuple[Span, ...]:
    """A sentence with those after it in its block that name nobody and point back."""
    told = [sentence]
    for after in source.sentences(source.block_at(sentence.start))[:_MAX_SENTENCES]:
        if after.start <= sentence.start:
            continue
        if inside(source.names, after.start, after.end) or not _points_back(source, after):
            break
        told.append(after)
    return tuple(told)


def _is_list(source: Document, named: Sequence[Named]) -> bool:
    """Whether names stand in one enumeration: then what the sentence says, it says of all."""
    return all(one.start - last.end <= _MAX_BETWEEN for last, one in pairwise(named))


def _points_back(source: Document, sentence: Span) -> bool:
    hits = source.hits.within("pointing", sentence.start, sentence.end)
    return any(hit.start - sentence.start <= _MAX_BEFORE for hit in hits)


def _in_brackets(source: Document, name: Span) -> tuple[str, ...]:
    text = source.text
    rest = text[name.end : name.end + MAX_BRACKET].lstrip("®™")
    if not rest.startswith(" ("):
        return ()
    inner = rest[2:].partition(")")[0]
    return countries_of(inner) if len(inner.split()) <= 8 else ()


def _owner(place: Place, starts: list[int]) -> int:
    """The start of the last name before the place; the place's own where it stands before all names."""
    return max((start for start in starts if start <= place.start), default=min(starts))


def _brackets(source: Document, name: Span, place: Place) -> bool:
    """Whether a bracket that opened before the name has closed before the place: then it speaks of another."""
    between = source.text[name.end : place.start]
    return between.count(")") > between.count("(")


def _is_in_name(place: Place, named: Sequence[Named]) -> bool:
    """A country that is a word of a name ("Facebook Ireland"); one that says whose office it is counts."""
    return any(one.start < place.start < one.end or place.start == one.end + 1 for one in named)


def _is_border(source: Document, place: Place) -> bool:
    """The union as that outside of which, or from which, something is."""
    before = source.text[max(0, place.start - MAX_BORDER) : place.start].lower()
    return place.country == EEA and before.rstrip().removesuffix(" the").endswith(_BORDERS)


def _theirs(source: Document, name: Span) -> list[Place]:
    block = source.block_at(name.start)
    for after in source.sentences(block)[:_MAX_SENTENCES]:
        if after.start > name.start and "their" in source.hits.keys("placing", after.start, after.end):
            is_of_others = any(True for _ in inside(source.names, after.start, after.end))
            return [] if is_of_others else list(inside(source.places, after.start, after.end))
    return []


def _distinct(places: Sequence[Place]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(place.country for place in places))
    return tuple(one for one in found if one != EEA or len(found) < 3)
