"""`data/catalogue_words.toml`: what the catalogue says in its own English words, in Swedish.

As in `registry.lawwords` the English text is the key. What nobody translated, a document's words or a person's, stands
as it is.
"""

from functools import cache, lru_cache

from registry import lawwords
from registry.glossary import GLOSSARY_FILE, Label, Language

WORDS_FILE = GLOSSARY_FILE.parent / "catalogue_words.toml"


def said(text: str, language: Language) -> str:
    """A text of the catalogue in a language; one without Swedish as it stands."""
    return label(text).read_in(language)


def label(text: str) -> Label:
    """A text of the catalogue in both languages; several sources stand on a line each."""
    return Label(en=text, sv=swedish(text) or "\n".join(swedish(line) or line for line in text.split("\n")))


@lru_cache(maxsize=4096)
def swedish(text: str) -> str | None:
    """The Swedish of a text of the catalogue; None where there is none."""
    if len(text) > lawwords.LONGEST:
        return None
    found = (table[text] for table in lawwords.tables(WORDS_FILE).values() if text in table)
    return next(found, None) or _formed(text)


def _formed(text: str) -> str | None:
    told = ((form, form.values(text)) for form in _forms())
    return next((form.swedish.format_map(values) for form, values in told if values is not None), None)


@cache
def _forms() -> tuple[lawwords.Form, ...]:
    return lawwords.forms_in(lawwords.tables(WORDS_FILE)["source"])
