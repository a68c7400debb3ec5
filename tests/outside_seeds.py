"""What mutations of outside bytes begin with: a small, whole thing of each kind."""

import io
import json
import tempfile
from pathlib import Path

PAGE = """<!doctype html><html lang=sv><head><meta charset=utf-8><title>Integritetspolicy</title></head><body>
<nav>a</nav><main><h1>Integritetspolicy</h1><p>Sjöboden AB är personuppgiftsansvarig. Vi lämnar ut dina uppgifter till
Zeppo Inc. i USA enligt (EU) 2021/914.</p><table><tr><th>Name<th>Country<tr><td>Zeppo<td>US</table><ul><li>a<li>b</ul>
</main>""".encode()
TEXT = b"# Policy\n\nZeppo Inc. gets data in the US. Updated 3 May 2024.\n\n| a | b |\n|---|---|\n| Zeppo | US |\n"
ROBOTS = b"User-agent: *\nDisallow: /private\nAllow: /a*$\nCrawl-delay: 2\nSitemap: https://a.example/s.xml\n"
SITEMAP = (
    b"<urlset><url><loc>https://a.example/privacy</loc></url><url><loc> https://a.example/dpa </loc></url></urlset>"
)
_ENTRY = {
    "pageref": "p",
    "startedDateTime": "2026-11-22T09:00:00Z",
    "request": {"url": "https://js.stripe.com/v3", "cookies": []},
    "response": {"content": {"mimeType": "text/html", "text": "<script src=x>"}, "cookies": [{"name": "_ga"}]},
}
HAR = json.dumps({"log": {"pages": [{"id": "p", "title": "https://a.example/"}], "entries": [_ENTRY]}}).encode()
CSV = "Leverantör;Land;Roll\nZeppo Inc.;US;biträde\n=1+1;SE;\n".encode()
FACTS = json.dumps({"id": "t", "exporter": {"country": "SE", "role": "controller"}, "importer": {"country": "US"},
                    "destination": "US", "safeguards": [{"kind": "scc", "modules": ["c2p"]}]}).encode()  # fmt: skip


HEAD = json.dumps({"format": "onward-head/1", "day": "2026-11-22", "links": 3, "sha256": "a" * 64,
                   "previous": "b" * 64}).encode()  # fmt: skip


def pdf() -> bytes:
    """A page of text, as PDF."""
    from reportlab.pdfgen.canvas import Canvas

    held = io.BytesIO()
    canvas = Canvas(held, invariant=1)
    canvas.drawString(72, 720, "Zeppo Inc. is a sub-processor in the United States.")
    canvas.save()
    return held.getvalue()


def xlsx() -> bytes:
    """A small workbook."""
    from openpyxl import Workbook

    book, held = Workbook(), io.BytesIO()
    book.active.append(["Leverantör", "Land"])
    book.active.append(["Zeppo Inc.", "US"])
    book.save(held)
    return held.getvalue()


def filed() -> bytes:
    """A snapshot as it lies."""
    from crawlers.archive import Archive

    with tempfile.TemporaryDirectory() as folder:
        Archive(Path(folder)).put(TEXT)
        (file,) = Path(folder).glob("*/*.zst")
        return file.read_bytes()
