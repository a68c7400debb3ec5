"""What an agreement says of changes of sub-processors, and of transfer clauses: their acts and modules."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from crawlers.findings.agreement_passages import Passage
from crawlers.findings.agreement_wordings import Wordings, vocabulary, wordings
from crawlers.findings.mechanisms import SCC_ACTS, acts_in
from crawlers.findings.source import Source
from crawlers.phrases import Phrases, fold, phrases

_IN_BRACKETS = r"(?: ?\((?:(?P<inner>\d{1,3})|[\w -]{2,20})\))?"
_ANY_WORD = r"[a-zåäö]{3,20}"
_WINDOW = 45
_MAX_SENTENCE = 4_000
_MODULAR = "(EU) 2021/914"


class Authorisation(StrEnum):
    """The controller's authorisation to engage sub-processors, Art. 28(2)."""

    SPECIFIC = "specific"
    GENERAL = "general"


@dataclass(frozen=True, slots=True)
class ClauseSetNamed:
    """Standard contractual clauses an agreement names: the act (None: not said which) and the modules agreed."""

    act: str | None
    modules: tuple[str, ...]


def authorisation_of(passages: Iterable[Passage], known: Wordings) -> Authorisation | None:
    """General where the text says so; else specific where each one needs consent; else general where it may engage."""
    said = tuple(passages)

    def says(key: str) -> bool:
        return any(known.meets("authorisation", key, one.said, one.above) for one in said)

    if says("general"):
        return Authorisation.GENERAL
    if says("specific"):
        return Authorisation.SPECIFIC
    return Authorisation.GENERAL if says("may_engage") else None


def days_of(source: Source, passages: Iterable[Passage], known: Wordings) -> tuple[int | None, int | None]:
    """(days of notice before a change of sub-processors, days to object), None where no number of days stands."""
    notice: int | None = None
    objection: int | None = None
    during_notice = False
    for one in passages:
        told = known.meets("Cd2", "present", one.said, one.above)
        objects = known.meets("Cd3", "present", one.said, one.above)
        if not told and not objects:
            continue
        during_notice |= objects and not known.of("days", "during_notice").isdisjoint(one.said)
        for days, before, after in _numbers(source, one, known):
            is_notice = _is_notice(before, after, known)
            if told and is_notice and notice is None:
                notice = days
            elif objects and not is_notice and objection is None and _has(before, known.of("days", "within")):
                objection = days
    return notice, notice if objection is None and during_notice else objection


def _is_notice(before: str, after: str, known: Wordings) -> bool:
    if _has(before, known.of("days", "within")) and not _has(after[:12], known.of("days", "notice")):
        return False
    return _has(after, known.of("days", "notice")) or _has(before, known.of("days", "before"))


def _has(text: str, words: Iterable[str]) -> bool:
    padded = f" {text} "
    return any(f" {word} " in padded for word in words)


def _numbers(source: Source, one: Passage, known: Wordings) -> Iterator[tuple[int, str, str]]:
    """(days, words before, words after) of each number of days or weeks in a sentence."""
    pattern, numbers = _pattern(source.language)
    text = fold(source.text[one.start : min(one.end, one.start + _MAX_SENTENCE)])
    for match in pattern.finditer(text):
        number = match["digits"] or match["inner"] or numbers.get(match["word"])
        if number is not None:
            before, after = text[max(0, match.start() - _WINDOW) : match.start()], text[match.end() :][:_WINDOW]
            yield int(number) * known.units[match["unit"]], _plain(before), _plain(after)


@cache
def _pattern(language: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """A number in digits, in words, or in words this file does not know with the digits in brackets."""
    numbers = {word: number for number, words in phrases(language).wordings("numbers").items() for word in words}
    unit = "|".join(sorted(map(re.escape, wordings(language).units), key=len, reverse=True))
    word = "|".join([*sorted(map(re.escape, numbers), key=len, reverse=True), _ANY_WORD])
    amount = rf"(?<![\w.,-])(?:(?P<digits>\d{{1,3}})|(?P<word>{word})){_IN_BRACKETS}"
    return re.compile(rf"{amount}[ -](?P<unit>{unit})(?!\w)"), numbers


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.replace("'", " ")).split())


def clause_sets(source: Source, known: Wordings) -> tuple[ClauseSetNamed, ...]:
    """The acts in words, in links or by their day; modules exist in (EU) 2021/914 alone."""
    said = [
        *acts_in(source.text),
        *(act for block in source.blocks for link in block.links for act in acts_in(link.target)),
    ]
    said += _acts_by_day(source, known)
    acts = dict.fromkeys(act for act in said if act in SCC_ACTS.values())
    modules = _modules(source, known)
    if modules and _MODULAR not in acts:
        return (*(ClauseSetNamed(act, ()) for act in acts), ClauseSetNamed(None, modules))
    return tuple(ClauseSetNamed(act, modules if act == _MODULAR else ()) for act in acts)


def _acts_by_day(source: Source, known: Wordings) -> Iterator[str]:
    words = vocabulary(source.language)
    acts = [act for table, act in known.lines if table == "acts"]
    for hit in source.hits.all("mechanisms"):
        if hit.key == "scc":
            span, titles = source.sentence_at(hit.start), source.block_at(hit.start).section[-2:]
            said = _words(words, source.text[span.start : span.end][:_MAX_SENTENCE])
            above = _words(words, "\n".join(titles))
            yield from (act for act in acts if known.meets("acts", act, said, above))


def _words(vocabulary: Phrases, text: str) -> frozenset[str]:
    return frozenset(table[1:] for table in vocabulary.find(text).tables())


def _modules(source: Source, known: Wordings) -> tuple[str, ...]:
    hits = vocabulary(source.language).find(source.text)
    named = [module for table, module in known.words if table == "modules"]
    return tuple(one for one in named if any(hits.all(f"={word}") for word in known.of("modules", one)))
