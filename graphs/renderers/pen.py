"""What every mark on the page needs to know, and the steps in which large graphs give up detail."""

from collections.abc import Callable
from dataclasses import dataclass

from graphs.model import FlowGraph, Language, Node, header, hops, nodes
from graphs.phrases import Words
from graphs.questions import depths
from graphs.renderers.bundles import Drawn, planned
from graphs.renderers.labels import address, attribute
from graphs.renderers.told import Teller, Told

BRIEF_FROM = 60  # hops; above, labels are verdict, destination and what is not in order


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """Words, parties and the amount of detail."""

    words: Words
    language: Language
    tooltips: bool
    links: bool
    size: int
    ends: dict[str, Node]
    shown: Drawn
    teller: Teller

    @property
    def is_brief(self) -> bool:
        """Whether labels leave out what is in order."""
        return self.size > BRIEF_FROM

    def hover(self, tell: Callable[[], Told], page: str | None = None) -> dict[str, str]:
        """Tooltip and address as attributes, where they are wanted; what is not is never told."""
        found = {}
        if self.tooltips:
            told = tell()
            found = {"tooltip": attribute(told.sentences or (told.title,))}
        return found | ({"URL": address(page)} if self.links and page else {})


def pen(graph: FlowGraph, words: Words, *, tooltips: bool, links: bool) -> Pen:
    """A pen for this graph."""
    language = header(graph).language
    ends = {node.id: node for node in nodes(graph)}
    shown = planned(hops(graph), ends, depths(graph))
    return Pen(
        words=words,
        language=language,
        tooltips=tooltips,
        links=links,
        size=graph.number_of_edges(),
        ends=ends,
        shown=shown,
        teller=Teller(ends, shown, words, language),
    )
