"""The clauses an agreement holds, by the rows of the Art. 28 checklist, each with its words."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from crawlers.blocks import Span
from crawlers.findings.agreement_passages import Passage
from crawlers.findings.agreement_wordings import CLAUSES, Wordings
from crawlers.findings.source import shortened


class ClauseState(StrEnum):
    """`unclear`: the text touches the clause without giving it. A person decides what a state is worth."""

    PRESENT = "present"
    UNCLEAR = "unclear"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class ClauseFound:
    """A row of the checklist in one agreement; `start` and `end` are None where it is absent."""

    id: str
    article: str
    state: ClauseState
    start: int | None
    end: int | None


def clauses_of(passages: Iterable[Passage], known: Wordings) -> tuple[ClauseFound, ...]:
    """Every row of the checklist, in its order."""
    said = tuple(passages)
    return tuple(_clause(key, article, said, known) for key, article in CLAUSES.items())


def _clause(key: str, article: str, said: tuple[Passage, ...], known: Wordings) -> ClauseFound:
    for table, state in (("present", ClauseState.PRESENT), ("touched", ClauseState.UNCLEAR)):
        best = _best([one for one in said if known.meets(key, table, one.said, one.above)], known.of(key, "headings"))
        if best is not None:
            span = shortened(Span(best.start, best.end))
            return ClauseFound(key, article, state, span.start, span.end)
    return ClauseFound(key, article, ClauseState.ABSENT, None, None)


def _best(met: list[Passage], headings: frozenset[str]) -> Passage | None:
    """The first under one of the clause's headings, else the first."""
    first = met[0] if met else None
    return next((one for one in met if not headings.isdisjoint(one.above)), first)
