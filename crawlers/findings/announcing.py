"""What a heading, lead-in or column's header announces: parties that get data, and as what."""

from enum import StrEnum

from crawlers.findings.source import Source
from registry.terms import Role


class Announced(StrEnum):
    """As what a part of a document announces the parties it names."""

    SUB_PROCESSORS = "sub_processors"
    PROCESSORS = "processors"
    CONTROLLERS = "controllers"
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
