"""A vendor's documents found on sites of many layouts, within few fetches and by robots.txt."""

import asyncio
from collections.abc import Iterator

import pytest
from github_watched import LOOPBACK, QUICK, page

from crawlers.discover import MOST_FETCHES, Candidate, discover
from crawlers.fetch import Fetcher
from tests.servers.vendor_site import VendorSite

NOTICE = (
    "<h1>Privacy policy</h1><p>" + "We are the controller and process your personal data on consent. " * 12 + "</p>"
)
DPA = "<h1>Data Processing Agreement</h1><p>" + "The processor acts on documented instructions of the controller. " * 12
LIST = page([("Fastly", "Delivery", "Sweden"), ("Stripe", "Payments", "Germany")])
SWEDISH = (
    "<h1>Integritetspolicy</h1><p>" + "Vi är personuppgiftsansvariga och behandlar dina uppgifter här. " * 12 + "</p>"
)
FILLER = "".join(f'<a href="/blog/{n}">Post {n}</a>' for n in range(60))


@pytest.fixture
def site() -> Iterator[VendorSite]:
    with VendorSite() as running:
        yield running


def put(site: VendorSite, path: str, body: str, content_type: str = "text/html") -> None:
    site.pages[path] = (200, {"Content-Type": content_type}, body.encode())


def found(site: VendorSite) -> list[Candidate]:
    async def once() -> list[Candidate]:
        async with Fetcher(LOOPBACK, "Onward/0.1 (test)", limits=QUICK) as fetcher:
            return await discover(fetcher, site.url("/"))

    return asyncio.run(once())


@pytest.mark.parametrize(
    ("home", "pages", "kinds"),
    [
        ('<footer><a href="/p1">Privacy policy</a></footer>', {"/p1": NOTICE}, {"notice"}),
        ('<nav><a href="/x">Integritetspolicy</a></nav>', {"/x": SWEDISH}, {"notice"}),
        ('<a href="/data-processing-agreement">Here</a>', {"/data-processing-agreement": DPA}, {"dpa"}),
        ('<a href="/a">Sub-processors</a>', {"/a": LIST}, {"sub_processor_list"}),
        ('<a href="/b">Våra underbiträden</a>', {"/b": LIST}, {"sub_processor_list"}),
        ('<a href="/c">Personuppgiftsbiträdesavtal</a>', {"/c": DPA}, {"dpa"}),
        ('<a href="/legal-hub">Legal</a>', {"/legal-hub": '<a href="/d">DPA</a>', "/d": DPA}, {"dpa"}),
        (FILLER + '<a href="/q">Privacy</a>' + FILLER, {"/q": NOTICE}, {"notice"}),
        ("<p>Nothing here</p>", {"/subprocessors": LIST}, {"sub_processor_list"}),
        ("<p>Nothing here</p>", {"/privacy": NOTICE, "/legal/dpa": DPA}, {"notice", "dpa"}),
        ('<a href="q#top">Privacy notice</a>', {"/q": NOTICE}, {"notice"}),
        ('<a href="/trust-center">Trust</a>', {"/trust-center": '<a href="/s">Subprocessors</a>', "/s": LIST},
         {"sub_processor_list"}),
        (NOTICE, {}, {"notice"}),
        ('<a href="javascript:alert(1)">Privacy</a><a href="mailto:a@b.c">DPA</a><a href="//[">GDPR</a>', {}, set()),
    ],
)  # fmt: skip
def test_a_vendors_documents_are_found(site: VendorSite, home: str, pages: dict[str, str], kinds: set[str]) -> None:
    put(site, "/", home)
    for path, body in pages.items():
        put(site, path, body)
    assert {str(one.kind) for one in found(site) if one.is_read} == kinds
    assert sum(one.path != "/robots.txt" for one in site.seen) <= MOST_FETCHES


def test_a_sitemap_leads_to_what_no_page_links(site: VendorSite) -> None:
    put(site, "/", "<p>Nothing here</p>")
    put(
        site, "/sitemap.xml", f"<urlset><url><loc>{site.url('/hidden/sub-processors')}</loc></url></urlset>", "text/xml"
    )
    put(site, "/hidden/sub-processors", LIST)
    assert [(str(one.kind), one.evidence) for one in found(site)] == [("sub_processor_list", "sitemap")]


def test_what_robots_txt_forbids_is_not_asked_for(site: VendorSite) -> None:
    site.robots = "User-agent: *\nDisallow: /secret"
    put(site, "/", '<a href="/secret/privacy">Privacy policy</a>')
    put(site, "/secret/privacy", NOTICE)
    assert found(site) == []
    assert site.asked("/secret/privacy") == []


def test_other_peoples_sites_are_left_alone(site: VendorSite) -> None:
    put(site, "/", '<a href="http://127.0.0.2:9/privacy">Privacy policy</a>')
    assert found(site) == []
