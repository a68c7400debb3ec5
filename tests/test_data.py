"""Curated data that people read: the glossary."""

import inspect
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest

from registry import glossary, listshapes, organisationshapes, terms
from registry.errors import BadInput, BadRecord, NotFound
from registry.law import lawbook, records, severity, shapes

# Vocabularies outside registry/terms/ that pages show.
ELSEWHERE: tuple[type[StrEnum], ...] = (
    lawbook.Area,
    lawbook.CaseState,
    records.NoteKind,
    severity.Due,
    shapes.BcrType,
    shapes.Condition,
    shapes.DerogationArticle,
    organisationshapes.CertificationState,
    organisationshapes.NameKind,
    organisationshapes.Relation,
    listshapes.RowGroup,
)

# What makes a Swedish lawyer wince, and the one value that may hold it nevertheless.
WINCE = {
    r"lagliga? grund": None,
    r"adekvansbeslut": None,
    r"\bo?giltigt?a?\b": None,
    r"\bDPA\b": None,
    r"konsekvensbedömning": "dpia",
    r"uppgiftsutförare": "exporter_in_clauses",
    r"uppgiftsinförare": "importer_in_clauses",
    r"vidare överföring": None,
    r"klocka": None,
    r"tilläggsåtgärd|kompletterande åtgärd": None,
    r"gemensamt/självständigt": None,
    r"databehandlare|dataansvarig": None,
    r"compliant|\bsäkert land": None,
}


def vocabularies() -> list[type[StrEnum]]:
    """Every closed vocabulary people meet."""
    found = [kind for _, kind in inspect.getmembers(terms, inspect.isclass)]
    return [*(kind for kind in found if issubclass(kind, StrEnum) and kind is not StrEnum), *ELSEWHERE]


def swedish_labels() -> Iterator[tuple[str, str, str]]:
    for name, labels in glossary.load().vocabularies.items():
        for value, label in labels.items():
            yield name, value, label.sv


@pytest.mark.parametrize("kind", vocabularies(), ids=lambda kind: kind.__name__)
def test_every_value_of_a_vocabulary_has_a_label_in_both_languages_and_no_label_is_left_over(
    kind: type[StrEnum],
) -> None:
    labels = glossary.load().vocabulary(glossary.vocabulary_of(kind))
    assert set(labels) == {member.value for member in kind}


@pytest.mark.parametrize("language", ["en", "sv"])
def test_two_values_of_one_vocabulary_never_read_the_same(language: str) -> None:
    for name, labels in glossary.load().vocabularies.items():
        shown = [label.read_in(glossary.Language(language)).casefold() for label in labels.values()]
        assert len(set(shown)) == len(shown), f"[{name}] {language}"


@pytest.mark.parametrize("words", WINCE)
def test_no_swedish_label_makes_a_lawyer_wince(words: str) -> None:
    met = {value for _, value, text in swedish_labels() if re.search(words, text, re.IGNORECASE)}
    allowed = WINCE[words]
    assert met == ({allowed} if allowed else set())


def test_disclosure_is_never_called_a_transfer_in_swedish() -> None:
    assert glossary.label("noun", "disclosure", "sv") == "utlämnande"
    assert glossary.label("role", "not_a_recipient", "sv") == "verktyg utan utlämnande"


def test_a_value_without_a_label_is_an_error_and_never_shown_raw() -> None:
    with pytest.raises(NotFound, match="compliant"):
        glossary.label("verdict", "compliant", "en")
    with pytest.raises(NotFound, match="colour"):
        glossary.label("colour", "red", "en")


def test_a_language_onward_does_not_speak_is_refused() -> None:
    with pytest.raises(BadInput, match="de"):
        glossary.label("verdict", "covered", "de")


def test_a_member_of_a_vocabulary_finds_its_own_label() -> None:
    book = glossary.load()
    assert book.of(terms.ForPeople.NOT_EVALUABLE, "sv") == "Underlag saknas"
    assert book.of(terms.Verdict.UNSUPPORTED, "en") == "No basis under Chapter V"


@pytest.mark.parametrize("text", ["[verdict]\n", '[verdict]\ncovered = "x"\n', '[verdict]\ncovered = {en = "x"}\n'])
def test_a_glossary_with_a_label_missing_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "glossary.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadRecord, match="verdict"):
        glossary.load(path)


def test_a_glossary_cannot_be_changed_by_its_readers() -> None:
    labels = glossary.load().vocabulary("verdict")
    with pytest.raises(TypeError):
        labels["covered"] = glossary.Label(en="x", sv="x")  # type: ignore[index]
