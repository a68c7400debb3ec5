"""The version of a contract that was accepted, against the one that is published now.

A text that was only read anew by newer readers of ours is no other version; one that went back to the text accepted is
that text again.
"""

from collections.abc import Iterator
from datetime import date
from itertools import chain

from registry.catalogue.papers import Papers
from registry.catalogue.reading import Row
from registry.law.coherence import Check, Clash


def accepted(paper: Row, service_id: str, papers: Papers) -> Iterator[Clash]:
    """What is to be said of a contract under Art. 28 on file. Silent only where the two are known to be one."""
    if paper.version_id is not None:
        yield from _of_version(paper.version_id, papers)
        return
    published = [one for one in papers.agreements_of(service_id) if one.id in papers.versions]
    if paper.signed_on is None or not published:
        yield Clash(Check.ACCEPTED_VERSION, "unknown")
        return
    for document in published:
        yield from _since_signing(document.id, paper.signed_on, papers)


def _of_version(version_id: str, papers: Papers) -> Iterator[Clash]:
    """The very version that was accepted, among those that are kept."""
    kept = chain.from_iterable(papers.versions.values())
    version = next((one for one in kept if one.id == version_id), None)
    if version is None:
        yield Clash(Check.ACCEPTED_VERSION, "unknown")
        return
    later = [one for one in papers.changes.get(version.document_id, []) if one.recorded_at > version.recorded_at]
    newest = papers.versions[version.document_id][-1]
    if newest.text_sha256 == version.text_sha256:
        return
    if later:
        yield _differs(later, version.document_id, papers, version.recorded_at.date())
    elif (newest.extractor, newest.reader) == (version.extractor, version.reader):  # handed in: nobody noted a change
        told = _told(version.document_id, papers, version.recorded_at.date(), newest.recorded_at.date())
        yield Clash(Check.ACCEPTED_VERSION, "", told)


def _since_signing(document: str, signed_on: date, papers: Papers) -> Iterator[Clash]:
    """Nobody wrote down which version was accepted: then the day it was signed says which stood."""
    later = [one for one in papers.changes.get(document, []) if one.recorded_at.date() > signed_on]
    if later:
        yield _differs(later, document, papers, signed_on)
    elif papers.versions[document][0].recorded_at.date() > signed_on:
        yield Clash(Check.ACCEPTED_VERSION, "unknown")


def _differs(later: list[Row], document: str, papers: Papers, accepted_on: date) -> Clash:
    way = "" if any(one.material for one in later) else "wording"
    return Clash(Check.ACCEPTED_VERSION, way, _told(document, papers, accepted_on, later[-1].recorded_at.date()))


def _told(document: str, papers: Papers, accepted_on: date, changed_on: date) -> tuple[tuple[str, str], ...]:
    return (
        ("dokument", papers.title(document) or document),
        ("datum", accepted_on.isoformat()),
        ("dag", changed_on.isoformat()),
    )
