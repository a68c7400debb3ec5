"""A source with the names of parties and the cards found in it."""

from collections.abc import Mapping
from functools import cached_property

from crawlers.findings.cards import homes
from crawlers.findings.names import Names
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
    def homes(self) -> Mapping[tuple[str, ...], tuple[str, ...]]:
        """The section a card's section stands in."""
        return homes(self)
