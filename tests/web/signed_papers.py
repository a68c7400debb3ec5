"""Agreements and the published text beside them, for the tests of the web: papers, and a text that is watched."""

import io
from datetime import datetime
from typing import Any

import world
from page_visits import Client
from reportlab.pdfgen.canvas import Canvas

from crawlers.archive import Archive
from crawlers.compare import fingerprint
from crawlers.extract import EXTRACTOR, extract
from crawlers.read import READER
from registry.settings import Settings
from registry.store import open_store
from registry.tables import Change, Document, Reading, Snapshot, Source, Version
from registry.terms import CaptureState, DocumentKind, SourceState

THEN = (
    "<html><body><main><h1>Agreement</h1><p>We notify you of new sub-processors 30 days ahead.</p></main></body></html>"
)
NOW = THEN.replace("30 days", "10 days").replace("</p>", "</p><p>Support is given from India.</p>")


def pdf_of(lines: list[str]) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    for number, line in enumerate(lines):
        canvas.drawString(72, 720 - 20 * number, line)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def post(client: Client, body: dict[str, Any]) -> Any:
    return client.post("/api/v1/agreements", json=body)


def whole(client: Client, identity: str) -> Any:
    return client.get(f"/api/v1/agreements/{identity}").json()


def keep(client: Client, content: bytes, name: str = "avtal.pdf", kind: str = "application/octet-stream") -> Any:
    return client.post("/api/v1/agreements/agr_lagring/files", files={"file": (name, content, kind)})


def watch(settings: Settings, *, signed_before: bool = True) -> None:
    """The agreement of Molnet is watched, and its text moved on 1 October."""
    store, archive = open_store(settings.database_url), Archive(settings.snapshots)
    shas = [archive.put(text.encode()) for text in (THEN, NOW)]
    texts = [fingerprint(extract(text.encode())) for text in (THEN, NOW)]
    url = "https://molnet.example/dpa"
    days = [world.BEFORE.replace(year=2023 if signed_before else 2025), world.BEFORE]
    with store.write("test") as session:
        session.add(
            Document(
                id="doc_dpa", service_id="svc_lagring", organisation_id="org_molnet", kind=DocumentKind.DPA, url=url,
                title="Molnet DPA", **world.CURATED,
            )
        )  # fmt: skip
        session.add_all(_versions(shas, texts, days))
        session.add_all(
            [
                Source(
                    id="src_dpa", document_id="doc_dpa", service_id="svc_lagring", kind=DocumentKind.DPA, url=url,
                    host="molnet.example", state=SourceState.CHANGED, due_at=days[1], version_id="ver_1",
                ),
                Change(
                    id="chg_dpa", source_id="src_dpa", document_id="doc_dpa", service_id="svc_lagring",
                    from_version_id="ver_0", to_version_id="ver_1", state=CaptureState.CHANGED, material=True,
                    kinds=["rights_change"], changes=[], recorded_at=days[1],
                ),
            ]
        )  # fmt: skip
    store.close()


def _versions(shas: list[str], texts: list[str], days: list[datetime]) -> list[Any]:
    return [
        row
        for number, (sha, text, day) in enumerate(zip(shas, texts, days, strict=True))
        for row in (
            Snapshot(
                id=f"snp_{number}", source_id="src_dpa", sha256=sha, fetched_at=day, size=1,
                content_type="text/html", final_url="https://molnet.example/dpa",
            ),
            Version(
                id=f"ver_{number}", document_id="doc_dpa", snapshot_id=f"snp_{number}", text_sha256=text,
                extractor=EXTRACTOR, reader=READER, recorded_at=day,
            ),
            Reading(id=f"rdg_{number}", version_id=f"ver_{number}", reader=READER, found={}, recorded_at=day),
        )
    ]  # fmt: skip
