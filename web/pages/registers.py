"""`/registers`: can I hand this to the authority? The records of Art. 30, the transfers, the actual recipients."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from litestar import Response, get

from registry.catalogue.reading import TABLES
from registry.catalogue.reading import Row as Stored
from registry.errors import BadInput
from registry.reports.cells import Cell, Row, Sheet, as_text
from registry.reports.heads import HEADS
from registry.reports.period import recipients_since
from registry.reports.registers import Registers, sheet
from registry.reports.sheets import head
from registry.terms import Right, Role
from web.deps import AtDesk, Desk
from web.pages.listings import Listing, filed, in_hand, shown
from web.pages.lists import asked_of
from web.pages.rendering import page
from web.pages.views import Seen, View, Visited
from web.pages.visiting import PageQuery, Visit, day_in

EACH = 100  # rows on one page
SORTS = ("given", "name")
WIDEST = 14  # columns of a table; a register of more is told row by row
_TITLED = {
    Registers.ART30: ("activity", "controller"),
    Registers.ART30_2: ("processing", "controller", "processor"),
    Registers.TRANSFERS: ("path", "destination"),
    Registers.RECIPIENTS: ("service", "data_subject"),
}
_ASKED = {Registers.ART30: "30(", Registers.ART30_2: "30(", Registers.RECIPIENTS: "15("}  # the article it answers
_FORMATS = ("xlsx", "csv", "json")


class RegistersQuery(PageQuery, frozen=True, kw_only=True):
    """Which register, of whom (id or name), and for the recipients from which day on."""

    register: str | None = None
    controller: str | None = None
    since: str | None = None
    q: str | None = None
    sort: str | None = None
    page: str | None = None
    format: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A cell under its head. `article` is what it answers, "" where no article asks. `is_absent`: it is not on file;
    `lacks`: and the article of the register asks for it."""

    head: str
    article: str
    text: str
    is_absent: bool
    lacks: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A row: what it is called, its cells, and how many that an article asks for are not on file."""

    id: str
    title: str
    cells: tuple[Told, ...]
    lacking: int


@get("/registers", needs=Right.READ, query=RegistersQuery, sync_to_thread=True)
def registers(visit: Visited, view: Seen, desk: AtDesk) -> Response[Any]:
    """One register as of the day, and every file of it; what was searched for as a file too."""
    which = _which(visit)
    name = visit.query.get("controller")
    since = day_in(visit.query.get("since"), "since") if which is Registers.RECIPIENTS else None
    found = _sheet(desk, view, visit, which)
    listing = _listing(found, which, visit)
    if (file := filed(visit, view, listing)) is not None:
        return file
    listed = shown(visit, listing)
    return page(
        "registers.html",
        visit,
        which=which,
        all=list(Registers),
        sheet=found,
        columns=[key for key in found.columns if key != "id"],
        head=lambda key: head(key, visit.language),
        listed=listed,
        entries=[_entry(row, found, which, visit) for row in listed.part.shown],
        is_table=len(found.columns) <= WIDEST,
        lacking=_lacking(found, which) if which in _ASKED else None,
        organisations=_organisations(view, which),
        named=name,
        since=since,
        files=_files(visit, which),
        evidence=f"/api/v1/evidence?{urlencode({'controller': name} | _day_of(visit))}" if name else None,
    )


def _listing(found: Sheet, which: Registers, visit: Visit) -> Listing[Row]:
    """The rows of a register by what they are called, searched and ordered as the address says."""

    def titles(row: Row) -> list[str]:
        return [_text(key, row[key], visit) for key in _TITLED[which] if row.get(key) is not None]

    sorts = {"given": None, "name": lambda row: [title.casefold() for title in titles(row)]}
    return Listing(
        of=found.register,
        found=in_hand(visit, found.rows, titles, sorts),
        columns=found.columns,
        rows=lambda some: some,
        sorts=SORTS,
        each=EACH,
        keeps=asked_of(visit, "register", "controller", "since"),
    )


def _sheet(desk: Desk, view: View, visit: Visit, which: Registers) -> Sheet:
    """The register that is asked for. Raises NotFound or Ambiguous for a name, BadInput for a period."""
    name = visit.query.get("controller")
    since = day_in(visit.query.get("since"), "since")
    question = ("register", which, visit.moment, view.law.sha256, name, since)
    if which is Registers.RECIPIENTS and since:
        return desk.once(question, lambda: recipients_since(desk.session, since, visit.moment, view.law, name))
    return desk.once(question, lambda: sheet(which, view.register, desk.judged(visit.moment), view.law, name), TABLES)


def _which(visit: Visit) -> Registers:
    asked = visit.query.get("register") or Registers.ART30.value
    if asked not in set(Registers):
        raise BadInput(f"“{asked}” is no register; one of {', '.join(Registers)}.", field="register")
    return Registers(asked)


def _entry(row: Row, found: Sheet, which: Registers, visit: Visit) -> Entry:
    cells = tuple(_told(key, row.get(key), which, visit) for key in found.columns if key != "id")
    titles = [_text(key, row[key], visit) for key in _TITLED[which] if row.get(key) is not None]
    lacking = sum(cell.lacks for cell in cells)
    return Entry(str(row["id"]), " · ".join(titles) or str(row["id"]), cells, lacking)


def _lacking(found: Sheet, which: Registers) -> int:
    """How many cells the article asks for and nobody has filed: of the rows below the cut, too."""
    asked = [key for key in found.columns if key != "id" and HEADS[key][2].startswith(_ASKED[which])]
    return sum(row.get(key) is None for row in found.rows for key in asked)


def _told(key: str, cell: Cell, which: Registers, visit: Visit) -> Told:
    article = HEADS[key][2]
    is_asked = which in _ASKED and article.startswith(_ASKED[which])
    return Told(head(key, visit.language), article, _text(key, cell, visit), cell is None, cell is None and is_asked)


def _text(key: str, cell: Cell, visit: Visit) -> str:
    """The cell in words; countries by name, articles as the language cites them."""
    if key == "tools":
        return visit.wording.article(as_text(cell, visit.language))
    if key in _PLACES and isinstance(cell, str):
        return visit.wording.country(cell)
    if key in _PLACES and isinstance(cell, tuple) and cell:
        return "; ".join(visit.wording.country(str(code)) for code in cell)
    return as_text(cell, visit.language)


_PLACES = frozenset(
    {"destination", "countries", "exporter_country", "importer_country", "parent_country", "third_countries"}
)


def _organisations(view: View, which: Registers) -> list[Stored]:
    """Whom the register can be asked of: our own organisations, and for Art. 30(2) those that process for them."""
    ours = view.controllers()
    if which is not Registers.ART30_2:
        return ours
    register = view.register
    engaged = {e.contracting_party_id for e in register.engagements.values() if e.decided_by_us is Role.PROCESSOR}
    known = {one.id for one in ours}
    others = [register.organisations[key] for key in engaged - known if key in register.organisations]
    return [*ours, *sorted(others, key=lambda one: (one.name.casefold(), one.id))]


def _files(visit: Visit, which: Registers) -> list[tuple[str, str]]:
    """Each format with its address in the API: the same register, of the same organisation, as of the same day."""
    asked: dict[str, Any] = {
        name: visit.query[name]
        for name in ("controller", "since")
        if name in visit.query and (name != "since" or which is Registers.RECIPIENTS)
    }
    asked |= _day_of(visit) | {"lang": visit.language.value}
    if "q" in visit.query:
        return [(one, visit.link("/registers", format=one, **_searched(visit))) for one in _FORMATS]
    formats = (*_FORMATS, "jsonld") if which is Registers.ART30 else _FORMATS
    return [(one, f"/api/v1/registers/{which.value}?{urlencode(asked | {'format': one})}") for one in formats]


def _searched(visit: Visit) -> dict[str, str]:
    """What the address says of the rows that are asked for, and the language."""
    return asked_of(visit, "register", "controller", "since", "q", "sort") | {"lang": visit.language.value}


def _day_of(visit: Visit) -> dict[str, str]:
    """The day that is asked about, and as of when it was known where that is asked, as the API takes them."""
    day = {"on": visit.moment.on.isoformat()}
    return day | {"known_at": visit.moment.known_at.isoformat()} if visit.moment.known_at else day
