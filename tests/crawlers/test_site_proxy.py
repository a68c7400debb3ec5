"""The browser's way out: every connection past the guard, tunnels too, bounded, and told."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from crawlers import site_proxy
from crawlers.site_proxy import Proxy, Request
from registry.guard import Guard, Resolved
from tests.servers.vendor_site import VendorSite

LOOPBACK = Guard.of(("127.0.0.0/8",))
Doing = Callable[[Proxy], Awaitable[Any]]


@pytest.fixture
def site() -> Iterator[VendorSite]:
    with VendorSite() as running:
        yield running


def at(*addresses: str, port: int) -> site_proxy.Resolve:
    """A name server that says of every name that it is here."""

    async def resolve(host: str, asked: int) -> list[Resolved]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", (address, port)) for address in addresses]

    return resolve


def through(guard: Guard, resolve: site_proxy.Resolve | None, doing: Doing) -> tuple[Any, list[Request]]:
    """What came of it, and what the proxy noted."""

    async def run() -> tuple[Any, list[Request]]:
        async with Proxy(guard, resolve) as proxy:
            return await doing(proxy), proxy.requests

    return asyncio.run(run())


async def said(proxy: Proxy, words: bytes, *more: bytes) -> bytes:
    """Everything the proxy answers until it closes; `more` follows once something has come back."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(proxy.address.rpartition(":")[2]))
    writer.write(words)
    got = b""
    try:
        for one in more:
            got += await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 20)
            writer.write(one)
        got += await asyncio.wait_for(reader.read(), 30)
    finally:
        writer.close()
    return got


def get(url: str, *headers: str) -> bytes:
    return "\r\n".join([f"GET {url} HTTP/1.1", "Host: www.shop.example", *headers, "", ""]).encode()


def test_a_plain_request_is_passed_on_as_a_site_reads_it(site: VendorSite) -> None:
    site.pages["/a"] = (200, {}, b"<p>hello")
    words = get("http://www.shop.example/a?b=1", "Proxy-Connection: keep-alive", "Cookie: a=b")
    answer, requests = through(LOOPBACK, at("127.0.0.1", port=site.port), lambda proxy: said(proxy, words))
    assert answer.startswith(b"HTTP/1.")
    assert answer.endswith(b"<p>hello")
    assert requests == [Request("http://www.shop.example/a?b=1")]
    (seen,) = site.seen
    assert (seen.path, seen.headers["host"], seen.headers["connection"]) == ("/a?b=1", "www.shop.example", "close")
    assert "proxy-connection" not in seen.headers


def test_a_tunnel_tells_its_host_and_carries_what_it_is_given(site: VendorSite) -> None:
    site.pages["/in"] = (200, {}, b"inside")
    words = b"CONNECT www.shop.example:443 HTTP/1.1\r\n\r\n"
    asked = get("/in", "Connection: close")
    answer, requests = through(LOOPBACK, at("127.0.0.1", port=site.port), lambda proxy: said(proxy, words, asked))
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.endswith(b"inside")
    assert requests == [Request("https://www.shop.example/")]


def test_a_second_request_on_a_connection_reaches_nobody(site: VendorSite) -> None:
    site.pages |= {"/a": (200, {}, b"a"), "/b": (200, {}, b"b")}
    words = get("http://www.shop.example/a") + get("http://10.0.0.1/b")
    through(LOOPBACK, at("127.0.0.1", port=site.port), lambda proxy: said(proxy, words))
    assert [seen.path for seen in site.seen] == ["/a"]


REFUSED = [
    "GET http://127.0.0.1/ HTTP/1.1",
    "GET http://169.254.169.254/latest/meta-data HTTP/1.1",
    "GET http://[::1]/ HTTP/1.1",
    "GET http://2130706433/ HTTP/1.1",
    "GET http://intranet/ HTTP/1.1",
    "GET http://www.shop.example:22/ HTTP/1.1",
    "GET http://user@www.shop.example/ HTTP/1.1",
    "GET ftp://www.shop.example/ HTTP/1.1",
    "GET file:///etc/passwd HTTP/1.1",
    "GET /etc/passwd HTTP/1.1",
    "CONNECT 127.0.0.1:443 HTTP/1.1",
    "CONNECT www.shop.example:25 HTTP/1.1",
    "CONNECT localhost:443 HTTP/1.1",
    "CONNECT www.shop.example:99999 HTTP/1.1",
]


@pytest.mark.parametrize("words", REFUSED)
def test_an_address_the_guard_refuses_is_never_connected_to(site: VendorSite, words: str) -> None:
    asked = f"{words}\r\n\r\n".encode()
    answer, requests = through(Guard(), at("127.0.0.1", port=site.port), lambda proxy: said(proxy, asked))
    assert answer.startswith((b"HTTP/1.1 403 ", b"HTTP/1.1 503 "))
    assert all(one.refused for one in requests)
    assert site.seen == []


@pytest.mark.parametrize("words", ["GET http://www.shop.example/ HTTP/1.1", "CONNECT www.shop.example:443 HTTP/1.1"])
def test_a_public_name_that_stands_for_a_private_address_is_refused_at_the_last_gate(
    site: VendorSite, words: str
) -> None:
    asked = f"{words}\r\n\r\n".encode()
    _, requests = through(Guard(), at("127.0.0.1", port=443), lambda proxy: said(proxy, asked))
    assert ["not a public address" in (one.refused or "") for one in requests] == [True]
    assert site.seen == []


@pytest.mark.parametrize(
    "words",
    [b"\x16\x03\x01\x02\x00\r\n\r\n", b"GET\r\n\r\n", b"GET  HTTP/1.1\r\n\r\n", b"A" * 70_000, b"", b"\r\n\r\n"],
)
def test_what_is_no_request_ends_without_a_connection(site: VendorSite, words: bytes) -> None:
    async def half(proxy: Proxy) -> None:
        _, writer = await asyncio.open_connection("127.0.0.1", int(proxy.address.rpartition(":")[2]))
        writer.write(words)
        writer.write_eof()
        await asyncio.sleep(0)
        writer.close()

    _, requests = through(LOOPBACK, at("127.0.0.1", port=site.port), half)
    assert requests == []
    assert site.seen == []


def test_more_bytes_than_a_page_may_have_are_cut(site: VendorSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site.pages["/a"] = (200, {}, b"x" * 2_000_000)
    monkeypatch.setattr(site_proxy, "MOST_BYTES", 200_000)
    words = get("http://www.shop.example/a")
    answer, _ = through(LOOPBACK, at("127.0.0.1", port=site.port), lambda proxy: said(proxy, words))
    assert 100_000 < len(answer) < 400_000


def test_more_connections_than_a_page_may_ask_for_are_refused(
    site: VendorSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_proxy, "MOST_CONNECTIONS", 2)

    async def often(proxy: Proxy) -> list[bytes]:
        return [await said(proxy, get("http://www.shop.example/x")) for _ in range(4)]

    answers, requests = through(LOOPBACK, at("127.0.0.1", port=site.port), often)
    assert [one.split(b" ")[1] for one in answers][2:] == [b"503", b"503"]
    assert len(requests) == 2


def test_the_browsers_own_traffic_is_neither_passed_on_nor_told(site: VendorSite) -> None:
    words = b"CONNECT browser.invalid:443 HTTP/1.1\r\n\r\n"
    answer, requests = through(LOOPBACK, at("127.0.0.1", port=site.port), lambda proxy: said(proxy, words))
    assert (answer.split(b" ")[1], requests, site.seen) == (b"403", [], [])


def test_a_site_that_is_not_there_is_told_as_asked_for() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        words = get("http://www.shop.example/")
        _, requests = through(LOOPBACK, at("127.0.0.1", port=port), lambda proxy: said(proxy, words))
    assert requests == [Request("http://www.shop.example/", "no answer")]
