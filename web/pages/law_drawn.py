"""The timeline of the law as a picture: a row for each territory and tool, bars over the years, marks for judgments.

Numbers alone: the template draws them. A bar or mark leads to its day; what a row shows stands in the tables too.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from graphs.lawhistory import EARLIEST, Contest, Sort, Span, contestable, contests, spans
from registry.law.lawbook import AdequacyDecision, Area, Bridge, ClauseSet, CourtCase, LawBook, Membership
from registry.law.lawindex import holds
from web.pages import days
from web.pages.law_told import name_of
from web.wording import Wording

WIDTH, NAMES, ROW, TOP = 1100, 214, 24, 44
FIRST_YEAR = 2000
_SHORT = {"privacy-shield": "Privacy Shield", "eu-us-dpf": "DPF"}
_AREAS = {
    Area.EU: "law.bar_eu",
    Area.EEA_EFTA: "law.bar_eea",
    Area.TRANSITION: "law.bar_transition",
    Area.BRIDGE: "law.bar_bridge",
}
_LETTER = 6.7  # the width of a letter in a bar


@dataclass(frozen=True, slots=True)
class Bar:
    """A time as a bar. `is_open`: it has no known end. `text` is what fits into it."""

    x: float
    width: float
    sort: Sort
    holds: bool
    is_open: bool
    text: str
    label: str
    on: date


@dataclass(frozen=True, slots=True)
class Mark:
    """A day as a mark; `pending` is the time a case was pending, as a line from x to x."""

    x: float
    label: str
    on: date
    is_fall: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the picture, at its height."""

    name: str
    y: int
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    pending: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one sort under a heading: `law.group_<name>`."""

    name: str
    y: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole. `day` is where the chosen day stands; None: outside the years that are drawn."""

    height: int
    groups: tuple[Group, ...]
    years: tuple[tuple[int, float], ...]
    day: float | None


def drawn(book: LawBook, on: date, t: Wording) -> Picture:
    """The timeline of a law book with the chosen day in it."""
    return _Drawing(book, on, t).picture()


class _Drawing:
    """One picture being laid out."""

    def __init__(self, book: LawBook, on: date, t: Wording) -> None:
        self._book, self._on, self._t = book, on, t
        ends = [span.valid_until for one in contestable(book) for span in spans(one) if span.valid_until]
        starts = [span.valid_from for one in (*contestable(book), *book.bridges) for span in spans(one)]
        last = max([*ends, *starts, date(FIRST_YEAR, 1, 1)])
        self._from, self._until = date(FIRST_YEAR, 1, 1), date(last.year + 1, 1, 1)
        self._y = TOP

    def picture(self) -> Picture:
        groups = tuple(self._group(name, rows) for name, rows in self._grouped() if rows)
        inside = self._from <= self._on < self._until
        years = range(FIRST_YEAR, self._until.year, 2)
        return Picture(
            height=self._y + 8,
            groups=groups,
            years=tuple((year, self._x(date(year, 1, 1))) for year in years),
            day=self._x(self._on) if inside else None,
        )

    def _grouped(self) -> Iterator[tuple[str, list[tuple[str, list[Span], list[Mark]]]]]:
        yield "places", self._places()
        yield "clauses", [self._of_act(one) for one in self._book.clauses if one.transfer_tool]
        yield "special", [self._of_act(one) for one in self._book.adequacy if not one.general]
        yield "frameworks", [(self._between(one), list(spans(one)), []) for one in self._book.bridges]
        found = contests(self._book)
        courts = [one for one in found if one.case is None or one.case.authority is None]
        others = [one for one in found if one.case is not None and one.case.authority is not None]
        rows = (("law.row_courts", courts), ("law.row_authorities", others))
        yield "cases", [(self._t(name), [], self._judgments(several)) for name, several in rows if several]

    def _group(self, name: str, rows: Sequence[tuple[str, list[Span], list[Mark]]]) -> Group:
        at = self._y
        self._y += ROW
        return Group(name, at, tuple(self._row(*row) for row in rows))

    def _row(self, name: str, shown: list[Span], marks: list[Mark]) -> Row:
        at = self._y
        self._y += ROW
        bars = tuple(self._bar(span, marks) for span in shown if self._is_drawn(span))
        pending = tuple(line for span in shown for line in self._pending(span))
        return Row(name, at, bars, tuple(marks), tuple(dict.fromkeys(pending)))

    def _places(self) -> list[tuple[str, list[Span], list[Mark]]]:
        """A row for each territory with a decision: what came and went on top, the rest by name."""
        found: dict[str, list[AdequacyDecision | Membership]] = defaultdict(list)
        for one in self._book.adequacy:
            if one.general:
                found[one.code].append(one)
        for member in self._book.memberships:
            if member.code in found:
                found[member.code].append(member)
        name = self._t.country
        order = sorted(found, key=lambda code: (-len(found[code]), name(code)))
        return [(self._place(code), self._in_order(found[code]), self._falls(found[code])) for code in order]

    def _place(self, code: str) -> str:
        return self._t.country(code) if len(code) == 2 else self._t.law("European Patent Organisation")

    def _between(self, bridge: Bridge) -> str:
        return f"{self._t.country(bridge.exporter)} → {self._t.country(bridge.code)}"

    def _in_order(self, records: Iterable[AdequacyDecision | Membership]) -> list[Span]:
        return sorted((span for one in records for span in spans(one)), key=lambda span: span.valid_from)

    def _of_act(self, record: AdequacyDecision | ClauseSet) -> tuple[str, list[Span], list[Mark]]:
        named = self._t.law(record.name) if isinstance(record, AdequacyDecision) else self._t.act(record.act)
        return named, list(spans(record)), self._falls([record])

    def _falls(self, records: Iterable[AdequacyDecision | ClauseSet | Membership]) -> list[Mark]:
        """Judgments on acts, each on the row of its act."""
        marks = []
        for record in records:
            for case in () if isinstance(record, Membership) else record.cases:
                if case.decided_on is not None:
                    fell = isinstance(record, AdequacyDecision) and record.annulled_on == case.decided_on
                    marks.append(self._mark(case.decided_on, [self._judgment(case, name_of(record, self._t))], fell))
        return marks

    def _judgment(self, case: CourtCase, what: str) -> str:
        return f"{case.docket}, {what}: {self._t.label('case_state', case.state)}"

    def _judgments(self, found: list[Contest]) -> list[Mark]:
        """One mark for each day on which something was decided."""
        by_day: dict[date, list[str]] = defaultdict(list)
        for one in found:
            if one.decided_on is not None:
                parties = self._t.law(one.case.parties) if one.case is not None else ""
                by_day[one.decided_on].append(" ".join(part for part in (one.docket, parties) if part))
        return [self._mark(on, texts, False) for on, texts in sorted(by_day.items())]

    def _mark(self, on: date, texts: list[str], is_fall: bool) -> Mark:
        label = f"{days.in_text(on, self._t.language)}: {'; '.join(texts)}"
        return Mark(self._x(on), label, on, is_fall)

    def _pending(self, span: Span) -> Iterator[tuple[float, float]]:
        record = span.record
        if isinstance(record, AdequacyDecision | ClauseSet):
            for case in record.cases:
                yield self._x(case.filed_on), self._x(case.decided_on or self._until)

    def _is_drawn(self, span: Span) -> bool:
        return span.valid_until is None or span.valid_until > self._from

    def _bar(self, span: Span, marks: Sequence[Mark]) -> Bar:
        x, end = self._x(span.valid_from), self._x(span.valid_until or self._until)
        width = max(end - x, 3.0)
        room = min([end, *(mark.x - 4 for mark in marks if mark.x > x)]) - x - 12
        said = self._said(span)
        return Bar(
            x=x,
            width=round(width, 1),
            sort=span.sort,
            holds=holds(span.valid_from, span.valid_until, self._on),
            is_open=span.valid_until is None,
            text=next((one for one in said if len(one) * _LETTER < room), ""),
            label=self._labelled(span, said[0]),
            on=max(span.valid_from, EARLIEST),
        )

    def _said(self, span: Span) -> tuple[str, ...]:
        """What may stand in a bar, the fullest first."""
        t, record = self._t, span.record
        match record:
            case AdequacyDecision(framework=None):
                return t.act(record.act), ""
            case AdequacyDecision():
                return t.label("framework", record.framework), _SHORT.get(str(record.framework), "")
            case ClauseSet():
                return (t("law.bar_relied" if span.sort is Sort.RELIED else "law.bar_new"), "")
            case Membership():
                return t(_AREAS[record.area]), ""
            case Bridge():
                return t.label("framework", record.framework), t.law(record.act), ""
            case _:
                return ("",)

    def _labelled(self, span: Span, said: str) -> str:
        """A bar as it is read out: what it is, and from when until when."""
        speak, t = self._t.language, self._t
        since = days.in_text(span.valid_from, speak)
        of = f"{name_of(span.record, t)}, {said}" if name_of(span.record, t) != said else said
        if span.valid_until is None:
            return t("law.held_from", what=of, since=since)
        return t("law.held", what=of, since=since, through=days.in_text(span.valid_until - timedelta(days=1), speak))

    def _x(self, day: date) -> float:
        whole = (self._until - self._from).days
        at = min(max((day - self._from).days, 0), whole)
        return round(NAMES + at / whole * (WIDTH - NAMES - 8), 1)
