"""The list of hops beneath the diagram: narrowed, sorted, paged and as a file. The picture shows all that is asked."""

from collections.abc import Sequence

from graphs.model import FlowGraph, Hop, hops, nodes
from graphs.renderers.bundles import badness
from registry.reports.cells import Cell, word
from web.pages.diagram_asked import NARROWED
from web.pages.listings import Listing, in_hand
from web.pages.lists import asked_of
from web.pages.visiting import Visit

EACH = 300
COLUMNS = (
    "id", "exporter", "importer", "verdict", "responsibility", "destination", "manner", "role", "tools", "source",
)  # fmt: skip


def hops_of(visit: Visit, graph: FlowGraph) -> Listing[Hop]:
    """Every hop that holds the words of the address, the gravest first."""
    say, titles = visit.wording, {node.id: node.title for node in nodes(graph)}

    def place(hop: Hop) -> str | None:
        return say.country(hop.destination) if hop.destination else None

    def ends(hop: Hop) -> tuple[str, str]:
        return titles[hop.exporter], titles[hop.importer]

    def texts(hop: Hop) -> Sequence[str | None]:
        return (*ends(hop), place(hop), say.label("role", hop.role) if hop.role else None)

    def row(hop: Hop) -> dict[str, Cell]:
        exporter, importer = ends(hop)
        return {
            "id": hop.key, "exporter": exporter, "importer": importer, "verdict": word(hop.verdict, "verdict"),
            "responsibility": word(hop.responsibility, "responsibility"), "destination": place(hop),
            "manner": word(hop.manner, "manner"), "role": word(hop.role, "role"),
            "tools": tuple(say.article(reason.article) for reason in hop.reasons),
            "source": say.source(hop.source) if hop.source else None,
        }  # fmt: skip

    sorts = {
        "gravest": lambda hop: (badness(hop.verdict), hop.key),
        "name": lambda hop: (*(title.casefold() for title in ends(hop)), hop.key),
        "country": lambda hop: ((place(hop) or "\uffff").casefold(), hop.key),
    }
    return Listing(
        of="hops", found=in_hand(visit, hops(graph), texts, sorts), columns=COLUMNS,
        rows=lambda some: map(row, some), sorts=tuple(sorts), keeps=asked_of(visit, *NARROWED), each=EACH,
    )  # fmt: skip
