"""How pages and sheets speak: words from `web/words/sv.po`, closed values from the glossary, countries and numbers.

The catalogue is gettext's, so any translator's tool opens it: the context is the message's name, `section.key`, its
id the English, its translation the Swedish. A message may hold named places, `{n}` or `{name}`; a counted one has two
forms, known here as `x_one` and `x_other`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from babel import Locale
from babel.lists import format_list
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po
from markupsafe import Markup, escape

from graphs.model import Language as Drawn
from graphs.phrases import article as cited
from graphs.phrases import country as named
from registry import cataloguewords, glossary, lawwords
from registry.errors import BadRecord
from registry.glossary import Glossary, Label, Language
from registry.reports import cells

WORDS_FILE = Path(__file__).resolve().parent / "words" / "sv.po"


@cache
def messages(path: Path = WORDS_FILE) -> Glossary:
    """The pages' own words, section by section, read once. Raises BadRecord naming what is wrong."""
    sections: dict[str, dict[str, Label]] = {}
    for message in _read(path):
        if message.id:
            section, _, key = (message.context or "").partition(".")
            sections.setdefault(section, {}).update(_labels(path, key, message))
    return Glossary(MappingProxyType({name: MappingProxyType(labels) for name, labels in sections.items()}))


def _read(path: Path) -> Catalog:
    try:
        with path.open("rb") as file:
            return read_po(file, locale="sv", abort_invalid=True)
    except (OSError, UnicodeDecodeError, PoFileError) as error:
        raise BadRecord(f"cannot be read: {error}", where=path.name) from error


def _labels(path: Path, key: str, message: Message) -> dict[str, Label]:
    """The message by its key, or by two where it is counted."""
    keys = (f"{key}_one", f"{key}_other") if message.pluralizable else (key,)
    english, swedish = (_forms(text) for text in (message.id, message.string))
    if not key or not len(keys) == len(english) == len(swedish) or not all(swedish):
        raise BadRecord("a message needs a context “section.key” and its Swedish", where=f"{path.name} {english[0]!r}")
    return {name: Label(en, sv) for name, en, sv in zip(keys, english, swedish, strict=True)}


def _forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


@dataclass(frozen=True, slots=True)
class Wording:
    """Everything a page can say in one language."""

    language: Language

    def __call__(self, name: str, /, **values: object) -> str:
        """A message by `section.key`, its places filled. With markup in a place, as a day brings it, it is markup."""
        section, _, key = name.partition(".")
        text = messages().label(section, key, self.language)
        if any(isinstance(value, Markup) for value in values.values()):
            return escape(text).format_map(values)
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

    def facts(self, keys: Sequence[str]) -> str:
        """Keys of the law's facts in words, each said once."""
        return "; ".join(dict.fromkeys(glossary.fact(key, self.language) for key in keys))

    def law(self, text: str) -> str:
        """What the law files or the rules say."""
        return lawwords.said(text, self.language)

    def known(self, text: str | None) -> Markup:
        """What the catalogue says, in the page's language; what has no Swedish is marked as English."""
        told = cataloguewords.said(text or "", self.language)
        if self.language is Language.EN or not text or cataloguewords.swedish(text):
            return escape(told)
        return Markup('<span lang="en">{}</span>').format(told)

    def called(self, activity: object) -> str:
        """A processing activity by its name, in the page's language where its file says it so."""
        told = cells.called(activity)
        return told.read_in(self.language) if isinstance(told, Label) else told

    def source(self, text: str) -> str:
        """Where a fact is from: an address or a document as it stands, a description in the page's language."""
        return cataloguewords.said(text, self.language)

    def speaks(self, text: str) -> bool:
        """Whether a text of the law is there in the page's language."""
        return lawwords.is_said(text, self.language)

    def act(self, name: str) -> str:
        """An act of the Union as the language cites it."""
        return lawwords.act(name, self.language)

    def listed(self, names: Sequence[str]) -> str:
        """Several names as a sentence joins them."""
        return format_list(list(names), locale=self.language.value)

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
