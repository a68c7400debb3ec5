"""What a heading, lead-in or column's header announces: parties that get data, and as what."""

import re
from enum import StrEnum

from crawlers.blocks import Block, BlockKind
from crawlers.companies import company_names
from crawlers.findings.labels import is_labelled
from crawlers.findings.led import begins_spelled
from crawlers.findings.source import Source, inside
from registry.terms import Role

_MAX_LEAD, _MAX_LINE, _GUESSED = 200, 80, 6
_BELOW = re.compile(r"(?<!\w)(?:below|the following|nedan|nedanstående|följande)(?!\w)", re.I)


class Announced(StrEnum):
    """As what a part of a document announces the parties it names."""

    SUB_PROCESSORS = "sub_processors"
    CONTROLLERS = "controllers"
    PROCESSORS = "processors"
    RECIPIENTS = "recipients"


def announced_by(source: Source, words: str) -> Announced | None:
    """What a heading, lead-in or header announces; None where it announces no parties."""
    keys = source.title_keys(words, "headings")
    if "not_recipients" in keys:
        return None
    for announced in Announced:
        if announced.value in keys:
            return announced
    return Announced.RECIPIENTS if "recipients_alone" in keys and _is_alone(source, words) else None


def _is_alone(source: Source, words: str) -> bool:
    """A word such as "Systems" announces parties only where the heading says nothing else."""
    bare = words.strip(" .:0123456789)")
    hits = source.phrases.find_in_title(bare).all("headings")
    return any(hit.key == "recipients_alone" and hit.end - hit.start == len(bare) for hit in hits)


_BY_ROLE = {
    Role.SUB_PROCESSOR: Announced.SUB_PROCESSORS,
    Role.PROCESSOR: Announced.PROCESSORS,
    Role.INDEPENDENT_CONTROLLER: Announced.CONTROLLERS,
}


def lead_announces(source: Source, block: Block) -> Announced | None:
    """What a lead-in announces ("They work on our behalf:"): by its words for a role, else as a heading does."""
    sentence = source.sentences(block)[-1]
    by_title = announced_by(source, source.quote(max(sentence.start, block.end - _MAX_LEAD), block.end))
    keys = source.hits.keys("roles", sentence.start, sentence.end)
    roles = [role for role in _BY_ROLE if role.value in keys]
    if len(roles) == 1 and (by_title is not None or source.hits.within("context", sentence.start, sentence.end)):
        return _BY_ROLE[roles[0]]
    return by_title


def _is_of_list(source: Source, block: Block) -> bool:
    """Whether what was taken for a heading of a plain text is a line of the list a lead-in begins."""
    return not block.text.endswith(":") and not source.title_keys(block.text, "headings") and _is_name(source, block)


def _is_name(source: Source, block: Block) -> bool:
    known = source.gazetteer.resolve(block.text) is not None
    return known or any(span.start == 0 for span in company_names(block.text)) or _begins_with_name(source, block)


def _begins_with_name(source: Source, block: Block) -> bool:
    """A known one, or a word spelled as a name only."""
    named = inside(source.names, block.start, block.end)
    return any(one.start - block.start <= len("The ") for one in named) or begins_spelled(block.text)


def _is_pointing(block: Block) -> bool:
    """Whether a short paragraph says that a list follows ("The companies below …")."""
    return len(block.text) <= _MAX_LEAD and _BELOW.search(block.text) is not None


def leads(source: Source) -> list[Announced | None]:
    """For each block what the lead-in above it announces, up to prose; an item's holds for deeper ones."""
    found: list[Announced | None] = []
    lead: Announced | None = None
    inner: tuple[int, Announced | None] | None = None
    for block in source.blocks:
        if inner is not None and (block.kind is not BlockKind.ITEM or block.level <= inner[0]):
            inner = None
        if block.kind is BlockKind.HEADING and block.level < _GUESSED:
            lead = None
        elif block.kind is BlockKind.HEADING and not (lead is not None and _is_of_list(source, block)):
            lead = lead_announces(source, block) if block.text.endswith(":") else None
        elif block.text.endswith(":") and block.kind is BlockKind.ITEM:
            found.append(lead)
            inner = (block.level, lead_announces(source, block))
            continue
        elif block.text.endswith(":") and block.kind is BlockKind.PARAGRAPH:
            lead = lead_announces(source, block)
        elif block.kind is BlockKind.PARAGRAPH and _is_pointing(block) and (told := lead_announces(source, block)):
            lead = told
        elif block.kind is BlockKind.PARAGRAPH and len(block.text) > _MAX_LINE and not is_labelled(block):
            lead = lead if lead is not None and _begins_with_name(source, block) else None
        found.append(inner[1] if inner is not None and inner[1] is not None else lead)
    return found


def section_announces(source: Source, section: tuple[str, ...]) -> Announced | None:
    """What the nearest headings above announce; a nearer heading that announces nothing ends it at two levels."""
    for heading in reversed(section[-2:]):
        if source.title_keys(heading, "headings"):
            return announced_by(source, heading)
    return None


def role_of_part(announced: Announced | None) -> Role:
    """The role a heading or lead-in gives all it introduces."""
    match announced:
        case Announced.SUB_PROCESSORS:
            return Role.SUB_PROCESSOR
        case Announced.PROCESSORS:
            return Role.PROCESSOR
        case Announced.CONTROLLERS:
            return Role.INDEPENDENT_CONTROLLER
        case Announced.RECIPIENTS | None:
            return Role.RECIPIENT
