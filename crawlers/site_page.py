"""One page's text -> what it mentions, each with its place and whether the page loads it as written."""

import re
from collections.abc import Iterator
from dataclasses import replace

from crawlers.site_hosts import host_of
from crawlers.site_known import LONGEST_IDENTIFIER, Known, marks
from crawlers.site_markup import Attribute, Comment, Tag, pieces
from crawlers.site_mentions import EvidenceKind, Mention
from crawlers.site_scripts import addresses, strings

_RUN_AS_SCRIPT = re.compile(
    r"(?:module|(?:text|application)/(?:x-)?(?:java|ecma|j|live)script(?:[\d.]*))(?:\s*;.*)?", re.I
)
_STATES = re.compile(r"(?:application/(?:[a-z.]+\+)?json|importmap|speculationrules)", re.I)
_LOADS = re.compile(
    r"createElement|\.src\b|\bfetch\s?\(|\bimport\b|XMLHttpRequest|sendBeacon|document\.write|importScripts"
    r"|new Image|WebSocket|EventSource|getScript|setAttribute"
)
_CSS_URL = re.compile(r"""url\(\s{0,9}["']?([^"')\s]{1,2000})|@import\s{1,9}["']([^"']{1,2000})""", re.I)
_IN_COMMENT = re.compile(r"""(?:https?:)?//[^\s"'<>]{4,500}""", re.I)
_HIDDEN = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.I)
# hosts that stand in scripts as names of formats and are not asked for anything
_NAMESPACES = frozenset({"www.w3.org", "schema.org", "www.schema.org", "ogp.me", "purl.org", "ns.adobe.com"})
_KINDS = {
    "script": EvidenceKind.SCRIPT,
    "img": EvidenceKind.IMAGE,
    "input": EvidenceKind.IMAGE,
    "image": EvidenceKind.IMAGE,
    "iframe": EvidenceKind.FRAME,
    "frame": EvidenceKind.FRAME,
    "embed": EvidenceKind.FRAME,
    "object": EvidenceKind.FRAME,
    "video": EvidenceKind.MEDIA,
    "audio": EvidenceKind.MEDIA,
    "source": EvidenceKind.MEDIA,
    "track": EvidenceKind.MEDIA,
}
_DEEPEST_FRAME = 3
_LOADED_FROM = ("src", "srcset", "data", "poster", "xlink:href")
_RELATIONS = {
    "stylesheet": EvidenceKind.STYLESHEET,
    "preload": EvidenceKind.PRELOAD,
    "modulepreload": EvidenceKind.PRELOAD,
    "prefetch": EvidenceKind.PRELOAD,
    "icon": EvidenceKind.IMAGE,
    "apple-touch-icon": EvidenceKind.IMAGE,
    "manifest": EvidenceKind.PRELOAD,
    "preconnect": EvidenceKind.PRECONNECT,
    "dns-prefetch": EvidenceKind.PRECONNECT,
}


def mentions(html: str, known: Known, depth: int = 0) -> Iterator[Mention]:
    """All that a page mentions, its own addresses among it, and what the pages written into its frames mention."""
    for piece in pieces(html):
        match piece:
            case Comment(start, end):
                yield from _commented_out(html, start, end)
            case Tag(name="script"):
                yield from _script(html, piece, known)
            case Tag(name="style"):
                yield from _styled(html[slice(*piece.body)], piece.body[0], loaded=not piece.inert)
            case Tag(name="link"):
                yield from _related(piece)
            case Tag(name="a" | "area" | "form"):
                yield from _led_to(piece)
            case Tag():
                yield from _loaded(piece, known)
                if piece.name == "iframe" and depth < _DEEPEST_FRAME:
                    yield from _written_in(piece, known, depth)


def script_mentions(text: str, known: Known) -> Iterator[Mention]:
    """All that a script file of the site's own mentions: a page loads it, so it runs."""
    loads = _LOADS.search(text) is not None
    for one in _said_inline(text, 0, EvidenceKind.OWN_SCRIPT, loaded=loads, notable=False):
        if one.kind is not EvidenceKind.IDENTIFIER or known.identified(one.value):
            yield one
    for needle, place in marks(text, known.inline):
        end = place + len(needle)
        yield Mention(kind=EvidenceKind.OWN_SCRIPT, value=needle, start=place, end=end, loaded=True)


def style_mentions(text: str) -> Iterator[Mention]:
    """What a stylesheet of the site's own loads."""
    return _styled(text, 0, loaded=True)


def loaded_files(html: str) -> Iterator[tuple[EvidenceKind, str]]:
    """Scripts and stylesheets that a page loads, in order, as written."""
    for piece in pieces(html):
        if not isinstance(piece, Tag) or piece.inert:
            continue
        if piece.name == "script" and piece.said("src") and _runs(piece):
            yield EvidenceKind.SCRIPT, piece.said("src")
        if piece.name == "link" and "stylesheet" in piece.said("rel").lower().split() and piece.said("href"):
            yield EvidenceKind.STYLESHEET, piece.said("href")


def own_host(html: str) -> str | None:
    """The host a page says it is of: its canonical address, else what it says of itself to those who share it."""
    said: dict[str, str] = {}
    for piece in pieces(html[:1_000_000]):
        if not isinstance(piece, Tag) or piece.inert:
            continue
        if piece.name == "link" and "canonical" in piece.said("rel").lower().split():
            said.setdefault("canonical", piece.said("href"))
        if piece.name == "meta" and piece.said("property").lower() == "og:url":
            said.setdefault("shared", piece.said("content"))
    hosts = (host_of(said[key]) for key in ("canonical", "shared") if key in said)
    return next((host for host in hosts if host), None)


def links(html: str) -> Iterator[str]:
    """Where a page links to, in order, as written."""
    for piece in pieces(html):
        if isinstance(piece, Tag) and piece.name == "a" and piece.said("href"):
            yield piece.said("href")


def _commented_out(html: str, start: int, end: int) -> Iterator[Mention]:
    for found in _IN_COMMENT.finditer(html, start, end):
        yield _trace(found[0], found.start(), found.end())


def _script(html: str, tag: Tag, known: Known) -> Iterator[Mention]:
    sort, runs = tag.said("type"), _runs(tag)
    if source := tag.attributes.get("src"):
        yield _mention(EvidenceKind.SCRIPT if runs else EvidenceKind.DORMANT, source.value, tag, source, loaded=runs)
    yield from _dormant(tag)
    text, at = html[slice(*tag.body)], tag.body[0]
    if not text.strip() or source:
        return
    states = _STATES.fullmatch(sort) is not None
    kind = EvidenceKind.INLINE if runs or states else EvidenceKind.DORMANT
    loaded = runs and _LOADS.search(text) is not None
    for one in _said_inline(text, at, kind, loaded=loaded, notable=not states):
        if one.kind is not EvidenceKind.IDENTIFIER:
            yield one
        elif known.identified(one.value):
            yield replace(one, loaded=runs)
    for needle, place in marks(text, known.inline):
        place += at
        yield Mention(kind=kind, value=needle, start=place, end=place + len(needle), loaded=runs)


def _runs(tag: Tag) -> bool:
    sort = tag.said("type")
    return not tag.inert and (not sort or _RUN_AS_SCRIPT.fullmatch(sort) is not None)


def _said_inline(text: str, at: int, kind: EvidenceKind, *, loaded: bool, notable: bool) -> Iterator[Mention]:
    for said in strings(text):
        start, end = at + said.start, at + said.end
        if said.in_comment:
            yield from (_trace(found, start, end) for found in _IN_COMMENT.findall(said.value))
            continue
        if len(said.value) <= LONGEST_IDENTIFIER:
            number = EvidenceKind.IDENTIFIER
            yield Mention(kind=number, value=said.value, start=start, end=end, loaded=loaded, notable=False)
        for url, sure in addresses(said):
            if host_of(url) not in _NAMESPACES:
                yield Mention(kind=kind, value=url, start=start, end=end, loaded=loaded, notable=notable and sure)


def _trace(url: str, start: int, end: int) -> Mention:
    return Mention(kind=EvidenceKind.COMMENT, value=url, start=start, end=end, loaded=False, notable=False)


def _styled(css: str, at: int, *, loaded: bool) -> Iterator[Mention]:
    for found in _CSS_URL.finditer(css):
        start, end = at + found.start(), at + found.end()
        yield Mention(kind=EvidenceKind.STYLESHEET, value=found[1] or found[2], start=start, end=end, loaded=loaded)


def _related(tag: Tag) -> Iterator[Mention]:
    yield from _dormant(tag)
    href = tag.attributes.get("href")
    kinds = [_RELATIONS[word] for word in tag.said("rel").lower().split() if word in _RELATIONS]
    if href is None or not kinds:
        return
    loading = [kind for kind in kinds if kind is not EvidenceKind.PRECONNECT]
    yield _mention((loading or kinds)[0], href.value, tag, href, loaded=bool(loading) and not tag.inert)


def _led_to(tag: Tag) -> Iterator[Mention]:
    target = tag.attributes.get("action" if tag.name == "form" else "href")
    if target is not None:
        is_form = tag.name == "form"
        kind = EvidenceKind.FORM if is_form else EvidenceKind.LINK
        yield _mention(kind, target.value, tag, target, loaded=False, notable=is_form)


def _loaded(tag: Tag, known: Known) -> Iterator[Mention]:
    if style := tag.attributes.get("style"):
        for one in _styled(style.value, 0, loaded=not tag.inert):
            yield _mention(EvidenceKind.STYLESHEET, one.value, tag, style, loaded=one.loaded)
    kind = _KINDS.get(tag.name)
    if kind is None:
        return
    yield from _dormant(tag)
    alt = tag.attributes.get("alt")
    if alt is not None and alt.value in known.alts:
        yield _mention(EvidenceKind.HTML, alt.value, tag, alt, loaded=False)
    if tag.name == "img" and _is_pixel(tag):
        kind = EvidenceKind.PIXEL
    for name in _LOADED_FROM:
        if (held := tag.attributes.get(name)) is not None:
            for url in _candidates(held.value) if name == "srcset" else [held.value]:
                yield _mention(kind, url, tag, held, loaded=not tag.inert)


def _written_in(tag: Tag, known: Known, depth: int) -> Iterator[Mention]:
    """What a frame's own page, written into its `srcdoc`, mentions: quoted by the attribute it stands in."""
    held = tag.attributes.get("srcdoc")
    for one in mentions(held.value, known, depth + 1) if held is not None else ():
        yield replace(one, start=tag.start, end=held.end if held else tag.end, loaded=one.loaded and not tag.inert)


def _candidates(srcset: str) -> list[str]:
    return [words[0] for part in srcset.split(",") if (words := part.split())][:50]


def _dormant(tag: Tag) -> Iterator[Mention]:
    """Addresses that wait in `data-…` attributes for consent, or for the reader to come near."""
    for name, held in tag.attributes.items():
        if name.startswith("data-") and host_of(held.value) is not None:
            yield _mention(EvidenceKind.DORMANT, held.value, tag, held, loaded=False)


def _is_pixel(tag: Tag) -> bool:
    small = tag.said("width") in ("0", "1") and tag.said("height") in ("0", "1")
    return small or _HIDDEN.search(tag.said("style")) is not None


def _mention(kind: EvidenceKind, url: str, tag: Tag, held: Attribute, *, loaded: bool, notable: bool = True) -> Mention:
    """A mention by an attribute: quoted from the tag's beginning where that is near."""
    start = tag.start if held.end - tag.start <= 300 else held.start
    return Mention(kind=kind, value=url.strip(), start=start, end=held.end, loaded=loaded, notable=notable)
