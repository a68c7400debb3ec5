"""Documents meant to hurt: each ends in a clear answer, within the time and memory given to a process of its own."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from crawlers.extract import MAX_BYTES

ROOT = Path(__file__).resolve().parents[2]
MEGABYTE = 1_000_000
SENTENCE = "We share your name with Zeppo Inc. in the United States under standard contractual clauses of 2021/914. "
TABLE = b"<table><tr><th>Sub-processor<th>Country</tr>"
PIPES = b"| Sub-processor | Country |\n|---|---|\n"
DPA = b"# Data processing agreement\n\n"


def verdict(content: bytes, name: str) -> str:
    """`read …` or `refused …`; the process may take a minute and a half and 1.6 GB, and must end by itself."""
    command = [sys.executable, str(ROOT / "tests" / "crawlers" / "hostile_reading.py"), name]
    done = subprocess.run(command, input=content, capture_output=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr.decode(errors="replace")[-2_000:]
    return done.stdout.decode().strip()


def pdf(writer: PdfWriter) -> bytes:
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def page_of(content: bytes, *, is_packed: bool = False) -> PdfWriter:
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    stream = DecodedStreamObject()
    stream.set_data(content)
    page[NameObject("/Contents")] = writer._add_object(stream.flate_encode() if is_packed else stream)
    return writer


def encrypted() -> bytes:
    writer = page_of(b"BT (secret) Tj ET")
    writer.encrypt("a password", algorithm="RC4-128")
    return pdf(writer)


def packed_bomb() -> bytes:
    """A page whose stream holds 300 MB of nothing in 300 kB."""
    return pdf(page_of(b" " * 300 * MEGABYTE, is_packed=True))


READ = {
    "empty": (b"", "a.html"),
    "only white space": (b" \n\t\r\n" * 1000, "a.txt"),
    "ten megabytes of text": ((SENTENCE * 50_000)[: 5 * MEGABYTE].encode(), "a.txt"),
    "one line of a megabyte": ((SENTENCE * 10_000)[:MEGABYTE].encode(), "a.md"),
    "one word of a megabyte": (b"A" * MEGABYTE, "a.txt"),
    "a sentence of 40,000 companies": (
        b"We share data with " + b", ".join(b"Etta%d Nordling Inc" % number for number in range(40_000)), "a.txt"
    ),
    "a megabyte of capitals": (b"Aa " * 330_000, "a.md"),
    "wrong charset": ("Vi lämnar ut uppgifter".encode("cp1252"), "a.html"),
    "declared in an unknown charset": (b'<meta charset="klingon"><p>Hello</p>', "a.html"),
    "damaged utf-16": (b"\xff\xfe" + b"a\x00b\x00\xd8", "a.html"),
    "script and style in the text": (b"<p>We use<script>" + b"a = '<p>';" * 50_000 + b"</script> Zeppo</p>", "a.html"),
    "control characters": (b"<p>" + bytes(range(1, 32)) * 5_000 + b"</p>", "a.html"),
    "a table of 50,000 rows": (TABLE + b"<tr><td>Zeppo Inc.<td>US</tr>" * 50_000, "a.html"),
    "a Markdown table of 50,000 rows": (PIPES + b"| Zeppo Inc. | US |\n" * 50_000, "a.md"),
    "a row of 50,000 cells": (b"|" + b" Zeppo |" * 50_000, "a.md"),
    "Markdown brackets": (b"[" * 300_000, "a.md"),
    "Markdown links that never close": (b"[a](" * 100_000, "a.md"),
    "Markdown stars": (b"*a **b " * 100_000, "a.md"),
    "Markdown quotes": (b"> " * 200_000 + b"a", "a.md"),
    "Markdown backticks": (b"`" * 300_000, "a.md"),
    "comments that never close": (b"<!-- " * 100_000, "a.md"),
    "entities": (b"&amp;" * 300_000, "a.html"),
    "attributes without end": (b"<p " + b"a=b " * 200_000 + b">x</p>", "a.html"),
    "an agreement of one sentence": (DPA + b"the customer shall notify sub-processor changes " * 20_000, "a.md"),
    "an agreement of 40,000 items": (DPA + b"We shall:\n\n" + b"- object within 30 days\n" * 40_000, "a.md"),
    "a PDF without text": (pdf(page_of(b"")), "a.pdf"),
}  # fmt: skip
REFUSED = {
    "more than can be read": (b"a" * (MAX_BYTES + 1), "a.txt"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 5_000, "a.html"),
    "NUL from the start": (b"\x00" * 10_000, "a.txt"),
    "lists 10,000 deep": (b"<ul><li>" * 10_000, "a.html"),
    "an encrypted PDF": (encrypted(), "a.pdf"),
    "a truncated PDF": (pdf(page_of(b"BT (hello) Tj ET"))[:300], "a.pdf"),
    "a PDF of nonsense": (b"%PDF-1.7\n" + b"1 0 obj << /Kids [1 0 R] >> " * 20_000, "a.pdf"),
}


@pytest.mark.parametrize("name", READ)
def test_a_hostile_document_is_read_within_bounds(name: str) -> None:
    assert verdict(*READ[name]).startswith("read")


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_with_a_reason(name: str) -> None:
    word, _, reason = verdict(*REFUSED[name]).partition(" ")
    assert (word, bool(reason)) == ("refused", True)


def test_a_pdf_that_inflates_without_end_ends() -> None:
    assert verdict(packed_bomb(), "a.pdf").split()[0] in ("read", "refused")


def test_no_pattern_of_the_crawlers_can_be_made_to_hang() -> None:
    command = [sys.executable, str(ROOT / "tests" / "crawlers" / "hostile_patterns.py")]
    done = subprocess.run(command, capture_output=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr.decode(errors="replace")[-2_000:]
    assert int(done.stdout.split()[1]) > 40
