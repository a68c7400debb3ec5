"""Who answers, and as what: another contracting party or controller than before, another role than before."""

import re
from collections.abc import Iterator

from crawlers.changes import Change, quoted
from crawlers.clauses import Said, is_foreign_part
from crawlers.compare import Difference, Pair, Passage
from crawlers.findings.controllers import Controller
from crawlers.phrases import Phrases, fold
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
    told = tuple((one.name, *_countries(at)) for one, at in ((gone[0], was), (fresh[0], now)))
    countries = told[1][1:]
    yield Change(_KIND, quoted(was), quoted(now), fresh[0].name, countries, SubKind.ENTITY_CHANGE, *told)


def changed_roles(after: Reading, difference: Difference, phrases: Phrases) -> Iterator[Change]:
    """A sentence that made them a processor and makes them a controller; in an agreement also one that is new."""
    for pair in difference.reworded:
        was, now = (_roles(passage, phrases) for passage in (pair.before, pair.after))
        if was and (now - was) & _CONTROLS and not _is_foreign(pair, phrases):
            yield _role_change(pair.before, pair.after, was, now)
    if after.document_kind is not DocumentKind.DPA:
        return
    for passage in difference.added:
        now = _roles(passage, phrases)
        if now & _CONTROLS and Said(passage, phrases.find(passage.text), after.language).is_statement:
            yield _role_change(None, passage, frozenset(), now)


def _role_change(old: Passage | None, new: Passage, was: frozenset[str], now: frozenset[str]) -> Change:
    sides = tuple(sorted(was)), tuple(sorted(now))
    return Change(_KIND, quoted(old), quoted(new), None, (), SubKind.ROLE_CHANGE, *sides)


def _roles(passage: Passage, phrases: Phrases) -> frozenset[str]:
    return frozenset(hit.key for hit in phrases.find(passage.text).all("roles")) & _ROLES


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
