"""Answers made to break a reader of HTTP end as a document or as a failure with a kind, never otherwise."""

import asyncio
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawlers.errors import FailureKind, FetchFailed
from crawlers.fetch import Fetched, Fetcher, Limits
from registry.guard import Guard
from tests.servers.vendor_site import VendorSite

LIMITS = Limits(host_interval=0.0, seconds=1.0, raw_bytes=200_000, inflated_bytes=400_000)
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
UNREADABLE = frozenset({FailureKind.PROTOCOL, FailureKind.CUT_SHORT, FailureKind.UNREACHABLE})

ANSWERS: dict[str, tuple[bytes, frozenset[FailureKind]]] = {
    "nothing": (b"", UNREADABLE),
    "a line without an end": (b"HTTP/1.1 200", UNREADABLE),
    "another protocol": (b"SSH-2.0-OpenSSH_9.6\r\n", UNREADABLE),
    "an old protocol": (b"<html>HTTP/0.9</html>", UNREADABLE),
    "a status of letters": (b"HTTP/1.1 abc OK\r\n\r\n", UNREADABLE),
    "a status of four digits": (b"HTTP/1.1 2000 OK\r\n\r\n", UNREADABLE),
    "a status below all": (b"HTTP/1.1 000 X\r\n\r\n", UNREADABLE | {FailureKind.BAD_STATUS}),
    "a status above all": (b"HTTP/1.1 999 X\r\nContent-Length: 0\r\n\r\n", frozenset({FailureKind.BAD_STATUS})),
    "a header with NUL": (OK + b"X: a\x00b\r\nContent-Length: 0\r\n\r\n", UNREADABLE),
    "a header without a name": (OK + b": x\r\n\r\n", UNREADABLE),
    "a header without a colon": (OK + b"nonsense\r\n\r\n", UNREADABLE),
    "a header of 100 kB": (OK + b"X: " + b"y" * 100_000 + b"\r\n\r\n", UNREADABLE),
    "ten thousand headers": (OK + b"X: y\r\n" * 10_000 + b"\r\n", UNREADABLE),
    "a reason of 100 kB": (b"HTTP/1.1 200 " + b"y" * 100_000 + b"\r\n\r\n", UNREADABLE),
    "a length of letters": (OK + b"Content-Length: many\r\n\r\n", UNREADABLE),
    "a length below nothing": (OK + b"Content-Length: -5\r\n\r\n", UNREADABLE),
    "a length with a sign": (OK + b"Content-Length: +5\r\n\r\nhello", UNREADABLE),
    "a length without end": (OK + b"Content-Length: " + b"9" * 400 + b"\r\n\r\n", UNREADABLE | {FailureKind.TOO_LARGE}),
    "two lengths": (OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", UNREADABLE),
    "length and chunks": (
        OK + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        UNREADABLE,
    ),
    "a chunk size of letters": (CHUNKED + b"zz\r\nhello\r\n0\r\n\r\n", UNREADABLE),
    "a chunk size without end": (CHUNKED + b"f" * 100 + b"\r\nhello\r\n", UNREADABLE | {FailureKind.TOO_LARGE}),
    "a chunk below nothing": (CHUNKED + b"-5\r\nhello\r\n0\r\n\r\n", UNREADABLE),
    "chunks without an end": (CHUNKED + b"5\r\nhello\r\n", UNREADABLE),
    "more trailers than headers": (CHUNKED + b"5\r\nhello\r\n0\r\n" + b"X: y\r\n" * 10_000 + b"\r\n", UNREADABLE),
    "chunks too many": (CHUNKED + b"4\r\nabcd\r\n" * 60_000, UNREADABLE | {FailureKind.TOO_LARGE}),
    "an encoding of transfer unknown": (
        OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        frozenset({FailureKind.BAD_ENCODING}),
    ),
    "an encoding unknown": (OK + b"Content-Encoding: zstd\r\n\r\nhello", frozenset({FailureKind.BAD_ENCODING})),
    "an encoding with NUL": (OK + b"Content-Encoding: gz\x00ip\r\n\r\nhello", UNREADABLE | {FailureKind.BAD_ENCODING}),
    "hints for ever": (b"HTTP/1.1 103 Early Hints\r\n\r\n" * 5000, UNREADABLE | {FailureKind.TIMEOUT}),
    "other protocols offered": (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
        UNREADABLE | {FailureKind.BAD_STATUS}),
    "a redirect with letters nobody has": (
        b"HTTP/1.1 302 X\r\nLocation: /\xff\xfe\xc3\r\nContent-Length: 0\r\n\r\n",
        frozenset({FailureKind.BAD_STATUS, FailureKind.PROTOCOL}),
    ),
    "a redirect of 20 kB": (
        b"HTTP/1.1 302 X\r\nLocation: /" + b"a" * 20_000 + b"\r\nContent-Length: 0\r\n\r\n",
        frozenset({FailureKind.REFUSED_ADDRESS, FailureKind.PROTOCOL}),
    ),
    "a redirect to a port of letters": (
        b"HTTP/1.1 302 X\r\nLocation: http://127.0.0.1:http/\r\nContent-Length: 0\r\n\r\n",
        frozenset({FailureKind.REFUSED_ADDRESS, FailureKind.PROTOCOL}),
    ),
    "two redirects at once": (
        b"HTTP/1.1 302 X\r\nLocation: /404\r\nLocation: /403\r\nContent-Length: 0\r\n\r\n",
        frozenset({FailureKind.BAD_STATUS, FailureKind.PROTOCOL}),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def site() -> Iterator[VendorSite]:
    with VendorSite() as running:
        yield running


def ended(site: VendorSite, answer: bytes) -> Fetched | FailureKind:
    site.raw["/hostile"] = answer

    async def once() -> Fetched:
        async with Fetcher(Guard.of(("127.0.0.0/8",)), "Onward/0.1 (test)", limits=LIMITS) as fetcher:
            return await fetcher.fetch(site.url("/hostile"), heed_robots=False)

    try:
        return asyncio.run(once())
    except FetchFailed as failure:
        return failure.kind


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_made_to_break_a_reader_fails_with_a_kind(site: VendorSite, name: str) -> None:
    answer, kinds = ANSWERS[name]
    assert ended(site, answer) in kinds


@pytest.mark.parametrize(
    "header",
    [
        b"Content-Type: " + b"x" * 5000,
        b"Content-Type: text/html; charset=" + b"y" * 5000,
        b"Content-Type: text/html; charset=rot13",
        b"Content-Type: text/html; charset=\xff\xfe",
        b"ETag: unquoted\xe9",
        b'ETag: "' + b"z" * 5000 + b'"',
        b"Last-Modified: never",
        b"Retry-After: " + b"9" * 5000,
        b"Set-Cookie: \xff=\xff; Domain=.; Expires=never; Max-Age=" + b"9" * 300,
        b"Link: <http://169.254.169.254/>; rel=preload",
        b"Refresh: 0; url=http://169.254.169.254/",
        b"Alt-Svc: h3=\"169.254.169.254:443\"; ma=86400",
    ],
)  # fmt: skip
def test_a_header_nobody_can_use_does_no_harm(site: VendorSite, header: bytes) -> None:
    page = ended(site, OK + header + b"\r\nContent-Length: 5\r\n\r\nhello")
    assert isinstance(page, Fetched)
    assert (page.body, page.text or "hello") == (b"hello", "hello")
    assert page.etag is None


@pytest.mark.parametrize(
    "answer",
    [
        OK + b"X: a\r\n b\r\nContent-Length: 5\r\n\r\nhello",
        CHUNKED + b"5;" + b"x" * 300_000 + b"\r\nhello\r\n0\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n" + OK + b"Content-Length: 5\r\n\r\nhello",
    ],
    ids=["folded", "chunk-extension", "early-hints"],
)
def test_an_odd_but_whole_answer_is_a_page(site: VendorSite, answer: bytes) -> None:
    page = ended(site, answer)
    assert isinstance(page, Fetched)
    assert page.body == b"hello"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answer=st.one_of(st.binary(max_size=400), st.binary(max_size=400).map(lambda rest: OK + rest)))
def test_any_bytes_at_all_end_as_a_document_or_a_failure(site: VendorSite, answer: bytes) -> None:
    assert isinstance(ended(site, answer), Fetched | FailureKind)
