"""What a page shows of others, before anybody is recognised in it."""

from dataclasses import dataclass
from enum import StrEnum


class EvidenceKind(StrEnum):
    """Where on a page something shows itself."""

    SCRIPT = "script"
    STYLESHEET = "stylesheet"
    FRAME = "frame"
    IMAGE = "image"
    PIXEL = "pixel"
    MEDIA = "media"
    PRELOAD = "preload"
    PRECONNECT = "preconnect"
    INLINE = "inline"
    OWN_SCRIPT = "own_script"
    IDENTIFIER = "identifier"
    REQUEST = "request"
    COOKIE = "cookie"
    HTML = "html"
    ALT_TEXT = "alt_text"
    DORMANT = "dormant"
    COMMENT = "comment"
    FORM = "form"
    LINK = "link"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One address, name or mark on a page. `start` and `end` are its place in the page's text, None where there is
    no text (a recorded request). `loaded`: the page as written loads it before anybody has consented.

    `notable`: an unknown host is worth listing. Pages link to half the world; a link to nobody known is not.
    """

    kind: EvidenceKind
    value: str
    start: int | None = None
    end: int | None = None
    loaded: bool
    notable: bool = True
