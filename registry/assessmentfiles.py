"""`data/assessments.toml`: what the six steps ask, the scenarios of Annex 2, and the measures that serve them.

Sourced like the law and read as strictly; a lawyer corrects the file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

from registry.errors import BadRecord
from registry.glossary import Language
from registry.recordfiles import open_records
from registry.terms import AssessmentStep, Grade

ASSESSMENTS_FILE = Path(__file__).resolve().parent.parent / "data" / "assessments.toml"


class Sort(StrEnum):
    """What a supplementary measure is made of."""

    TECHNICAL = "technical"
    CONTRACTUAL = "contractual"
    ORGANISATIONAL = "organisational"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A text in both languages."""

    en: str
    sv: str

    def read_in(self, language: Language) -> str:
        """The text in one language."""
        return self.sv if language is Language.SV else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a step asks."""

    id: AssessmentStep
    ask: Words
    grade: Grade
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A use case of Annex 2. `effective`: the Board found a technical measure that can be effective there."""

    id: str
    number: int
    title: Words
    effective: bool
    grade: Grade
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementaryMeasure:
    """A measure beside the transfer tool, and the scenarios it serves."""

    id: str
    sort: Sort
    title: Words
    scenarios: tuple[str, ...]
    remark: Words | None = None
    grade: Grade
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """Everything in the file, by id and in its order."""

    questions: Mapping[AssessmentStep, Question]
    scenarios: Mapping[str, Scenario]
    measures: Mapping[str, SupplementaryMeasure]


@cache
def load(path: Path = ASSESSMENTS_FILE) -> Guide:
    """The file, read once. Raises BadRecord."""
    file = open_records(path, kinds={"step", "scenario", "measure"})
    guide = Guide(
        MappingProxyType({one.id: one for one in file.records("step", Question)}),
        MappingProxyType({one.id: one for one in file.records("scenario", Scenario)}),
        MappingProxyType({one.id: one for one in file.records("measure", SupplementaryMeasure)}),
    )
    if missing := set(AssessmentStep) - guide.questions.keys():
        raise BadRecord("says nothing of a step", where=path.name, field=min(missing))
    for measure in guide.measures.values():
        if unknown := set(measure.scenarios) - guide.scenarios.keys():
            raise BadRecord(f"serves “{min(unknown)}”, no scenario here", where=f"{path.name}, {measure.id}")
    return guide
