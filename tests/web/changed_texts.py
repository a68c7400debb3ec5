"""Both texts of the change on the desk of a register for pages, kept as a round keeps them."""

from pathlib import Path

from page_texts import AT, Words

from crawlers.archive import Archive
from crawlers.compare import fingerprint
from crawlers.extract import EXTRACTOR, extract
from crawlers.read import READER
from registry.store import open_store
from registry.tables import Change, Snapshot, Version

CHANGE = f"chg_{Words().key}"
QUOTE = "We tell you of new sub-processors 10 days ahead."
STANDING = [f"<p>Paragraph {n} says what it said in the version before.</p>" for n in range(30)]
BEFORE = [
    "<h1>Data processing terms</h1>",
    "<p>We tell you of new sub-processors 30 days ahead.</p>",
    "<p>Last updated on 3 May 2025.</p>",
    *STANDING,
    "<h2>Storage</h2>",
    "<p>Påhittad Lagring GmbH keeps the files of customers in Germany.</p>",
    "<p>Deletion takes place within a month of the end of the contract.</p>",
    "<table><tr><th>Name</th><th>Place</th></tr><tr><td>Påhittad Lagring GmbH</td><td>Germany</td></tr></table>",
]
AFTER = [
    "<h1>Data processing terms</h1>",
    f"<p>{QUOTE}</p>",
    "<p>Last updated on 9 November 2026.</p>",
    "<p>Deletion takes place within a month of the end of the contract.</p>",
    *STANDING,
    "<h2>Storage</h2>",
    "<p>Customers may ask where their files are kept, and are told in writing.</p>",
    "<table><tr><th>Name</th><th>Place</th></tr><tr><td>Påhittad Lagring GmbH</td><td>Ireland</td></tr></table>",
]


def page_of(parts: list[str]) -> bytes:
    """A vendor's page."""
    return f"<html><body><main>{''.join(parts)}</main></body></html>".encode()


def keep(database: Path, before: bytes, after: bytes, found: list[dict[str, object]] | None = None) -> None:
    """Keep both texts of the change; `found` is put in the place of what was found in them."""
    store, archive = open_store(f"sqlite:///{database}"), Archive(database.parent / "snapshots")
    with store.write("test") as session:
        for number, body in enumerate((before, after), 1):
            session.add(
                Snapshot(
                    id=f"snp_{number}", source_id="src_kanal-3", sha256=archive.put(body), fetched_at=AT,
                    size=len(body), content_type="text/html", final_url=Words().address,
                )
            )  # fmt: skip
            session.add(
                Version(
                    id=f"ver_{number}", document_id="doc_kanal", snapshot_id=f"snp_{number}", extractor=EXTRACTOR,
                    text_sha256=fingerprint(extract(body)), reader=READER, recorded_at=AT,
                )
            )  # fmt: skip
        if found is not None:
            change = session.get_one(Change, CHANGE)
            change.changes = found
            change.kinds = sorted({str(one["kind"]) for one in found})
            session.add(change)
    store.close()
