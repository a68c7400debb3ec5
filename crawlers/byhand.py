"""A document that a person supplies, where the site will not have us: the same order of taking as a fetched one.

The person is the second look: what they saw gone is gone. The source says who supplied its text.
"""

from dataclasses import replace
from datetime import datetime

from crawlers import taking
from crawlers.bench import ACTOR, Bench
from crawlers.fetched import document_of
from crawlers.redeclaring import with_accepted
from crawlers.taking import Taken
from registry import watching
from registry.alerts import wording

_TYPES = {"html": "text/html", "htm": "text/html", "pdf": "application/pdf", "md": "text/markdown", "txt": "text/plain"}
_LONGEST_NAME = 80


def supply(bench: Bench, source_id: str, body: bytes, *, name: str, by: str, at: datetime) -> Taken:
    """Take in what a person supplies for a source. Raises NotFound, or BadInput where it is not the document."""
    bench = with_accepted(bench, at.date())
    with bench.store.read() as session:
        url = watching.one(session, source_id).url
    kind = _TYPES.get(name.rpartition(".")[2].lower())
    headers = {"content-type": kind} if kind is not None else {}
    given = replace(document_of(url, 200, headers, body, raw_bytes=len(body)), fetched_at=at)
    taken = taking.take(bench, source_id, given, at, second=given, by_hand=True)
    with bench.store.write(ACTOR) as session:
        source = watching.one(session, source_id)
        said = f"{watching.BY_HAND}{wording.plain(by, _LONGEST_NAME)} on {at.date().isoformat()}"
        watching.remark(session, source, said)
    return taken
