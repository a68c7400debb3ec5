"""What a page shows of others: who is recognised, by what, where, and whether it is loaded as written."""

import base64
import json
from collections.abc import Mapping
from html import escape
from types import MappingProxyType
from typing import Any

import pytest

from crawlers.errors import ExtractFailed
from crawlers.site import Page, Survey
from crawlers.site_known import known
from crawlers.site_recordings import hear

OWN = "www.shop.example"


def scan(html: str, *, own: str | None = OWN) -> dict[str, Any]:
    survey = Survey(known())
    survey.read(Page("page.html", html, own))
    return survey.as_json()


def observed(html: str) -> dict[str, bool]:
    """Ids of the services, and whether each is loaded."""
    return {one["service_id"]: one["loaded"] for one in scan(html)["services"]}


def unknown(html: str) -> dict[str, bool]:
    return {one["host"]: one["loaded"] for one in scan(html)["hosts"]}


@pytest.mark.parametrize(
    ("html", "service"),
    [
        ('<script async src="https://www.googletagmanager.com/gtm.js?id=GTM-1"></script>', "google-tag-manager"),
        ("<SCRIPT SRC=//js.stripe.com/v3/></SCRIPT>", "stripe"),
        ('<link rel="stylesheet" href="https://fonts.googleapis.com/css?a=1&amp;b=2">', "google-fonts"),
        ('<iframe src="https://player.vimeo.com/video/1"></iframe>', "vimeo"),
        ('<noscript><img width=1 height=1 src="https://www.facebook.com/tr?ev=X&id=1"></noscript>', "meta-pixel"),
        ("<style>@import 'https://fonts.googleapis.com/css';</style>", "google-fonts"),
        ('<p style="background:url(https://static.hotjar.com/c/hotjar-1.png)">', "hotjar"),
        ("<script>fbq('init', '1');</script>", "meta-pixel"),
        (
            "<iframe srcdoc=\"<script src='https://js.stripe.com/v3/'>&lt;/script&gt;\"></iframe>",
            "stripe",
        ),
        ('<script src="/wp-content/plugins/real-cookie-banner/a.js"></script>', "devowl"),
    ],
)
def test_what_a_page_loads_is_recognised(html: str, service: str) -> None:
    assert observed(html) == {service: True}


@pytest.mark.parametrize(
    ("html", "service"),
    [
        ('<img alt="fbpx">', "meta-pixel"),
        ('<!-- <script src="https://js.stripe.com/v3/"></script> -->', "stripe"),
        ('<script type="text/plain" src="https://static.hotjar.com/c/hotjar-1.js"></script>', "hotjar"),
        ("<script type=text/plain>fbq('init', '1');</script>", "meta-pixel"),
        ('<iframe data-src="https://player.vimeo.com/video/1"></iframe>', "vimeo"),
        ('<template><script src="https://js.stripe.com/v3/"></script></template>', "stripe"),
        ('<link rel="dns-prefetch" href="//js.stripe.com">', "stripe"),
        ('<a href="https://vimeo.com/1">film</a>', "vimeo"),
        ('<script>var terms = "https://stripe.com/legal";</script>', "stripe"),
        ('<script>var s=document.createElement("script"); // https://js.stripe.com/v3\n</script>', "stripe"),
        ('<script type="application/ld+json">{"sameAs": "https://vimeo.com/x"}</script>', "vimeo"),
    ],
)
def test_what_only_shows_that_somebody_may_be_there_is_a_trace(html: str, service: str) -> None:
    assert observed(html) == {service: False}


URL = "https://cdn-widget.callpage.io/build/js/callpage.js"
MET_ON_SITES = [
    ("www.google.com/recaptcha/api.js", "recaptcha"),
    ("www.gstatic.com/recaptcha/releases/a/recaptcha__sv.js", "recaptcha"),
    ("www.recaptcha.net/recaptcha/api.js", "recaptcha"),
    ("www.google.com/maps/embed?pb=1", "google-maps"),
    ("maps.googleapis.com/maps/api/js?key=1", "google-maps"),
    ("fonts.gstatic.com/s/a.woff2", "google-fonts"),
    ("www.youtube-nocookie.com/embed/1", "youtube"),
    ("i.ytimg.com/vi/1.jpg", "youtube"),
    ("player.vimeo.com/video/1", "vimeo"),
    ("static.hotjar.com/c/hotjar-1.js", "hotjar"),
    ("www.clarity.ms/tag/a", "microsoft-clarity"),
    ("px.ads.linkedin.com/collect", "linkedin-insight-tag"),
    ("analytics.tiktok.com/i18n/pixel/events.js", "tiktok"),
    ("sc-static.net/scevent.min.js", "snap"),
    ("bat.bing.net/actionp/0", "microsoft-advertising"),
    ("consent.cookiebot.eu/uc.js", "cookiebot"),
    ("cdn.cookielaw.org/scripttemplates/otSDKStub.js", "onetrust"),
    ("policy.app.cookieinformation.com/uc.js", "cookieinformation"),
    ("widget.intercom.io/widget/a", "intercom"),
    ("js-eu1.hs-scripts.com/1.js", "hubspot-tracking-code"),
    ("static.zdassets.com/ekr/snippet.js", "zendesk"),
    ("x.klarnacdn.net/kp/lib/v1/api.js", "klarna"),
    ("js.stripe.com/v3/", "stripe"),
    ("checkoutshopper-live.adyen.com/checkoutshopper/sdk/5/adyen.js", "adyen"),
    ("widget.trustpilot.com/bootstrap/v5/a.js", "trustpilot"),
    ("cdn.matomo.cloud/shop.matomo.cloud/container.js", "matomo-cloud"),
    ("js.hcaptcha.com/1/api.js", "hcaptcha"),
    ("plausible.io/js/script.js", "plausible"),
    ("cdn-cookieyes.com/client_data/a/script.js", "cookieyes"),
    ("sc.lfeeder.com/lftracker.js", "dealfront"),
    ("static-chat.kundo.se/chat.js", "kundo"),
    ("connect.getflowbox.com/flowbox.js", "flowbox"),
]


@pytest.mark.parametrize(("place", "service"), MET_ON_SITES, ids=[one[0].split("/")[0] for one in MET_ON_SITES])
def test_what_sites_load_most_is_told_by_its_service(place: str, service: str) -> None:
    assert observed(f'<script src="https://{place}"></script>') == {service: True}


HIDDEN = base64.b64encode(URL.encode()).decode()


@pytest.mark.parametrize(
    "written",
    [
        '"++cdn-widget.callpage.io+build+js+callpage.js".replace(/[+]/g,"/").replace(/[=]/g,".")',
        "'https://cdn-' + \"widget.call\"+'page.io/x.js'",
        '["cdn-widget", "callpage", "io/build/js/callpage.js"].join(".")',
        '"\\x2f\\x2fcdn-widget\\u002ecallpage.io\\/build"',
        '"oi.egapllac.tegdiw-ndc//".split("").reverse().join("")',
        '"//cdn-widget#callpage#io/".split("#").join(".")',
        f'atob("{HIDDEN}")',
        f'unhide("{HIDDEN}")',
        f'unhide("{URL.encode().hex()}")',
        f'unhide("{URL[::-1]}")',
        'decodeURIComponent("https%3A%2F%2Fcdn-widget.callpage.io%2Fbuild%2Fx.js")',
        f"String.fromCharCode({','.join(str(ord(one)) for one in URL)})",
        f"[{', '.join(hex(ord(one)) for one in URL)}].map(c=>String.fromCharCode(c)).join('')",
    ],
)
def test_an_address_written_in_pieces_is_put_together(written: str) -> None:
    html = f'<script>(function(d){{var s=d.createElement("script");s.src={written};}})(document)</script>'
    assert observed(html) == {"callpage-widget": True}


@pytest.mark.parametrize(
    "written",
    [
        '"a3f09c2b7d1e44aa90bb31ff00aa11cc22dd33ee"',
        '"QWxsIHdvcmRzIG9mIGEgc2VudGVuY2U="',
        "[104,116,116,112,115,58,47,47]",
        '"50%25 of all of it"',
        '"eyJhbGciOiJIUzI1NiJ9"',
    ],
)
def test_what_hides_no_address_is_none(written: str) -> None:
    assert scan(f"<script>s=document.createElement('script');s.x={written}</script>") == {"services": [], "hosts": []}


def test_frames_within_frames_are_read_to_a_depth_and_quoted_by_the_outermost() -> None:
    inner = '<img src="https://js.stripe.com/v3/">'
    for _ in range(3):
        inner = f'<iframe srcdoc="{escape(inner)}"></iframe>'
    (one,) = scan("ab" + inner)["services"]
    assert (one["service_id"], one["evidence"][0]["start"]) == ("stripe", 2)
    assert scan(f'<iframe srcdoc="{escape(inner)}"></iframe>')["services"] == []


def test_a_script_of_the_sites_own_tells_whom_it_loads_and_a_stylesheet_too() -> None:
    survey = Survey(known())
    survey.read_script(Page("a.js", 'var s=document.createElement("script");s.src="//js.stripe.com/v3/"', OWN))
    survey.read_script(Page("b.js", 'var terms = "https://vimeo.com/terms"', OWN))
    survey.read_style(Page("c.css", "@import url(https://fonts.googleapis.com/css);", OWN))
    found = {one["service_id"]: (one["loaded"], one["evidence"][0]["kind"]) for one in survey.as_json()["services"]}
    assert found == {
        "stripe": (True, "own_script"),
        "vimeo": (False, "own_script"),
        "google-fonts": (True, "stylesheet"),
    }


def test_every_quote_is_the_text_at_its_place() -> None:
    html = 'å<script src="https://js.stripe.com/v3/"></script><script>fbq("init","1")</script><!-- //vimeo.com/x -->'
    evidence = [sign for one in scan(html)["services"] for sign in one["evidence"]]
    assert len(evidence) == 3
    assert all(html[sign["start"] : sign["end"]] == sign["quote"] for sign in evidence)
    assert {sign["page"] for sign in evidence} == {"page.html"}


def test_a_host_that_several_services_share_names_the_party_and_no_service() -> None:
    (one,) = scan('<script src="https://www.gstatic.com/a.js"></script>')["services"]
    assert (one["service"], one["party"], one["loaded"]) == (None, "Google", True)
    assert {"google-fonts", "recaptcha"} <= set(one["candidates"])


def test_a_host_that_nobody_knows_is_listed_without_a_service() -> None:
    html = '<img src="//pixel.nobody.example/a"><a href="https://friend.example/">x</a><img src="//cdn.shop.example/b">'
    assert unknown(html) == {"pixel.nobody.example": True}


def test_words_with_a_dot_in_a_script_are_no_hosts() -> None:
    assert unknown('<script>on("click.menu", "app.store"); fetch("x.json")</script>') == {}


def test_a_customers_number_counts_only_beside_other_signs_of_its_party() -> None:
    number = "<script>gtag('config', 'AW-12345678')</script>"
    assert observed(number) == {}
    both = observed('<script src="https://www.googletagmanager.com/gtag/js?id=G-AB12CD"></script>' + number)
    assert both == {"google-tag-manager": True, "google-analytics": True, "google-ads": True}


def test_the_same_pages_give_the_same_answer() -> None:
    html = '<img src="//b.example/"><img src="//a.example/"><script src="//js.stripe.com/v3"></script>'
    assert scan(html) == scan(html)
    assert list(unknown(html)) == ["a.example", "b.example"]


@pytest.mark.parametrize(
    "piece",
    [
        "<",
        "<a ",
        "<a b='",
        "<!--",
        "<script>",
        "<script>\"'",
        '<script>"\\',
        "<template>",
        "<style>url(",
        "\x00\ufffd<",
    ],
)
def test_a_page_made_to_hurt_is_read_to_its_end(piece: str) -> None:
    assert scan(piece * 50_000) == {"services": [], "hosts": []}


def recording(*entries: object, **log: object) -> bytes:
    return json.dumps({"log": {"entries": entries, **log}}).encode()


def heard(body: bytes) -> dict[str, Any]:
    survey = Survey(known())
    hear(body, "site.har", survey, None)
    return survey.as_json()


def request(url: str, status: int = 200, response: Mapping[str, object] = MappingProxyType({})) -> dict[str, object]:
    return {"pageref": "p1", "request": {"url": url}, "response": {"status": status, **response}}


def test_a_recording_tells_requests_and_cookies_by_the_page() -> None:
    cookie = {"headers": [{"name": "Set-Cookie", "value": "_fbp=1; Path=/\n_hjSessionUser_77=2"}]}
    found = heard(
        recording(
            request("https://www.shop.example/", response=cookie),
            request("https://js.stripe.com/v3/"),
            request("https://bat.bing.com/bat.js", status=0),
        )
    )["services"]
    signs = {one["service_id"]: (one["loaded"], [sign["kind"] for sign in one["evidence"]]) for one in found}
    assert signs == {
        "meta-pixel": (True, ["cookie"]),
        "hotjar": (True, ["cookie"]),
        "stripe": (True, ["request"]),
        "microsoft-advertising": (False, ["request"]),
    }
    assert {sign["page"] for one in found for sign in one["evidence"]} == {"https://www.shop.example/"}


def test_a_cookie_that_could_be_anybodys_names_nobody() -> None:
    cookies: dict[str, object] = {"cookies": [{"name": "token"}, {"name": "connect.sid"}, {"name": "C"}, {"name": 7}]}
    assert heard(recording(request("https://www.shop.example/", response=cookies))) == {"services": [], "hosts": []}


def test_entries_that_are_no_requests_are_passed_over_and_counted() -> None:
    survey = Survey(known())
    body = recording(None, 1, {"request": {"url": 3}}, request("https://a.shop.example/"), pages=[3, {"id": []}])
    told = hear(body, "site.har", survey, None)
    assert (told.own_host, told.requests, told.passed_over, told.left_out) == ("a.shop.example", 1, 3, 0)


@pytest.mark.parametrize("body", [b"\x00\xff", b"[" * 500_000, b"{}", b'{"log": []}', b"9" * 5_000, b""])
def test_what_is_no_recording_is_refused(body: bytes) -> None:
    with pytest.raises(ExtractFailed):
        heard(body)
