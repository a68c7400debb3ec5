"""What a visitor asks of every page: in which language, for which day, as known when; kept in the links of the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

import msgspec
from litestar import Request
from litestar.datastructures import State

from registry.accounts.persons import LOCAL, Person
from registry.catalogue.dated import Moment
from registry.errors import BadInput
from registry.glossary import Language
from registry.terms import Right
from web.api.paging import require_year
from web.deps import person_of
from web.wording import Wording

COOKIE = "onward_lang"
_KEPT = ("on", "known_at")
LONGEST = 200


class PageQuery(msgspec.Struct, frozen=True, kw_only=True):
    """What every page takes: a day, an instant of knowledge, a language."""

    on: str | None = None
    known_at: str | None = None
    lang: str | None = None


class LoginQuery(PageQuery, frozen=True, kw_only=True):
    """Signing in leads on to where one wanted to go."""

    next: str | None = None


class SearchQuery(PageQuery, frozen=True, kw_only=True):
    """A page that searches takes words too."""

    q: str | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """One request for a page. `query` holds the parameters of its address, each once; `pairs` those that stand several
    times too, as they stand."""

    path: str
    query: dict[str, str]
    language: Language
    chosen: bool
    today: date
    moment: Moment
    person: Person = LOCAL
    pairs: tuple[tuple[str, str], ...] = ()

    @property
    def wording(self) -> Wording:
        """How the page speaks."""
        return Wording(self.language)

    @property
    def is_today(self) -> bool:
        """Whether the page shows the register as it stands now."""
        return self.moment == Moment(self.today)

    @property
    def may_read(self) -> bool:
        """Whether the pages of the register are this person's to read."""
        return Right.READ in self.person.rights

    @property
    def may_decide(self) -> bool:
        """Whether this person takes decisions, and so is shown their forms."""
        return Right.DECIDE in self.person.rights

    @property
    def decides_today(self) -> bool:
        """Whether decisions are taken on this page: by this person, on today's page."""
        return self.is_today and self.may_decide

    @property
    def advises_today(self) -> bool:
        """Whether advice is given on this page: by this person, on today's page."""
        return self.is_today and Right.ADVISE in self.person.rights

    @property
    def edits_today(self) -> bool:
        """Whether the register is written on this page: by this person, on today's page."""
        return self.is_today and Right.EDIT in self.person.rights

    def link(self, path: str, **more: object) -> str:
        """The address of a page on the day that is shown, unless another is said; a tuple stands as often as it has
        values."""
        said = self.kept() | {name: value for name, value in more.items() if value}
        several = ((name, value if isinstance(value, tuple) else (value,)) for name, value in said.items())
        return address(path, [(name, str(one)) for name, values in several for one in values])

    def kept(self) -> dict[str, str]:
        """The parameters that stay in every link: the day and the instant that were asked for."""
        return {name: self.query[name] for name in _KEPT if name in self.query}

    def switched(self, language: str) -> str:
        """This very page in a language."""
        return address(self.path, [*self._beside("lang"), ("lang", language)])

    def turned(self, name: str, number: int) -> str:
        """This very page with another page of a list, whatever else its address holds, several times too."""
        return address(self.path, [*self._beside(name), (name, str(number))])

    def now(self) -> str:
        """This very page, today."""
        return address(self.path, self._beside(*_KEPT))

    def fixed(self) -> str:
        """This very page with its day written out: it shows the same tomorrow."""
        return address(self.path, [*self._beside("on", "lang"), ("on", self.moment.on.isoformat())])

    def beside_day(self) -> list[tuple[str, str]]:
        """The parameters that a form which asks for another day keeps."""
        return self._beside(*_KEPT, "lang")

    def _beside(self, *names: str) -> list[tuple[str, str]]:
        return [(name, value) for name, value in self.pairs if name not in names]


def provide_visit(request: Request[Any, Any, Any], state: State) -> Visit:
    """What this request asks. Raises BadInput for a day or an instant that is none."""
    return visit_of(request, state.settings.on())


def visit_of(request: Request[Any, Any, Any], today: date, *, with_day: bool = True) -> Visit:
    """A visit; without its day for a page that says why the day cannot be read."""
    query = {name: value for name, value in request.query_params.items() if value and len(value) <= LONGEST}
    query = query if with_day else {name: value for name, value in query.items() if name not in _KEPT}
    language = _named(query.get("lang"))
    several = [(name, value) for name, value in request.query_params.items() if value]
    return Visit(
        path=request.url.path,
        query=query,
        language=language or _named(request.cookies.get(COOKIE)) or preferred(request.headers.get("accept-language")),
        chosen=language is not None,
        today=today,
        moment=Moment(day_in(query.get("on")) or today, _instant(query.get("known_at"))),
        person=person_of(request),
        pairs=tuple(pair for pair in several if with_day or pair[0] not in _KEPT),
    )


def preferred(accepted: str | None) -> Language:
    """The language a browser would rather read; English when it asks for neither."""
    best, weight = Language.EN, 0.0
    for part in (accepted or "")[:LONGEST].split(","):
        tag, _, quality = part.strip().partition(";q=")
        language = _named(tag.partition("-")[0].lower())
        found = _weight(quality)
        if language is not None and found > weight:
            best, weight = language, found
    return best


def _weight(quality: str) -> float:
    try:
        return float(quality) if quality else 1.0
    except ValueError:
        return 0.0


def _named(text: str | None) -> Language | None:
    return Language(text) if text in set(Language) else None


def address(path: str, query: Mapping[str, str] | Sequence[tuple[str, str]]) -> str:
    """A path with its parameters."""
    return f"{path}?{urlencode(query)}" if query else path


def is_ours(path: str) -> bool:
    """Whether it leads to a page of ours. To a browser “//host”, “/\\host” and “/<tab>/host” lead elsewhere."""
    return path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()


def day_in(text: str | None, field: str = "on") -> date | None:
    """A day of the address. Raises BadInput naming the field."""
    try:
        found = date.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadInput(f"“{text}” is no day; write YYYY-MM-DD.", field=field) from error
    require_year(found, field)
    return found


def _instant(text: str | None) -> datetime | None:
    """An instant in any zone; a plus that the address turned into a space is put back. A day alone is its first one."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text.strip().replace(" ", "+") if "T" in text else text)
    except ValueError as error:
        raise BadInput(f"“{text}” is no instant; write 2026-11-22T12:00:00Z.", field="known_at") from error
    require_year(found, "known_at")
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
