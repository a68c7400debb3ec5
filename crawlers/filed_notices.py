"""What a controller's notice states of itself as a whole -> findings: who answers, on what basis, which data, how long.

Each becomes, once a person accepts it, a claim of that document and nothing else: a notice that names a basis does not
say of which activity.
"""

from collections.abc import Iterator

from crawlers.days import find_dates
from crawlers.findings.document import Document
from crawlers.findings.source import shortened
from crawlers.gazetteer import plain_name
from crawlers.paper import LONGEST_NAME, Paper
from crawlers.read import Reading
from registry.reviews.proposals import Finding, Stated


def stated_facts(paper: Paper, source: Document, reading: Reading) -> Iterator[Finding]:
    """Every fact of the notice that is not a recipient, in the order of the sorts, each once."""
    yield from _controllers(paper, source, reading)
    yield from _contacts(paper, source, reading)
    yield from _dated(paper, source, reading)
    for basis in reading.legal_bases:
        value = {"basis": basis.basis.value}
        yield paper.finding(Stated.LEGAL_BASIS, basis.basis, value, basis.start, basis.end)
    yield from _retention(paper, reading)
    for field, found in ((Stated.DATA_CATEGORY, reading.data_categories), (Stated.PURPOSE, reading.purposes)):
        for one in found:
            span = shortened(source.sentence_at(one.start))
            value = {"key": one.key, "words": paper.text[one.start : one.end]}
            yield paper.finding(field, one.key, value, span.start, max(span.end, one.end))
    for kind in reading.recipient_categories:
        yield paper.finding(Stated.RECIPIENT_CATEGORY, kind.key, {"key": kind.key}, kind.start, kind.end)


def _controllers(paper: Paper, source: Document, reading: Reading) -> Iterator[Finding]:
    for one in reading.controllers:
        if len(one.name) <= LONGEST_NAME:
            span = shortened(source.sentence_at(one.start))
            value = {"name": one.name, "org_no": one.org_no}
            yield paper.finding(Stated.CONTROLLER, plain_name(one.name), value, span.start, max(span.end, one.end))


def _contacts(paper: Paper, source: Document, reading: Reading) -> Iterator[Finding]:
    """Whom to write to, and the authority for complaints, at their first place in the text."""
    said = {"dpo_contact": reading.dpo_contact, "supervisory_authority": reading.supervisory_authority}
    for key, words in said.items():
        yield from _at_first_place(paper, source, Stated.CONTROLLER, key, words)


def _dated(paper: Paper, source: Document, reading: Reading) -> Iterator[Finding]:
    """The document's own day, with the line that names it: first of all one that says so."""
    if reading.last_updated is None:
        return
    days = [one for one in find_dates(paper.text) if one.day == reading.last_updated]
    for one in sorted(days, key=lambda one: (not _says_when(source, one.start), one.start))[:1]:
        span = shortened(source.sentence_at(one.start))
        value = {"date": reading.last_updated}
        yield paper.finding(Stated.LAST_UPDATED, "last_updated", value, span.start, max(span.end, one.end))


def _says_when(source: Document, start: int) -> bool:
    sentence = source.sentence_at(start)
    return bool(source.hits.within("dates", sentence.start, sentence.end))


def _retention(paper: Paper, reading: Reading) -> Iterator[Finding]:
    """Each period once for what it is of; two periods of one thing are told apart by their length."""
    seen: set[str] = set()
    kinds = [one.what for one in reading.retention]
    for one in reading.retention:
        what = " ".join((one.what or "").split())[:LONGEST_NAME] or None
        topic = f"{what}: {one.period}" if kinds.count(one.what) > 1 else str(what)
        if topic not in seen:
            seen.add(topic)
            value = {"period": one.period, "what": what}
            yield paper.finding(Stated.RETENTION, topic, value, one.start, one.end)


def _at_first_place(paper: Paper, source: Document, field: Stated, key: str, words: str | None) -> Iterator[Finding]:
    start = paper.text.find(words) if words else -1
    if words and start >= 0:
        span = shortened(source.sentence_at(start))
        yield paper.finding(field, key, {key: words}, span.start, max(span.end, start + len(words)))
