"""How pages speak: their own words from `web/messages.toml`, closed values from the glossary, days and countries.

A message may hold named places, `{n}` or `{name}`. A counted message has two forms, `x_one` and `x_other`.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from babel import Locale

from graphs.model import Language as Drawn
from graphs.phrases import article as cited
from graphs.phrases import country as named
from registry import glossary
from registry.glossary import Glossary, Language

MESSAGES_FILE = Path(__file__).resolve().parent.parent / "messages.toml"


def messages() -> Glossary:
    """The pages' own words, section by section."""
    return glossary.load(MESSAGES_FILE)


@dataclass(frozen=True, slots=True)
class Wording:
    """Everything a page can say in one language."""

    language: Language

    def __call__(self, name: str, /, **values: object) -> str:
        """A message by `section.key`, its places filled."""
        section, _, key = name.partition(".")
        text = messages().label(section, key, self.language)
        return text.format_map(values) if values else text

    def count(self, name: str, n: int, /, **values: object) -> str:
        """A counted message: both languages have one form for 1 and another for the rest."""
        return self(f"{name}_{'one' if n == 1 else 'other'}", n=self.number(n), **values)

    def label(self, vocabulary: str, value: object) -> str:
        """The glossary's label of a closed value."""
        return glossary.label(vocabulary, str(value), self.language)

    def said(self, vocabulary: str, value: object) -> str:
        """The label of a value that documents may also write freely: without a label it stands as written."""
        for source in (glossary.load(), messages()):
            labels = source.vocabularies.get(vocabulary, {})
            if str(value) in labels:
                return labels[str(value)].read_in(self.language)
        return str(value).replace("_", " ")

    def fact(self, key: str) -> str:
        """A key of the law's facts in words."""
        plain = key.replace("[]", "")
        return self.said("fact", plain) if plain in messages().vocabulary("fact") else key

    def country(self, code: str | None) -> str:
        """A country's name; a word that is no code stands as it is."""
        return named(code, Drawn(self.language.value))

    def article(self, text: str) -> str:
        """An article as the language cites it."""
        return cited(text, Drawn(self.language.value))

    def number(self, n: int) -> str:
        """A whole number with the language's thousands."""
        return f"{n:,}".replace(",", _grouping(self.language))


@cache
def _grouping(language: Language) -> str:
    return str(Locale(language.value).number_symbols["latn"]["group"])


def day(value: date | datetime) -> str:
    """A day with its year, as both languages write it."""
    return (value.astimezone(UTC).date() if isinstance(value, datetime) else value).isoformat()


def instant(value: datetime) -> str:
    """A day and a minute in UTC."""
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def last_day(until: date) -> date:
    """The last day on which something holds that no longer holds on `until`."""
    return until - timedelta(days=1)
