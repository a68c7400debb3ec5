"""How a vendor's site may behave, well and badly: one path each."""

import gzip
import zlib
from collections.abc import Callable, Mapping
from io import BufferedIOBase
from typing import Protocol


class Answering(Protocol):
    """What a behaviour may do with a request."""

    close_connection: bool
    wfile: BufferedIOBase

    def answer(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        """A proper answer; `headers` add to or replace the usual ones."""

    def begin(self, status: int, headers: Mapping[str, str]) -> None:
        """Status line and headers alone."""

    def until_closed(self, piece: bytes, *, pause: float) -> None:
        """Send a piece again and again."""

    def send_response(self, code: int) -> None:
        """The status line."""

    def send_header(self, keyword: str, value: str) -> None:
        """One header, once or again."""

    def end_headers(self) -> None:
        """The line between headers and body."""


PAGE = "<!doctype html><title>Policy</title><h1>Policy</h1><p>We use Exempelbolaget AB in Malmö.</p>".encode()
SWEDISH = "<p>Personuppgiftsbiträde: Räksmörgås AB, Örebro, ägs av Åhléns</p>"
METADATA = "http://169.254.169.254/latest/meta-data/"


def not_found(handler: Answering) -> None:
    """404, also for a path nobody knows."""
    handler.answer(404, b"<h1>Not found</h1>")


def _redirect(place: str) -> Callable[[Answering], None]:
    return lambda handler: handler.answer(302, b"", {"Location": place})


def _page(body: bytes, status: int = 200, **headers: str) -> Callable[[Answering], None]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler: handler.answer(status, body, named)


def _endless(handler: Answering) -> None:
    handler.begin(200, {"Content-Type": "text/html", "Connection": "close"})
    handler.until_closed(b"<p>more</p>" * 6000, pause=0.0)


def _slow_drip(handler: Answering) -> None:
    handler.begin(200, {"Content-Type": "text/html", "Connection": "close"})
    handler.until_closed(b".", pause=0.02)


def _slow_headers(handler: Answering) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Wait: ")
    handler.until_closed(b".", pause=0.02)


def _half(handler: Answering) -> None:
    handler.begin(200, {"Content-Type": "text/html", "Content-Length": "1000"})
    handler.wfile.write(PAGE)
    handler.close_connection = True


def _dropped(handler: Answering) -> None:
    handler.close_connection = True


def _garbage(handler: Answering) -> None:
    handler.wfile.write(b"\x00\x01 this is not HTTP\r\n\r\n")
    handler.close_connection = True


def _http_1_0(handler: Answering) -> None:
    handler.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + PAGE)
    handler.close_connection = True


def _many_cookies(handler: Answering) -> None:
    handler.send_response(200)
    for number in range(100):
        handler.send_header("Set-Cookie", f"c{number}={'x' * 1000}; Path=/")
    handler.send_header("Content-Length", str(len(PAGE)))
    handler.send_header("Content-Type", "text/html; charset=utf-8")
    handler.end_headers()
    handler.wfile.write(PAGE)


def _thousand_cookies(handler: Answering) -> None:
    handler.send_response(200)
    for number in range(1000):
        handler.send_header("Set-Cookie", f"c{number}=1")
    handler.send_header("Content-Length", str(len(PAGE)))
    handler.end_headers()
    handler.wfile.write(PAGE)


def _many_headers(handler: Answering) -> None:
    handler.begin(200, {f"X-{number}": "y" for number in range(5000)})


def _deflate(body: bytes, wbits: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, wbits)
    return packer.compress(body) + packer.flush()


_BOMB = gzip.compress(bytes(50_000_000), mtime=0)

BEHAVIOURS: dict[str, Callable[[Answering], None]] = {
    "/ok": _page(PAGE),
    "/gzip": _page(gzip.compress(PAGE, mtime=0), Content_Encoding="gzip"),
    "/gzip-in-two": _page(gzip.compress(PAGE[:20]) + gzip.compress(PAGE[20:]) + bytes(9), Content_Encoding="gzip"),
    "/deflate": _page(_deflate(PAGE, 15), Content_Encoding="deflate"),
    "/deflate-bare": _page(_deflate(PAGE, -15), Content_Encoding="deflate"),
    "/zip-bomb": _page(_BOMB, Content_Encoding="gzip"),
    "/gzip-half": _page(gzip.compress(PAGE, mtime=0)[:-12], Content_Encoding="gzip"),
    "/gzip-damaged": _page(b"\x1f\x8b\x08\x00 this is no gzip at all", Content_Encoding="gzip"),
    "/many-members": _page(gzip.compress(b"", mtime=0) * 2000, Content_Encoding="gzip"),
    "/brotli": _page(b"\x8b\x00\x80\x01", Content_Encoding="br"),
    "/gzip-twice": _page(gzip.compress(_BOMB, mtime=0), Content_Encoding="gzip, gzip"),
    "/endless": _endless,
    "/says-too-large": _page(b"", Content_Length="99999999999"),
    "/slow-drip": _slow_drip,
    "/slow-headers": _slow_headers,
    "/loop": _redirect("/loop-back"),
    "/loop-back": _redirect("/loop"),
    "/to-ok": _redirect("/ok#part"),
    "/to-metadata": _redirect(METADATA),
    "/to-file": _redirect("file:///etc/passwd"),
    "/to-nowhere": _page(b"", status=302),
    **{f"/hop/{n}": _redirect(f"/hop/{n + 1}") for n in range(20)},
    "/lying-charset": _page(SWEDISH.encode("cp1252"), Content_Type="text/html; charset=utf-8"),
    "/lying-latin1": _page(SWEDISH.encode(), Content_Type="text/html; charset=iso-8859-1"),
    "/cp1252": _page(SWEDISH.encode("cp1252"), Content_Type="text/html"),
    "/utf-7": _page(b"<p>+ADw-script+AD4-</p>", Content_Type="text/html; charset=utf-7"),
    "/declared": _page(b'<meta charset="iso-8859-2">' + "Łódź".encode("iso-8859-2"), Content_Type="text/html"),
    "/bom": _page(b"\xff\xfe" + SWEDISH.encode("utf-16-le"), Content_Type="text/html; charset=utf-8"),
    "/nul": _page(b"<p>a\x00b</p>"),
    "/pdf": _page(b"%PDF-1.7\n\xe2\xe3", Content_Type="application/pdf"),
    "/half": _half,
    "/dropped": _dropped,
    "/garbage": _garbage,
    "/http-1.0": _http_1_0,
    "/many-cookies": _many_cookies,
    "/thousand-cookies": _thousand_cookies,
    "/many-headers": _many_headers,
    "/403": _page(b"<h1>Forbidden</h1>", status=403),
    "/404": not_found,
    "/429": _page(b"slow down", status=429, Retry_After="120"),
    "/451": _page(b"not here", status=451),
    "/500": _page(b"<h1>Broken</h1>", status=500),
    "/503": _page(b"<h1>Back soon</h1>", status=503, Retry_After="90"),
    "/204": _page(b"", status=204),
    "/unasked-304": lambda handler: handler.begin(304, {}),
    "/error-page": _page(b"<h1>Something went wrong</h1><p>Try again later.</p>"),
    "/wall-header": _page(b"wait", status=503, cf_mitigated="challenge"),
    "/wall-429": _page(b"wait", status=429, x_vercel_mitigated="challenge"),
    "/wall-page": _page(b"<title>Just a moment...</title><script>window._cf_chl_opt={}</script>"),
}
