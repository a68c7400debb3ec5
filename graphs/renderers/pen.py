"""What every mark on the page needs to know, and the steps in which large graphs give up detail."""

from dataclasses import dataclass

from graphs.model import FlowGraph, Language, Node, header, hops, nodes
from graphs.phrases import Words
from graphs.questions import closing_hops
from graphs.renderers.labels import address, attribute
from registry.law.zones import Zone

BRIEF_FROM = 60  # hops; above, labels are verdict, destination and what is not in order
STRAIGHT_FROM = 2_000  # hops; above, lines are straight
BARE_FROM = 3_000  # hops; above, the arrowhead alone tells the verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """Words, parties and the amount of detail."""

    words: Words
    language: Language
    tooltips: bool
    links: bool
    size: int
    ends: dict[str, Node]
    closing: frozenset[str]

    @property
    def is_brief(self) -> bool:
        """Whether labels leave out what is in order."""
        return self.size > BRIEF_FROM

    @property
    def is_straight(self) -> bool:
        """Whether lines are straight."""
        return self.size > STRAIGHT_FROM

    @property
    def is_bare(self) -> bool:
        """Whether hops have no label."""
        return self.size > BARE_FROM

    def zone(self, id_: str) -> Zone:
        """Where a party stands."""
        return self.ends[id_].zone

    def hover(self, sentence: str, page: str | None) -> dict[str, str]:
        """Tooltip and address as attributes, where they are wanted."""
        found = {"tooltip": attribute(sentence)} if self.tooltips else {}
        return found | ({"URL": address(page)} if self.links and page else {})


def pen(graph: FlowGraph, words: Words, *, tooltips: bool, links: bool) -> Pen:
    """A pen for this graph."""
    return Pen(
        words=words,
        language=header(graph).language,
        tooltips=tooltips,
        links=links,
        size=len(hops(graph)),
        ends={node.id: node for node in nodes(graph)},
        closing=closing_hops(graph),
    )
