"""Transfer mechanisms a document names, and the acts behind them (also those only a link points to)."""

import re
from dataclasses import dataclass

from crawlers.findings.labels import is_in_glossary
from crawlers.findings.source import Source, inside
from crawlers.phrases import Hit, fold
from registry.terms import Mechanism

_CELEX = re.compile(r"(?:celex|CELEX)(?::|%3A)(?:0?3)(\d{4})[DR](\d{4})")
_ELI = re.compile(r"eli/(?:dec_impl|dec|reg)/(\d{4})/(\d{1,4})")
_WRITTEN = re.compile(r"(?<![\d/])(20(?:0[1-9]|[12]\d)/\d{2,4})(?![\d/])")
_CERTIFIED = ("dpf", "privacy_shield")
_DECIDED = ("decision", "beslut", "2023/1795")
SCC_ACTS = {"2001/497": "2001/497/EC", "2002/16": "2002/16/EC", "2004/915": "2004/915/EC", "2010/87": "2010/87/EU"}
SCC_ACTS |= {"2021/914": "(EU) 2021/914", "2021/915": "(EU) 2021/915"}
OTHER_ACTS = {"2016/1250": "(EU) 2016/1250", "2023/1795": "(EU) 2023/1795", "2000/520": "2000/520/EC"}


@dataclass(frozen=True, slots=True)
class MechanismFound:
    """A mechanism named at a place of the text. `act` is the legal act where one is named.

    `is_own`: the controller says it of itself ("we are certified under …"), not of those it gives data to.
    """

    mechanism: Mechanism
    start: int
    end: int
    act: str | None = None
    is_own: bool = False


def acts_in(text: str) -> tuple[str, ...]:
    """Legal acts named in words or in an address, in the form the law's data use."""
    if "/" not in text and "elex" not in text and "ELEX" not in text:
        return ()  # as nearly every sentence
    numbers = [f"{year}/{int(number)}" for year, number in _CELEX.findall(text)]
    numbers += [f"{year}/{int(number)}" for year, number in _ELI.findall(text)]
    numbers += _WRITTEN.findall(text)
    known = SCC_ACTS | OTHER_ACTS
    return tuple(dict.fromkeys(known[number] for number in numbers if number in known))


def _is_vague(source: Source, hit: Hit) -> bool:
    """An "adequate level of protection" is a decision's only where the sentence says who found it adequate."""
    if hit.key != "adequacy" or any(word in fold(source.quote(hit.start, hit.end)) for word in _DECIDED):
        return False
    sentence = source.sentence_at(hit.start)
    return "adequacy_words" not in source.hits.keys("general", sentence.start, sentence.end)


def _speaks_of_own(source: Source, hit: Hit) -> bool:
    """Where a document tells of a certificate of its own, its further words on the framework are about that one."""
    block = source.block_at(hit.start)
    if "own_certificate" in source.hits.keys("general", block.start, block.end):
        return True
    sentence = source.sentence_at(hit.start)
    is_told = any(one.key == "own_certificate" for one in source.hits.all("general"))
    return is_told and not inside(source.names, sentence.start, sentence.end)


def mechanisms(source: Source) -> tuple[MechanismFound, ...]:
    """Every mechanism named, in order; Safe Harbour is no mechanism of a document's own any more and is left out."""
    found = []
    for hit in source.hits.all("mechanisms"):
        if hit.key not in Mechanism.__members__.values() or _is_vague(source, hit):
            continue
        if is_in_glossary(source.block_at(hit.start)):
            continue
        acts = acts_in(source.text[hit.start : hit.end + 40])
        is_own = hit.key in _CERTIFIED and _speaks_of_own(source, hit)
        found.append(MechanismFound(Mechanism(hit.key), hit.start, hit.end, acts[0] if acts else None, is_own))
    for block in source.blocks:
        for link in block.links:
            for act in acts_in(link.target):
                if act in SCC_ACTS.values():
                    found.append(MechanismFound(Mechanism.SCC, block.start, block.end, act))
    return tuple(sorted(found, key=lambda one: (one.start, one.end, one.mechanism, one.act or "")))
