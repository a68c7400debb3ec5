"""Changed parties: rows and names of two Readings compared, names brought to one form first."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping

from rapidfuzz import fuzz

from crawlers.blocks import Block
from crawlers.changes import Change, Quote, quoted
from crawlers.compare import Difference, Passage
from crawlers.findings.mechanisms import acts_in
from crawlers.findings.rows import Row
from crawlers.gazetteer import plain_name
from crawlers.phrases import OTHER, fold, phrases
from crawlers.read import Attached, Reading
from crawlers.wording import instruments, modules
from registry.terms import ChangeKind, Role, SubKind

_SAME_NAME = 88
_SAME_PURPOSE = 85
_MIN_INNER_NAME = 4
_MAX_RENAMED = 10_000
_MAX_SENTENCE = 1_500
_MAX_ROWS_OF_ONE = 60  # a party with more rows than this is compared by the first of them
_CAPITALS = re.compile(
    r"(?<!\w)(?:with|by|to|via|from|and|av|med|till|hos|från|och) ([A-ZÅÄÖ][\w&-]{1,40}(?: [A-ZÅÄÖ][\w&-]{0,40}){0,4})"
)

_SIDES_OF_PROCESSING = {Role.PROCESSOR, Role.SUB_PROCESSOR}  # the same role, seen from other places of a chain

Rows = Mapping[str, tuple[Row, ...]]


def changed_rows(before: Reading, after: Reading) -> Iterator[Change]:
    """Sub-processor rows added, removed, moved to another place or given another purpose."""
    old, new = _by_name(before), _by_name(after)
    renamed = dict(_renamed(old, new))
    taken = frozenset(renamed.values())
    spelt, spelt_later = _spellings(before), _spellings(after)
    for name, rows in old.items():
        gone = _not_among(rows, spelt_later)
        if gone and name not in new and name not in renamed:
            yield _row_change(ChangeKind.REMOVED_RECIPIENT_OR_SUBPROCESSOR, before, gone[0], None, None)
    for name, rows in new.items():
        fresh = _not_among(rows, spelt)
        if fresh and name not in old and name not in taken:
            yield _row_change(ChangeKind.NEW_RECIPIENT_OR_SUBPROCESSOR, None, None, after, fresh[0])
    for name, rows in old.items():
        later = new.get(renamed.get(name, name))
        if later is not None:
            yield from _row_facts(before, rows, after, later)


def _by_name(reading: Reading) -> Rows:
    grouped: dict[str, list[Row]] = {}
    for row in reading.sub_processors:
        known = reading.gazetteer.resolve(row.name)
        name = plain_name((known.service or known.party if known else None) or row.name)
        grouped.setdefault(name, []).append(row)
    return {name: tuple(found[:_MAX_ROWS_OF_ONE]) for name, found in grouped.items()}


def _spellings(reading: Reading) -> frozenset[str]:
    return frozenset(plain_name(row.name) for row in reading.sub_processors)


def _not_among(rows: tuple[Row, ...], names: frozenset[str]) -> list[Row]:
    """Rows whose very name the other text lacks: a name that is known in one spelling alone is no other party."""
    return [row for row in rows if plain_name(row.name) not in names]


def _renamed(old: Rows, new: Rows) -> Iterator[tuple[str, str]]:
    """A name that changed its spelling, or gained or lost a word, in a row that says the same."""
    free = [name for name in new if name not in old]
    gone = [name for name in old if name not in new]
    if len(free) * len(gone) > _MAX_RENAMED:
        return  # another list altogether
    for name in gone:
        match = next((other for other in free if _is_same_party(name, old[name], other, new[other])), None)
        if match is not None:
            free.remove(match)
            yield name, match


def _is_same_party(name: str, rows: tuple[Row, ...], other: str, others: tuple[Row, ...]) -> bool:
    if fuzz.ratio(name, other) >= _SAME_NAME and name[:1] == other[:1]:
        return True
    words, other_words = set(name.split()), set(other.split())
    if not (words <= other_words or other_words <= words):
        return False
    return _purposes(rows) == _purposes(others) and bool(rows[0].purpose)


def _purposes(rows: tuple[Row, ...]) -> set[str]:
    return {fold(row.purpose or "") for row in rows}


def _row_change(
    kind: ChangeKind, before: Reading | None, old: Row | None, after: Reading | None, new: Row | None
) -> Change:
    row = new or old
    places = _told_places(row) if row else ()
    return Change(kind, _quote(before, old), _quote(after, new), row.name if row else None, places)


def _quote(reading: Reading | None, row: Row | None) -> Quote | None:
    if reading is None or row is None:
        return None
    return Quote(reading.extracted.text[row.start : row.end], row.start, row.end)


def _row_facts(before: Reading, old: tuple[Row, ...], after: Reading, new: tuple[Row, ...]) -> Iterator[Change]:
    """Rows of one party: what it does where, however many rows say it."""
    gone = [row for row in old if not any(_says_the_same(row, other) for other in new)]
    fresh = [row for row in new if not any(_says_the_same(row, other) for other in old)]
    first, second = (gone or old)[0], (fresh or new)[0]
    places, later_places = _places(old), _places(new)
    if places != later_places and _is_told(old) and _is_told(new):
        pair = _place_pair(old, new) or (first, second)
        changed = tuple(sorted((places ^ later_places) & later_places)) or tuple(sorted(places ^ later_places))
        quotes = _quote(before, pair[0]), _quote(after, pair[1])
        sides = tuple(sorted(places)), tuple(sorted(later_places))
        yield Change(ChangeKind.LOCATION_OR_COUNTRY_CHANGE, *quotes, second.name, changed, None, *sides)
    elif gone and fresh and [row.countries for row in gone] != [row.countries for row in fresh]:
        quotes = _quote(before, first), _quote(after, second)
        yield Change(ChangeKind.LOCATION_OR_COUNTRY_CHANGE, *quotes, second.name, second.countries)
    elif bool(gone) != bool(fresh) and not _is_other_purpose(old, new):
        yield _one_sided(before, gone, after, fresh)
    if _is_other_purpose(old, new):
        yield Change(ChangeKind.PURPOSE_CHANGE, _quote(before, first), _quote(after, second), second.name)


def _one_sided(before: Reading, gone: list[Row], after: Reading, fresh: list[Row]) -> Change:
    """A row more or less of a party that stays, for a purpose and at places its other rows name apart."""
    row = (gone or fresh)[0]
    old, new = (gone[0], None) if gone else (None, fresh[0])
    return Change(
        ChangeKind.LOCATION_OR_COUNTRY_CHANGE, _quote(before, old), _quote(after, new), row.name, _told_places(row)
    )


def _told_places(row: Row) -> tuple[str, ...]:
    return tuple(row.countries) or ((row.seat,) if row.seat else ())


def _places(rows: tuple[Row, ...]) -> set[str]:
    return {place for row in rows for place in (*row.countries, *((row.seat,) if row.seat else ()))}


def _is_told(rows: tuple[Row, ...]) -> bool:
    return bool(_places(rows))


def _place_pair(old: tuple[Row, ...], new: tuple[Row, ...]) -> tuple[Row, Row] | None:
    pairs = ((a, b) for a in old for b in new if fold(a.purpose or "") == fold(b.purpose or ""))
    return next(((a, b) for a, b in pairs if (a.countries, a.seat) != (b.countries, b.seat)), None)


def _says_the_same(one: Row, other: Row) -> bool:
    return (one.countries, one.seat) == (other.countries, other.seat) and not _differs(one, other)


def _differs(one: Row, other: Row) -> bool:
    return fuzz.ratio(fold(one.purpose or ""), fold(other.purpose or "")) < _SAME_PURPOSE


def _is_other_purpose(old: tuple[Row, ...], new: tuple[Row, ...]) -> bool:
    """Some purpose is told on one side only, and both sides tell purposes."""
    if not all(row.purpose for row in (*old, *new)):
        return False
    return any(all(_differs(one, other) for other in old) for one in new) or any(
        all(_differs(one, other) for other in new) for one in old
    )


def row_tools(before: Reading, after: Reading, difference: Difference) -> Iterator[Change]:
    """Rows of one party that name another transfer tool than before, or now one, or none any more."""
    old = {row.start: row for row in before.sub_processors}
    new = {row.start: row for row in after.sub_processors}
    for pair in difference.reworded:
        was, now = old.get(pair.before.start), new.get(pair.after.start)
        if was is None or now is None or plain_name(was.name) != plain_name(now.name):
            continue
        if _tools(pair.before.text, pair.before.block) != _tools(pair.after.text, pair.after.block):
            yield _tool_change(pair.before, pair.after, now)
    for passage in difference.removed:
        if _is_other_tool(passage, old.get(passage.start), after):
            yield _tool_change(passage, None, old[passage.start])
    for passage in difference.added:
        if _is_other_tool(passage, new.get(passage.start), before):
            yield _tool_change(None, passage, new[passage.start])


def _is_other_tool(passage: Passage, row: Row | None, other: Reading) -> bool:
    """Whether the other text has this party for this purpose at this place, but never with this tool."""
    if row is None:
        return False
    name = plain_name(row.name)
    same = [one for one in other.sub_processors if plain_name(one.name) == name and _says_the_same(row, one)]
    said = [_tools(other.extracted.text[one.start : one.end], None) for one in same[:_MAX_ROWS_OF_ONE]]
    return bool(said) and _tools(passage.text, None) not in said


def _tool_change(before: Passage | None, after: Passage | None, row: Row) -> Change:
    was, now = (tuple(sorted(_tools(one.text, one.block))) if one is not None else () for one in (before, after))
    quotes = quoted(before), quoted(after)
    return Change(ChangeKind.TRANSFER_MECHANISM_CHANGE, *quotes, row.name, row.countries, None, was, now)


def _tools(text: str, block: Block | None) -> frozenset[str]:
    """The tools and acts a row names, in either language: a list says them as it likes."""
    named = {hit.key for hit in phrases(OTHER).find(text).all("mechanisms")}
    acts = acts_in(f"{text} {instruments(block)}" if block is not None else text)
    return frozenset(named) | frozenset(acts) | modules(text)


def changed_names(before: Reading, after: Reading, difference: Difference) -> Iterator[Change]:
    """Recipients named on one side only, where the words around them changed and the other text does not name them."""
    was, now = _names(before), _names(after)
    gone = sorted([*difference.removed, *(pair.before for pair in difference.reworded)], key=lambda one: one.start)
    fresh = sorted([*difference.added, *(pair.after for pair in difference.reworded)], key=lambda one: one.start)
    old_words, new_words = fold(before.extracted.text), fold(after.extracted.text)
    for name, one in now.items():
        passage = _passage_of(one, fresh)
        if name not in was and passage is not None and not _is_named(name, old_words):
            yield _name_change(ChangeKind.NEW_RECIPIENT_OR_SUBPROCESSOR, None, passage, one)
    for name, one in was.items():
        passage = _passage_of(one, gone)
        if name not in now and passage is not None and not _is_named(name, new_words):
            yield _name_change(ChangeKind.REMOVED_RECIPIENT_OR_SUBPROCESSOR, passage, None, one)
    for name, one in now.items():
        passage = _passage_of(one, fresh)
        if name in was and passage is not None:
            yield from _role_change(was[name], one, before, passage)


def swapped_names(before: Reading, after: Reading, difference: Difference) -> Iterator[Change]:
    """One unknown name put in another's place in a sentence that gives it a role ("Ett AB, our processor")."""
    old_text, new_text = before.extracted.text, after.extracted.text
    for pair in difference.reworded:
        if max(len(pair.before.text), len(pair.after.text)) > _MAX_SENTENCE:
            continue
        words, later = capitals_led_to(pair.before.text), capitals_led_to(pair.after.text)
        gone = [word for word in words if word not in later and not _is_written(word, new_text)]
        fresh = [word for word in later if word not in words and not _is_written(word, old_text)]
        is_swap = len(gone) == len(fresh) == 1 and not _is_longer_by_a_word(gone[0], fresh[0])
        if is_swap and phrases(after.language).find(pair.after.text).all("roles"):
            old, new = quoted(pair.before), quoted(pair.after)
            yield Change(ChangeKind.REMOVED_RECIPIENT_OR_SUBPROCESSOR, old, new, gone[0])
            yield Change(ChangeKind.NEW_RECIPIENT_OR_SUBPROCESSOR, old, new, fresh[0])


def _is_longer_by_a_word(name: str, other: str) -> bool:
    """A defined term told more closely ("Closed Transfers", "Closed Overseas Transfers") is no other party."""
    words, later = set(name.split()), set(other.split())
    return words <= later or later <= words


def _is_written(name: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


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


def _is_named(name: str, folded: str) -> bool:
    return len(name) >= _MIN_INNER_NAME and name in folded


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
