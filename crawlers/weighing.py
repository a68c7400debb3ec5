"""Which told changes are facts: a sentence moved, split, said twice or worded anew takes and brings nothing. Pure.

A fact counts where the whole of the other text lacks it. Beyond that, a statement nobody had made before counts though
its keys were known: data put to training models, another use of data, a basis leant on for something new.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crawlers.blocks import BlockKind
from crawlers.changes import Change, Quote
from crawlers.clauses import FACTS, Said
from crawlers.columns import is_cookie_row
from crawlers.companies import company_names
from crawlers.compare import Difference, Passage
from crawlers.facts import Facts
from crawlers.phrases import Hits
from crawlers.phrases import phrases as vocabulary
from crawlers.read import Reading
from crawlers.wording import key
from registry.terms import ChangeKind, DocumentKind, SubKind

_NEW = 0.6  # the share of a statement's words that the other text must lack for it to be a statement of its own
_GRAVE = frozenset({"ai_training", "own_purposes"})
_BY_SETS = frozenset(
    {ChangeKind.PURPOSE_CHANGE, ChangeKind.RIGHTS_CHANGE, ChangeKind.LEGAL_BASIS_CHANGE, ChangeKind.RETENTION_CHANGE}
)
_SWAPPED = frozenset({ChangeKind.RETENTION_CHANGE, ChangeKind.LEGAL_BASIS_CHANGE})
"""Kinds of which a sentence has one fact for one matter: another in its place is a change, known elsewhere or not."""
_CONTACTS = frozenset({"dpo", "representative", "controller"})
Places = dict[int, Passage]


@dataclass(frozen=True, slots=True)
class Side:
    """A changed passage beside the whole text of the other version."""

    passage: Passage
    said: Said
    own: Facts
    other: Facts
    is_paired: bool

    @property
    def marks(self) -> Hits:
        """The wordings of a change in the passage."""
        return self.own.marks(self.passage)

    def brings(self, kind: ChangeKind) -> frozenset[str]:
        """The keys of a kind that the other version says nowhere; terms of an agreement in an agreement alone."""
        own = FACTS[kind](self.said)
        if not own:  # the whole of the other version is looked through for nothing else
            return own
        brought = own - self.other.keys(kind)
        if self.other.reading.document_kind is DocumentKind.DPA:
            return brought
        return brought - frozenset(vocabulary(self.said.language).wordings("dpa"))

    @property
    def is_new(self) -> bool:
        """Whether the other version has no such statement, in whatever words it is split or joined."""
        return not self.is_paired and self.said.is_statement and self.other.newness(self.passage) >= _NEW


def weighed(told: Iterable[Change], old: Facts, new: Facts, difference: Difference) -> Iterator[Change]:
    """The changes that are facts."""
    gone = _places([*difference.removed, *(pair.before for pair in (*difference.reworded, *difference.redated))])
    fresh = _places([*difference.added, *(pair.after for pair in (*difference.reworded, *difference.redated))])
    for change in told:
        paired = change.before is not None and change.after is not None
        was, now = _passage(change.before, gone), _passage(change.after, fresh)
        sides = [_side(was, old, new, paired), _side(now, new, old, paired)]
        met = [one for one in sides if one is not None and not _is_aside(one)]
        if (not was and not now) or (met and _is_fact(change, met, new.reading)):
            yield change


def _places(passages: Iterable[Passage]) -> Places:
    return {passage.start: passage for passage in passages}


def _passage(quote: Quote | None, places: Places) -> Passage | None:
    return places.get(quote.start) if quote is not None else None


def _side(passage: Passage | None, own: Facts, other: Facts, paired: bool) -> Side | None:
    if passage is None:
        return None
    return Side(passage, own.said(passage), own, other, paired)


def _is_aside(side: Side) -> bool:
    block, own = side.passage.block, side.own
    return own.is_aside(block) or own.is_aside_sentence(side.passage) or is_cookie_row(block, side.said.language)


def _is_fact(change: Change, sides: list[Side], after: Reading) -> bool:
    is_row = any(side.passage.block.kind is BlockKind.ROW for side in sides)
    if change.kind is ChangeKind.CONTACT_OR_ENTITY_CHANGE and change.sub_kind is SubKind.CONTACT_CHANGE:
        return any(_names_somebody(side) for side in sides)
    if change.sub_kind is SubKind.ENTITY_CHANGE:
        return any(_is_unheard_of(change, side) for side in sides)
    if change.kind is ChangeKind.TRANSFER_MECHANISM_CHANGE:
        return any(side.brings(change.kind) for side in sides) or _is_on_tools(sides)
    if change.kind is ChangeKind.LOCATION_OR_COUNTRY_CHANGE and all(_leads_on(side) for side in sides):
        return False
    if change.kind not in _BY_SETS and not (is_row and change.kind is ChangeKind.LOCATION_OR_COUNTRY_CHANGE):
        return True
    if any(side.brings(change.kind) for side in sides):
        return True
    keys = [FACTS[change.kind](side.said) for side in sides]
    if change.kind in _SWAPPED and len(keys) == 2 and keys[0] and keys[1] and keys[0] != keys[1]:
        return True
    match change.kind:
        case ChangeKind.PURPOSE_CHANGE:
            return any(_puts_to_use(side) for side in sides) or _widens(sides) or _gains_training(change, sides)
        case ChangeKind.LEGAL_BASIS_CHANGE if after.document_kind is not DocumentKind.DPA:
            return any(side.is_new for side in sides)
        case _:
            return False


def _names_somebody(side: Side) -> bool:
    """A new statement on who answers that brings an address, a company or the post itself."""
    if side.brings(ChangeKind.CONTACT_OR_ENTITY_CHANGE):
        return True
    text = side.passage.text
    names = (text[span.start : span.end] for span in company_names(text))
    if any(name not in side.other.reading.extracted.text for name in names):
        return True
    return bool((side.said.keys("entities") & _CONTACTS) - side.other.entities)


def _is_unheard_of(change: Change, side: Side) -> bool:
    """Whether the name that came, or the one that went, is nowhere in the other text: else it changed its sentence."""
    return any(name in side.passage.text and side.other.lacks(key(name)) for (name, *_) in (change.was, change.now))


def _is_on_tools(sides: list[Side]) -> bool:
    """A sentence on the tool itself; where to complain or to have a copy changes no tool."""
    hits = [side.marks for side in sides]
    if any("redress" in one or "leads_on" in one for one in hits):
        return False
    return len(sides) > 1 or sides[0].is_new


def _puts_to_use(side: Side) -> bool:
    """A new statement that uses data for a purpose, the purpose itself being known."""
    hits = side.marks
    if "leads_on" in hits:
        return False
    said = hits.all_keys("uses")
    is_on_data = "data" in said or bool(side.said.keys("data_categories"))
    return side.is_new and "words" in said and is_on_data


def _widens(sides: list[Side]) -> bool:
    """A sentence on the use of data that names a purpose more, or less, than it did of the same data."""
    if len(sides) < 2 or sides[0].said.keys("purposes") == sides[1].said.keys("purposes"):
        return False
    hits = [side.marks for side in sides]
    return all({"words", "data"} <= one.all_keys("uses") and "leads_on" not in one for one in hits)


def _leads_on(side: Side) -> bool:
    return "leads_on" in side.marks


def _gains_training(change: Change, sides: list[Side]) -> bool:
    """Training on the data, or own purposes, said of something it was not said of."""
    keys = [side.said.keys("purposes") & _GRAVE for side in sides]
    if len(keys) == 2:
        return keys[0] != keys[1]
    return bool(keys[0]) and sides[0].is_new
