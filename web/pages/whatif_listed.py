"""The list of what would flip on `/what-if`: narrowed, sorted, paged and as a file of every transfer in it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graphs.renderers.labels import safe_name
from graphs.whatif import Flip
from registry.reports.cells import Cell
from web import simulated
from web.pages.listings import Listing, in_hand
from web.pages.lists import asked_of
from web.pages.visiting import Visit
from web.pages.whatif_asked import OPTIONS

EACH = 300


@dataclass(frozen=True, slots=True)
class Line:
    """Transfers of one hop that would flip alike, in the reader's words. `flip` is the first of them."""

    flips: tuple[Flip, ...]
    row: str
    destinations: tuple[str | None, ...]
    on_file: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def flip(self) -> Flip:
        """The first of them: what they have in common is said of it."""
        return self.flips[0]

    @property
    def keys(self) -> tuple[str, ...]:
        """Of each transfer, its key in the diagram."""
        return tuple(one.crossing.key for one in self.flips)


def flips_of(visit: Visit, flips: Iterable[Flip]) -> Listing[Line]:
    """The lines that hold the words of the address, the gravest first."""

    def places(line: Line) -> list[str]:
        return [visit.wording.country(place) for place in line.destinations if place]

    def rows(some: Sequence[Line]) -> Iterable[dict[str, Cell]]:
        return (simulated.row(flip, visit.wording) for line in some for flip in line.flips)

    sorts = {
        "gravest": None,
        "name": lambda line: [title.casefold() for title in line.flip.hop.path],
        "country": lambda line: min((place.casefold() for place in places(line)), default="\uffff"),
    }
    found = in_hand(
        visit, _lines(flips, visit),
        lambda line: (*line.flip.hop.path, *places(line), *line.on_file, *line.missing), sorts,
    )  # fmt: skip
    supposed = {one: tuple(value for name, value in visit.pairs if name == one) for one in OPTIONS}
    keeps = asked_of(visit, "controller") | {name: values for name, values in supposed.items() if values}
    return Listing(
        of="what-if", found=found, columns=simulated.COLUMNS, rows=rows, sorts=tuple(sorts), keeps=keeps, each=EACH
    )


def _lines(flips: Iterable[Flip], visit: Visit) -> list[Line]:
    """Transfers of one hop and one manner that flip alike stand in one line; the order stays."""
    found: dict[tuple[object, ...], list[Flip]] = defaultdict(list)
    for flip in flips:
        after = flip.after.verdict if flip.after else None
        alike = (flip.hop.key, flip.crossing.manner, flip.before.verdict, after, flip.tools, flip.missing)
        found[alike].append(flip)
    return [_line(several, visit) for several in found.values()]


def _line(several: Sequence[Flip], visit: Visit) -> Line:
    first = several[0]
    return Line(
        flips=tuple(several),
        row=f"row-{safe_name('hop', first.crossing.key)}",
        destinations=tuple(dict.fromkeys(one.crossing.destination for one in several)),
        on_file=tuple(simulated.on_file(first, visit.wording)),
        missing=tuple(simulated.missing(first, visit.wording)),
    )
