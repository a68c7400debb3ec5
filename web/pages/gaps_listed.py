"""The list of what differs on `/gaps`, for a notice on file: narrowed, sorted, paged and as a file."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from registry.glossary import Label
from registry.law.disclosure_facts import GapLevel
from registry.reports.cells import Cell, Word
from web.pages.listings import Listing, ListQuery, in_hand
from web.pages.lists import asked_of, choice, labelled, one_of
from web.pages.visiting import Visit

Told = Mapping[str, Any]  # a gap as `onward gaps --json` tells it
EACH = 300
COLUMNS = ("gap_level", "article", "finding", "quote", "suggestion")
_SORTS = {"gravest": lambda one: list(GapLevel).index(GapLevel(one["level"])), "article": lambda one: one["article"]}


class GapsQuery(ListQuery, frozen=True, kw_only=True):
    """Whose notice (id or name), which one of those on file (the id of the document or of a version), and of what
    differs how grave."""

    controller: str | None = None
    notice: str | None = None
    level: str | None = None
    findings: str | None = None
    beside: str | None = None
    filed: str | None = None


def findings_of(visit: Visit, told: Iterable[Told]) -> Listing[Told]:
    """What differs, the gravest first. Of a pasted notice the address says nothing: it is shown whole."""
    level = one_of(visit, "level", GapLevel)
    some = [one for one in told if level in (None, one["level"])]
    return Listing(
        of="findings",
        found=in_hand(visit, some, _texts, _SORTS),
        columns=COLUMNS,
        rows=lambda found: map(_row, found),
        sorts=tuple(_SORTS),
        choices=[choice(visit, "level", "gaps.level", labelled(visit, "gap_level", GapLevel))],
        keeps=asked_of(visit, "controller", "notice"),
        asks="findings",
        each=EACH,
    )


def _texts(one: Told) -> Sequence[str | None]:
    return (one["id"], one["article"], *one["finding"].values(), one.get("quote"))


def _row(one: Told) -> dict[str, Cell]:
    suggestion = one.get("suggestion")
    return {
        "gap_level": Word("gap_level", one["level"]),
        "article": one["article"],
        "finding": Label(**one["finding"]),
        "quote": one.get("quote") or (),
        "suggestion": Label(**suggestion) if suggestion else (),
    }
