"""The role a text gives a recipient; `recipient` where it says no more. A trade ("payment processor") is no role."""

from crawlers.blocks import Block, BlockKind, Span
from crawlers.findings.announcing import Announced, role_of_part
from crawlers.findings.cards import Card
from crawlers.findings.document import Document
from crawlers.findings.labels import is_labelled
from crawlers.findings.source import inside
from registry.terms import Role

_ORDER = (Role.SUB_PROCESSOR, Role.JOINT_CONTROLLER, Role.INDEPENDENT_CONTROLLER, Role.PROCESSOR)
_VALUES = frozenset(role.value for role in _ORDER)
_MAX_SENTENCES = 100  # of one block: each of its names asks them
_EVERYWHERE: tuple[str, ...] = ()
_GENERAL = (Role.SUB_PROCESSOR, Role.PROCESSOR, Role.INDEPENDENT_CONTROLLER, Role.JOINT_CONTROLLER)


def role_in(source: Document, start: int, end: int) -> Role | None:
    """The role the words of a stretch give, None where they give none."""
    keys = source.hits.keys("roles", start, end)
    return next((role for role in _ORDER if role.value in keys), None)


def role_around(source: Document, name: Span, announced: Announced | None) -> Role:
    """The role another sentence of the block gives, or a heading or lead-in, or a general sentence; else recipient.

    A general sentence names nobody ("Our suppliers process the data on our behalf"). It speaks for its part and what
    stands under it, in a labelled line ("Processors: …") for that line; where it says
    "all our suppliers", for every part that announces parties.
    """
    block = source.block_at(name.start)
    own = _role_in_block(source, block, name)
    return role_of_place(source, source.section_of(block), announced) if own is None else own


def role_of_place(source: Document, section: tuple[str, ...], announced: Announced | None) -> Role:
    """The role that a heading, a lead-in or a general sentence gives what stands in a part; else recipient."""
    if announced not in (None, Announced.RECIPIENTS):
        return role_of_part(announced)
    roles = _general_roles(source)
    for depth in range(len(section), 0, -1):
        if section[:depth] in roles:
            return roles[section[:depth]]
    if announced is None:
        return Role.RECIPIENT
    of_kind = (roles[kind] for kind in _kinds(source, section) if kind in roles)
    return next(of_kind, roles.get(_EVERYWHERE, Role.RECIPIENT))


def _kinds(source: Document, section: tuple[str, ...]) -> list[tuple[str, str]]:
    """The kinds of recipients the last heading names: what one part says of a kind holds for it in another."""
    keys = source.recognised(section[-1]).hits.all_keys("recipient_categories") if section else ()
    return [("", key) for key in sorted(keys)]


def _role_in_block(source: Document, block: Block, name: Span) -> Role | None:
    """Of the block's only party, by any sentence; of several, by one that points to those named before or begins it."""
    if block.kind is BlockKind.PARAGRAPH and len(source.parties_of(block)) <= 1 and not is_labelled(block):
        return role_in(source, block.start, block.end)
    if block.kind is BlockKind.ROW:
        return None
    for sentence in source.sentences(block)[:_MAX_SENTENCES]:
        role = role_in(source, sentence.start, sentence.end)
        is_general = role in _GENERAL and not source.parties.within(sentence.start, sentence.end)
        if is_general and not sentence.start <= name.start < sentence.end and _speaks_of_others(source, sentence):
            return role
    return None


def _general_roles(source: Document) -> dict[tuple[str, ...], Role]:
    """Section -> the role of its first general sentence; kept with the source."""
    if source.general_roles is None:
        found: dict[tuple[str, ...], Role] = {}
        for hit in source.hits.all("roles"):
            block = source.block_at(hit.start)
            section = source.section_of(block)
            if block.kind is BlockKind.HEADING or not section:
                continue
            sentence = source.sentence_at(hit.start)
            if not _speaks_of_others(source, sentence) or inside(source.names, block.start, block.end):
                continue
            role = role_in(source, sentence.start, sentence.end)
            if role not in _GENERAL:
                continue
            is_of_all = "all_others" in source.hits.keys("general", sentence.start, sentence.end)
            if is_of_all or block.kind is not BlockKind.PARAGRAPH or not is_labelled(block):
                found.setdefault(section, role)
                for kind in _kinds(source, section):
                    found.setdefault(kind, role)
            if is_of_all:
                found.setdefault(_EVERYWHERE, role)
        source.general_roles = found
    return source.general_roles


def _speaks_of_others(source: Document, sentence: Span) -> bool:
    keys = source.hits.keys("context", sentence.start, sentence.end)
    return "others" in keys and "negated" not in keys


def role_of_card(source: Document, card: Card) -> Role | None:
    """The role in a card's body: in a labelled line the first, else the one its sentences give."""
    for block in card.body:
        label, colon, _ = block.text[:40].partition(":")
        if colon and "role" in source.title_keys(label, "columns"):
            hits = source.hits.within("roles", block.start + len(label), block.end)
            return next((Role(hit.key) for hit in hits if hit.key in _VALUES), None)
    span = card.span
    return role_in(source, span.start, span.end)
