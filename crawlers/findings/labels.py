"""Lines that begin with a label ("Suppliers: …")."""

from crawlers.blocks import Block

_MAX_LABEL, _MAX_LABEL_WORDS = 60, 4


def is_labelled(block: Block) -> bool:
    """A line that begins with a label, as an item does."""
    label, colon, rest = block.text[:_MAX_LABEL].partition(": ")
    return bool(colon) and len(label.split()) <= _MAX_LABEL_WORDS and bool(rest) and "." not in label
