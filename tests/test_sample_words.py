"""The sample is of a Swedish organisation: what it says of itself is Swedish, or said in Swedish too."""

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from registry.glossary import Label, Language
from registry.reports.cells import NOT_ON_FILE, as_json, as_text, own_words
from registry.tables import Activity
from tests.test_sample_verdicts import SAMPLE

ENGLISH = re.compile(r"\b(the|of|and|with|for|is|are|which|from|invented|file|notice|by)\b", re.IGNORECASE)
NAMES = {"name", "service", "contracting_party", "importer"}  # as the companies themselves write them


def texts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text with the path of its key; what stands in Swedish beside it is not asked for."""
    match value:
        case dict():
            for key, inner in value.items():
                if f"{key}_sv" not in value and key not in NAMES:
                    yield from texts(inner, f"{path}.{key}")
        case list():
            for inner in value:
                yield from texts(inner, path)
        case str():
            yield path, value


def test_no_text_of_the_sample_is_english_alone() -> None:
    told = list(texts(tomllib.loads(SAMPLE.read_text(encoding="utf-8"))))
    assert len(told) > 100
    assert [(path, text) for path, text in told if ENGLISH.search(text)] == []


def test_no_name_of_the_sample_says_that_it_is_invented_in_english() -> None:
    assert "(invented)" not in SAMPLE.read_text(encoding="utf-8")


def activity(**fields: Any) -> Activity:
    return Activity(**fields)


def test_a_register_says_in_swedish_what_the_file_says_in_swedish() -> None:
    told = own_words(activity(purposes=["pay salaries"], notes={"purposes_sv": ["betala löner"]}), "purposes")
    assert told == (Label(en="pay salaries", sv="betala löner"),)
    assert [as_text(told, language) for language in Language] == [
        {Language.SV: "betala löner", Language.EN: "pay salaries"}[language] for language in Language
    ]
    assert as_json(told) == ["pay salaries"]


def test_words_that_cannot_be_paired_stand_as_they_were_written() -> None:
    told = own_words(activity(purposes=["a", "b"], notes={"purposes_sv": ["ett"]}), "purposes")
    assert as_text(told, Language.SV) == "a; b"


def test_what_nobody_said_is_not_on_file_and_none_is_none() -> None:
    assert as_text(own_words(activity(), "purposes"), Language.SV) == NOT_ON_FILE[Language.SV]
    assert own_words(activity(purposes=[]), "purposes") == ()
    assert own_words(activity(name=""), "name") is None
