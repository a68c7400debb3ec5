"""Gaps as JSON: the words of data/gaps.toml in both languages, with countries, roles and tools named in each."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from functools import cache

from babel import Locale

from crawlers.gaps import Comparison
from crawlers.read import Reading
from registry import gapfiles, glossary
from registry.glossary import Language
from registry.law.disclosure_facts import Gap, GapLevel, Spoken, Value, Words

_AND = {Language.SV: " och ", Language.EN: " and "}
_SAID_OF_US = {"registret": "the register", "mottagaren": "the recipient"}


def as_json(found: Iterable[Gap]) -> list[dict[str, object]]:
    """Each gap with its finding and, where one can be written, the sentence that would close it."""
    return [_told(gap) for gap in found]


def told(compared: Comparison, reading: Reading) -> dict[str, object]:
    """The gaps with the notice's language and what was not compared, as the command and the API are answered."""
    left_out = [{"activity": key, "quote": place.quote} for key, place in sorted(compared.left_out.items())]
    return {"language": reading.language, "gaps": as_json(compared.gaps), "left_out": left_out}


def is_alarming(told: Iterable[Mapping[str, object]]) -> bool:
    """Whether something is missing or insufficient; recommendations alone are no alarm."""
    return any(one["level"] != GapLevel.NOTE for one in told)


def _told(gap: Gap) -> dict[str, object]:
    book = gapfiles.load()
    way = book.way(gap.rule, gap.way)
    values = dict(gap.values)
    if gap.place is not None:
        values["citat"] = gap.place.quote
    spoken = {language: {name: _spoken(value, language) for name, value in values.items()} for language in Language}
    suggestion = None if gap.is_bare else way.suggestion
    return {
        "id": way.id,
        "article": way.article,
        "level": way.level.value,
        "subject": gap.subject,
        "engagement": gap.engagement,
        "quote": gap.place.quote if gap.place else None,
        "start": gap.place.start if gap.place else None,
        "end": gap.place.end if gap.place else None,
        "finding": {one.value: book.filled(way.finding, one, spoken[one]) for one in Language},
        "suggestion": {one.value: book.filled(suggestion, one, spoken[one]) for one in Language}
        if suggestion
        else None,
    }


def _spoken(value: Value, language: Language) -> str | None:
    """A value in a language; None: nothing fills the placeholder."""
    if isinstance(value, Words):
        return _worded(value, language)
    if isinstance(value, Spoken):
        return value.sv if language is Language.SV else value.en
    if isinstance(value, StrEnum):
        return glossary.load().of(value, language)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return _countries(value, language)
    return _SAID_OF_US.get(value, value) if language is Language.EN else value


def _worded(words: Words, language: Language) -> str | None:
    """Closed words by their labels; what is no key is a word somebody wrote, shown as it is."""
    if words.vocabulary == "fact":
        return ", ".join(dict.fromkeys(glossary.fact(key, language) for key in words.keys)) or None
    labels = glossary.load().vocabulary(words.vocabulary)
    keys = dict.fromkeys(words.keys)
    return ", ".join(labels[key].read_in(language) if key in labels else key for key in keys) or None


def _countries(codes: tuple[str, ...], language: Language) -> str | None:
    names = [str(_locale(language).territories.get(code, code)) for code in codes]
    if not names:
        return None
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + _AND[language] + names[-1]


@cache
def _locale(language: Language) -> Locale:
    return Locale(language.value)
