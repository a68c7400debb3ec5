"""No address that is not public comes through, however it is written, resolved or redirected to."""

import asyncio
import socket
import tomllib
from pathlib import Path
from typing import Any

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from hypothesis import given
from hypothesis import strategies as st

from crawlers.errors import FailureKind, FetchFailed
from crawlers.fetch import Fetcher, Limits
from registry.errors import AddressRefused, BadInput
from registry.guard import Guard, Resolved
from tests.servers.vendor_site import PAGE, VendorSite

CORPUS: dict[str, list[str]] = tomllib.loads((Path(__file__).parent / "bypasses.toml").read_text(encoding="utf-8"))
QUICK = Limits(host_interval=0.0, seconds=5.0, longest_wait=1.0)
PLAIN = Guard()


class Watched(Guard):
    """A guard that notes each address it lets a socket be opened for, and opens none."""

    opened: list[str] = []  # noqa: RUF012

    def open_socket(self, resolved: Resolved) -> socket.socket:
        super().open_socket(resolved).close()
        self.opened.append(str(resolved[4][0]))
        raise ConnectionRefusedError("only watched")


class NameServer(AbstractResolver):
    """A name server that answers as told, in turn, and again from the beginning."""

    def __init__(self, *answers: tuple[str, ...]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        answer = self.answers[len(self.asked) % len(self.answers)]
        self.asked.append(host)
        return [self._told(host, port, address) for address in answer]

    async def close(self) -> None:
        """Nothing is open."""

    def _told(self, host: str, port: int, address: str) -> ResolveResult:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        flags = socket.AI_NUMERICHOST
        return {"hostname": host, "host": address, "port": port, "family": family, "proto": 0, "flags": flags}


def failed(url: str, guard: Guard, names: NameServer) -> FetchFailed:
    """How fetching ends under this guard, when this name server answers."""

    async def once() -> None:
        async with Fetcher(guard, "Onward/0.1 (test)", limits=QUICK, resolver=names) as fetcher:
            await fetcher.fetch(url)

    with pytest.raises(FetchFailed) as failure:
        asyncio.run(once())
    return failure.value


def test_the_corpus_holds_more_than_enough_attempts_and_none_twice() -> None:
    attempts = CORPUS["addresses"] + CORPUS["urls"]
    assert len(attempts) == len(set(attempts))
    assert len(attempts) + len(CORPUS["redirects"]) >= 150


@pytest.mark.parametrize("address", CORPUS["addresses"])
def test_an_address_that_is_not_public_is_refused_whoever_names_it(address: str) -> None:
    with pytest.raises(AddressRefused):
        PLAIN.check_address(address)
    guard, names = Watched(), NameServer((address,))
    Watched.opened.clear()
    assert failed("http://rebinding.example/", guard, names).kind is FailureKind.REFUSED_ADDRESS
    assert names.asked
    assert Watched.opened == []


@pytest.mark.parametrize("url", CORPUS["urls"])
def test_an_address_of_a_page_that_is_not_plain_and_public_is_refused_before_a_name_is_asked_for(url: str) -> None:
    with pytest.raises(AddressRefused):
        PLAIN.check_url(url)
    names = NameServer(("127.0.0.1",))
    Watched.opened.clear()
    assert failed(url, Watched(), names).kind is FailureKind.REFUSED_ADDRESS
    assert (names.asked, Watched.opened) == ([], [])


@pytest.mark.parametrize("url", CORPUS["urls"])
def test_even_a_page_nobody_judged_beforehand_is_refused_at_the_moment_of_connecting(url: str) -> None:
    class Blind(Watched):
        def check_url(self, url: str) -> None:
            """Judges nothing."""

    Watched.opened.clear()
    ended = failed(url, Blind(), NameServer(("127.0.0.1", "::1")))
    assert ended.kind in {FailureKind.REFUSED_ADDRESS, FailureKind.PROTOCOL, FailureKind.ROBOTS_UNREACHABLE}
    assert Watched.opened == []


@pytest.mark.parametrize("place", CORPUS["redirects"])
def test_a_redirect_is_judged_like_any_other_address(place: str) -> None:
    guard = Guard.of(("127.0.0.1/32",))
    with VendorSite() as site:
        site.redirects["/policy"] = place.encode().decode("latin-1")
        ended = failed(site.url("/policy"), guard, NameServer(("10.0.0.5", "fd00::5")))
        assert ended.kind in {FailureKind.REFUSED_ADDRESS, FailureKind.PROTOCOL}, ended
        assert len(site.asked("/policy")) == 1


@pytest.mark.parametrize("address", CORPUS["reachable_addresses"])
def test_a_public_address_may_be_reached_at_the_ports_of_pages(address: str) -> None:
    for port in (None, 80, 443, 8080, 8443):
        PLAIN.check_address(address, port)
    with pytest.raises(AddressRefused, match="Port 22"):
        PLAIN.check_address(address, 22)


@pytest.mark.parametrize("url", CORPUS["reachable_urls"])
def test_a_plain_public_address_of_a_page_may_be_asked_for(url: str) -> None:
    PLAIN.check_url(url)


def test_a_name_whose_answer_changes_is_judged_at_each_connection() -> None:
    guard = Guard.of(("127.0.0.1/32",))
    with VendorSite() as site:
        url = site.url("/ok", host="rebinding.example")
        names = NameServer(("127.0.0.1",), ("169.254.169.254",))

        async def once() -> bytes:
            async with Fetcher(guard, "Onward/0.1 (test)", limits=QUICK, resolver=names) as fetcher:
                return (await fetcher.fetch(url)).body

        assert asyncio.run(once()) == PAGE
        assert failed(url, guard, names).kind is FailureKind.REFUSED_ADDRESS


def test_of_several_answers_only_the_reachable_ones_are_connected_to() -> None:
    Watched.opened.clear()
    names = NameServer(("10.0.0.1", "8.8.8.8", "::1", "2606:4700::1111", "169.254.169.254"))
    failed("http://mixed.example/", Watched(), names)
    assert set(Watched.opened) == {"8.8.8.8", "2606:4700::1111"}


def test_an_allowed_network_is_reached_at_any_port_and_nothing_else_is() -> None:
    guard = Guard.of(("10.1.0.0/16", "fd00:1::/32", "127.0.0.1"))
    for url in ("http://10.1.2.3:9000/", "http://[fd00:1::5]:3000/", "http://127.0.0.1:1/", "http://wiki:8000/"):
        guard.check_url(url)
    for url in (
        "http://10.2.0.1/",
        "http://[fd00:2::5]/",
        "http://127.0.0.2/",
        "http://8.8.8.8:22/",
        "ftp://10.1.2.3/",
    ):
        with pytest.raises(AddressRefused):
            guard.check_url(url)
    guard.check_address("10.1.2.3", 22)
    with pytest.raises(AddressRefused, match="Port 22"):
        guard.check_address("8.8.8.8", 22)


@pytest.mark.parametrize("network", ["10.0.0.0/33", "intranet", "", "10.0.0.0-10.0.0.9"])
def test_an_allow_list_that_cannot_be_read_is_told(network: str) -> None:
    with pytest.raises(BadInput, match="is not a network"):
        Guard.of((network,))


def test_a_refusal_says_what_and_why_and_what_to_do() -> None:
    with pytest.raises(
        AddressRefused, match=r"10\.0\.0\.1 is not a public address \(private\).*ONWARD_ALLOW_ADDRESSES"
    ):
        PLAIN.check_url("http://10.0.0.1/")


@given(st.text(max_size=300))
def test_any_text_at_all_is_let_through_or_refused_and_nothing_else(text: str) -> None:
    for url in (text, f"http://{text}/", f"http://{text}", f"https://example.com:{text}"):
        try:
            PLAIN.check_url(url)
        except AddressRefused as refused:
            told = str(refused)
        else:
            told = ""
        assert told == "" or told.isprintable()


@given(st.ip_addresses(v=4))
def test_no_address_that_python_calls_private_is_reachable(address: Any) -> None:
    try:
        PLAIN.check_address(address)
    except AddressRefused:
        return
    assert address.is_global
    assert not address.is_multicast


@given(st.ip_addresses(v=6))
def test_no_ipv6_address_that_leads_elsewhere_is_reachable(address: Any) -> None:
    try:
        PLAIN.check_address(address)
    except AddressRefused:
        return
    assert address.is_global
    assert (address.ipv4_mapped, address.sixtofour, address.teredo, address.is_site_local) == (None, None, None, False)
