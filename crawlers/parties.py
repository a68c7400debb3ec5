"""Changed parties of prose: names that came, went, took another's place, or were given another role."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from crawlers.changes import Change, Quote, quoted
from crawlers.compare import Difference, Passage
from crawlers.facts import Facts
from crawlers.gazetteer import plain_name
from crawlers.phrases import fold
from crawlers.read import Attached, Reading
from registry.terms import ChangeKind, Role, SubKind

MOST_SEARCHED = 400_000_000  # letters looked through for names; beyond it a text names what it has as whole words
_MIN_INNER_NAME = 4
_MAX_SENTENCE = 1_500
_MOST_SWAPPED = 8  # names that came and went in one sentence, beyond which none took another's place
_WORD = re.compile(r"\w+")
_CAPITALS = re.compile(
    r"(?<!\w)(?:with|by|to|via|from|and|av|med|till|hos|från|och) ([A-ZÅÄÖ][\w&-]{1,40}(?: [A-ZÅÄÖ][\w&-]{0,40}){0,4})"
)

_SIDES_OF_PROCESSING = {Role.PROCESSOR, Role.SUB_PROCESSOR}  # the same role, seen from other places of a chain


def changed_names(before: Reading, after: Reading, difference: Difference) -> Iterator[Change]:
    """Recipients named on one side only, where the words around them changed and the other text does not name them."""
    was, now = _names(before), _names(after)
    gone = sorted([*difference.removed, *(pair.before for pair in difference.reworded)], key=lambda one: one.start)
    fresh = sorted([*difference.added, *(pair.after for pair in difference.reworded)], key=lambda one: one.start)
    names = {name for name in (*was, *now) if (name in was) != (name in now)}
    old_words, new_words = (named_in(fold(reading.extracted.text), names) for reading in (before, after))
    for name, one in now.items():
        passage = _passage_of(one, fresh)
        if name not in was and passage is not None and name not in old_words:
            yield _name_change(ChangeKind.NEW_RECIPIENT_OR_SUBPROCESSOR, None, passage, one)
    for name, one in was.items():
        passage = _passage_of(one, gone)
        if name not in now and passage is not None and name not in new_words:
            yield _name_change(ChangeKind.REMOVED_RECIPIENT_OR_SUBPROCESSOR, passage, None, one)
    for name, one in now.items():
        passage = _passage_of(one, fresh)
        if name in was and passage is not None:
            yield from _role_change(was[name], one, before, passage)


def swapped_names(old: Facts, new: Facts, difference: Difference) -> Iterator[Change]:
    """One unknown name put in another's place in a sentence that gives it a role ("Ett AB, our processor")."""
    for pair in difference.reworded:
        if max(len(pair.before.text), len(pair.after.text)) > _MAX_SENTENCE:
            continue
        words, later = capitals_led_to(pair.before.text), capitals_led_to(pair.after.text)
        if len(set(words) ^ set(later)) > _MOST_SWAPPED:
            continue  # another sentence
        gone = [word for word in words if word not in later and not new.has(word)]
        fresh = [word for word in later if word not in words and not old.has(word)]
        is_swap = len(gone) == len(fresh) == 1 and not _is_longer_by_a_word(gone[0], fresh[0])
        if is_swap and new.wordings(pair.after.text, new.language).all("roles"):
            was, now = quoted(pair.before), quoted(pair.after)
            yield Change(ChangeKind.REMOVED_RECIPIENT_OR_SUBPROCESSOR, was, now, gone[0])
            yield Change(ChangeKind.NEW_RECIPIENT_OR_SUBPROCESSOR, was, now, fresh[0])


def _is_longer_by_a_word(name: str, other: str) -> bool:
    """A defined term told more closely ("Closed Transfers", "Closed Overseas Transfers") is no other party."""
    words, later = set(name.split()), set(other.split())
    return words <= later or later <= words


def capitals_led_to(text: str) -> list[str]:
    """Names a small word leads to ("with Ett AB"): words with a capital, those in a row as one."""
    return [match.group(1) for match in _CAPITALS.finditer(text)]


def _names(reading: Reading) -> dict[str, Attached]:
    return {plain_name(one.recipient.service or one.recipient.name): one for one in reading.recipients}


def _passage_of(one: Attached, passages: list[Passage]) -> Passage | None:
    """The passage that holds the name; `passages` in order of their place."""
    place = one.recipient.name_start
    number = bisect_left(passages, place + 1, key=lambda passage: passage.start) - 1
    return passages[number] if number >= 0 and place < passages[number].end else None


def named_in(text: str, names: set[str]) -> set[str]:
    """The names that a text says; of too many, those whose words it has."""
    long = {name for name in names if len(name) >= _MIN_INNER_NAME}
    if len(long) * len(text) > MOST_SEARCHED:
        words = frozenset(_WORD.findall(text))
        return {name for name in long if words.issuperset(_WORD.findall(name))}
    return {name for name in long if name in text}


def _name_change(kind: ChangeKind, old: Passage | None, new: Passage | None, one: Attached) -> Change:
    return Change(kind, quoted(old), quoted(new), one.recipient.name, one.recipient.countries)


def _role_change(old: Attached, new: Attached, before: Reading, passage: Passage) -> Iterator[Change]:
    roles = {old.recipient.role, new.recipient.role}
    if len(roles) == 2 and Role.RECIPIENT not in roles and roles != _SIDES_OF_PROCESSING:
        place = old.recipient
        words = Quote(before.extracted.text[place.start : place.end], place.start, place.end)
        kind, sub = ChangeKind.CONTACT_OR_ENTITY_CHANGE, SubKind.ROLE_CHANGE
        was, now = (str(old.recipient.role),), (str(new.recipient.role),)
        yield Change(kind, words, quoted(passage), new.recipient.name, (), sub, was, now)
