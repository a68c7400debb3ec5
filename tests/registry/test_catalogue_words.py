"""What the catalogue says in its own words is there in Swedish too: every text, the same figures, nothing left over."""

import re
from collections.abc import Iterator

import pytest

from registry import cataloguefiles, cataloguewords, lawwords
from registry.catalogueshapes import Catalogue
from registry.glossary import Language
from tests.test_data import WINCE

FIGURE = re.compile(r"\d{2,}")
ENGLISH = re.compile(r"\b(?:the|of|and|with|from|is|not|by|customers?|services?|agreement)\b")
QUOTED = re.compile(r"”[^”]*”|https?://\S+")
TABLES = lawwords.tables(cataloguewords.WORDS_FILE)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return cataloguefiles.load()


def shown(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Every text of the catalogue's own that the page of a service shows, with its table."""
    for service in catalogue.services.values():
        for role in service.roles:
            yield from (("context", role.context), ("reason", role.reason or ""))
        yield from (("detail", one.detail or "") for one in service.mechanisms)
        yield from (("conflict", one.text) for one in service.conflicts)


def test_every_text_of_the_catalogue_that_is_shown_is_there_in_swedish_and_no_line_is_left_over(
    catalogue: Catalogue,
) -> None:
    told = {(table, text) for table, text in shown(catalogue) if text}
    assert told == {(table, text) for table, lines in TABLES.items() if table != "source" for text in lines}


def sources(catalogue: Catalogue) -> Iterator[tuple[str, ...]]:
    """What each record of the catalogue is from."""
    yield from ((one.what,) for one in catalogue.sources.values())
    for service in catalogue.services.values():
        yield service.source
        for rows in (service.roles, service.mechanisms, service.conflicts, service.locations, service.detections):
            yield from (one.source for one in rows)
    yield from (one.source for one in catalogue.organisations.values())
    for organisation in catalogue.organisations.values():
        yield from (one.source for one in (*organisation.legal_persons, *organisation.certifications))
    yield from (one.source for one in catalogue.lists.values())


def pattern_of(text: str) -> re.Pattern[str]:
    return re.compile(".+".join(map(re.escape, re.split(r"\{\w+\}", text))))


def test_no_description_of_a_source_is_left_over(catalogue: Catalogue) -> None:
    said = "\n".join(text for cited in sources(catalogue) for text in cited)
    lines = [text for text in TABLES["source"] if not text.startswith("portfolio of")]
    assert [text for text in lines if not pattern_of(text).search(said)] == []


@pytest.mark.parametrize("table", sorted(TABLES))
def test_the_swedish_keeps_the_figures_and_no_english_words(table: str) -> None:
    for english, swedish in TABLES[table].items():
        assert sorted(FIGURE.findall(swedish)) == sorted(FIGURE.findall(english)), english
        assert not ENGLISH.search(QUOTED.sub("", swedish)), swedish


@pytest.mark.parametrize("words", WINCE)
def test_no_swedish_line_makes_a_lawyer_wince(words: str) -> None:
    told = [QUOTED.sub("", swedish) for lines in TABLES.values() for swedish in lines.values()]
    assert [text for text in told if re.search(words, text, re.IGNORECASE)] == []


def test_what_varies_in_a_source_stands_in_the_swedish() -> None:
    assert cataloguewords.said("portfolio of Exempel AB", Language.SV) == "registerfil för Exempel AB"
    assert cataloguewords.said("portfolio of Exempel AB", Language.EN) == "portfolio of Exempel AB"


def test_what_somebody_wrote_stands_as_it_is() -> None:
    assert cataloguewords.said("our own binder", Language.SV) == "our own binder"
    assert cataloguewords.said("x" * 100_000, Language.SV) == "x" * 100_000
