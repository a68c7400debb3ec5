"""Lines that begin with a label ("Suppliers: …"), and those of a glossary, which state nothing."""

import re

from crawlers.blocks import Block

_GLOSSARY = re.compile(r"(?<!\w)(?:begrepp|ordlista|ordförklaring(?:ar)?|definition(?:er|s)?|glossary)(?!\w)", re.I)

_MAX_LABEL, _MAX_LABEL_WORDS = 60, 4


def is_labelled(block: Block) -> bool:
    """A line that begins with a label, as an item does."""
    label, colon, rest = block.text[:_MAX_LABEL].partition(": ")
    return bool(colon) and len(label.split()) <= _MAX_LABEL_WORDS and bool(rest) and "." not in label


def is_in_glossary(block: Block) -> bool:
    """Whether a block says what a word means."""
    return bool(block.section) and _GLOSSARY.search(block.section[-1]) is not None
