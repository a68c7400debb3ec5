"""How every question is answered: with its day, the instant of knowledge and the state of the law beside the answer."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, TypeVar

from registry.catalogue.chains import Hop
from registry.catalogue.reading import Register
from registry.judging import Judged
from registry.law.lawbook import LawBook
from registry.terms import Responsibility

A = TypeVar("A")


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


def of_controller(judged: list[Judged], controller_id: str | None) -> list[Judged]:
    """The hops of one controller; of all, when none is named."""
    return [one for one in judged if controller_id in (None, one.hop.controller_id)]
