"""A source with the names of parties and the order of its parts."""

from functools import cached_property

from crawlers.blocks import Block, BlockKind
from crawlers.findings.announcing import Announced, leads, section_announces
from crawlers.findings.names import Names
from crawlers.findings.outline import Outline
from crawlers.findings.source import Source
from registry.terms import Role

_MAX_LINE = 160


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

    def is_in_list(self, block: Block) -> bool:
        """Whether a short line stands under a lead-in, as an item does in a text without bullets."""
        is_line = block.kind is BlockKind.PARAGRAPH and len(block.text) <= _MAX_LINE
        return is_line and self._leads[self.number_at(block.start)] is not None

    @cached_property
    def _announced(self) -> list[Announced | None]:
        of_section: dict[tuple[str, ...], Announced | None] = {}
        found: list[Announced | None] = []
        for lead, section in zip(self._leads, self.outline.sections, strict=True):
            if section not in of_section:
                of_section[section] = section_announces(self, section)
            found.append(lead or of_section[section])
        return found
