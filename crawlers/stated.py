"""Facts a changed sentence states as a list: the data that are handled, the countries where data are.

Wordings know some kinds of data; a vendor names others ("user input data"). A sentence that says which data are handled
and gains a member of its list, or that nobody had said before, is a change of data whatever the member is called.
"""

import re
from collections.abc import Iterator

from rapidfuzz import fuzz

from crawlers.blocks import BlockKind
from crawlers.changes import Change, quoted
from crawlers.columns import is_cookie_row
from crawlers.compare import Difference, Pair, Passage
from crawlers.facts import Facts, change_words
from crawlers.places import find_places
from crawlers.wording import key
from registry.terms import ChangeKind

_NEW = 0.6
_OF_ITS_OWN = 0.75
_MEMBERS = re.compile(r",|;|\(|\)|\n| and/or | and | or | och | eller |: ")
_FEWEST = 3  # members from which a sentence is a list
_LONGEST = 6  # words of a member
_KINDS = 2
_RESPELT = 60
_HEADING = 6  # words from which a heading says more than its subject
_TAIL = 4  # words that tell one event from another
_STORAGE = ChangeKind.RETENTION_CHANGE
_DATA, _PLACE = ChangeKind.DATA_CATEGORY_CHANGE, ChangeKind.LOCATION_OR_COUNTRY_CHANGE


def stated_data(old: Facts, new: Facts, difference: Difference) -> Iterator[Change]:
    """Data newly said to be handled, or no longer."""
    for passages, own, other, is_new in ((difference.removed, old, new, False), (difference.added, new, old, True)):
        for passage in passages:
            if _collects(passage, own) and _names_data(passage, own) and other.newness(passage) >= _NEW:
                was, now = (None, passage) if is_new else (passage, None)
                yield Change(_DATA, quoted(was), quoted(now))
    for pair in difference.reworded:
        is_on_data = _collects(pair.before, old) and _collects(pair.after, new)
        if is_on_data and (_gains(pair.before, pair.after, old) or _gains(pair.after, pair.before, new)):
            yield Change(_DATA, quoted(pair.before), quoted(pair.after))


def stated_uses(old: Facts, new: Facts, difference: Difference) -> Iterator[Change]:
    """Uses of data nobody had told before, whatever they are for: wordings know the common purposes alone."""
    for passages, own, other, is_new in ((difference.removed, old, new, False), (difference.added, new, old, True)):
        for passage in passages:
            if _uses(passage, own) and _is_told_anew(passage, own, other):
                was, now = (None, passage) if is_new else (passage, None)
                yield Change(ChangeKind.PURPOSE_CHANGE, quoted(was), quoted(now))


def stated_bases(old: Facts, new: Facts, difference: Difference) -> Iterator[Change]:
    """Headings that name a basis for a use of their own ("Legitimate interests: what we weighed for …")."""
    for passages, own, other, is_new in ((difference.removed, old, new, False), (difference.added, new, old, True)):
        for passage in passages:
            is_long = len(passage.key.split()) >= _HEADING and passage.block.kind is BlockKind.HEADING
            if not is_long or _is_aside(passage, own) or other.newness(passage) < _NEW:
                continue
            if "legal_bases" in own.said(passage).hits:
                was, now = (None, passage) if is_new else (passage, None)
                yield Change(ChangeKind.LEGAL_BASIS_CHANGE, quoted(was), quoted(now))


def _is_told_anew(passage: Passage, own: Facts, other: Facts) -> bool:
    """Of an interest, what it lies in: the words before it are the same for every use."""
    interest = next((hit for hit in own.marks(passage).all("uses") if hit.key == "interest"), None)
    if interest is not None:
        return other.newness_of(key(passage.text[interest.end :])) >= _OF_ITS_OWN
    return other.newness(passage) >= _OF_ITS_OWN


def _uses(passage: Passage, own: Facts) -> bool:
    hits = own.marks(passage)
    is_use = {"told", "data"} <= hits.all_keys("uses") or "interest" in hits.all_keys("uses")
    is_told = is_use and "leads_on" not in hits and "negates" not in hits
    is_text = passage.block.kind not in (BlockKind.HEADING, BlockKind.ROW) and not passage.block.is_linked
    return is_told and is_text and not _is_aside(passage, own)


def stated_places(old: Facts, new: Facts, difference: Difference) -> Iterator[Change]:
    """Sentences on where data are that name other countries than before."""
    for pair in difference.reworded:
        was, now = _countries(pair.before), _countries(pair.after)
        if was != now and was and now and _is_on_places(pair, old, new):
            changed = tuple(sorted((was ^ now) & now)) or tuple(sorted(was ^ now))
            sides = tuple(sorted(was)), tuple(sorted(now))
            yield Change(_PLACE, quoted(pair.before), quoted(pair.after), None, changed, None, *sides)


def stated_storage(old: Facts, new: Facts, difference: Difference) -> Iterator[Change]:
    """Storage that lasts to another event than before ("until the account is closed"); a period is a wording's."""
    for pair in difference.reworded:
        gained, lost = _events(pair.after, new), _events(pair.before, old)
        if any(old.lacks(one) for one in gained) or any(new.lacks(one) for one in lost):
            yield Change(_STORAGE, quoted(pair.before), quoted(pair.after))
    for passages, own, other, is_new in ((difference.removed, old, new, False), (difference.added, new, old, True)):
        for passage in passages:
            if any(other.lacks(one) for one in _events(passage, own)) and other.newness(passage) >= _NEW:
                was, now = (None, passage) if is_new else (passage, None)
                yield Change(_STORAGE, quoted(was), quoted(now))


def stated_redress(old: Facts, new: Facts, difference: Difference) -> Iterator[Change]:
    """A route of complaint that only one text names: a body for disputes, arbitration, an authority."""
    for passages, own, other, is_new in ((difference.removed, old, new, False), (difference.added, new, old, True)):
        for passage in passages:
            routes = own.marks(passage).all_keys("redress")
            if routes and not _is_aside(passage, own) and routes - other.redress:
                was, now = (None, passage) if is_new else (passage, None)
                yield Change(ChangeKind.RIGHTS_CHANGE, quoted(was), quoted(now))


def _events(passage: Passage, own: Facts) -> list[str]:
    """The words from "until" on, in a sentence that says that something is kept; not "as long as necessary"."""
    marked = own.marks(passage)
    if own.said(passage).keys("retention") != {"keep"} or "leads_on" in marked or "announces" in marked:
        return []  # "until then the current policy holds" keeps no data
    if _is_aside(passage, own) or is_cookie_row(passage.block, own.language):
        return []
    tails = (key(passage.text[hit.start :]).split()[:_TAIL] for hit in marked.all("kept_by_event"))
    return [" ".join(tail) for tail in tails if len(tail) == _TAIL]


def _countries(passage: Passage) -> frozenset[str]:
    return frozenset(place.country for place in find_places(passage.text) if not place.is_adjective)


def _is_on_places(pair: Pair, old: Facts, new: Facts) -> bool:
    sides = ((pair.before, old), (pair.after, new))
    if any(side.block.kind in (BlockKind.ROW, BlockKind.HEADING) or _is_aside(side, own) for side, own in sides):
        return False
    said = [own.marks(side) for side, own in sides]
    return all("places" in hits and "applies" not in hits for hits in said)


def _is_aside(passage: Passage, own: Facts) -> bool:
    return own.is_aside(passage.block) or own.is_aside_sentence(passage)


def _collects(passage: Passage, own: Facts) -> bool:
    """A sentence, not of a table of cookies, that says which data are handled."""
    if passage.block.kind is BlockKind.HEADING or passage.block.is_linked or _is_aside(passage, own):
        return False
    return "collects" in own.marks(passage) and not is_cookie_row(passage.block, own.language)


def _names_data(passage: Passage, own: Facts) -> bool:
    """Two kinds of data at least: one alone may be spoken of for another reason."""
    return len(own.said(passage).keys("data_categories")) >= _KINDS


def _gains(was: Passage, now: Passage, other: Facts) -> bool:
    """Whether a list that mostly stays has a member that is data, unlike any that went, and new to the text."""
    old, new = _members(was), _members(now)
    if len(new) < _FEWEST or len(old & new) * 2 < len(old):
        return False
    gone, language = old - new, other.reading.language
    return any(
        other.lacks(member)
        and "data_nouns" in change_words(language).find(member)
        and not any(fuzz.ratio(member, one) >= _RESPELT for one in gone)
        for member in new - old
    )


def _members(passage: Passage) -> frozenset[str]:
    members = (key(member) for member in _MEMBERS.split(passage.text))
    return frozenset(member for member in members if member and len(member.split()) <= _LONGEST)
