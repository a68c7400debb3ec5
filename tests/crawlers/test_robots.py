"""What a site's robots.txt asks is done, and a site that cannot say is left alone."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawlers.errors import FailureKind, FetchFailed
from crawlers.fetch import Fetched, Fetcher, Limits
from crawlers.robots import NAME, agent_of, rules_of, words_of
from registry import settings
from registry.guard import Guard
from tests.servers.vendor_site import PAGE, VendorSite

LOOPBACK = Guard.of(("127.0.0.0/8",))


@pytest.fixture
def site() -> Iterator[VendorSite]:
    with VendorSite() as running:
        yield running


def ask(*urls: str, limits: Limits | None = None) -> list[Fetched | FailureKind]:
    async def each() -> list[Fetched | FailureKind]:
        found: list[Fetched | FailureKind] = []
        async with Fetcher(LOOPBACK, "Onward/0.1 (test)", limits=limits or Limits(host_interval=0.0)) as fetcher:
            for url in urls:
                try:
                    found.append(await fetcher.fetch(url))
                except FetchFailed as failure:
                    found.append(failure.kind)
        return found

    return asyncio.run(each())


def bodies(found: list[Fetched | FailureKind]) -> list[bytes | FailureKind]:
    return [answer.body if isinstance(answer, Fetched) else answer for answer in found]


def test_a_path_we_are_asked_not_to_fetch_is_not_fetched(site: VendorSite) -> None:
    site.robots = "User-agent: *\nDisallow: /o\nAllow: /gzip"
    assert bodies(ask(site.url("/ok"), site.url("/gzip"))) == [FailureKind.ROBOTS, PAGE]
    assert site.asked("/ok") == []


def test_a_group_that_names_us_goes_before_the_group_for_all(site: VendorSite) -> None:
    site.robots = "User-agent: *\nDisallow: /\n\nUser-agent: Onward\nDisallow: /gzip"
    assert bodies(ask(site.url("/ok"), site.url("/gzip"))) == [PAGE, FailureKind.ROBOTS]


def test_a_group_for_another_robot_is_not_for_us(site: VendorSite) -> None:
    site.robots = "User-agent: Onwardly\nUser-agent: GPTBot\nDisallow: /\n\nUser-agent: *\nDisallow: /gzip"
    assert bodies(ask(site.url("/ok"), site.url("/gzip"))) == [PAGE, FailureKind.ROBOTS]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_a_site_without_robots_txt_allows_everything(site: VendorSite, status: int) -> None:
    site.robots_status = status
    assert bodies(ask(site.url("/ok"))) == [PAGE]


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_site_whose_robots_txt_fails_is_left_for_later(site: VendorSite, status: int) -> None:
    site.robots_status = status
    assert ask(site.url("/ok"), site.url("/gzip")) == [FailureKind.ROBOTS_UNREACHABLE] * 2
    assert [seen.path for seen in site.seen] == ["/robots.txt"]


def test_a_site_that_wants_fewer_requests_is_left_for_later(site: VendorSite) -> None:
    site.robots_status = 429
    assert ask(site.url("/ok")) == [FailureKind.ASKED_TO_WAIT]
    assert site.asked("/ok") == []


def test_robots_txt_is_asked_for_once_and_again_when_it_has_aged(site: VendorSite) -> None:
    ask(site.url("/ok"), site.url("/gzip"))
    assert len(site.asked("/robots.txt")) == 1
    ask(site.url("/ok"), site.url("/gzip"), limits=Limits(host_interval=0.0, robots_age=0.0))
    assert len(site.asked("/robots.txt")) == 1 + 2


def test_a_redirect_is_judged_by_the_robots_txt_of_where_it_leads(site: VendorSite) -> None:
    with VendorSite(robots="User-agent: *\nDisallow: /ok") as other:
        site.redirects["/away"] = other.url("/ok")
        assert ask(site.url("/away")) == [FailureKind.ROBOTS]
        assert [seen.path for seen in other.seen] == ["/robots.txt"]


def test_robots_txt_may_itself_be_a_redirect(site: VendorSite) -> None:
    with VendorSite() as other:
        other.redirects["/robots.txt"] = site.url("/their-robots")
        site.pages["/their-robots"] = (200, {}, b"User-agent: *\nDisallow: /ok")
        assert bodies(ask(other.url("/ok"), other.url("/gzip"))) == [FailureKind.ROBOTS, PAGE]


def test_a_robots_txt_that_sends_us_to_a_refused_address_stops_the_fetch(site: VendorSite) -> None:
    site.redirects["/robots.txt"] = "http://169.254.169.254/robots.txt"
    assert ask(site.url("/ok")) == [FailureKind.REFUSED_ADDRESS]


def test_a_wanted_pause_between_requests_is_kept_up_to_a_bound(site: VendorSite) -> None:
    site.robots = "User-agent: *\nCrawl-delay: 30"
    assert bodies(ask(site.url("/ok"), limits=Limits(host_interval=0.0, longest_wait=5.0))) == [PAGE]
    found = ask(site.url("/ok"), site.url("/gzip"), limits=Limits(host_interval=0.0, longest_wait=5.0))
    assert bodies(found) == [PAGE, FailureKind.ASKED_TO_WAIT]


def test_only_the_beginning_of_a_long_robots_txt_is_read() -> None:
    long = b"User-agent: *\n" + b"# x\n" * 200_000 + b"Disallow: /late"
    assert rules_of(words_of(long)).can_fetch("http://a.example/late", NAME)


@pytest.mark.parametrize(
    ("hostile", "allowed"),
    [
        (b"".join(b"User-agent: bot%d\n" % n for n in range(15_000)) + b"Disallow: /a\n" * 15_000, True),
        (b"User-agent: *\nDisallow: /" + b"*a" * 200_000 + b"b\n", True),
        (b"User-agent: *\nDisallow: /b\n" + b"Disallow: *a*$\n" * 30_000, False),
        (b"\x00\xff\xfe" * 100_000, True),
        (b"User-agent: *\nCrawl-delay: 1e999\nDisallow: /a\nDisallow: " + "å".encode() * 100_000, False),
        (b"<html>User-agent: *\nDisallow: /" * 9_000, True),
    ],
    ids=["many-agents", "many-stars", "many-rules", "no-text", "long-rule", "html"],
)
def test_a_hostile_robots_txt_is_read_for_what_it_says_to_us(hostile: bytes, allowed: bool) -> None:
    assert rules_of(words_of(hostile)).can_fetch("http://a.example/" + "a" * 3000, NAME) is allowed


def test_the_name_we_go_by_says_where_to_read_about_us_and_whom_to_write_to() -> None:
    told = settings.read({"ONWARD_BASE_URL": "https://onward.example/", "ONWARD_CONTACT": "dpo@exämple.se\r\nX: 1"})
    assert agent_of(told) == "Onward/0.1 (+https://onward.example/robot; dpo@ex?mple.se??X: 1)"
    assert agent_of(settings.read({"ONWARD_VAR": str(Path.cwd())})) == "Onward/0.1 (+http://127.0.0.1:8765/robot)"
