"""What `onward doctor` tells: each thing that was looked at, whether it is well, and what to do where it is not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from registry.settings import Settings


class State(StrEnum):
    """How something was found."""

    WELL = "well"
    NOTE = "note"  # to be known; nothing is wrong
    FINDING = "finding"


@dataclass(frozen=True, slots=True)
class Looked:
    """One thing that was looked at. `cure` is empty where nothing is to be done."""

    name: str
    state: State
    says: str
    cure: str = ""


@dataclass(frozen=True, slots=True)
class Examined:
    """What is looked at, and how thoroughly: `thorough` reads every captured byte again."""

    settings: Settings
    thorough: bool = False

    @property
    def var(self) -> Path:
        """The folder of everything that is written."""
        return self.settings.var


def well(name: str, says: str) -> Looked:
    """Nothing is wrong."""
    return Looked(name, State.WELL, says)


def note(name: str, says: str, cure: str = "") -> Looked:
    """Something to be known."""
    return Looked(name, State.NOTE, says, cure)


def finding(name: str, says: str, cure: str) -> Looked:
    """Something is wrong, and what to do about it."""
    return Looked(name, State.FINDING, says, cure)


def or_well(name: str, says: str, wrong: Iterator[Looked]) -> list[Looked]:
    """What is wrong, or else that nothing is."""
    return list(wrong) or [well(name, says)]


def as_json(looked: Sequence[Looked]) -> dict[str, Any]:
    """The whole answer."""
    counts = {state.value: sum(one.state is state for one in looked) for state in State}
    checks = [{"check": one.name, "state": one.state.value, "says": one.says, "cure": one.cure} for one in looked]
    return {"checks": checks, "counts": counts}
