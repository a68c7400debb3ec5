"""What an answer's bytes are: inflated within bounds, and in which charset they are written. Pure."""

import codecs
import re
import zlib

from crawlers.errors import FailureKind

MOST_MEMBERS = 1000  # gzip files may be strung together
_STEP = 64 * 1024
_DECLARED_WITHIN = 4096  # browsers look for a declaration in the first 1024 bytes; real pages are later

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_LABEL = re.compile(r"[A-Za-z0-9_:.\-]{1,40}")
_META = re.compile(rb"""<meta[^<>]{0,200}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([A-Za-z0-9_:.\-]{1,40})""", re.IGNORECASE)
_XML = re.compile(rb"""\A\s{0,9}<\?xml[^<>]{0,100}?encoding\s{0,9}=\s{0,9}["']([A-Za-z0-9_:.\-]{1,40})""")
# Python's names of the charsets browsers know. Others (utf-7, rot13, unicode_escape …) are ways to smuggle.
_MULTI_BYTE = frozenset(
    {"utf-8", "utf-16", "utf-16-le", "utf-16-be", "shift_jis", "cp932", "euc_jp", "iso2022_jp", "euc_kr", "cp949"}
    | {"gb2312", "gbk", "gb18030", "big5", "big5hkscs"}
)
_SINGLE_BYTE = frozenset(
    [
        *(f"cp{n}" for n in (866, 874, *range(1250, 1259))),
        *(f"iso8859-{n}" for n in (*range(2, 12), *range(13, 17))),
        *("koi8-r", "koi8-u", "mac-roman", "mac-cyrillic"),
    ]
)
# A page that says Latin-1 or ASCII is read as its superset, as every browser does.
_READ_AS = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874"}


class Unreadable(ValueError):
    """The bytes cannot be taken; `kind` says why."""

    def __init__(self, kind: FailureKind, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class Inflater:
    """Takes an answer's bytes as they come and gives back what they hold, never more than `most` bytes in all."""

    def __init__(self, encoding: str, most: int) -> None:
        """Raises Unreadable for an encoding that was not asked for."""
        self._encoding = encoding.strip().lower()
        if self._encoding not in {"", "identity", "gzip", "x-gzip", "deflate"}:
            raise Unreadable(FailureKind.BAD_ENCODING, f"sent as “{encoding[:40]}”, but only gzip or deflate was asked")
        self._most = most
        self._members = 0
        self._started = False
        self._stream: zlib._Decompress | None = None
        self._held = bytearray()

    def feed(self, chunk: bytes) -> None:
        """Raises Unreadable where the bytes are damaged or hold too much."""
        if self._encoding in {"", "identity"}:
            return self._hold(chunk)
        while chunk:
            chunk = self._inflate(chunk)
        return None

    def finish(self) -> bytes:
        """All that was held. Raises Unreadable where the last stream has no end."""
        if self._stream is not None and not self._stream.eof:
            raise Unreadable(FailureKind.CUT_SHORT, "the compressed answer ends before its end")
        return bytes(self._held)

    def _inflate(self, chunk: bytes) -> bytes:
        """Inflate one step; returns what is still to be done."""
        if self._stream is None or self._stream.eof:
            if self._started and not self._begins_member(chunk):
                return b""  # padding after the last member is allowed and means nothing
            self._stream = self._open(chunk)
        try:
            self._hold(self._stream.decompress(chunk, _STEP))
        except zlib.error as error:
            raise Unreadable(FailureKind.BAD_ENCODING, "the compressed answer is damaged") from error
        return self._stream.unused_data if self._stream.eof else self._stream.unconsumed_tail

    def _begins_member(self, chunk: bytes) -> bool:
        return self._encoding != "deflate" and chunk[:1] == b"\x1f"

    def _open(self, chunk: bytes) -> "zlib._Decompress":
        self._started = True
        self._members += 1
        if self._members > MOST_MEMBERS:
            raise Unreadable(FailureKind.BAD_ENCODING, f"more than {MOST_MEMBERS} gzip files strung together")
        if self._encoding == "deflate":  # meant as zlib (RFC 1950), sent bare by some servers
            return zlib.decompressobj(zlib.MAX_WBITS if chunk[0] & 0x0F == 8 else -zlib.MAX_WBITS)
        return zlib.decompressobj(zlib.MAX_WBITS | 16)

    def _hold(self, piece: bytes) -> None:
        if len(self._held) + len(piece) > self._most:
            raise Unreadable(FailureKind.TOO_LARGE, f"holds more than {self._most} bytes")
        self._held += piece


def charset_of(body: bytes, header: str | None) -> str:
    """Python's name of the charset: byte order mark, header, declared in the page, strict UTF-8, then cp1252.

    A claim is passed over where the bytes contradict it. Many charsets can read any bytes, so no other claim is
    believed where the bytes are UTF-8 beyond ASCII: no honest text looks so by chance.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return name
    is_utf8 = _decodes(body, "utf-8")
    if is_utf8 and not body.isascii():
        return "utf-8"
    for claim in (_known(header), _known(_declared(body), in_page=True)):
        if claim is not None and _fits(body, claim):
            return claim
    return "utf-8" if is_utf8 else "cp1252"


def text_of(body: bytes, charset: str) -> str:
    """The text; what cannot be read in the charset becomes U+FFFD."""
    return body.decode(charset, "replace")


def _declared(body: bytes) -> str | None:
    start = body[:_DECLARED_WITHIN]
    found = _XML.search(start) or _META.search(start)
    return found[1].decode("ascii") if found else None


def _known(label: str | None, *, in_page: bool = False) -> str | None:
    if label is None or not _LABEL.fullmatch(label.strip("\"' ")):
        return None
    try:
        name = codecs.lookup(label.strip("\"' ")).name
    except LookupError:
        return None
    if in_page and name.startswith("utf-16"):
        return "utf-8"  # a declaration that could be read as ASCII is not UTF-16
    return _READ_AS.get(name, name)


def _fits(body: bytes, claim: str) -> bool:
    if claim.startswith("utf-16") and b"\x00" not in body:
        return False
    return claim in _SINGLE_BYTE or (claim in _MULTI_BYTE and _decodes(body, claim))


def _decodes(body: bytes, charset: str) -> bool:
    try:
        body.decode(charset)
    except UnicodeDecodeError:
        return False
    return True
