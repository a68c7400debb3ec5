"""Which names that came or went are parties, and which are the vendor's own, the same one spelt anew, or no name.

A reader meets a name and a heuristic calls it a recipient; in one text that costs little. Between two texts each such
name is an alert, so here it must be vouched for: by the gazetteer, a legal form, or a sentence that hands data over.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from crawlers.blocks import BlockKind
from crawlers.changes import Change, quoted
from crawlers.companies import without_form
from crawlers.compare import Difference, Passage
from crawlers.facts import Facts
from crawlers.parties import capitals_led_to
from crawlers.phrases import phrases as vocabulary
from crawlers.wording import key
from registry.terms import ChangeKind, SubKind

_ADDED, _REMOVED = ChangeKind.NEW_RECIPIENT_OR_SUBPROCESSOR, ChangeKind.REMOVED_RECIPIENT_OR_SUBPROCESSOR
_SAME_START = 3  # letters by which a name put in another's place is that name spelt anew
_SEAMS = re.compile(r"(?<=[a-zåäö\d])(?=[A-ZÅÄÖ])|\s+")
_NAMES = re.compile(r"[^\W_][\w.&-]*")
_HANDS_OVER = ("roles", "sharing", "introduces", "placing")
_PROCESSES = frozenset({"processor", "sub_processor", "joint_controller", "independent_controller"})
_MAX_SENTENCE = 1_500
_START = 10  # offset up to which words begin a sentence


@dataclass(frozen=True, slots=True)
class _Side:
    """The changed passages of one version by their beginnings; of a reworded one also how the capitalised words
    begin that the other version's passage has in their place."""

    own: Facts
    other: Facts
    passages: Mapping[int, Passage]
    gone: Mapping[int, frozenset[str]]


def are_parties(changes: list[Change], old: Facts, new: Facts, difference: Difference) -> list[Change]:
    """The changes whose name is somebody else's than the vendor's and new or gone as a party."""
    became = [(pair.after, pair.before) for pair in difference.reworded]
    was = [(before, after) for after, before in became]
    sides = {
        _ADDED: _side(new, old, difference.added, became),
        _REMOVED: _side(old, new, difference.removed, was),
    }
    return [change for change in changes if _is_party(change, sides, old)]


def _side(own: Facts, other: Facts, alone: Iterable[Passage], pairs: list[tuple[Passage, Passage]]) -> _Side:
    passages = {here.start: here for here, _ in pairs} | {passage.start: passage for passage in alone}
    return _Side(own, other, passages, {here.start: _beginnings(here, there) for here, there in pairs})


def _beginnings(here: Passage, there: Passage) -> frozenset[str]:
    gone = set(_NAMES.findall(there.text)) - set(_NAMES.findall(here.text))
    return frozenset(word[:_SAME_START].lower() for word in gone if word[:1].isupper())


def led_names(old: Facts, new: Facts, difference: Difference) -> Iterator[Change]:
    """Names without a legal form that a new sentence hands data to and gives a role ("with Ettnamn, our processor")."""
    for kind, passages, own, other in ((_REMOVED, difference.removed, old, new), (_ADDED, difference.added, new, old)):
        for passage in passages:
            for name in _led_to(passage, own):
                if not other.has(name) and not _is_term(name, own):
                    was, now = (passage, None) if kind is _REMOVED else (None, passage)
                    yield Change(kind, quoted(was), quoted(now), name)


def _led_to(passage: Passage, own: Facts) -> list[str]:
    if passage.block.kind in (BlockKind.ROW, BlockKind.HEADING) or len(passage.text) > _MAX_SENTENCE:
        return []
    hits = own.said(passage).hits
    if not hits.all_keys("roles") & _PROCESSES or "denials" in hits or own.is_aside(passage.block):
        return []
    no_names = frozenset(vocabulary(own.language).wordings("no_names").get("words", ()))
    names = (without_form(name) for name in capitals_led_to(passage.text))
    return [name for name in names if not no_names & set(name.lower().split())]


def _is_party(change: Change, sides: Mapping[ChangeKind, _Side], old: Facts) -> bool:
    name = change.subject or ""
    quote = change.after if change.kind is _ADDED else change.before
    if change.sub_kind is SubKind.ROLE_CHANGE and change.after is not None:
        return _is_news(name, change.after.text, old, sides[_ADDED].own)
    if quote is None or change.kind not in sides:
        return True
    side = sides[change.kind]
    passage = side.passages.get(quote.start)
    if passage is None or (passage.block.kind is BlockKind.ROW and passage.block.cells[0].text.startswith(name)):
        return True
    if side.own.is_aside(passage.block) or _is_glued(name, side.other.text):
        return False
    if _is_tools(name, passage, side) or _is_respelt(name, side.gone.get(quote.start, frozenset())):
        return False
    return _is_vouched_for(name, passage, side.own)


def _is_glued(name: str, other: str) -> bool:
    """A name the other text has, with the words before it run into it ("IrelandSkyttel Inc", "SE-111 22Skyttel AB")."""
    parts = [part for part in _SEAMS.split(name) if part]
    tails = (" ".join(parts[place:]).rstrip(".") for place in range(1, len(parts)))
    return any(without_form(tail) != tail and tail in other for tail in tails)


def _is_news(name: str, text: str, old: Facts, new: Facts) -> bool:
    """Whether the earlier text lacks the words from a name to its role: a sentence split or glued gives no new one."""
    start = text.find(name)
    hits = new.wordings(text, new.language).all("roles")
    hit = next((hit for hit in hits if 0 <= start <= hit.start), None)
    return hit is None or old.lacks(key(text[start : hit.end]))


def _is_tools(name: str, passage: Passage, side: _Side) -> bool:
    """A name that runs on into a transfer tool's ("Ettnamn EU-U.S. Data Privacy"), where the rest is no news."""
    start = passage.text.find(name)
    hits = side.own.said(passage).hits.all("mechanisms")
    place = bisect_left(hits, start, key=lambda hit: hit.start)
    cut = next((hit.start for hit in hits[place : place + 1] if hit.start < start + len(name)), None)
    if cut is None:
        return False
    head = passage.text[start:cut].split()[:1]
    return all(side.other.has(word) for word in head)


def _is_respelt(name: str, gone: frozenset[str]) -> bool:
    """In a sentence that stays, a name put where one with the same beginning stood: a product renamed."""
    head = name[:_SAME_START].lower()
    return head in gone or (len(head) < _SAME_START and any(word.startswith(head) for word in gone))


def _is_vouched_for(name: str, passage: Passage, own: Facts) -> bool:
    hits, marked = own.said(passage).hits, own.marks(passage)
    hands_over = any(table in hits for table in _HANDS_OVER)
    if any(hit.start < _START for hit in marked.all("leads_on")):
        return False
    if own.reading.gazetteer.resolve(name) is not None or without_form(name) != name:
        return True
    if "own_offer" in marked and not hands_over:
        return False
    return hands_over or (passage.block.kind in (BlockKind.ITEM, BlockKind.ROW) and len(passage.text.split()) <= 12)


def _is_term(name: str, own: Facts) -> bool:
    """Words that the text also has in small letters are a defined term ("Closed Transfers"), not a name."""
    return all(own.has(word.lower()) for word in name.split())
