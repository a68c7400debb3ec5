"""Fetching from a real site on loopback: every good and bad behaviour ends as a document or as a kind of failure."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from crawlers.errors import FailureKind, FetchFailed, source_state
from crawlers.fetch import Fetched, Fetcher, Limits, Validators
from crawlers.fetched import headers_of
from registry.guard import Guard
from registry.terms import SourceState
from tests.servers.vendor_site import PAGE, SWEDISH, VendorSite

LOOPBACK = Guard.of(("127.0.0.0/8", "::1/128"))
QUICK = Limits(host_interval=0.0, seconds=10.0)
SHORT = Limits(host_interval=0.0, seconds=0.3)


@pytest.fixture
def site() -> Iterator[VendorSite]:
    with VendorSite() as running:
        yield running


async def _each(urls: tuple[str, ...], limits: Limits, validators: Validators | None) -> list[Fetched | FetchFailed]:
    found: list[Fetched | FetchFailed] = []
    async with Fetcher(LOOPBACK, "Onward/0.1 (test)", limits=limits) as fetcher:
        for url in urls:
            try:
                found.append(await fetcher.fetch(url, validators=validators))
            except FetchFailed as failure:
                found.append(failure)
    return found


def fetch(*urls: str, limits: Limits = QUICK, validators: Validators | None = None) -> Fetched:
    """The last of the documents at these addresses, fetched one after the other."""
    last = asyncio.run(_each(urls, limits, validators))[-1]
    assert isinstance(last, Fetched), last
    return last


def failure(*urls: str, limits: Limits = QUICK, validators: Validators | None = None) -> FetchFailed:
    """The last of the failures at these addresses."""
    last = asyncio.run(_each(urls, limits, validators))[-1]
    assert isinstance(last, FetchFailed), last
    return last


def test_a_page_is_fetched_with_its_bytes_type_and_charset(site: VendorSite) -> None:
    before = datetime.now(UTC)
    page = fetch(site.url("/ok#part"))
    assert (page.status, page.body, page.content_type, page.charset) == (200, PAGE, "text/html", "utf-8")
    assert page.final_url == site.url("/ok")
    assert page.raw_bytes == len(PAGE)
    assert before <= page.fetched_at <= datetime.now(UTC)


@pytest.mark.parametrize("path", ["/gzip", "/gzip-in-two", "/deflate", "/deflate-bare"])
def test_a_compressed_page_is_inflated(site: VendorSite, path: str) -> None:
    page = fetch(site.url(path))
    assert page.body == PAGE
    assert page.raw_bytes > 0


@pytest.mark.parametrize(
    ("path", "kind", "status"),
    [
        ("/zip-bomb", FailureKind.TOO_LARGE, 200),
        ("/says-too-large", FailureKind.TOO_LARGE, 200),
        ("/endless", FailureKind.TOO_LARGE, 200),
        ("/gzip-half", FailureKind.CUT_SHORT, 200),
        ("/gzip-damaged", FailureKind.BAD_ENCODING, 200),
        ("/many-members", FailureKind.BAD_ENCODING, 200),
        ("/brotli", FailureKind.BAD_ENCODING, 200),
        ("/gzip-twice", FailureKind.BAD_ENCODING, 200),
        ("/half", FailureKind.CUT_SHORT, None),
        ("/dropped", FailureKind.UNREACHABLE, None),
        ("/garbage", FailureKind.PROTOCOL, None),
        ("/many-headers", FailureKind.PROTOCOL, None),
        ("/thousand-cookies", FailureKind.PROTOCOL, None),
        ("/loop", FailureKind.REDIRECT_LOOP, None),
        ("/hop/1", FailureKind.REDIRECT_LOOP, None),
        ("/to-nowhere", FailureKind.PROTOCOL, 302),
        ("/to-metadata", FailureKind.REFUSED_ADDRESS, None),
        ("/to-file", FailureKind.REFUSED_ADDRESS, None),
        ("/403", FailureKind.BLOCKED, 403),
        ("/429", FailureKind.ASKED_TO_WAIT, 429),
        ("/451", FailureKind.BLOCKED, 451),
        ("/wall-header", FailureKind.BLOCKED, 503),
        ("/wall-429", FailureKind.BLOCKED, 429),
        ("/wall-page", FailureKind.BLOCKED, 200),
        ("/404", FailureKind.BAD_STATUS, 404),
        ("/500", FailureKind.BAD_STATUS, 500),
        ("/503", FailureKind.BAD_STATUS, 503),
        ("/204", FailureKind.BAD_STATUS, 204),
        ("/unasked-304", FailureKind.BAD_STATUS, 304),
    ],
)
def test_what_is_no_document_fails_with_its_kind(
    site: VendorSite, path: str, kind: FailureKind, status: int | None
) -> None:
    failed = failure(site.url(path))
    assert (failed.kind, failed.status) == (kind, status), failed


@pytest.mark.parametrize("path", ["/slow-drip", "/slow-headers"])
def test_a_slow_drip_ends_with_the_time_one_fetch_has(site: VendorSite, path: str) -> None:
    assert failure(site.url(path), limits=SHORT).kind is FailureKind.TIMEOUT


def test_an_old_http_answer_is_a_page_like_any_other(site: VendorSite) -> None:
    assert fetch(site.url("/http-1.0")).body == PAGE


def test_an_error_page_with_status_200_is_handed_on_for_others_to_judge(site: VendorSite) -> None:
    assert fetch(site.url("/error-page")).status == 200


def test_a_port_nobody_listens_on_is_unreachable() -> None:
    with VendorSite() as gone:
        url = gone.url("/ok")
    assert failure(url).kind is FailureKind.ROBOTS_UNREACHABLE
    assert source_state(FailureKind.ROBOTS_UNREACHABLE) is SourceState.UNREACHABLE


@pytest.mark.parametrize(
    ("path", "charset", "text"),
    [
        ("/lying-charset", "cp1252", SWEDISH),
        ("/lying-latin1", "utf-8", SWEDISH),
        ("/cp1252", "cp1252", SWEDISH),
        ("/declared", "iso8859-2", '<meta charset="iso-8859-2">Łódź'),
        ("/bom", "utf-16", SWEDISH),
        ("/nul", "utf-8", "<p>a\x00b</p>"),
        ("/utf-7", "utf-8", "<p>+ADw-script+AD4-</p>"),
    ],
)
def test_the_charset_is_what_the_bytes_bear_out(site: VendorSite, path: str, charset: str, text: str) -> None:
    page = fetch(site.url(path))
    assert (page.charset, page.text) == (charset, text)


def test_a_pdf_has_no_charset(site: VendorSite) -> None:
    page = fetch(site.url("/pdf"))
    assert (page.content_type, page.charset, page.text) == ("application/pdf", None, "")


def test_cookies_are_never_sent_back(site: VendorSite) -> None:
    assert fetch(site.url("/many-cookies"), site.url("/ok")).body == PAGE
    assert all("cookie" not in seen.headers for seen in site.seen)


def test_every_request_says_who_we_are_and_what_we_can_inflate(site: VendorSite) -> None:
    fetch(site.url("/ok"))
    assert [seen.path for seen in site.seen] == ["/robots.txt", "/ok"]
    for seen in site.seen:
        assert seen.headers["user-agent"] == "Onward/0.1 (test)"
        assert seen.headers["accept-encoding"] == "gzip, deflate"


def test_the_environments_proxy_is_not_used(site: VendorSite, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    assert fetch(site.url("/ok")).body == PAGE


def test_a_redirect_is_followed_and_both_addresses_are_told(site: VendorSite) -> None:
    page = fetch(site.url("/to-ok"))
    assert (page.url, page.final_url, page.body) == (site.url("/to-ok"), site.url("/ok"), PAGE)


def test_five_redirects_are_followed_and_a_sixth_is_not(site: VendorSite) -> None:
    for number in range(1, 6):
        site.redirects[f"/five/{number}"] = f"/five/{number + 1}"
    site.pages["/five/6"] = (200, {}, PAGE)
    site.redirects["/five/0"] = "/five/1"
    assert fetch(site.url("/five/1")).final_url == site.url("/five/6")
    assert failure(site.url("/five/0")).kind is FailureKind.REDIRECT_LOOP


def test_an_unchanged_document_is_asked_for_with_its_validators_and_answered_304(site: VendorSite) -> None:
    site.replay("/privacy", [b"first", b"second"])
    first = fetch(site.url("/privacy"))
    again = fetch(site.url("/privacy"), validators=first.validators)
    assert (first.status, first.body, again.status, again.body) == (200, b"first", 304, b"")
    asked = site.asked("/privacy")[-1].headers
    assert (asked["if-none-match"], asked["if-modified-since"]) == (first.etag, first.last_modified)


def test_a_changed_document_comes_whole_in_spite_of_validators(site: VendorSite) -> None:
    site.replay("/privacy", [b"first", b"second"])
    first = fetch(site.url("/privacy"))
    assert site.advance("/privacy")
    second = fetch(site.url("/privacy"), validators=first.validators)
    assert (second.status, second.body) == (200, b"second")
    assert second.etag != first.etag
    assert not site.advance("/privacy")


def test_validators_go_only_to_the_address_they_came_from(site: VendorSite) -> None:
    site.replay("/old", [b"old"])
    site.replay("/new", [b"new"])
    site.redirects["/policy"] = "/old"
    old = fetch(site.url("/policy"))
    assert fetch(site.url("/policy"), validators=old.validators).status == 304
    site.redirects["/policy"] = "/new"
    new = fetch(site.url("/policy"), validators=old.validators)
    assert (new.status, new.body) == (200, b"new")
    assert "if-none-match" not in site.asked("/new")[-1].headers
    assert all("if-none-match" not in seen.headers for seen in site.asked("/policy"))


def test_validators_that_could_forge_a_header_are_left_out(site: VendorSite) -> None:
    forged = Validators(etag='"a"\r\nX-Forged: 1', last_modified="Mon\r\nX-Forged: 1")
    assert fetch(site.url("/ok"), validators=forged).status == 200
    assert not {"x-forged", "if-none-match", "if-modified-since"} & set(site.asked("/ok")[0].headers)


def test_a_host_that_said_retry_after_is_left_alone(site: VendorSite) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=100)
    first = failure(site.url("/429"))
    later = failure(site.url("/429"), site.url("/ok"))
    assert first.retry_at is not None
    assert later.retry_at is not None
    assert first.retry_at > soon
    assert later.retry_at > soon
    assert (later.kind, later.status) == (FailureKind.ASKED_TO_WAIT, None)
    assert site.asked("/ok") == []


def test_a_host_gets_one_request_at_a_time(site: VendorSite) -> None:
    async def many() -> list[Fetched]:
        async with Fetcher(LOOPBACK, "Onward/0.1 (test)", limits=QUICK) as fetcher:
            return await asyncio.gather(*(fetcher.fetch(site.url("/ok")) for _ in range(20)))

    assert {page.body for page in asyncio.run(many())} == {PAGE}
    assert site.most_at_once == 1
    assert len(site.asked("/robots.txt")) == 1


def test_a_fetcher_outside_its_context_says_how_it_is_used() -> None:
    with pytest.raises(RuntimeError, match="async with"):
        asyncio.run(Fetcher(LOOPBACK, "Onward/0.1 (test)").fetch("http://127.0.0.1:1/", heed_robots=False))


def test_every_kind_of_failure_makes_a_source_blocked_or_unreachable() -> None:
    states = {kind: source_state(kind) for kind in FailureKind}
    blocked = {kind for kind, state in states.items() if state is SourceState.BLOCKED}
    assert blocked == {FailureKind.BLOCKED, FailureKind.ROBOTS}
    assert set(states.values()) == {SourceState.BLOCKED, SourceState.UNREACHABLE}


def test_a_header_that_comes_several_times_is_one_and_its_name_has_no_capitals() -> None:
    came = [(b"Vary", b"Accept"), (b"X-Name", "å".encode()), (b"VARY", b"Cookie"), (b"X-Old", b"\xe5")]
    assert headers_of(came) == {"vary": "Accept, Cookie", "x-name": "å", "x-old": "å"}
