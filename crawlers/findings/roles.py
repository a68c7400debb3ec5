"""The role a text gives a recipient; `recipient` where it says no more. A trade ("payment processor") is no role."""

from crawlers.blocks import BlockKind, Span
from crawlers.findings.rows import Announced
from crawlers.findings.source import Source, inside
from registry.terms import Role

_ORDER = (Role.SUB_PROCESSOR, Role.JOINT_CONTROLLER, Role.INDEPENDENT_CONTROLLER, Role.PROCESSOR, Role.AUTHORITY)

_GENERAL = (Role.SUB_PROCESSOR, Role.PROCESSOR, Role.INDEPENDENT_CONTROLLER, Role.JOINT_CONTROLLER)


def role_in(source: Source, start: int, end: int) -> Role | None:
    """The role the words of a stretch give, None where they give none."""
    keys = source.hits.keys("roles", start, end)
    return next((role for role in _ORDER if role.value in keys), None)


def role_around(source: Source, name: Span) -> Role | None:
    """The role a block gives its only party in another sentence, or a part's general sentence gives all it names.

    A general sentence names nobody ("Our suppliers process the data on our behalf").
    """
    block = source.block_at(name.start)
    if block.kind is BlockKind.PARAGRAPH and len(source.parties_of(block)) <= 1:
        own = role_in(source, block.start, block.end)
        if own is not None:
            return own
    return _general_roles(source).get(block.section) if block.section else None


def _general_roles(source: Source) -> dict[tuple[str, ...], Role]:
    """Section -> the role of its first general sentence; kept with the source."""
    if source.general_roles is None:
        found: dict[tuple[str, ...], Role] = {}
        for hit in source.hits.all("roles"):
            block = source.block_at(hit.start)
            if block.kind is not BlockKind.PARAGRAPH or block.section in found:
                continue
            sentence = source.sentence_at(hit.start)
            role = role_in(source, sentence.start, sentence.end)
            is_general = not inside(source.names, sentence.start, sentence.end)
            if role in _GENERAL and is_general and _speaks_of_others(source, sentence):
                found[block.section] = role
        source.general_roles = found
    return source.general_roles


def _speaks_of_others(source: Source, sentence: Span) -> bool:
    keys = source.hits.keys("context", sentence.start, sentence.end)
    return "others" in keys and "negated" not in keys


def role_of_part(source: Source, announced: Announced | None) -> Role:
    """The role a heading or lead-in gives all it introduces."""
    match announced:
        case Announced.SUB_PROCESSORS:
            return Role.SUB_PROCESSOR
        case Announced.PROCESSORS:
            return Role.PROCESSOR
        case Announced.RECIPIENTS | None:
            return Role.RECIPIENT
