"""Judges every transfer of every controller and keeps the answer with its day and law book; notes what turned.

Equal facts are judged once. Run after a load, after a decision, and daily.
"""

import json
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlmodel import Session, col, select

from registry import lawfiles
from registry.catalogue.chains import Crossing, Hop, hops
from registry.catalogue.dated import Moment
from registry.catalogue.loading import law_known_at
from registry.catalogue.reading import Register, read_register
from registry.errors import NotFound
from registry.law.facts import read_facts
from registry.law.lawbook import LawBook
from registry.law.transfers import assess
from registry.law.verdicts import Answer, worst
from registry.tables import Engagement, LawBookRow, VerdictRow, new_id
from registry.terms import Responsibility, Verdict


@dataclass(frozen=True, slots=True)
class Turn:
    """A verdict that is not what it was. `before` or `after` None: the transfer is new, or gone."""

    transfer_key: str
    engagement_id: str
    controller_id: str
    path: tuple[str, ...]
    before: Verdict | None
    after: Verdict | None

    def as_json(self) -> dict[str, Any]:
        """For answers and for the record of a decision."""
        return {
            "transfer": self.transfer_key,
            "engagement": self.engagement_id,
            "path": list(self.path),
            "before": self.before.value if self.before else None,
            "after": self.after.value if self.after else None,
        }


@dataclass(frozen=True, slots=True)
class Judged:
    """A hop with the answer on each of its transfers, in the order of `hop.crossings`."""

    hop: Hop
    answers: tuple[Answer, ...]

    @property
    def verdict(self) -> Verdict:
        """The worst of the hop's transfers."""
        return worst(answer.verdict for answer in self.answers)


@dataclass(slots=True)
class Judge:
    """A law book and a day. Remembers its answers: shared hops carry equal facts."""

    law: LawBook
    on: date
    _known: dict[str, Answer] = field(default_factory=dict)

    def answer(self, crossing: Crossing) -> Answer:
        """The law's answer on one transfer."""
        key = json.dumps(_read_by_law(crossing.facts), sort_keys=True)
        answer = self._known.get(key)
        if answer is None:
            answer = assess(read_facts(crossing.facts, self.law.countries), self.law, self.on)
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            self._known[key] = answer
        return answer

    def judged(self, found: Iterable[Hop]) -> Iterator[Judged]:
        """Each hop with its answers."""
        for hop in found:
            yield Judged(hop, tuple(self.answer(crossing) for crossing in hop.crossings))


def _read_by_law(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts without the importer's name, which no rule reads: a thousand suppliers are judged like one."""
    importer = facts.get("importer")
    return facts | {"importer": {**importer, "name": None}} if isinstance(importer, dict) else facts


_LATEST: deque[Judge] = deque(maxlen=4)
MOST_REMEMBERED = 50_000  # answers of one law book and day; a decision asks again what the last one asked


def judge_of(law: LawBook, on: date) -> Judge:
    """The judge of this very law book and this day, with what it remembers."""
    for known in tuple(_LATEST):
        if known.law is law and known.on == on:
            return known
    _LATEST.append(Judge(law, on))
    return _LATEST[-1]


def law_book_at(session: Session, known_at: datetime | None, current: LawBook) -> LawBook:
    """The law book as it was known at an instant (None: now, the current one). Raises NotFound: none was loaded yet."""
    if known_at is None:
        return current
    sha256 = law_known_at(session, known_at)
    if sha256 is None:
        raise NotFound(f"No law book had been loaded by {known_at.isoformat()}.")
    if sha256 == current.sha256:
        return current
    kept = _law_kept(tuple(sorted(session.get_one(LawBookRow, sha256).files.items())))
    # A book kept before clocks were records was read by the very rules that they are of.
    return kept if kept.clocks else replace(kept, clocks=current.clocks)


@lru_cache(maxsize=8)
def _law_kept(files: tuple[tuple[str, str], ...]) -> LawBook:
    return lawfiles.read({name: text.encode() for name, text in files})


def judge_all(session: Session, law: LawBook, on: date, at: datetime) -> list[Turn]:
    """Judge every live transfer, write the answers that are new, and return what turned."""
    register = read_register(session, Moment(on))
    kept = {row.transfer_key: row for row in session.exec(select(VerdictRow).where(_newest()))}
    turns: list[Turn] = []
    seen: set[str] = set()
    for judged in judge_of(law, on).judged(hops(register, register.engagements.values())):
        for crossing, answer in zip(judged.hop.crossings, judged.answers, strict=True):
            if crossing.key in seen:
                continue
            seen.add(crossing.key)
            turns.extend(_keep(session, kept.get(crossing.key), judged.hop, crossing, answer, at=at))
    for key in kept.keys() - seen:
        turns.append(_gone(session, kept[key], at))
    session.flush()
    return moved(turns)


def is_due(session: Session, law: LawBook, on: date) -> bool:
    """Whether nobody has judged yet, the law book is another, or time alone may have made an answer worse."""
    kept = session.exec(select(VerdictRow.law, VerdictRow.answer).where(_newest())).all()
    if not kept:
        return (
            session.exec(select(Engagement.row).where(col(Engagement.retired_at).is_(None)).limit(1)).first()
            is not None
        )
    return any(under != law.sha256 or _is_past(answer.get("holds_until"), on) for under, answer in kept)


def _is_past(day: str | None, on: date) -> bool:
    return day is not None and date.fromisoformat(day) <= on


def turned_between(law: LawBook, before: Register, after: Register) -> list[Turn]:
    """What would turn if the one register were the other. Nothing is written."""
    then, now = _verdicts(law, before), _verdicts(law, after)
    turns = []
    for key in sorted(then.keys() | now.keys()):
        (hop, old), (hop_now, new) = then.get(key, (None, None)), now.get(key, (None, None))
        known = hop_now or hop
        if old is not new and known is not None:
            turns.append(Turn(key, known.engagement_id, known.controller_id, known.path, old, new))
    return moved(turns)


def moved(turns: Iterable[Turn]) -> list[Turn]:
    """Turns in order, where a transfer that is gone and another of the same hop that is new are one that moved: its
    data went to one place and go to another now."""
    hops_turned: dict[tuple[str, tuple[str, ...]], list[Turn]] = defaultdict(list)
    for turn in turns:
        hops_turned[turn.engagement_id, turn.path].append(turn)
    found = [one for of_hop in hops_turned.values() for one in _moved(of_hop)]
    return sorted(found, key=lambda turn: turn.transfer_key)


def _moved(of_hop: list[Turn]) -> list[Turn]:
    gone = [turn for turn in of_hop if turn.after is None]
    new = [turn for turn in of_hop if turn.before is None]
    if not gone or not new:
        return of_hop
    before = worst(turn.before for turn in gone if turn.before is not None)
    after = worst(turn.after for turn in new if turn.after is not None)
    stayed = [turn for turn in of_hop if turn.before is not None and turn.after is not None]
    if before is after:
        return stayed
    return [*stayed, replace(min(new, key=lambda turn: turn.transfer_key), before=before, after=after)]


def _verdicts(law: LawBook, register: Register) -> dict[str, tuple[Hop, Verdict]]:
    judged = judge_of(law, register.moment.on).judged(hops(register, register.engagements.values()))
    found: dict[str, tuple[Hop, Verdict]] = {}
    for one in judged:
        for crossing, answer in zip(one.hop.crossings, one.answers, strict=True):
            found.setdefault(crossing.key, (one.hop, answer.verdict))
    return found


def counts(judged: Iterable[Judged]) -> dict[str, int]:
    """Transfers by verdict, ours and shared ones only: what the recipient answers for is not our count."""
    found = Counter(
        answer.verdict
        for one in judged
        if one.hop.responsibility is not Responsibility.THEIRS
        for answer in one.answers
    )
    return {verdict.value: found.get(verdict, 0) for verdict in Verdict}


def flows(register: Register, law: LawBook, *, controller_id: str | None = None) -> list[Judged]:
    """Every hop of one controller (or of all), judged on the register's day."""
    engagements = register.engagements_of.get(controller_id, []) if controller_id else register.engagements.values()
    return list(judge_of(law, register.moment.on).judged(hops(register, engagements)))


def _keep(
    session: Session, row: VerdictRow | None, hop: Hop, crossing: Crossing, answer: Answer, *, at: datetime
) -> Iterator[Turn]:
    """Write an answer that is not the one kept, and tell whether the verdict turned."""
    said = answer.shape()
    told = {key: value for key, value in said.items() if key not in {"id", "on"}}
    if row is not None and told == {key: value for key, value in row.answer.items() if key not in {"id", "on"}}:
        return
    if row is not None:
        row.replaced_at = at
        session.add(row)
    session.add(
        VerdictRow(
            id=new_id("vdt"),
            transfer_key=crossing.key,
            engagement_id=hop.engagement_id,
            controller_id=hop.controller_id,
            path=list(hop.path),
            verdict=answer.verdict,
            answer=said,
            on=answer.on,
            law=answer.law,
            judged_at=at,
        )
    )
    before = row.verdict if row is not None else None
    if before is not answer.verdict:
        yield Turn(crossing.key, hop.engagement_id, hop.controller_id, hop.path, before, answer.verdict)


def _gone(session: Session, row: VerdictRow, at: datetime) -> Turn:
    row.replaced_at = at
    session.add(row)
    return Turn(row.transfer_key, row.engagement_id, row.controller_id, tuple(row.path), row.verdict, None)


def _newest() -> Any:
    return col(VerdictRow.replaced_at).is_(None)
