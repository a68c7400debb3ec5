"""An object store on loopback that speaks S3: it checks every signature, and fails as it is told.

Written from Amazon's description of signature version 4, apart from the library that asks it.
"""

import hashlib
import hmac
import re
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, quote, unquote, urlsplit
from xml.sax.saxutils import escape

_SIGNED = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/]+)/([0-9]{8}/([a-z0-9-]+)/s3/aws4_request), "
    r"SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})"
)
KEY, SECRET, REGION, BUCKET = "ours", "wJalr/secret+words", "eu-north-1", "captured"


@dataclass(slots=True)
class ObjectStore:
    """The store. `page`: how many keys one answer of a list holds. What it does wrong:

    `status` answers every request so; `hangs` says nothing until it is told to; `loses` keeps the first bytes only of
    what it is handed; `forgets_first` lets a second writer replace a new file; `drops_after` hangs up in the middle of
    an answer that is longer; `vanishes_after` is gone after so many requests more. `meanwhile` is what others do
    while it takes its time over a request.
    """

    page: int = 1000
    status: int | None = None
    hangs: bool = False
    loses: int | None = None
    forgets_first: bool = False
    drops_after: int | None = None
    vanishes_after: int | None = None
    meanwhile: Callable[[], None] | None = None
    objects: dict[str, bytes] = field(default_factory=dict)
    written: dict[str, datetime] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    is_over: bool = False
    _server: ThreadingHTTPServer | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __enter__(self) -> Self:
        handler = type("Handler", (_Handler,), {"told": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self.is_over = True
        self._server.shutdown()
        self._server.server_close()

    def address(self, prefix: str = "of/ours", *, region: str = REGION) -> str:
        """What ONWARD_SNAPSHOTS says of it."""
        assert self._server is not None
        endpoint = f"http://127.0.0.1:{self._server.server_address[1]}"
        return f"s3://{BUCKET}/{prefix}?endpoint={endpoint}&region={region}"

    def key_of(self, sha256: str) -> str:
        """The one key under which a file of this name lies."""
        return next(key for key in self.objects if key.endswith(f"{sha256}.zst"))

    def put(self, key: str, body: bytes, *, is_first: bool) -> bool:
        """Keep an object; False where one stands that must not be replaced."""
        with self._lock:
            if is_first and not self.forgets_first and key in self.objects:
                return False
            self.objects[key] = body if self.loses is None else body[: self.loses]
            self.written[key] = datetime.now(UTC)
        return True


class _Handler(BaseHTTPRequestHandler):
    told: ObjectStore
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def _answer(self) -> None:
        try:
            self._judge()
        except OSError:  # who asked has gone
            self.close_connection = True

    def _judge(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.told.asked.append((self.command, self.path))
        if self.told.vanishes_after is not None:
            self.told.vanishes_after -= 1
        if self.told.vanishes_after is not None and self.told.vanishes_after < 0:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        while self.told.hangs and not self.told.is_over:
            time.sleep(0.02)
        if self.told.meanwhile is not None:
            self.told.meanwhile()
        if self.told.status is not None:
            self._send(self.told.status)
        elif (wrong := _wrong(self, body)) is not None:
            self.told.refused.append(wrong)
            self._send(403, _error(wrong))
        else:
            self._do(body)

    do_GET = do_PUT = do_HEAD = do_DELETE = _answer

    def _key(self) -> str:
        return unquote(urlsplit(self.path).path).removeprefix("/").partition("/")[2]

    def _written(self, key: str) -> datetime:
        """When an object was last written; now, where that was not by a request."""
        return self.told.written.get(key, datetime.now(UTC))

    def _do(self, body: bytes) -> None:
        parts = urlsplit(self.path)
        bucket, _, key = unquote(parts.path).removeprefix("/").partition("/")
        if bucket != BUCKET:
            self._send(404, _error("NoSuchBucket"))
        elif not key:
            self._send(200, self._listed(dict(parse_qsl(parts.query))))
        elif self.command == "PUT":
            is_put = self.told.put(key, body, is_first=self.headers.get("If-None-Match") == "*")
            self._send(200 if is_put else 412, mark=_mark(self.told.objects[key]))
        elif self.command == "DELETE":
            self.told.objects.pop(key, None)
            self._send(204)
        elif key not in self.told.objects:
            self._send(404, _error("NoSuchKey"))
        else:
            self._send_object(self.told.objects[key])

    def _send_object(self, content: bytes) -> None:
        asked = re.fullmatch(r"bytes=([0-9]+)-([0-9]+)", self.headers.get("Range", ""))
        if asked is None:
            self._send(200, content, mark=_mark(content))
            return
        first, last = int(asked[1]), min(int(asked[2]), len(content) - 1)
        self._send(206, content[first : last + 1], mark=_mark(content), part=f"bytes {first}-{last}/{len(content)}")

    def _listed(self, asked: dict[str, str]) -> bytes:
        after = max(asked.get("continuation-token", ""), asked.get("start-after", ""))
        keys = [key for key in sorted(self.told.objects) if key.startswith(asked.get("prefix", "")) and key > after]
        page, rest = keys[: self.told.page], keys[self.told.page :]
        contents = "".join(
            f"<Contents><Key>{escape(key)}</Key><LastModified>{self._written(key):%Y-%m-%dT%H:%M:%S.000Z}</LastModified>"
            f"<ETag>&quot;x&quot;</ETag><Size>{len(self.told.objects[key])}</Size></Contents>"
            for key in page
        )
        token = f"<NextContinuationToken>{escape(page[-1])}</NextContinuationToken>" if rest else ""
        return (
            f"<ListBucketResult><IsTruncated>{str(bool(rest)).lower()}</IsTruncated>{contents}{token}</ListBucketResult>"
        ).encode()

    def _send(self, status: int, body: bytes = b"", *, mark: str = "", part: str = "") -> None:
        self.send_response(status)
        for name, value in (("ETag", mark), ("Content-Range", part)):
            if value:
                self.send_header(name, value)
        self.send_header("Last-Modified", format_datetime(self._written(self._key()), usegmt=True))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "HEAD":
            return
        if self.told.drops_after is None or len(body) <= self.told.drops_after:
            self.wfile.write(body)
            return
        self.wfile.write(body[: self.told.drops_after])
        self.wfile.flush()
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *args: object) -> None:
        """Tests speak through `asked`."""


def _wrong(request: BaseHTTPRequestHandler, body: bytes) -> str | None:
    """What is wrong with the signature of a request; None: nothing."""
    signed = _SIGNED.fullmatch(request.headers.get("Authorization", ""))
    if signed is None:
        return "AccessDenied"
    if signed[1] != KEY:
        return "InvalidAccessKeyId"
    if signed[3] != REGION:
        return "AuthorizationHeaderMalformed"
    said = request.headers.get("x-amz-content-sha256", "")
    if said != hashlib.sha256(body).hexdigest():
        return "XAmzContentSHA256Mismatch"
    parts = urlsplit(request.path)
    query = sorted(
        (quote(name, safe="-_.~"), quote(value, safe="-_.~")) for name, value in parse_qsl(parts.query, True)
    )
    names = signed[4].split(";")
    if not {"host", "x-amz-content-sha256", "x-amz-date"} <= set(names):
        return "SignatureDoesNotMatch"
    canonical = "\n".join([
        request.command, parts.path, "&".join(f"{name}={value}" for name, value in query),
        *(f"{name}:{' '.join(request.headers.get(name, '').split())}" for name in names), "", signed[4], said,
    ])  # fmt: skip
    wanted = _signature(canonical, signed[2], request.headers.get("x-amz-date", ""))
    return None if hmac.compare_digest(wanted, signed[5]) else "SignatureDoesNotMatch"


def _signature(canonical: str, scope: str, at: str) -> str:
    words = "\n".join(["AWS4-HMAC-SHA256", at, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = f"AWS4{SECRET}".encode()
    for part in (*scope.split("/"), words):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key.hex()


def _mark(content: bytes) -> str:
    return f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'


def _error(code: str) -> bytes:
    return f"<Error><Code>{code}</Code><Message>{code}</Message></Error>".encode()
