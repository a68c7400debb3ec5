"""A letter that objects to a change of sub-processors (Art. 28(2), 28(4)), drafted from the register for a person.

Nothing is invented: what is not on file stands in square brackets, and is listed under the letter.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from registry import glossary, letterfiles
from registry.catalogue.reading import Register, Row
from registry.glossary import Language
from registry.law.lawbook import LawBook
from registry.law.zones import Zone, zone
from registry.lawfiles import place_names
from registry.reports.assessment_report import escaped
from registry.tables import Objection
from registry.terms import AgreementKind, ChangeKind, NoticeCame, PeriodOf

_PLACES = {
    Zone.EEA: "eea",
    Zone.ADEQUATE: "adequate",
    Zone.PARTLY_ADEQUATE: "partly_adequate",
    Zone.THIRD_COUNTRY: "third_country",
    Zone.ORGANISATION: "unknown_country",
    Zone.UNKNOWN: "unknown_country",
}


class Sort(StrEnum):
    """How a line of a letter is set."""

    TITLE = "title"
    LINE = "line"
    ITEM = "item"
    NUMBERED = "numbered"


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in one language: its lines as set, and what somebody has to fill in."""

    language: Language
    lines: tuple[tuple[Sort, str], ...]
    wanting: tuple[str, ...]

    def text(self) -> str:
        """As plain text, to be pasted in a mail."""
        return "\n".join(_set(self.lines, {Sort.TITLE: "", Sort.LINE: "", Sort.ITEM: "- "}))

    def markdown(self) -> str:
        """As Markdown, with what is wanting listed under it."""
        lines = list(_set(self.lines, {Sort.TITLE: "# ", Sort.LINE: "", Sort.ITEM: "- "}))
        if self.wanting:
            head, _ = letterfiles.load().filled("letter", "wanting", self.language, {})
            lines += ["", "---", "", f"**{head}**", "", *(f"- {one}" for one in self.wanting)]
        return "\n".join([*lines, ""])


def _set(lines: tuple[tuple[Sort, str], ...], marks: dict[Sort, str]) -> Iterator[str]:
    """Lines with a blank one between paragraphs; items and numbered lines stand together."""
    before: Sort | None = None
    number = 0
    for sort, text in lines:
        if before is not None and not (sort is before and sort in {Sort.ITEM, Sort.NUMBERED}):
            yield ""
        number = number + 1 if sort is Sort.NUMBERED else 0
        yield f"{number}. {text}" if sort is Sort.NUMBERED else f"{marks[sort]}{text}"
        before = sort


def objection_letter(
    register: Register,
    law: LawBook,
    row: Objection,
    language: Language,
    *,
    signer: str | None = None,
    marked: bool = False,
) -> Letter:
    """The letter of an objection on the register's day. `marked`: for Markdown, so that names cannot become marks."""
    keep: Callable[[object], str] = escaped if marked else str
    draft = _Draft(register, law, row, language, signer, keep)
    lines = tuple(draft.lines())
    return Letter(language, lines, tuple(dict.fromkeys(draft.wanting)))


def no_response(row: Objection | Row, language: Language, on: date) -> str:
    """What is said once the cautious last day has passed without a decision. That the change is deemed accepted is said
    only when the contract's own last day is known, and over."""
    clause = clause_of(row, language)
    if row.contract_on is None:
        wording = "no_response_undated"
    elif row.contract_on >= on:
        wording = "no_response_running"
    else:
        wording = "no_response" if clause else "no_response_unsaid"
    days = {"frist": _day(row.deadline_on), "avtalsfrist": _day(row.contract_on)}
    return letterfiles.load().filled("said", wording, language, {"klausul": clause} | days)[0]


def clause_of(row: Objection | Row, language: Language) -> str | None:
    """The clause the objection rests on, as it is cited: clause 9(a) before the agreement's own (clause 5)."""
    order = [one.value for one in PeriodOf]
    for one in sorted(row.periods or [], key=lambda one: order.index(one["of"])):
        paper = glossary.label("period_of", one["of"], language.value)
        if one["of"] == PeriodOf.CLAUSES:
            return f"{paper}, (EU) 2021/914"
        if one.get("clause"):
            named = {"papper": paper, "klausul": str(one["clause"])}
            return letterfiles.load().filled("letter", "clause", language, named)[0]
    return None


@dataclass(slots=True)
class _Draft:
    """A letter on its way: what it is drafted from, and what turned out to be wanting."""

    register: Register
    law: LawBook
    row: Objection
    language: Language
    signer: str | None
    keep: Callable[[object], str]
    wanting: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[tuple[Sort, str]]:
        """The letter from its title to its signature."""
        yield Sort.TITLE, self._say("letter", "title")
        for name in ("dated", "to", "from", "about"):
            yield Sort.LINE, self._say("letter", name)
        yield Sort.LINE, " ".join(self._told())
        yield Sort.LINE, self._say("letter", self._objecting())
        yield Sort.LINE, self._say("letter", "reason")
        yield Sort.LINE, self._say("letter", "missing")
        yield from ((Sort.ITEM, text) for text in self._places())
        yield Sort.LINE, self._say("letter", "ask")
        for question in letterfiles.load().table("question", self.language):
            yield Sort.NUMBERED, question
        yield Sort.LINE, self._say("letter", "until")
        yield Sort.LINE, self._say("letter", "sign")

    def _told(self) -> Iterator[str]:
        """How we heard of it, and from when it is said to hold."""
        came = self.row.notice_came
        if came is NoticeCame.PAGE_ONLY:
            yield self._say("letter", "noticed_page")
        elif came is None:
            yield self._say("letter", "noticed_silence")
        else:
            yield self._say("letter", "noticed")
        if any(one["kind"] == ChangeKind.LOCATION_OR_COUNTRY_CHANGE for one in self.row.named or []):
            yield self._say("letter", "moved")
        if self.row.effective_on is not None:
            yield self._say("letter", "effective")

    def _objecting(self) -> str:
        """In time, late, or without a day to tell by."""
        if self.row.deadline_on is None:
            return "object_undated"
        return "object" if self.row.deadline_on >= self.register.moment.on else "object_late"

    def _places(self) -> Iterator[str]:
        """Of each one named and each of its places, what is told and what is missing."""
        for one in self.row.named or [{}]:
            values = {"u": self._kept(one.get("name"))}
            places = one.get("countries") or []
            if not places:
                yield self._say("place", "unknown", values)
            for place in places:
                name = _PLACES[zone(self.law, place, self.register.moment.on)]
                yield self._say("place", name, values | {"land": self._country(place)})

    def _country(self, code: str) -> str:
        known = place_names().get(code)
        return self.keep((known.sv if self.language is Language.SV else known.en) if known is not None else code)

    def _say(self, table: str, name: str, more: dict[str, str | None] | None = None) -> str:
        text, wanting = letterfiles.load().filled(table, name, self.language, self._values() | (more or {}))
        self.wanting += wanting
        return text

    def _values(self) -> dict[str, str | None]:
        """Whatever the letter can fill in; None is wanting."""
        row, engagement = self.row, self.register.engagements.get(self.row.engagement_id)
        ours = self.register.organisations.get(engagement.controller_id) if engagement is not None else None
        party = self.register.organisations.get((engagement.contracting_party_id if engagement else None) or "")
        service = self.register.services.get(engagement.service_id) if engagement is not None else None
        paper = self._agreement()
        names = [str(one["name"]) for one in row.named or [] if one.get("name")]
        return {
            "bolag": self._kept(ours.name if ours is not None else None),
            "nr": self._kept(ours.registration if ours is not None else None),
            "m": self._kept(party.name if party is not None else None),
            "tj": self._kept(service.name if service is not None else None),
            "u": self._kept(", ".join(names) or None),
            "avtal": self._kept(_name_of(paper, self.language)),
            "avtalsdag": _day(paper.signed_on if paper is not None else None),
            "klausul": self._kept(clause_of(row, self.language)),
            "dag": _day(self.register.moment.on),
            "frist": _day(row.deadline_on),
            "gäller": _day(row.effective_on),
            "mottagen": _day(row.received_on or row.sent_on),
            "sedd": _day(row.seen_on),
            "sätt": glossary.label("notice_came", row.notice_came.value, self.language.value)
            if row.notice_came
            else None,
            "skäl": self._kept(row.reason),
            "namn": self._kept(self.signer),
        }

    def _agreement(self) -> Row | None:
        """The data processing agreement on file, the newest signed first."""
        papers = [
            one for one in self.register.agreements.get(self.row.engagement_id, []) if one.kind is AgreementKind.DPA
        ]
        return max(papers, key=lambda one: (one.signed_on or date.min, one.id), default=None)

    def _kept(self, value: Any) -> str | None:
        return None if value is None else self.keep(value)


def _name_of(paper: Row | None, language: Language) -> str | None:
    """What was signed, by its document's name where that is on file."""
    if paper is None:
        return None
    kind = glossary.label("agreement_kind", paper.kind.value, language.value)
    document = (paper.notes or {}).get("document")
    return f"{kind} ({document})" if document else kind


def _day(on: date | None) -> str | None:
    return None if on is None else on.isoformat()
