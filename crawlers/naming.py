"""Which names that came or went are parties, and which are the vendor's own, the same one spelt anew, or no name.

A reader meets a name and a heuristic calls it a recipient; in one text that costs little. Between two texts each such
name is an alert, so here it must be vouched for: by the gazetteer, a legal form, or a sentence that hands data over.
"""

import re
from collections.abc import Iterator

from crawlers.blocks import BlockKind
from crawlers.changes import Change, quoted
from crawlers.clauses import tongue
from crawlers.companies import without_form
from crawlers.compare import Difference, Passage
from crawlers.facts import Facts, is_aside, marks
from crawlers.parties import capitals_led_to
from crawlers.phrases import phrases as vocabulary
from crawlers.read import Reading
from crawlers.wording import key
from registry.terms import ChangeKind, SubKind

_ADDED, _REMOVED = ChangeKind.NEW_RECIPIENT_OR_SUBPROCESSOR, ChangeKind.REMOVED_RECIPIENT_OR_SUBPROCESSOR
_SAME_START = 3  # letters by which a name put in another's place is that name spelt anew
_SEAMS = re.compile(r"(?<=[a-zåäö\d])(?=[A-ZÅÄÖ])|\s+")
_HANDS_OVER = ("roles", "sharing", "introduces", "placing")
_PROCESSES = frozenset({"processor", "sub_processor", "joint_controller", "independent_controller"})
_MAX_SENTENCE = 1_500
_START = 10  # offset up to which words begin a sentence


def are_parties(changes: list[Change], before: Reading, after: Reading, difference: Difference) -> list[Change]:
    """The changes whose name is somebody else's than the vendor's and new or gone as a party."""
    return [change for change in changes if _is_party(change, before, after, difference)]


def led_names(before: Reading, after: Reading, difference: Difference) -> Iterator[Change]:
    """Names without a legal form that a new sentence hands data to and gives a role ("with Ettnamn, our processor")."""
    for kind, passages, reading, other in (
        (_REMOVED, difference.removed, before, after),
        (_ADDED, difference.added, after, before),
    ):
        for passage in passages:
            for name in _led_to(passage, reading):
                if not _is_written(name, other.extracted.text) and not _is_term(name, reading.extracted.text):
                    was, now = (passage, None) if kind is _REMOVED else (None, passage)
                    yield Change(kind, quoted(was), quoted(now), name)


def _led_to(passage: Passage, reading: Reading) -> list[str]:
    if passage.block.kind in (BlockKind.ROW, BlockKind.HEADING) or len(passage.text) > _MAX_SENTENCE:
        return []
    hits = vocabulary(tongue(passage, reading.language)).find(passage.text)
    if not hits.all_keys("roles") & _PROCESSES or "denials" in hits or is_aside(passage.block, reading.language):
        return []
    no_names = frozenset(vocabulary(reading.language).wordings("no_names").get("words", ()))
    names = (without_form(name) for name in capitals_led_to(passage.text))
    return [name for name in names if not no_names & set(name.lower().split())]


def _is_party(change: Change, before: Reading, after: Reading, difference: Difference) -> bool:
    name, is_new = change.subject or "", change.kind is _ADDED
    quote = change.after if is_new else change.before
    reading, other = (after, before) if is_new else (before, after)
    if change.sub_kind is SubKind.ROLE_CHANGE and change.after is not None:
        return _is_news(name, change.after.text, before, after.language)
    if quote is None or change.kind not in (_ADDED, _REMOVED):
        return True
    passage = _passage(quote.start, difference, is_new)
    if passage is None or (passage.block.kind is BlockKind.ROW and passage.block.cells[0].text.startswith(name)):
        return True
    if is_aside(passage.block, reading.language) or _is_glued(name, other.extracted.text):
        return False
    if _is_tools(name, passage, reading.language, other.extracted.text) or _is_respelt(
        name, quote.start, difference, is_new
    ):
        return False
    return _is_vouched_for(name, passage, reading)


def _passage(start: int, difference: Difference, is_new: bool) -> Passage | None:
    pairs = [pair.after if is_new else pair.before for pair in difference.reworded]
    changed = [*(difference.added if is_new else difference.removed), *pairs]
    return next((passage for passage in changed if passage.start == start), None)


def _is_glued(name: str, other: str) -> bool:
    """A name the other text has, with the words before it run into it ("IrelandSkyttel Inc", "SE-111 22Skyttel AB")."""
    parts = [part for part in _SEAMS.split(name) if part]
    tails = (" ".join(parts[place:]).rstrip(".") for place in range(1, len(parts)))
    return any(without_form(tail) != tail and tail in other for tail in tails)


def _is_news(name: str, text: str, before: Reading, language: str) -> bool:
    """Whether the earlier text lacks the words from a name to its role: a sentence split or glued gives no new one."""
    start = text.find(name)
    hit = next((hit for hit in vocabulary(language).find(text).all("roles") if 0 <= start <= hit.start), None)
    return hit is None or Facts(before).lacks(key(text[start : hit.end]))


def _is_tools(name: str, passage: Passage, language: str, other: str) -> bool:
    """A name that runs on into a transfer tool's ("Ettnamn EU-U.S. Data Privacy"), where the rest is no news."""
    start = passage.text.find(name)
    hits = vocabulary(tongue(passage, language)).find(passage.text).all("mechanisms")
    cut = next((hit.start for hit in hits if start <= hit.start < start + len(name)), None)
    head = passage.text[start:cut].split()[:1]
    return cut is not None and all(_is_written(word, other) for word in head)


def _is_respelt(name: str, start: int, difference: Difference, is_new: bool) -> bool:
    """In a sentence that stays, a name put where one with the same beginning stood: a product renamed."""
    for pair in difference.reworded:
        here, there = (pair.after, pair.before) if is_new else (pair.before, pair.after)
        if here.start == start:
            gone = set(re.findall(r"[^\W_][\w.&-]*", there.text)) - set(re.findall(r"[^\W_][\w.&-]*", here.text))
            head = name[:_SAME_START].lower()
            return any(word[:1].isupper() and word.lower().startswith(head) for word in gone)
    return False


def _is_vouched_for(name: str, passage: Passage, reading: Reading) -> bool:
    language = tongue(passage, reading.language)
    hits = vocabulary(language).find(passage.text)
    hands_over = any(table in hits for table in _HANDS_OVER)
    if any(hit.start < _START for hit in marks(passage, language).all("leads_on")):
        return False
    if reading.gazetteer.resolve(name) is not None or without_form(name) != name:
        return True
    if "own_offer" in marks(passage, language) and not hands_over:
        return False
    return hands_over or (passage.block.kind in (BlockKind.ITEM, BlockKind.ROW) and len(passage.text.split()) <= 12)


def _is_term(name: str, text: str) -> bool:
    """Words that the text also has in small letters are a defined term ("Closed Transfers"), not a name."""
    return all(_is_written(word.lower(), text) for word in name.split())


def _is_written(name: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None
