"""What a vendor's own documents claim -> findings about its service: the clauses and terms of an agreement, and what a
notice says of the vendor's role, of transfer tools and of places.

A claim brings only what its words say. Each number stands with the very sentence that gives it.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from crawlers.findings.agreement import Agreement, agreement
from crawlers.findings.agreement_clauses import ClauseState
from crawlers.findings.agreement_passages import Passage, passages
from crawlers.findings.agreement_terms import authorisation_of, days_of
from crawlers.findings.agreement_wordings import wordings
from crawlers.findings.document import Document
from crawlers.findings.mechanisms import MechanismFound
from crawlers.findings.roles import role_in
from crawlers.findings.source import shortened
from crawlers.findings.transfers import third_countries, transfer_sentences
from crawlers.paper import Paper
from crawlers.phrases import Hit
from crawlers.read import Reading
from registry.reviews.proposals import Finding, Stated
from registry.terms import Mechanism, Role

_ART_28_CLAUSES = "(EU) 2021/915"
_CLAIMED_ROLES = frozenset({Role.PROCESSOR, Role.INDEPENDENT_CONTROLLER, Role.JOINT_CONTROLLER, Role.SUB_PROCESSOR})
_MOST_OF_A_SORT = 100


def agreement_findings(paper: Paper, source: Document, reading: Reading) -> Iterator[Finding]:
    """The clauses of an agreement, present, unclear or absent; its terms; the clauses it takes over."""
    read = reading.agreement or agreement(source)
    for one in read.clauses:
        start, end = (one.start or 0, one.end or 0) if one.state is not ClauseState.ABSENT else (0, 0)
        value = {"id": one.id, "article": one.article, "state": one.state.value}
        yield paper.finding(Stated.CLAUSE, one.id, value, start, end)
    said = passages(source)
    yield from _terms(paper, source, read, said)
    yield from _clause_sets(paper, source, reading, read)


def _terms(paper: Paper, source: Document, read: Agreement, said: tuple[Passage, ...]) -> Iterator[Finding]:
    known = wordings(source.language)
    numbers = [(one, days_of(source, [one], known)) for one in said] if read.notice_days or read.objection_days else []
    notice = next((one for one, (days, _) in numbers if days == read.notice_days and days is not None), None)
    objection = next((one for one, (_, days) in numbers if days == read.objection_days and days is not None), notice)
    general = next((one for one in said if authorisation_of([one], known) is read.authorisation), None)
    terms: Iterable[tuple[Stated, Any, Passage | None]] = (
        (Stated.AUTHORISATION, read.authorisation.value if read.authorisation else None, general),
        (Stated.NOTICE_DAYS, read.notice_days, notice),
        (Stated.OBJECTION_DAYS, read.objection_days, objection),
    )
    for field, value, passage in terms:
        if value is not None and passage is not None:
            key = "authorisation" if field is Stated.AUTHORISATION else "days"
            yield paper.finding(field, field, {key: value}, passage.start, passage.end)


def _clause_sets(paper: Paper, source: Document, reading: Reading, read: Agreement) -> Iterator[Finding]:
    """Standard contractual clauses with their act and modules. Those of Art. 28(7) carry no transfer."""
    for one in read.clause_sets:
        span = _place_of_act(source, reading.mechanisms, one.act)
        if span is None:
            continue
        if one.act == _ART_28_CLAUSES:
            yield paper.finding(Stated.STANDARD_CLAUSES, one.act, {"act": one.act}, *span)
        else:
            value = _mechanism(Mechanism.SCC, act=one.act, modules=one.modules)
            yield paper.finding(Stated.MECHANISM, f"scc: {one.act}" if one.act else "scc", value, *span)


def _place_of_act(source: Document, tools: Iterable[MechanismFound], act: str | None) -> tuple[int, int] | None:
    """The sentence that names the act, else the first on standard contractual clauses."""
    named = [one for one in tools if one.mechanism is Mechanism.SCC]
    best = next((one for one in named if act is not None and one.act == act), named[0] if named else None)
    if best is None:
        return None
    span = shortened(source.sentence_at(best.start))
    return span.start, max(span.end, min(best.end, source.block_at(best.start).end))


def notice_findings(paper: Paper, source: Document, reading: Reading) -> Iterator[Finding]:
    """What a vendor's notice says of the vendor: its role, the tools it names, the third countries."""
    yield from _roles(paper, source)
    seen: set[str] = set()
    for one in reading.mechanisms:
        topic = f"{one.mechanism}: {one.act}" if one.act else one.mechanism.value
        if topic not in seen:
            seen.add(topic)
            span = shortened(source.sentence_at(one.start))
            value = _mechanism(one.mechanism, act=one.act, claims=one.is_own)
            yield paper.finding(Stated.MECHANISM, topic, value, span.start, max(span.end, one.start))
    yield from _places(paper, source, reading)


def _mechanism(
    kind: Mechanism, *, act: str | None = None, modules: tuple[str, ...] = (), claims: bool = False
) -> dict[str, Any]:
    """In the form of the catalogue's own claims, which the law reads; a certificate of one's own is `claimed`."""
    return {
        "kind": kind.value,
        "act": act,
        "modules": list(modules),
        "state": "claimed" if claims else None,
        "detail": "",
    }


def _roles(paper: Paper, source: Document) -> Iterator[Finding]:
    """Roles the document gives its own party: "we" shortly before words that speak of no other's role."""
    seen: set[Role] = set()
    for hit in source.hits.all("roles"):
        role = role_in(source, hit.start, hit.end)
        if role is None or role not in _CLAIMED_ROLES or role in seen or not _is_of_us(source, hit):
            continue
        seen.add(role)
        span = shortened(source.sentence_at(hit.start))
        value = {"role": role.value, "context": "", "reason": paper.text[hit.start : hit.end]}
        yield paper.finding(Stated.ROLE, role, value, span.start, max(span.end, hit.end))


def _is_of_us(source: Document, hit: Hit) -> bool:
    """Whether the words just before the role say "we are" or the like, and the role is nobody else's."""
    start = max(source.sentence_at(hit.start).start, hit.start - _NEAR)
    before = _words(source.text[start : hit.start])
    if "negated" in source.hits.keys("context", start, hit.start) or not _OF_OTHERS.isdisjoint(
        [*before, *_words(source.text[hit.start : hit.end])]
    ):
        return False
    return any(pair in _WE_ARE for pair in pairwise(before))


def _words(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in text.lower()).split()


_NEAR = 80
_OF_OTHERS = frozenset("our us their its they who which vår våra vårt oss deras sin som de".split())  # noqa: SIM905
_WE_ARE = frozenset(
    [("we", verb) for verb in ("act", "are", "process", "serve")]
    + [("vi", verb) for verb in ("är", "agerar", "behandlar")]
    + [("är", "vi"), ("agerar", "vi"), ("behandlar", "vi")]
)


def _places(paper: Paper, source: Document, reading: Reading) -> Iterator[Finding]:
    """Whether data leave the EEA, and each third country that a sentence on transfers names."""
    found = reading.transfers
    if found.start is not None and found.end is not None:
        span = shortened(source.sentence_at(found.start))
        yield paper.finding(Stated.TRANSFERS, "transfers", {"outside_eea": found.outside_eea}, span.start, span.end)
    seen: set[str] = set()
    for said in transfer_sentences(source):
        for country in third_countries(said.countries) if said.is_outward else ():
            if country not in seen and len(seen) < _MOST_OF_A_SORT:
                seen.add(country)
                span = shortened(said.span)
                value = {"country": country, "basis": "hosting_or_transfer_text"}
                yield paper.finding(Stated.THIRD_COUNTRY, country, value, span.start, span.end)
