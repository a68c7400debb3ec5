"""Pages as the system's Chromium has them: what scripts go on to load, past the guard, and nothing left behind."""

import asyncio
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crawlers.errors import FetchFailed
from crawlers.fetch import Fetcher, Limits
from crawlers.site import Survey
from crawlers.site_known import known
from crawlers.site_live import Live
from crawlers.site_rendering import BROWSERS, Browser, program_of
from crawlers.site_visits import Visit
from registry.errors import BadInput
from registry.guard import Guard, Resolved
from tests.servers.vendor_site import VendorSite

LOOPBACK = Guard.of(("127.0.0.0/8",))
Make = Callable[..., Browser]


@pytest.fixture
def site() -> Iterator[VendorSite]:
    with VendorSite() as running:
        yield running


@pytest.fixture
def browser(site: VendorSite, tmp_path: Path) -> Make:
    """A browser to which every name is this site."""
    try:
        program = program_of(None)
    except BadInput as error:
        if os.environ.get("ONWARD_REQUIRE_BROWSER") == "1":
            pytest.fail(str(error))
        pytest.skip(str(error))

    async def here(host: str, port: int) -> list[Resolved]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", site.port))]

    named: dict[str, Any] = {"program": program, "profiles": tmp_path, "agent": "Onward/0.1 (test)"}

    def made(**more: Any) -> Browser:
        return Browser(**({"guard": LOOPBACK, "resolve": here} | more), **named)

    return made


def script(text: str) -> tuple[int, dict[str, str], bytes]:
    return 200, {"Content-Type": "text/javascript"}, text.encode()


def page(html: str) -> tuple[int, dict[str, str], bytes]:
    return 200, {}, html.encode()


LOADER = "var s=document.createElement('script');s.src='//'+'static.'+window.x+'.com/c/h.js';document.head.append(s)"


def processes_of(folder: Path) -> list[bytes]:
    """Command lines of what still runs with a profile in this folder."""
    lines = []
    for one in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(one.read_bytes())
        except OSError:
            continue
    return [line for line in lines if os.fsencode(folder) in line]


def test_what_a_loaded_script_goes_on_to_load_is_seen(site: VendorSite, browser: Make, tmp_path: Path) -> None:
    site.pages |= {
        "/": page('<script>window.x="hotjar"</script><script src="//www.googletagmanager.com/gtm.js"></script>'),
        "/gtm.js": script(LOADER),
        "/c/h.js": script("document.body.append('run'); new Image().src='https://bat.bing.com/p'"),
    }
    rendered = asyncio.run(browser().render("http://www.shop.example/"))
    asked = [one.url for one in rendered.requests]
    assert "run</body>" in rendered.dom
    assert {
        "http://www.googletagmanager.com/gtm.js",
        "http://static.hotjar.com/c/h.js",
        "https://bat.bing.com/",
    } <= set(asked)
    hosts = {url.split("/")[2] for url in asked}
    assert hosts == {"www.shop.example", "www.googletagmanager.com", "static.hotjar.com", "bat.bing.com"}
    assert {seen.headers.get("user-agent") for seen in site.seen} == {"Onward/0.1 (test)"}
    assert processes_of(tmp_path) == []


def test_a_page_that_reaches_for_the_inside_gets_nothing(site: VendorSite, browser: Make) -> None:
    inside = "".join(f'<img src="{one}">' for one in ("http://10.1.2.3/c", "http://[::1]/d", "http://169.254.169.254/"))
    site.pages["/"] = page(f'{inside}<iframe src="file:///etc/passwd"></iframe>')
    rendered = asyncio.run(browser().render("http://www.shop.example/"))
    refused = {one.url for one in rendered.requests if one.refused}
    assert refused == {"http://10.1.2.3/c", "http://[::1]/d", "http://169.254.169.254/"}
    assert "root:" not in rendered.dom
    before = len(site.seen)
    alone = asyncio.run(browser(guard=Guard()).render(f"http://127.0.0.1:{site.port}/"))
    assert [bool(one.refused) for one in alone.requests if "favicon" not in one.url][:1] == [True]
    assert len(site.seen) == before


def test_a_page_that_never_ends_is_ended_with_all_its_processes(
    site: VendorSite, browser: Make, tmp_path: Path
) -> None:
    site.pages["/"] = page('<img src="https://bat.bing.com/p"><script>for(;;){}</script>')
    rendered = asyncio.run(browser(seconds=6.0).render("http://www.shop.example/"))
    assert rendered.dom == "" or "<script>" in rendered.dom
    assert "http://www.shop.example/" in [one.url for one in rendered.requests]
    assert processes_of(tmp_path) == []


def test_a_live_scan_tells_what_only_the_browser_saw(site: VendorSite, browser: Make) -> None:
    site.pages |= {
        "/": page('<script>window.x="hotjar"</script><script src="/own.js"></script>'),
        "/own.js": script(LOADER),
        "/c/h.js": script("1"),
    }

    async def look() -> Visit:
        visit = Visit(Survey(known()))
        async with Fetcher(LOOPBACK, "Onward/0.1 (test)", limits=Limits(host_interval=0.0, seconds=10.0)) as fetcher:
            await Live(visit, fetcher, browser()).look(site.url("/"), most=1)
        return visit

    visit = asyncio.run(look())
    (one,) = [one for one in visit.survey.as_json()["services"] if one["service_id"] == "hotjar"]
    assert one["loaded"]
    assert {"request", "script"} <= {sign["kind"] for sign in one["evidence"]}
    assert [entry["state"] for entry in visit.scanned] == ["read", "read", "read"]
    assert visit.scanned[-1]["page"] == f"{site.url('/')} (rendered)"


def test_a_browser_that_is_not_there_or_does_not_start_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no-such-browser"):
        program_of("no-such-browser")
    broken = Browser(str(tmp_path), tmp_path, LOOPBACK, "Onward/0.1 (test)")
    with pytest.raises(FetchFailed, match="does not start"):
        asyncio.run(broken.render("http://www.shop.example/"))
    with pytest.raises(FetchFailed):
        asyncio.run(broken.render("file:///etc/passwd"))
    assert "chromium" in BROWSERS
