"""`onward scan`: a live site on loopback, files and folders, and the exit codes."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app import main
from crawlers.fetch import Fetcher, Limits
from crawlers.site import Survey
from crawlers.site_known import known
from crawlers.site_live import Live
from crawlers.site_visits import Visit
from registry.answers import Exit
from registry.guard import Guard
from tests.servers.vendor_site import VendorSite

PIXEL = '<img src="https://www.facebook.com/tr?id=1">'


@pytest.fixture
def site() -> Iterator[VendorSite]:
    with VendorSite() as running:
        yield running


def page(html: str) -> tuple[int, dict[str, str], bytes]:
    return 200, {}, html.encode()


async def _visited(site: VendorSite, most: int) -> Visit:
    visit = Visit(Survey(known()))
    guard = Guard.of(("127.0.0.0/8",))
    async with Fetcher(guard, "Onward/0.1 (test)", limits=Limits(host_interval=0.0, seconds=10.0)) as fetcher:
        await Live(visit, fetcher).look(site.url("/"), most=most)
    return visit


def test_a_few_pages_of_the_same_host_are_asked_for_and_robots_heeded(site: VendorSite) -> None:
    site.robots = "User-agent: *\nDisallow: /closed\n"
    links = "".join(f'<a href="{to}">x</a>' for to in ("#top", "/a#b", "/closed", "http://other.example/", "/b", "/c"))
    site.pages |= {"/": page(links), "/a": page(PIXEL), "/b": page("<p>b"), "/c": page("<p>c")}
    visit = asyncio.run(_visited(site, 4))
    assert [(str(one["page"]).removeprefix(site.url("")), one["state"]) for one in visit.scanned] == [
        ("/", "read"),
        ("/a", "read"),
        ("/closed", "robots"),
        ("/b", "read"),
    ]
    assert [one["service_id"] for one in visit.survey.as_json()["services"]] == ["meta-pixel"]
    assert {seen.path for seen in site.seen} == {"/robots.txt", "/", "/a", "/b"}


def test_the_sites_own_scripts_styles_and_cookies_are_evidence(site: VendorSite) -> None:
    files = '<script src="/a.js"></script><link rel=stylesheet href="/b.css"><script src="//cdn.nobody.example/c.js">'
    dated = "_fbp=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Path=/"
    site.pages |= {
        "/": (200, {"Set-Cookie": dated}, files.encode()),
        "/a.js": (200, {"Content-Type": "application/javascript"}, b"fetch('https://js.stripe.com/v3/')"),
        "/b.css": (200, {"Content-Type": "text/css"}, b"@import 'https://fonts.googleapis.com/css?a';"),
    }
    visit = asyncio.run(_visited(site, 1))
    found = {one["service_id"]: one["evidence"] for one in visit.survey.as_json()["services"]}
    kinds = {service: [sign["kind"] for sign in signs] for service, signs in found.items()}
    assert kinds == {"meta-pixel": ["cookie"], "stripe": ["own_script"], "google-fonts": ["stylesheet"]}
    assert [str(one["page"]).rpartition("/")[2] for one in visit.scanned] == ["", "a.js", "b.css"]
    assert {seen.path for seen in site.seen} == {"/robots.txt", "/", "/a.js", "/b.css"}


def test_scripts_and_styles_in_a_folder_are_read_but_not_what_a_browser_saved_beside_a_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "page_files").mkdir()
    (tmp_path / "page_files" / "x.js").write_text("fetch('https://js.stripe.com/v3/')")
    (tmp_path / "a.js").write_text("fetch('https://static.hotjar.com/c/h.js')")
    (tmp_path / "b.css").write_text("@import url(https://fonts.googleapis.com/css);")
    told = answer(capsys, str(tmp_path))
    assert {one["service_id"] for one in told["services"]} == {"hotjar", "google-fonts"}
    assert told["seen_on"] is None


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main(["scan", *words, "--json"]) == Exit.OK
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def test_a_live_site_that_cannot_be_had_ends_with_3(
    site: VendorSite, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ONWARD_ALLOW_ADDRESSES", "127.0.0.0/8")
    assert main(["scan", site.url("/404")]) == Exit.UNREACHABLE
    assert capsys.readouterr().out == ""


def test_a_page_says_itself_whose_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    html = '<link rel=canonical href="https://shop.example/"><img src="https://img.shop.example/a">' + PIXEL
    (tmp_path / "a.html").write_text(html)
    told = answer(capsys, str(tmp_path / "a.html"))
    assert told["scanned"] == [{"own_host": "shop.example", "page": "a.html", "state": "read"}]
    assert told["hosts"] == []


def test_the_own_host_can_be_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.html").write_text('<img src="https://img.shop.example/a">')
    assert [one["host"] for one in answer(capsys, str(tmp_path))["hosts"]] == ["img.shop.example"]
    assert answer(capsys, str(tmp_path), "--host", "www.shop.example")["hosts"] == []


def test_a_folder_is_read_by_name_and_what_cannot_be_read_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "b.htm").write_text(PIXEL)
    (tmp_path / "a.har").write_text("no")
    (tmp_path / "c.html").write_bytes(bytes(range(32)) * 9)
    states = [(one["page"], one["state"]) for one in answer(capsys, str(tmp_path))["scanned"]]
    assert states == [("a.har", "unreadable"), ("below/b.htm", "read"), ("c.html", "unreadable")]


def test_without_json_a_person_gets_a_line_for_each_party(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.html").write_text(PIXEL + '<img src="//nobody.example/">')
    assert main(["scan", str(tmp_path / "a.html")]) == Exit.OK
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith("loaded  Meta Pixel")
    assert lines[2] == "loaded  nobody.example (unknown)"


@pytest.mark.parametrize(
    ("name", "body"), [("a.har", b"{}"), ("a.html", b"\x89PNG\r\n"), ("a.html", b""), ("gone/a.html", None)]
)
def test_what_cannot_be_used_ends_with_2(tmp_path: Path, name: str, body: bytes | None) -> None:
    if body is not None:
        (tmp_path / name).write_bytes(body)
    assert main(["scan", str(tmp_path / name)]) == Exit.USAGE


@pytest.mark.parametrize("words", [["--pages", "0"], ["--pages", "21"], ["--host", "no host"], ["--render"]])
def test_an_option_out_of_bounds_ends_with_2(tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "a.html").write_text(PIXEL)
    assert main(["scan", str(tmp_path), *words]) == Exit.USAGE


def test_an_empty_folder_ends_with_2(tmp_path: Path) -> None:
    assert main(["scan", str(tmp_path)]) == Exit.USAGE


@pytest.mark.shared
def test_the_pixels_alternative_text_left_in_a_captured_policy_is_a_trace(
    shared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (one,) = answer(capsys, str(shared / "seeds"))["services"]
    assert (one["service_id"], one["loaded"]) == ("meta-pixel", False)
    (sign,) = one["evidence"]
    assert (sign["kind"], sign["quote"], sign["start"]) == ("alt_text", "fbpx", 0)
    assert sign["page"].startswith("003_")
