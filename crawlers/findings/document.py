"""A source with the names of parties and the order of its parts."""

from functools import cached_property

from crawlers.blocks import Block
from crawlers.findings.announcing import Announced, leads, section_announces
from crawlers.findings.names import Names
from crawlers.findings.outline import Outline
from crawlers.findings.source import Source
from registry.terms import Role


class Document(Source):
    """What the readers of recipients, roles and controllers get."""

    general_roles: dict[tuple[str, ...], Role] | None = None

    @cached_property
    def parties(self) -> Names:
        """Names of parties, known and unknown."""
        return Names(self)

    @cached_property
    def outline(self) -> Outline:
        """The sections and cards."""
        return Outline(self, self.parties, self._leads)

    def section_of(self, block: Block) -> tuple[str, ...]:
        """The headings and titles above a block; of a card's blocks those the card stands below."""
        return self.outline.sections[self.number_at(block.start)]

    @cached_property
    def _leads(self) -> list[Announced | None]:
        return leads(self)

    def announced_at(self, block: Block) -> Announced | None:
        """What the lead-in above a block, or else its section, announces."""
        return self._announced[self.number_at(block.start)]

    @cached_property
    def _announced(self) -> list[Announced | None]:
        of_section: dict[tuple[str, ...], Announced | None] = {}
        found: list[Announced | None] = []
        for lead, section in zip(self._leads, self.outline.sections, strict=True):
            if section not in of_section:
                of_section[section] = section_announces(self, section)
            found.append(lead or of_section[section])
        return found
