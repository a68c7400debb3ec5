"""Cards: a party's name alone in a heading, item or line, and under it what is said of it."""

from collections.abc import Iterator

from crawlers.blocks import Block, BlockKind
from crawlers.findings.source import Source
from crawlers.gazetteer import Named, Sort

_MAX_NAME = 60
_MAX_WORDS = 5


def named_by(source: Source, block: Block) -> Named | None:
    """The known party or service a block consists of, None where it says anything else."""
    text = block.text.strip(" :.").lstrip("0123456789.) ") or block.text
    if len(text) > _MAX_NAME or len(text.split()) > _MAX_WORDS or block.kind is BlockKind.ROW:
        return None
    known = source.gazetteer.resolve(text)
    if known is None or known.sort is not Sort.PARTY or not text[:1].isupper():
        return None
    start = block.start + block.text.index(text)
    return Named(text, known.service, known.party, start, start + len(text))


def cards(source: Source) -> Iterator[tuple[Named, Block, Block]]:
    """Each card: its name, the block of the name and the block that tells of it."""
    for block, following in zip(source.blocks, source.blocks[1:], strict=False):
        if following.kind is BlockKind.HEADING or len(following.text) < _MAX_NAME:
            continue
        named = named_by(source, block)
        if named is not None:
            yield named, block, following


def homes(source: Source) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Section of a card -> the section the card stands in; documents without levels put both side by side."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    home: tuple[str, ...] = ()
    for block in source.blocks:
        if block.kind is not BlockKind.HEADING:
            continue
        inner = (*block.section, block.text)
        if named_by(source, block) is not None:
            found.setdefault(inner, home)
        else:
            home = inner
    return found
