"""A notice's lines: a wording with the register's facts filled in, or a gap that says what to fill in, and where."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from babel import Locale

from registry import noticefiles
from registry.catalogue.reading import Register
from registry.glossary import Language, label
from registry.law.lawbook import LawBook
from registry.reports import spelled

_WITH_ARTICLE = frozenset(  # whose English names take one in a sentence
    (
        *("AE", "BS", "CD", "CF", "CG", "DO", "FK", "FO", "GB", "GM", "KM", "KY", "MH", "MP", "MV", "NL", "PH"),
        *("SB", "SC", "TC", "UM", "US", "VG", "VI"),
    )
)
_BRACKETS = re.compile(r" \([^()]*\)$")


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of the notice. `wanting`: what it lacks, in words; `fill`: the keys of a portfolio to fill; `source`:
    where its facts are from, None for what the law itself says."""

    text: str
    wanting: tuple[str, ...] = ()
    fill: str = ""
    source: str | None = None

    @property
    def is_gap(self) -> bool:
        """Whether somebody has to fill something in."""
        return bool(self.wanting)


@dataclass(frozen=True, slots=True)
class Writer:
    """What lines are written with: a language, the register and the law."""

    language: Language
    register: Register
    law: LawBook

    def head(self, name: str) -> str:
        """A heading."""
        return noticefiles.load().text("head", name, self.language)

    def line(self, name: str, *, fill: str = "", source: str | None = None, **values: str | None) -> Line:
        """A sentence; with a fact wanting it is a gap."""
        return self.line_of("sentence", name, fill=fill, source=source, **values)

    def line_of(
        self, table: str, name: str, *, fill: str = "", source: str | None = None, **values: str | None
    ) -> Line:
        """A wording of one table with its facts."""
        text, wanting = noticefiles.filled(noticefiles.load().text(table, name, self.language), values, self.language)
        return Line(text, wanting, fill if wanting else "", source)

    def gap(self, name: str, fill: str, *, source: str | None = None, **values: str | None) -> Line:
        """What stands where no sentence may be written."""
        text, wanting = noticefiles.filled(noticefiles.load().text("gap", name, self.language), values, self.language)
        return Line(text, wanting or (text,), fill, source)

    def part(self, name: str, **values: str) -> str:
        """A part of a sentence."""
        return spelled.part(name, self.language, **values)

    def joined(self, words: Iterable[str]) -> str:
        """“a, b and c”."""
        return spelled.joined(words, self.language)

    def labels(self, vocabulary: str, values: Iterable[str]) -> str:
        """Closed words in the language, without what their labels say in brackets."""
        return ", ".join(_BRACKETS.sub("", label(vocabulary, str(one), self.language.value)) for one in values)

    def country(self, code: str | None) -> str | None:
        """A country by its name as it stands in a sentence; None where it is unknown."""
        if code is None:
            return None
        name = str(Locale(self.language.value).territories.get(code, code))
        return f"the {name}" if self.language is Language.EN and code in _WITH_ARTICLE else name

    def own(self, row: Any, name: str) -> Any:
        """A text of an activity in the language, where its file has it in Swedish too."""
        notes = row.notes or {}
        swedish = notes.get(f"{name}_sv") if self.language is Language.SV else None
        return swedish or getattr(row, name, None) or notes.get(name)

    def named(self, activity: Any) -> str:
        """What people call an activity."""
        return str(self.own(activity, "name") or activity.key)

    def recipient(self, engagement: Any) -> dict[str, str | None]:
        """The legal person and the service; without a contracting party the service's organisation is named."""
        service = self.register.services[engagement.service_id]
        party = self.register.organisations.get(engagement.contracting_party_id or "")
        return {"m": party.name if party is not None else None, "tj": _BRACKETS.sub("", service.name)}

    def key_of(self, engagement: Any) -> str:
        """The engagement by its key in a portfolio."""
        return f"engagement.{(engagement.notes or {}).get('key') or engagement.name_as_written}"

    def purposes_of(self, engagement: Any) -> str | None:
        """What a recipient is engaged for: its own purposes, else its activities'."""
        own = (engagement.notes or {}).get("purposes")
        rows = [self.register.activities[id_] for id_ in engagement.activities or () if id_ in self.register.activities]
        told = own or [purpose for one in rows for purpose in self.own(one, "purposes") or ()]
        return self.listed(told)

    def listed(self, texts: Iterable[Any] | None) -> str | None:
        """Texts that may hold an “and” of their own; None where there are none."""
        return "; ".join(dict.fromkeys(map(str, texts or ()))) or None

    def period(self, written: str) -> str | None:
        """An ISO 8601 period in words; None for another text."""
        return spelled.period(written, self.language)
