"""What a fetch gives back, and what of it is sent along next time. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Self

from crawlers.bodies import charset_of, text_of

_ETAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e]{0,500}"')
_DATE = re.compile(r"[A-Za-z0-9 ,:+\-]{1,60}")
_TYPE = re.compile(r"[a-z0-9!#$&^_.+\-]{1,60}/[a-z0-9!#$&^_.+\-]{1,60}")
_CHARSET = re.compile(r"""charset\s{0,9}=\s{0,9}["']?([A-Za-z0-9_:.\-]{1,40})""", re.IGNORECASE)
# several headers come as one, parted by commas; a date's comma is followed by no name and `=`
_SET_COOKIE = re.compile(r"(?:^|,)\s{0,3}([!#$%&'*+.^_`|~0-9A-Za-z\-]{1,100})=")
_LONGEST_COOKIES = 20_000
Headers = Mapping[str, str]  # names in lower case
_TEXTS = ("text/", "application/xhtml+xml", "application/xml", "application/json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """By what a server knows the version we have. `url` is where it was served from; None: the address asked for."""

    etag: str | None = None
    last_modified: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A document as it was served. Status 304: the version we have still stands, and `body` is empty.

    `body` is inflated, `raw_bytes` how many bytes came over the wire. `content_type` and `said_charset` are None where
    none was named.
    """

    url: str
    final_url: str
    status: int
    body: bytes
    content_type: str | None
    said_charset: str | None
    etag: str | None
    last_modified: str | None
    fetched_at: datetime
    raw_bytes: int
    cookies: tuple[str, ...] = ()  # names of cookies the answer sets; none is kept

    @property
    def validators(self) -> Validators:
        """What to send along next time."""
        return Validators(etag=self.etag, last_modified=self.last_modified, url=self.final_url)

    @property
    def charset(self) -> str | None:
        """A name Python knows, told from the bytes too; None where the document is not text. Most documents are what
        they were and are never asked."""
        return charset_of(self.body, self.said_charset) if _is_text(self.content_type, self.body) else None

    @property
    def text(self) -> str:
        """The text, U+FFFD for what cannot be read. Empty where the document is not text."""
        charset = self.charset
        return "" if charset is None else text_of(self.body, charset)

    def asked_as(self, url: str) -> Self:
        """The same, with the address that was asked for before any redirect."""
        return replace(self, url=url)


def document_of(url: str, status: int, headers: Headers, body: bytes, *, raw_bytes: int) -> Fetched:
    """An answer with a document, or with the word that it has not changed."""
    content_type = _whole(_TYPE, headers.get("content-type", "").partition(";")[0].strip().lower())
    return Fetched(
        url=url,
        final_url=url,
        status=status,
        body=body,
        content_type=content_type,
        said_charset=_said_charset(headers),
        etag=_whole(_ETAG, headers.get("etag")),
        last_modified=_whole(_DATE, headers.get("last-modified")),
        fetched_at=datetime.now(UTC),
        raw_bytes=raw_bytes,
        cookies=tuple(dict.fromkeys(_SET_COOKIE.findall(headers.get("set-cookie", "")[:_LONGEST_COOKIES]))),
    )


def headers_of(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """An answer's headers, their names in lower case; one that comes several times as one, parted by commas."""
    headers: dict[str, list[str]] = {}
    for name, value in raw:
        headers.setdefault(name.decode("latin-1").lower(), []).append(_read_as_text(value))
    return {name: ", ".join(values) for name, values in headers.items()}


def conditional(validators: Validators | None, url: str, *, first: bool) -> dict[str, str]:
    """Headers that ask for the document only if it has changed. They go to the address they came from alone: another
    page's date would make an answer of "not changed" there a lie."""
    if validators is None or not (first if validators.url is None else validators.url == url):
        return {}
    etag, date = _whole(_ETAG, validators.etag), _whole(_DATE, validators.last_modified)
    headers = {"If-None-Match": etag, "If-Modified-Since": date}
    return {name: value for name, value in headers.items() if value is not None}


def _read_as_text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _said_charset(headers: Headers) -> str | None:
    found = _CHARSET.search(headers.get("content-type", "")[:300])
    return found[1] if found else None


def _is_text(content_type: str | None, body: bytes) -> bool:
    if body.startswith(b"%PDF-"):
        return False
    return content_type is None or content_type.startswith(_TEXTS) or content_type.endswith("+xml")


def _whole(pattern: re.Pattern[str], text: str | None) -> str | None:
    """A header's value if it is of the form it should be: what is sent back to servers holds nothing else."""
    return text if text is not None and pattern.fullmatch(text) else None
