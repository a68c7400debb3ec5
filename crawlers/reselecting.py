"""A watch declaration whose selectors no longer find the document: the selectors that still do. Pure and bounded.

Searched among the elements of the new page that hold the last good blocks. Told to a person, never applied by itself.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.blocks import Block, BlockKind, Extracted, letters
from crawlers.errors import ExtractFailed
from crawlers.extract import MAX_BYTES, Selection, decode, extract

ENOUGH = 0.8  # of the last good blocks
_HARDLY = 0.2
_LITTLE_ELSE = 1.2  # times the text of the innermost element
_MOST_NODES = 20_000
_MOST_BLOCKS = 3_000
_MOST_TRIED = 8
_DEEPEST = 60
_LONGEST_NAME = 40
_HOLDERS = "p, li, dt, dd, tr, h1, h2, h3, h4, h5, h6, blockquote, pre, caption, summary, div, td, span, a"
_PARTS_OF_BLOCKS = frozenset({"td", "span", "a"})
_NEVER = frozenset({"html", "body", "-undef"})
_PLAIN_TAGS = frozenset({"main", "article", "section", "form", "table"})
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{1,39}")
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_PARTS = re.compile(r"[-_]+")
_VOWEL = re.compile(r"[aeiouyAEIOUY]")


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was received."""

    body: bytes
    content_type: str = ""
    name: str = ""

    def blocks(self, selection: Selection | None) -> Extracted | None:
        """The blocks of a selection; None where it finds nothing."""
        try:
            return extract(self.body, content_type=self.content_type, name=self.name, selection=selection)
        except (ExtractFailed, RecursionError):
            return None


@dataclass(frozen=True, slots=True)
class Sought:
    """A selection that still finds the document: of how many blocks it finds which share, and the first of them in
    the text that it gives."""

    selection: Selection
    found: int
    of_blocks: int
    first: Block

    @property
    def found_share(self) -> float:
        """The share of the blocks, as it is told."""
        return round(self.found / self.of_blocks, 2)


def lost_select(page: Page, declared: Selection, last_good: Extracted) -> Sought | None:
    """Where the document stands now. None: the declared selectors find most of it, or nothing on the page holds it."""
    wanted = _keys(last_good.blocks)
    there = page.blocks(declared)
    if not declared.select or not wanted or (there is not None and _share(wanted, there.blocks) >= ENOUGH):
        return None
    for css in _selectors(page, wanted):
        sought = _found(page, replace(declared, select=(css,)), wanted)
        if sought is not None:
            return sought
    return None


def lost_remove(page: Page, before: Page, declared: Selection, last_good: Extracted) -> Sought | None:
    """Where that stands now which the declaration took away from the page before, and which is in the text again.

    None: each selector still finds something, found nothing before either, or what it took away is gone.
    """
    remove, gone = list(declared.remove), set[str]()
    first: Block | None = None
    text = _keys(last_good.blocks)
    for number, css in enumerate(declared.remove):
        was = before.blocks(Selection((css,)))
        wanted = _keys(was.blocks) if was is not None else set()
        if not wanted or page.blocks(Selection((css,))) is not None:
            continue
        for other in _selectors(page, wanted):
            sought = _found(page, Selection((other,)), wanted)
            if sought is not None and _share(text, _blocks(page, sought.selection)) < _HARDLY:
                remove[number], first, gone = other, first or sought.first, gone | wanted
                break
    if first is None:
        return None
    here = _keys(block for css in remove for block in _blocks(page, Selection((css,))))
    return Sought(replace(declared, remove=tuple(remove)), len(gone & here), len(gone), first)


def share_of(document: Extracted, other: Extracted) -> float:
    """The share of a document's blocks that stand in another."""
    return _share(_keys(document.blocks), other.blocks)


def is_stable(name: str) -> bool:
    """Whether an id or class looks as if a person had written it, and not a build: words, at most two digits."""
    if not _NAME.fullmatch(name) or len(name) > _LONGEST_NAME:
        return False
    return all(_is_word(part) for part in _PARTS.split(name) if part)


def _is_word(part: str) -> bool:
    words = _WORDS.findall(part)
    if "".join(words) != part or any(word.isdigit() and len(word) > 2 for word in words):
        return False
    if any(word.isdigit() for word in words[:-1]):
        return False
    told = [word for word in words if not word.isdigit()]
    if len(told) > 1 and any(len(word) < 3 for word in told):
        return False
    return all(len(word) < 3 or _VOWEL.search(word) for word in told)


def _found(page: Page, selection: Selection, wanted: set[str]) -> Sought | None:
    blocks = _blocks(page, selection)
    here = wanted & _keys(blocks)
    first = next((block for block in blocks if _key(block.text) in wanted), None)
    if first is None or len(here) < ENOUGH * len(wanted):
        return None
    return Sought(selection, len(here), len(wanted), first)


def _blocks(page: Page, selection: Selection) -> Sequence[Block]:
    extracted = page.blocks(selection)
    return extracted.blocks if extracted is not None else ()


def _selectors(page: Page, wanted: set[str]) -> Iterator[str]:
    """Selectors of one element each that holds enough of the blocks and little else: a name before a path, the
    shortest first; then the elements around it."""
    if len(page.body) > MAX_BYTES or page.body.startswith(b"%PDF"):
        return
    tree = LexborHTMLParser(decode(page.body, page.content_type))
    tree.strip_tags(["script", "style", "noscript", "template", "svg", "head"])
    holding = _holding(tree, wanted)[:_DEEPEST]
    sizes = [letters(node.text() or "") for node in holding]
    named = [
        (size > _LITTLE_ELSE * sizes[0], " " in css, css[0] not in "#.", len(css), css)
        for node, size in zip(holding, sizes, strict=True)
        for css in _names_of(node)
    ]
    tried = 0
    for *_, css in sorted(set(named)):
        if tried >= _MOST_TRIED:
            return
        if len(tree.css(css)) == 1:
            tried += 1
            yield css


def _holding(tree: LexborHTMLParser, wanted: set[str]) -> list[LexborNode]:
    """The elements that hold enough of the blocks, the innermost first."""
    said: dict[int, set[str]] = {}
    nodes: dict[int, tuple[int, LexborNode]] = {}
    longest = max(map(len, wanted))
    for node in tree.css(_HOLDERS)[:_MOST_NODES]:
        key = _key_of(node, longest)
        if key not in wanted:
            continue
        for depth, above in _upwards(node):
            nodes.setdefault(above.mem_id, (depth, above))
            said.setdefault(above.mem_id, set()).add(key)
    enough = [identity for identity, keys in said.items() if len(keys) >= ENOUGH * len(wanted)]
    return [nodes[one][1] for one in sorted(enough, key=lambda one: (-nodes[one][0], one))]


def _key_of(node: LexborNode, longest: int) -> str:
    """What an element says as one block; empty where it holds blocks of its own, or too much."""
    child, seen = node.child, 0
    while child is not None and seen < 200:
        if child.tag in ("div", "p", "ul", "ol", "table", "section", "article", "form") and node.tag != "tr":
            return ""
        child, seen = child.next, seen + 1
    text = node.text() or ""
    return _key(text) if len(text) <= 8 * longest + 2_000 else ""


def _upwards(node: LexborNode) -> list[tuple[int, LexborNode]]:
    """An element that may be named and those above it, each with its depth."""
    path: list[LexborNode] = []
    above: LexborNode | None = node
    while above is not None and len(path) < _DEEPEST:
        path.append(above)
        above = above.parent
    named = [(len(path) - number, one) for number, one in enumerate(path)]
    return [(depth, one) for depth, one in named if one.tag not in _NEVER and one.tag not in _PARTS_OF_BLOCKS]


def _names_of(node: LexborNode) -> Iterator[str]:
    """What an element may be called by: its id, its classes, its tag, and the tag below a named element."""
    own = [f"#{name}" for name in (node.id or "",) if is_stable(name)]
    own += [f".{name}" for name in (node.attributes.get("class") or "").split()[:20] if is_stable(name)]
    yield from own
    yield from (f"{node.tag}{name}" for name in own if name[0] == ".")
    tag = node.tag or ""
    if tag in _PLAIN_TAGS:
        yield tag
    parent = node.parent
    if parent is not None and not own and parent.tag not in _NEVER:
        above = [f"#{parent.id}"] if parent.id and is_stable(parent.id) else []
        above += [f".{one}" for one in (parent.attributes.get("class") or "").split()[:20] if is_stable(one)]
        above += [parent.tag] if parent.tag in _PLAIN_TAGS else []
        yield from (f"{name} > {tag}" for name in above)


def _share(wanted: set[str], blocks: Iterable[Block]) -> float:
    return len(wanted & _keys(blocks)) / max(1, len(wanted))


def _keys(blocks: Iterable[Block]) -> set[str]:
    keys: set[str] = set()
    for block in blocks:
        if len(keys) >= _MOST_BLOCKS:
            break
        if not block.is_header or block.kind is not BlockKind.ROW:
            keys.add(_key(block.text))
    return keys - {""}


def _key(text: str) -> str:
    return "".join(text.split()).casefold()
