"""What every list has in its address: what narrows it, its order, its page, and itself as a file."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from litestar import Response

from registry.errors import BadInput
from registry.reports.cells import Cell, Sheet
from registry.reports.sheets import FORMATS, MEDIA_TYPES, written
from web.pages.views import View
from web.pages.visiting import Visit

ON_A_PAGE = 100
MOST_IN_A_FILE = 10_000
_DIGITS = 6
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """One page of a list, with at most `each` things. `total` counts the whole of it; `asks` is how the address names
    the page's number, since a page may hold several lists."""

    shown: Sequence[T]
    total: int
    number: int
    each: int = ON_A_PAGE
    asks: str = "page"

    @property
    def pages(self) -> int:
        """How many there are: one also of an empty list."""
        return last_page(self.total, self.each)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a list is narrowed or ordered by: each value with what it is called. `chosen` None: all of them."""

    name: str
    title: str
    values: Sequence[tuple[str, str]]
    chosen: str | None
    has_all: bool = True


def choice(visit: Visit, name: str, title: str, values: Iterable[tuple[str, str]], chosen: str | None = None) -> Choice:
    """A filter. `title` is a key of the pages' words; `chosen` where the address says it in another way."""
    return Choice(name, visit.wording(title), list(values), chosen or visit.query.get(name))


def order(visit: Visit, orders: Mapping[str, str]) -> Choice:
    """In which order; the first where the address says nothing. Each stands with the key of its words."""
    values = [(one, visit.wording(called)) for one, called in orders.items()]
    return Choice("sort", visit.wording("lists.sort"), values, visit.query.get("sort", values[0][0]), has_all=False)


def labelled(visit: Visit, vocabulary: str, values: Iterable[object]) -> list[tuple[str, str]]:
    """Closed words with their labels."""
    return [(str(one), visit.wording.label(vocabulary, one)) for one in values]


def part_of(found: Sequence[T], visit: Visit, *, each: int = ON_A_PAGE, asks: str = "page") -> Part[T]:
    """The page that the address asks for. Raises BadInput for one that is not there."""
    number = page_number(visit, len(found), each, asks)
    return Part(found[(number - 1) * each : number * each], len(found), number, each, asks)


def page_number(visit: Visit, total: int, each: int = ON_A_PAGE, asks: str = "page") -> int:
    """The page of a list that is asked for, from 1. Raises BadInput for one that is not there."""
    asked, last = visit.query.get(asks, "1"), last_page(total, each)
    if not asked.isascii() or not asked.isdigit() or len(asked) > _DIGITS or not 1 <= int(asked) <= last:
        raise BadInput(f"{asks} is a number from 1 to {last}.", field=asks)
    return int(asked)


def last_page(total: int, each: int) -> int:
    """The number of a list's last page."""
    return max(1, -(-total // each))


def one_of(visit: Visit, name: str, known: Iterable[str]) -> str | None:
    """A word of the address; None where it says nothing. Raises BadInput for one that is none of ours."""
    asked, among = visit.query.get(name), set(known)
    if asked is not None and asked not in among:
        raise BadInput(f"“{asked}” is no {name} here; one of {', '.join(sorted(among))}.", field=name)
    return asked


def asked_of(visit: Visit, *names: str) -> dict[str, str]:
    """What the address says of these, for links that keep it."""
    return {name: visit.query[name] for name in names if name in visit.query}


def format_of(visit: Visit) -> str | None:
    """The kind of file that is asked for; None for a page. Raises BadInput for one that is not written."""
    return one_of(visit, "format", FORMATS)


def list_of(visit: Visit, lists: Collection[str]) -> str:
    """Which of a page's lists is asked for as a file. Raises BadInput for none of them."""
    asked = one_of(visit, "of", lists)
    if asked is None:
        raise BadInput(f"Say which list the file is to hold: of={'|'.join(sorted(lists))}.", field="of")
    return asked


def holding(words: str, texts: Iterable[str | None]) -> bool:
    """Whether one of the texts holds the words; no words are in every text."""
    asked = words.strip().casefold()
    return not asked or any(asked in (text or "").casefold() for text in texts)


def require_few(total: int) -> None:
    """A file holds exactly what is shown. Raises BadInput where that is more than one can hold."""
    if total > MOST_IN_A_FILE:
        raise BadInput(f"A file holds at most {MOST_IN_A_FILE} rows; this list has {total}. Narrow it.", field="format")


def sheet_of(called: str, columns: tuple[str, ...], rows: Iterable[dict[str, Cell]], view: View) -> Sheet:
    """A list as a register is: with its day, its instant of knowledge and its law."""
    moment = view.register.moment
    known_at = moment.known_at.isoformat() if moment.known_at else None
    return Sheet(
        register=called, columns=columns, rows=tuple(rows), on=moment.on, known_at=known_at, law=view.law.sha256
    )


def file_of(found: Sheet, format_: str, visit: Visit, called: str) -> Response[Any]:
    """A list as a file, named by what it is and its day."""
    name = f"{called}_{visit.moment.on.isoformat()}.{format_}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(written(found, format_, visit.language), media_type=MEDIA_TYPES[format_], headers=headers)
