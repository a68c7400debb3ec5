"""Declarations as they hold on a day: those that come with Onward, and over them what people accepted since.

A capture of then is read as it was read then, where the declaration of today does not find it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from crawlers.bench import Bench
from crawlers.blocks import Extracted
from crawlers.errors import ExtractFailed
from crawlers.extract import Selection
from crawlers.reselecting import Page, share_of
from crawlers.watchlist import Declaration
from registry.redeclared import redeclared


@dataclass(frozen=True, slots=True)
class _Redeclared(Mapping[str, Declaration]):
    """Declarations, and `since` over those of some of the same documents."""

    since: dict[str, Declaration]
    declared: Mapping[str, Declaration]

    def __getitem__(self, document: str) -> Declaration:
        return self.since.get(document) or self.declared[document]

    def __iter__(self) -> Iterator[str]:
        return iter(self.declared)

    def __len__(self) -> int:
        return len(self.declared)


def with_accepted(bench: Bench, on: date) -> Bench:
    """The bench with the selectors that people accepted for this day or an earlier one."""
    with bench.store.read() as session:
        accepted = [one for one in redeclared(session) if one.valid_from <= on]
    if not accepted:
        return bench
    declarations = _Redeclared({}, bench.declarations)
    history = {document: list(earlier) for document, earlier in bench.history.items()}
    for one in accepted:
        standing = declarations.get(one.document_id)
        if standing is None:
            continue
        later = replace(standing, select=one.select, remove=one.remove, valid_from=one.valid_from)
        history.setdefault(one.document_id, [standing]).append(later)
        if later.valid_from >= standing.valid_from:
            declarations.since[one.document_id] = later
    return replace(bench, declarations=declarations, history={of: tuple(all_) for of, all_ in history.items()})


def declared_then(bench: Bench, document_id: str, declared_on: date | None) -> Declaration | None:
    """The declaration of a document that began on a day; of several the last."""
    history = bench.history.get(document_id, ())
    return next((one for one in reversed(history) if one.valid_from == declared_on), None)


def selection_now(bench: Bench, document_id: str) -> Selection | None:
    """Which parts of a document's page count today."""
    declared = bench.declarations.get(document_id)
    return declared.selection if declared is not None else None


def text_beside(
    bench: Bench, document_id: str, page: Page, declared_on: date | None, new: Extracted
) -> tuple[date | None, Extracted]:
    """The last good page as the declaration of today or its own finds it, whichever is nearer to the new text; with
    the day of that declaration. Raises ExtractFailed where neither finds it."""
    now = bench.declarations.get(document_id)
    then = declared_then(bench, document_id, declared_on)
    wanted = [now] if then is None or now is None or then.selection == now.selection else [now, then]
    found = [
        (one.valid_from if one is not None else None, text)
        for one in wanted
        if (text := page.blocks(one.selection if one is not None else None)) is not None
    ]
    if not found:
        raise ExtractFailed("the last good page cannot be read any more")
    if len(found) == 1:
        return found[0]
    return max(found, key=lambda one: share_of(one[1], new) + share_of(new, one[1]))
