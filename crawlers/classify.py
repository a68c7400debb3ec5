"""before: Reading, after: Reading, Difference -> kinds, changes, materiality. Pure.

Material is a changed FACT: a party, place, mechanism, purpose, kind of data, period, basis, contact or right. Size
never decides: one swapped name is material, a page laid out anew is not.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crawlers.changes import Change, told_in_bounds
from crawlers.clauses import changed_clauses, changed_data
from crawlers.columns import changed_cells
from crawlers.companies import without_form
from crawlers.compare import Difference
from crawlers.entities import changed_entity, changed_roles
from crawlers.facts import Facts
from crawlers.gazetteer import plain_name
from crawlers.listed import changed_rows, row_tools
from crawlers.naming import are_parties, led_names
from crawlers.noise import moved_days, noise
from crawlers.parties import changed_names, swapped_names
from crawlers.phrases import phrases
from crawlers.read import Reading
from crawlers.stated import stated_bases, stated_data, stated_places, stated_redress, stated_storage, stated_uses
from crawlers.unread import foreign_names, told_companies, with_unread_rows
from crawlers.weighing import weighed
from registry.terms import ChangeKind

MAX_CHANGES = 300


@dataclass(frozen=True, slots=True)
class Classification:
    """What a difference means. `kinds` in the order of the vocabulary; `changes` only of the kinds that are facts.

    `moved`: where no fact changed, announced days that did.
    """

    kinds: tuple[ChangeKind, ...]
    changes: tuple[Change, ...]
    moved: tuple[Change, ...] = ()

    @property
    def is_material(self) -> bool:
        """Whether a fact changed."""
        return any(kind.is_material for kind in self.kinds)


def classify(before: Reading, after: Reading, difference: Difference) -> Classification:
    """The facts that changed; where none did, what sort of noise it is."""
    if difference.is_empty:
        return Classification(noise(Facts(before), Facts(after), difference), ())
    before, after = with_unread_rows(before, after, difference)
    old, new = Facts(before), Facts(after)
    told = _once([*_parties(old, new, difference), *_clauses(old, new, difference)])
    kinds = {change.kind for change in told}
    if not kinds:
        return Classification(noise(old, new, difference), (), moved_days(old, new, difference))
    return Classification(tuple(kind for kind in ChangeKind if kind in kinds), told_in_bounds(told, MAX_CHANGES))


def _parties(old: Facts, new: Facts, difference: Difference) -> Iterator[Change]:
    """Rows of lists and names of prose that came, went, moved or were put in another's place."""
    before, after = old.reading, new.reading
    yield from changed_rows(before, after)
    yield from row_tools(before, after, difference)
    listed = {plain_name(row.name) for row in (*before.sub_processors, *after.sub_processors)}
    found = [*changed_names(before, after, difference), *foreign_names(before, after, difference)]
    found += told_companies(before, after, difference)
    names = are_parties(_one_a_name(found), old, new, difference)
    in_rows = _row_places(before), _row_places(after)
    names = [change for change in names if change.subject and plain_name(change.subject) not in listed]
    names = [change for change in names if not _is_in_row(change, *in_rows)]  # whom a row is of, it was asked as a row
    swapped = list(swapped_names(old, new, difference))
    known = {plain_name(change.subject or "") for change in names}
    if not names or known & {plain_name(change.subject or "") for change in swapped}:
        names += swapped
    yield from _one_a_name([*names, *led_names(old, new, difference)])


def _clauses(old: Facts, new: Facts, difference: Difference) -> Iterator[Change]:
    """What changed sentences and cells say; a row of the list of parties was judged as a row."""
    before, after = old.reading, new.reading
    told = [*changed_entity(before, after, difference), *changed_roles(old, new, difference)]
    told += [
        *changed_clauses(difference, old.said, new.said, after.language),
        *_changed_data(before, after, difference),
    ]
    in_rows = _row_places(before), _row_places(after)
    told = [change for change in told if not _is_in_row(change, *in_rows)]
    yield from weighed(told, old, new, difference)
    yield from changed_cells(old, new, difference)
    yield from stated_data(old, new, difference)
    yield from stated_bases(old, new, difference)
    yield from stated_uses(old, new, difference)
    yield from stated_places(old, new, difference)
    yield from stated_storage(old, new, difference)
    yield from stated_redress(old, new, difference)


def _one_a_name(changes: Iterable[Change]) -> list[Change]:
    """The first change of each kind a party: several readers may tell of the same."""
    kept: dict[object, Change] = {}
    for change in changes:
        name = plain_name(without_form(change.subject or ""))
        kept.setdefault((change.kind, change.sub_kind, name), change)
    return list(kept.values())


def _changed_data(before: Reading, after: Reading, difference: Difference) -> Iterator[Change]:
    was = frozenset(found.key for found in before.data_categories)
    now = frozenset(found.key for found in after.data_categories)
    return changed_data(difference, was, now, phrases(after.language))


def _row_places(reading: Reading) -> frozenset[int]:
    """Where rows begin: what such a row says was judged as a row."""
    return frozenset(row.start for row in reading.sub_processors)


def _is_in_row(change: Change, before: frozenset[int], after: frozenset[int]) -> bool:
    sides = ((change.before, before), (change.after, after))
    held = [quote.start in places for quote, places in sides if quote is not None]
    return bool(held) and all(held)


def _once(changes: Iterable[Change]) -> list[Change]:
    """Each fact once, as the first told it: what a row says of its party, a cell need not say again."""
    seen: set[object] = set()
    kept = []
    for change in changes:
        place = (change.kind, change.before, change.after)
        if (*place, change.subject) not in seen and (change.subject is not None or place not in seen):
            kept.append(change)
        seen |= {place, (*place, change.subject)}
    return kept
