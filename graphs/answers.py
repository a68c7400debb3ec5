"""How every question is answered: with its day, the instant of knowledge and the state of the law beside the answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, TypeVar

from graphs.text import plain
from registry.catalogue.chains import DEEPEST, Hop, is_cut
from registry.catalogue.reading import Register
from registry.errors import BadInput
from registry.judging import Judged
from registry.law.lawbook import LawBook
from registry.law.verdicts import rank
from registry.terms import Responsibility, Verdict

A = TypeVar("A")
_PLACES = {id(verdict): rank(verdict) for verdict in Verdict}


class Question(StrEnum):
    """What can be asked of the whole chain."""

    BLAST = "blast"
    CONCENTRATION = "concentration"
    WEAKEST = "weakest"
    STANDING = "standing"
    DIFFERENCE = "difference"
    THIRD_COUNTRIES = "third-countries"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(Generic[A]):
    """An answer with what it depends on: the day, the instant of knowledge (null: now), the law book's hash."""

    question: Question
    on: date
    known_at: datetime | None
    law: str
    answer: A


def answered(question: Question, register: Register, law: LawBook, answer: A) -> Answered[A]:
    """The answer with its day and its law."""
    moment = register.moment
    return Answered(question=question, on=moment.on, known_at=moment.known_at, law=law.sha256, answer=answer)


def is_counted(hop: Hop) -> bool:
    """Whether a hop lies within our own or shared responsibility."""
    return hop.responsibility is not Responsibility.THEIRS


def place(verdict: Verdict) -> int:
    """The rank of a verdict, 0 is worst. Found by which member it is: to hash one costs more than all else that a pass
    over ten thousand transfers does."""
    return _PLACES[id(verdict)]


def of_controller(judged: list[Judged], controller_id: str | None) -> list[Judged]:
    """The hops of one controller; of all, when none is named. Raises BadInput for a chain too long to answer from."""
    found = [one for one in judged if controller_id in (None, one.hop.controller_id)]
    refuse_cut(one.hop for one in found)
    return found


def refuse_cut(hops: Iterable[Hop]) -> None:
    """Raises BadInput where a walk was cut short: an answer without the rest of the chain would be wrong."""
    cut = next((hop for hop in hops if is_cut(hop)), None)
    if cut is not None:
        raise BadInput(
            f"The chain to “{plain(cut.importer.title, 80)}” is {DEEPEST} hops long and goes on, or nobody knows; an "
            "answer that stops there would be wrong. Ask third-countries, which follows every chain to its end, or "
            "draw it with --depth."
        )
