"""A grid -> what each of its rows says of a controller, an activity and recipients, in the words of a portfolio.

Pure: headings and words come from data/columns.toml, and whom a name means is asked later. A cell that cannot be used
is a trouble of its own with its address; nothing is guessed, filled in or passed over without a word.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from registry.cataloguenames import folded, without_legal_form
from registry.columns import Columns
from registry.shaping import shortened
from registry.sheetheads import Heads, letters
from registry.spreadsheets import Cell, Grid

LONGEST_NAME = 200  # characters, as in a portfolio
_ORGANISATION = ("registration", "country", "contact", "address", "dpo", "representative", "security")
_ACTIVITY_LISTS = ("purposes", "data_subjects", "data_sources", "systems")
_ACTIVITY_TEXTS = ("national_provision", "legitimate_interest", "owner", "unit", "notice")
_ACTIVITY_DAYS = ("balanced_on", "reviewed_on", "valid_from", "valid_until")
_OF_ONE = ("role", "contracting_party", "destination", "manner", "tool", "agreement_signed_on")
_BRACKETED = re.compile(r"\A([^()]+)\(([^()]+)\)\s*")
_LINES = re.compile(r"[;\n]")
_ARTICLE_9 = re.compile(r"\b9[.(]?\s?2\)?[.,]?\s?\(?([a-j])\b", re.IGNORECASE)
_YES, _NO = frozenset({"ja", "yes", "true", "sant"}), frozenset({"nej", "no", "false", "falskt"})


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something in a cell that cannot be used. `grave`: nothing is written while it stands."""

    cell: str
    message: str
    grave: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A recipient as a row names it. `certain`: from a column of names; else it may be a category. `facts` hold what
    the row says of it, by field; `cells` where."""

    name: str
    cell: str
    certain: bool
    facts: Mapping[str, Any] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row: `organisation` and `activity` are tables of a portfolio; None: the row names none."""

    number: int
    place: str
    controller: str | None
    organisation: Mapping[str, Any]
    activity: Mapping[str, Any] | None
    activity_cell: str
    recipients: tuple[Named, ...]
    troubles: tuple[Trouble, ...]


def lines_of(grid: Grid, heads: Heads, known: Columns) -> Iterator[Line]:
    """Every row below the headings."""
    for number, cells in grid.rows:
        if number > heads.row:
            yield _Reader(grid, heads, known, {}, []).line(number, cells)


@dataclass(slots=True)
class _Reader:
    grid: Grid
    heads: Heads
    known: Columns
    said: dict[str, Cell]
    troubles: list[Trouble]

    def line(self, number: int, cells: tuple[Cell, ...]) -> Line:
        for one in cells:
            self._take(one)
        organisation = self._organisation()
        activity = self._activity()
        return Line(
            number=number,
            place=f"{cells[0].address}:{cells[-1].address}",
            controller=self._text("controller"),
            organisation=organisation,
            activity=activity,
            activity_cell=self.said["activity"].address if "activity" in self.said else cells[0].address,
            recipients=tuple(self._recipients()),
            troubles=tuple(self.troubles),
        )

    def _take(self, one: Cell) -> None:
        name = self.heads.fields.get(letters(one))
        if name is None:
            return
        if one.formula:
            self._trouble(one, "holds a formula, which is not calculated here. Paste its value in its place.")
        elif not self.known.is_nothing(one.text):
            self.said[name] = one

    def _trouble(self, cell: Cell, message: str, *, grave: bool = True) -> None:
        self.troubles.append(Trouble(cell.address, message, grave))

    def _text(self, name: str) -> str | None:
        return " ".join(self.said[name].text.split()) if name in self.said else None

    def _several(self, name: str, *, commas: bool = True) -> list[str]:
        return _parts(self.said[name].text, commas=commas) if name in self.said else []

    def _organisation(self) -> dict[str, Any]:
        table: dict[str, Any] = {name: said for name in _ORGANISATION if (said := self._text(name)) is not None}
        if "country" in table:
            table["country"] = self._country("country")
        if "security" in table:
            table["security"] = self._several("security", commas=False)
        if "registration" in table:
            table["org_number"] = table.pop("registration")
        return {key: value for key, value in table.items() if value}

    def _activity(self) -> dict[str, Any] | None:
        """The activity's table; without a name in the row there is none, and what the row says of one is told."""
        table: dict[str, Any] = {name: self._several(name, commas=name != "purposes") for name in _ACTIVITY_LISTS}
        table |= {name: self._text(name) for name in _ACTIVITY_TEXTS}
        table |= {name: self._day(name) for name in _ACTIVITY_DAYS}
        table["data_categories"] = self._words("data_categories", "data_category")
        table["legal_basis"] = self._words("legal_basis", "legal_basis")
        table["special_basis"] = self._special()
        if "retention" in self.said:
            table["retention"] = [{"words": one} for one in self._several("retention", commas=False)]
        table["dpia"] = self._dpia()
        filled = {key: value for key, value in table.items() if value}
        name = self._text("activity") or (filled.get("purposes") or [None])[0]
        if name is None:
            for key in filled:
                self._trouble(self.said[key], "belongs to an activity, and the row names none.")
            return None
        return {"name": name} | filled

    def _special(self) -> list[str]:
        """Points of Art. 9(2), however they are written ("9.2 b"), and Art. 10."""
        found: list[str] = []
        for text in self._several("special_basis"):
            point = _ARTICLE_9.search(text)
            if point is not None:
                found.append(f"9(2)({point.group(1).casefold()})")
            elif text.split()[-1] == "10":
                found.append("10")
            else:
                self._trouble(self.said["special_basis"], f"holds “{shortened(text)}”, which is no point of Art. 9(2).")
        return list(dict.fromkeys(found))

    def _dpia(self) -> dict[str, Any] | None:
        said = self._text("dpia")
        if said is None:
            return None
        plain = said.casefold().rstrip(".")
        return {"needed": plain in _YES} if plain in _YES | _NO else {"ref": said}

    def _words(self, name: str, vocabulary: str) -> list[str]:
        found: list[str] = []
        for text in self._several(name):
            value = self.known.word(vocabulary, text)
            if value is None:
                what = vocabulary.replace("_", " ")
                self._trouble(self.said[name], f"holds “{shortened(text)}”, which is no {what} known here.")
            elif value not in found:
                found.append(value)
        return found

    def _day(self, name: str) -> date | None:
        text = self._text(name)
        if text is None:
            return None
        try:
            if len(text) == len("2026-11-22"):
                return date.fromisoformat(text)
        except ValueError:
            pass
        self._trouble(self.said[name], f"holds “{shortened(text)}”, which is no day. Write YYYY-MM-DD.")
        return None

    def _country(self, name: str) -> str | None:
        cell = self.said[name]
        code = self.known.country(cell.text)
        if code is None and self.known.is_area(cell.text):
            self._trouble(cell, f"holds “{cell.text}”, which is no single country; not taken.", grave=False)
        elif code is None:
            message = f"holds “{shortened(cell.text)}”, which is no country. Write its name or a code such as SE."
            self._trouble(cell, message)
        return code

    def _recipients(self) -> Iterator[Named]:
        found = [*self._named("recipient"), *self._named("processor")]
        services = self._named("service")
        if len(services) == 1 and len(found) == 1:  # a service and its supplier: the supplier's name is kept as written
            found = [_with(services[0], {**found[0].facts, "party_as_written": found[0].name})]
        else:
            found += services
        found += [*self._named("recipient_categories", certain=False), *self._named("described", certain=False)]
        if len(found) == 1:
            facts = self._of_recipient()
            yield _with(found[0], facts, {name: self.said[name].address for name in facts})
            return
        for name in _OF_ONE:
            if name in self.said:
                why = "the row names several recipients" if found else "the row names no recipient"
                self._trouble(self.said[name], f"is not taken: {why}. Give each recipient a row.", grave=False)
        yield from found

    def _named(self, name: str, *, certain: bool = True) -> list[Named]:
        found = []
        for text in self._several(name):
            if len(text) > LONGEST_NAME or not folded(text):
                self._trouble(self.said[name], f"holds “{shortened(text)}”, which is no name.")
                continue
            bracketed = _BRACKETED.fullmatch(text)
            role = self.known.word("role", bracketed[2]) if bracketed else None
            facts: dict[str, Any] = {"role": role} if role else {"role": "processor"} if name == "processor" else {}
            plain = bracketed[1].strip() if bracketed and (role or self.known.is_nothing(bracketed[2])) else text
            found.append(Named(name=plain, cell=self.said[name].address, certain=certain, facts=facts))
        return found

    def _of_recipient(self) -> dict[str, Any]:
        facts: dict[str, Any] = {}
        for name in _OF_ONE:
            if name in self.said and (value := self._fact(name)) is not None:
                facts[name] = value
        return facts

    def _fact(self, name: str) -> Any:
        match name:
            case "destination":
                return self._country(name)
            case "agreement_signed_on":
                return self._signed(name)
            case "contracting_party":
                return self._text(name)
            case "tool":
                return self._closed(name, "mechanism")
            case _:
                return self._closed(name, name)

    def _signed(self, name: str) -> date | bool | None:
        """A day, or that there is an agreement whose day nobody wrote."""
        plain = (self._text(name) or "").casefold().rstrip(".")
        if plain in _YES:
            return True
        return None if plain in _NO else self._day(name)

    def _closed(self, name: str, vocabulary: str) -> str | None:
        cell = self.said[name]
        value = self.known.word(vocabulary, cell.text)
        if value is None:
            self._trouble(cell, f"holds “{shortened(cell.text)}”, which is no {vocabulary} known here.")
        return value


def _with(one: Named, facts: Mapping[str, Any], cells: Mapping[str, str] | None = None) -> Named:
    both = {**facts, **one.facts}
    return Named(name=one.name, cell=one.cell, certain=one.certain, facts=both, cells=cells or one.cells)


def _parts(text: str, *, commas: bool) -> list[str]:
    """The items of a cell. A comma before a legal form alone ("Crowdstrike, Inc.") divides nothing."""
    found: list[str] = []
    for line in _LINES.split(text):
        for part in line.split(",") if commas else [line]:
            words = " ".join(part.split())
            if words and found and commas and _is_legal_form(words) and part is not line:
                found[-1] = f"{found[-1]}, {words}"
            elif words and words not in found:
                found.append(words)
    return found


def _is_legal_form(words: str) -> bool:
    return without_legal_form(f"x {folded(words)}") == "x"
