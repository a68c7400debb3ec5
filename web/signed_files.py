"""A signed agreement as somebody sends it: what it is, told from its bytes, and the text that is read in it."""

import hashlib
import re
from dataclasses import dataclass
from http import HTTPStatus

from crawlers.blocks import Extracted
from crawlers.compare import fingerprint
from crawlers.errors import ExtractFailed
from crawlers.extract import EXTRACTOR, decode
from crawlers.known import gazetteer
from crawlers.read import READER, read
from crawlers.telling import as_json
from registry.handed import Read
from registry.signed import Paper
from web.documents import Sent, TextKind, extracted_of, taking_turns
from web.problems import Refused

PDF = "application/pdf"
LONGEST_NAME = 200
_TYPES = {TextKind.HTML: "text/html", TextKind.MARKDOWN: "text/markdown", TextKind.PLAIN: "text/plain"}
ENDINGS = {PDF: "pdf", "text/html": "html", "text/markdown": "md", "text/plain": "txt"}
_OTHERS = {
    b"PK\x03\x04": "It is an archive or an office document (.docx, .odt). Save it as PDF, and send that.",
    b"\xd0\xcf\x11\xe0": "It is an office document of the old kind (.doc). Save it as PDF, and send that.",
    b"\x89PNG": "It is a picture. Put the pages into one PDF, and send that.",
    b"\xff\xd8\xff": "It is a picture. Put the pages into one PDF, and send that.",
    b"II*\x00": "It is a picture. Put the pages into one PDF, and send that.",
    b"MM\x00*": "It is a picture. Put the pages into one PDF, and send that.",
}
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that may be kept: its paper, its bytes, and what was read in it (None: it holds no words, a scan)."""

    paper: Paper
    content: bytes
    read: Read | None


def take(content: bytes, name: str) -> Taken:
    """Look at a file. Raises Refused: 415 for what no reader reads, 422 for what is empty or damaged, 429."""
    if not content.strip():
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "The file is empty.", field="file")
    media_type = media_type_of(content)
    text = _extracted(content, media_type)
    if not text.text.strip() and media_type != PDF:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "There is no text in it.", field="file")
    paper = Paper(hashlib.sha256(content).hexdigest(), len(content), media_type, plain_name(name))
    return Taken(paper, content, _read(text) if text.text.strip() else None)


def media_type_of(content: bytes) -> str:
    """What the bytes are; what they are called says nothing. Raises Refused (415)."""
    if content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-"):
        return PDF
    why = next((words for start, words in _OTHERS.items() if content.startswith(start)), None)
    is_wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    if why is None and b"\0" in content and not is_wide:
        why = "It is neither PDF, HTML, Markdown nor text."
    if why is not None:
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, why, field="file")
    return _TYPES[Sent.pasted(decode(content)).kind or TextKind.PLAIN]


def plain_name(name: str) -> str | None:
    """What the sender calls it: the last part of a path, on one line; None where nothing is left."""
    last = name[-2_000:].replace("\\", "/").rpartition("/")[2]
    line = _SPACES.sub(" ", "".join(sign if sign.isprintable() else " " for sign in last)).strip()
    return line[-LONGEST_NAME:] or None


def _extracted(content: bytes, media_type: str) -> Extracted:
    with taking_turns():
        try:
            return extracted_of(Sent(content, f"file.{ENDINGS[media_type]}", media_type))
        except (ExtractFailed, RecursionError) as error:
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, f"It cannot be read: {error}.", field="file") from error


def _read(text: Extracted) -> Read:
    with taking_turns():
        found = as_json(read(text, language=None, gazetteer=gazetteer()), with_text=False)
    return Read(fingerprint(text), EXTRACTOR, READER, found)
