"""Verdicts: their order, the worst of a chain, the word for people, and the answer about one transfer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from registry.terms import Flag, ForPeople, Verdict

_WORST_FIRST = {verdict: place for place, verdict in enumerate(Verdict)}


def rank(verdict: Verdict) -> int:
    """The place of a verdict from worst (0) to best."""
    return _WORST_FIRST[verdict]


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The weakest link of a chain. An empty chain is a programmer's mistake: ValueError."""
    return min(verdicts, key=rank)


def for_people(verdict: Verdict) -> ForPeople:
    """The verdict in one word for people."""
    match verdict:
        case Verdict.NOT_A_TRANSFER | Verdict.COVERED | Verdict.SAFEGUARDED:
            return ForPeople.VALID
        case Verdict.DEROGATION:
            return ForPeople.CONDITIONAL
        case Verdict.INCOMPLETE:
            return ForPeople.DEFICIENT
        case Verdict.UNKNOWN:
            return ForPeople.NOT_EVALUABLE
        case Verdict.UNSUPPORTED:
            return ForPeople.INVALID


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: an article, the record of law it was read from (None: the Regulation itself), a sentence, a source."""

    article: str
    text: str
    record: str | None = None
    source: str | None = "Regulation (EU) 2016/679"

    def shape(self) -> dict[str, object]:
        """The reason as answers tell it."""
        return {"article": self.article, "record": self.record, "text": self.text, "source": self.source}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What Chapter V says of one transfer on one day.

    `fallback` is the verdict without what this one stands on (None: it stands on nothing that could go);
    `holds_until` the first day on which the verdict would be worse by time alone; `law` the hash of the law book.
    """

    id: str | None
    on: date
    verdict: Verdict
    reasons: tuple[Reason, ...]
    fallback: Verdict | None
    flags: tuple[Flag, ...]
    would_settle: tuple[str, ...]
    holds_until: date | None
    law: str

    @property
    def for_people(self) -> ForPeople:
        """The verdict in one word for people."""
        return for_people(self.verdict)

    def shape(self) -> dict[str, object]:
        """The answer as the command and the API tell it."""
        return {
            "id": self.id,
            "on": self.on.isoformat(),
            "verdict": self.verdict.value,
            "for_people": self.for_people.value,
            "reasons": [reason.shape() for reason in self.reasons],
            "fallback": self.fallback.value if self.fallback else None,
            "flags": [flag.value for flag in self.flags],
            "would_settle": list(self.would_settle),
            "holds_until": self.holds_until.isoformat() if self.holds_until else None,
            "law": self.law,
        }
