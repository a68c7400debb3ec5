"""What nobody should hand in: `onward read` answers clearly within a gigabyte and two minutes of processor time."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, NumberObject

from registry.answers import Exit

ROOT = Path(__file__).resolve().parents[2]
MEGABYTE = 1_000_000
SENTENCE = "Vi delar ditt namn med Zeppo Inc. i USA med stöd av standardavtalsklausuler enligt 2021/914. "
ENGLISH = "We share your name with Zeppo Inc. in the United States under standard contractual clauses of 2021/914. "
HEAD = b"<table><tr><th>Sub-processor<th>Purpose<th>Country</tr>"


def _bytes_of(writer: PdfWriter) -> bytes:
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def pictures() -> bytes:
    """A scanned document: each page is one picture."""
    writer = PdfWriter()
    picture = DecodedStreamObject()
    picture.set_data(b"\x80" * 40_000)
    picture.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Image"),
            NameObject("/Width"): NumberObject(200),
            NameObject("/Height"): NumberObject(200),
            NameObject("/ColorSpace"): NameObject("/DeviceGray"),
            NameObject("/BitsPerComponent"): NumberObject(8),
        }
    )
    for _ in range(40):
        page = writer.add_blank_page(200, 200)
        drawn = DecodedStreamObject()
        drawn.set_data(b"q 200 0 0 200 0 0 cm /Im0 Do Q")
        page[NameObject("/Contents")] = writer._add_object(drawn)
        named = DictionaryObject({NameObject("/Im0"): writer._add_object(picture)})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): named})
    return _bytes_of(writer)


def pages(count: int) -> bytes:
    writer = PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    fonts = DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/F1"): writer._add_object(font)})})
    for number in range(count):
        page = writer.add_blank_page(300, 200)
        drawn = DecodedStreamObject()
        drawn.set_data(f"BT /F1 9 Tf 20 150 Td (We share data with Zeppo Inc. on page {number}.) Tj ET".encode())
        page[NameObject("/Contents")] = writer._add_object(drawn)
        page[NameObject("/Resources")] = fonts
    return _bytes_of(writer)


def encrypted() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt("a password", algorithm="RC4-128")
    return _bytes_of(writer)


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "<w:p>We share data.</w:p>" * 1_000)
    return buffer.getvalue()


Made = Callable[[], bytes]
READ: dict[str, tuple[Made, str]] = {
    "empty": (lambda: b"", "a.html"),
    "a line of five megabytes": (lambda: (ENGLISH * 60_000)[: 5 * MEGABYTE].encode(), "a.txt"),
    "a line of five megabytes in Swedish": (lambda: (SENTENCE * 60_000)[: 5 * MEGABYTE].encode(), "a.md"),
    "a word of five megabytes": (lambda: b"a" * 5 * MEGABYTE, "a.html"),
    "five megabytes of digits": (lambda: b"7" * 5 * MEGABYTE, "a.txt"),
    "a wrong charset": (lambda: f'<meta charset="utf-8"><p>{SENTENCE}'.encode("cp1252"), "a.html"),
    "a table of 50,000 rows": (
        lambda: HEAD + b"<tr><td>Zeppo Inc.<td>to send letters<td>United States</tr>" * 50_000,
        "a.html",
    ),
    "script in the text": (
        lambda: f"<p>{ENGLISH}<script>{'if (a < b) {}' * 9_000}</script>{ENGLISH}<style>{'a{}' * 9_000}".encode(),
        "a.html",
    ),
    "control characters": (lambda: bytes(range(1, 32)) * 3_000 + ENGLISH.encode() * 50, "a.txt"),
    "surrogates in UTF-8": (lambda: b"<p>" + b"\xed\xa0\x80\xed\xb0\x80 We share data. " * 5_000, "a.html"),
    "lone surrogates in UTF-16": (
        lambda: b"\xff\xfe" + (b"\x00\xd8" + "We share. ".encode("utf-16-le")) * 3_000,
        "a.txt",
    ),
    "surrogates in entities": (lambda: b"<p>" + b"&#xD800;&#xDFFF;&#0;&#x110000; We share. " * 5_000, "a.html"),
    "a PDF of pictures": (pictures, "a.pdf"),
}  # fmt: skip
REFUSED: dict[str, tuple[Made, str]] = {
    "bytes of all sorts": (lambda: bytes(range(256)) * 4_000, "a.html"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(5_000), "a.html"),
    "lists 100,000 deep": (lambda: b"<ul><li>" * 100_000 + b"x", "a.html"),
    "an encrypted PDF": (encrypted, "a.pdf"),
    "a zip that is called a page": (zipped, "a.html"),
}
EITHER: dict[str, tuple[Made, str]] = {
    "ten megabytes of HTML": (lambda: b"<p>" + (ENGLISH * 100_000)[: 10 * MEGABYTE - 3].encode(), "a.html"),
    "NUL between letters": (lambda: b"<p>" + b"We share\x00 data with Zeppo Inc. " * 5_000, "a.html"),
    "UTF-16 without a mark": (lambda: (f"<p>{SENTENCE}</p>" * 200).encode("utf-16-le"), "a.html"),
    "UTF-16 the other way without a mark": (lambda: (f"<p>{SENTENCE}</p>" * 200).encode("utf-16-be"), "a.html"),
    "a PDF of 5,000 pages": (lambda: pages(5_000), "a.pdf"),
    "Markdown lists 100,000 deep": (lambda: b"".join(b" " * (n % 400) + b"- a\n" for n in range(100_000)), "a.md"),
    "closing tags alone": (lambda: b"</div></p></li>" * 300_000, "a.html"),
    "a tag of ten megabytes": (lambda: b"<p " + b"a" * (10 * MEGABYTE - 4) + b">", "a.html"),
}


def answer(made: Made, name: str, folder: Path) -> tuple[int, bytes, str]:
    """The command's exit code, and what it said."""
    path = folder / name
    path.write_bytes(made())
    command = [sys.executable, str(ROOT / "tests" / "crawlers" / "bad_input_reading.py"), str(path)]
    done = subprocess.run(command, capture_output=True, check=False, cwd=ROOT)
    said = done.stderr.decode(errors="replace")
    assert "Traceback" not in said, said[-2_000:]
    return done.returncode, done.stdout, said


@pytest.mark.parametrize("name", READ)
def test_what_is_odd_is_read_within_bounds(name: str, tmp_path: Path) -> None:
    code, out, said = answer(*READ[name], tmp_path)
    assert code == Exit.OK, said
    assert isinstance(json.loads(out), dict)
    out.decode("utf-8")


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_text_is_refused_with_a_reason_and_no_answer(name: str, tmp_path: Path) -> None:
    code, out, said = answer(*REFUSED[name], tmp_path)
    assert (code, out) == (Exit.USAGE, b"")
    assert REFUSED[name][1] in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize("name", EITHER)
def test_what_is_too_much_ends_with_an_answer_or_a_reason(name: str, tmp_path: Path) -> None:
    code, out, said = answer(*EITHER[name], tmp_path)
    assert code in (Exit.OK, Exit.USAGE), said
    assert bool(out) is (code == Exit.OK)
    assert bool(said.strip()) or code == Exit.OK


def test_a_wrong_charset_loses_no_word(tmp_path: Path) -> None:
    _, out, _ = answer(*READ["a wrong charset"], tmp_path)
    told = json.loads(out)
    assert [one["name_as_written"] for one in told["recipients"]] == ["Zeppo Inc."]
