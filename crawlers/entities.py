"""Who answers, and as what: another contracting party or controller than before, another role than before."""

import re
from collections.abc import Iterator

from crawlers.changes import Change, quoted
from crawlers.clauses import is_foreign_part
from crawlers.compare import Difference, Pair, Passage
from crawlers.facts import Facts
from crawlers.findings.controllers import Controller
from crawlers.phrases import Phrases, fold, phrases
from crawlers.places import find_places
from crawlers.read import Reading
from registry.terms import ChangeKind, DocumentKind, SubKind

_CONTROLS = frozenset({"independent_controller", "joint_controller"})
_ROLES = _CONTROLS | {"processor"}
_SAME_FORM = {"ltd": "limited", "inc": "inc", "corp": "corporation", "co": "company", "plc": "plc"}
_KIND = ChangeKind.CONTACT_OR_ENTITY_CHANGE


def changed_entity(before: Reading, after: Reading, difference: Difference) -> Iterator[Change]:
    """A controller or contracting party put in another's place, where the words that name it changed."""
    old = {_name(one.name): one for one in before.controllers}
    new = {_name(one.name): one for one in after.controllers}
    gone = [one for name, one in old.items() if name not in new]
    fresh = [one for name, one in new.items() if name not in old]
    if not gone or not fresh:
        return  # named more or less often is no other party
    was = _passage_of(gone[0], difference, is_after=False)
    now = _passage_of(fresh[0], difference, is_after=True)
    if was is None and now is None:
        return
    old_party, new_party = (gone[0].name, *_countries(was)), (fresh[0].name, *_countries(now))
    quotes = quoted(was), quoted(now)
    yield Change(_KIND, *quotes, fresh[0].name, new_party[1:], SubKind.ENTITY_CHANGE, old_party, new_party)


def changed_roles(old: Facts, new: Facts, difference: Difference) -> Iterator[Change]:
    """A sentence that made them a processor and makes them a controller; in an agreement also one that is new."""
    for pair in difference.reworded:
        was, now = _roles(pair.before, old), _roles(pair.after, new)
        if was and (now - was) & _CONTROLS and not _is_foreign(pair, phrases(new.language)):
            yield _role_change(pair.before, pair.after, was, now)
    if new.reading.document_kind is not DocumentKind.DPA:
        return
    for passage in difference.added:
        now = _roles(passage, new)
        if now & _CONTROLS and new.said(passage).is_statement:
            yield _role_change(None, passage, frozenset(), now)


def _role_change(old: Passage | None, new: Passage, was: frozenset[str], now: frozenset[str]) -> Change:
    sides = tuple(sorted(was)), tuple(sorted(now))
    return Change(_KIND, quoted(old), quoted(new), None, (), SubKind.ROLE_CHANGE, *sides)


def _roles(passage: Passage, facts: Facts) -> frozenset[str]:
    return facts.said(passage).keys("roles") & _ROLES


def _is_foreign(pair: Pair, phrases: Phrases) -> bool:
    return is_foreign_part(pair.after.block, phrases)


def _name(name: str) -> str:
    """A legal person's name with its form: another form is another person, another spelling of the form is not."""
    words = re.findall(r"[^\W_]+", fold(name))
    return " ".join(_SAME_FORM.get(word, word) for word in words)


def _passage_of(one: Controller, difference: Difference, *, is_after: bool) -> Passage | None:
    """The changed passage that holds the name."""
    pairs = (*difference.reworded, *difference.redated)
    changed = [pair.after if is_after else pair.before for pair in pairs]
    changed += difference.added if is_after else difference.removed
    return next((passage for passage in changed if passage.start <= one.start < passage.end), None)


def _countries(passage: Passage | None) -> tuple[str, ...]:
    if passage is None:
        return ()
    return tuple(dict.fromkeys(place.country for place in find_places(passage.text) if not place.is_adjective))
