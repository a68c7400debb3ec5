"""A document as somebody sends it, pasted or as a file, what it says, and its bytes laid down before they are filed.

No address is ever fetched.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from threading import BoundedSemaphore
from typing import assert_never

from crawlers.archive import Archive
from crawlers.blocks import Extracted
from crawlers.errors import ExtractFailed
from crawlers.extract import extract
from crawlers.known import gazetteer
from crawlers.laying import Filing, Laid, lay, lay_first
from crawlers.markdown import read_markdown
from crawlers.markup import read_markup
from crawlers.plain import read_plain
from crawlers.read import Reading, read
from web.deps import Pen
from web.problems import Refused

LONGEST_NAME = 300
READ_AT_ONCE, MOST_WAITING = 2, 8
"""Documents read at the same time, and those let in beside: a reader more than the machine's cores speeds up nobody."""
_READING, _LET_IN = BoundedSemaphore(READ_AT_ONCE), BoundedSemaphore(READ_AT_ONCE + MOST_WAITING)
_MARKED_UP = re.compile(r"^(?:#{1,6} \S|\|[ :|-]{2,200}\|[ \t]*$)", re.MULTILINE)
_TAGGED = re.compile(r"<(?:!doctype html|html|body|head|div|p|h[1-6]|table|ul|ol)[\s>]", re.IGNORECASE)
_LOOKED_AT = 20_000


class TextKind(StrEnum):
    """How a pasted text is written."""

    PLAIN = "plain"
    MARKDOWN = "markdown"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class Sent:
    """The bytes that were sent: a file with what its sender calls it, or a pasted text with its kind."""

    content: bytes
    name: str = ""
    content_type: str = ""
    kind: TextKind | None = None  # of a pasted text alone
    field: str = "file"  # what a refusal names

    @classmethod
    def pasted(cls, text: str, kind: TextKind | None = None) -> "Sent":
        """A pasted text; without a kind it is told from its marks."""
        return cls(text.encode("utf-8", "replace"), kind=kind or _kind_of(text), field="text")


@contextmanager
def taking_turns() -> Iterator[None]:
    """A reader's turn: few read, some wait, so that other pages are still answered. Raises Refused (429) beyond."""
    if not _LET_IN.acquire(blocking=False):
        words = "Several documents are being read. Send this one again in a moment."
        raise Refused(HTTPStatus.TOO_MANY_REQUESTS, words, headers={"Retry-After": "5"})
    try:
        with _READING:
            yield
    finally:
        _LET_IN.release()


def read_document(sent: Sent, language: str | None = None) -> Reading:
    """What a document says. Raises Refused: 422 for one that is empty or cannot be read, 429 where many are read."""
    with taking_turns():
        return _read(sent, language)


def laid_down(pen: Pen, sent: Sent, reading: Reading, filing: Filing) -> Laid:
    """Its bytes, where captured bytes lie. A filing that names nobody is of an organisation that is yet to be entered.
    Raises NotFound, BadInput: then nothing is laid down."""
    archive = Archive(pen.settings.snapshots)
    if not filing.subject_id:
        return lay_first(archive, sent.content, reading, filing)
    return lay(pen.read, archive, sent.content, reading, filing)


def _read(sent: Sent, language: str | None) -> Reading:
    try:
        extracted = extracted_of(sent)
    except ExtractFailed as error:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, f"It cannot be read: {error}.", field=sent.field) from error
    if not extracted.text.strip():
        words = "There is no text in it. A scanned page holds pictures alone: send one whose words can be marked."
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, words, field=sent.field)
    return read(extracted, language=language, gazetteer=gazetteer())


def extracted_of(sent: Sent) -> Extracted:
    """The blocks of what was sent. Raises ExtractFailed."""
    if sent.kind is None:
        return extract(sent.content, content_type=sent.content_type, name=sent.name)
    text = sent.content.decode("utf-8", "replace")
    match sent.kind:
        case TextKind.PLAIN:
            return read_plain(text)
        case TextKind.MARKDOWN:
            return read_markdown(text)
        case TextKind.HTML:
            return read_markup(text)
    assert_never(sent.kind)


def _kind_of(text: str) -> TextKind:
    """How a pasted text is written, by the first marks of it that no prose has."""
    start = text[:_LOOKED_AT]
    if _TAGGED.search(start):
        return TextKind.HTML
    return TextKind.MARKDOWN if _MARKED_UP.search(start) else TextKind.PLAIN
