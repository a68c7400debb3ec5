"""A flow graph as a Mermaid flowchart, for wikis and issues that draw Mermaid themselves.

Areas are zones, boxes parties, arrows hops: parallel transfers of one hop are one arrow that says the worst verdict and
every destination. Words are quoted and bounded; nothing from outside can end a label or begin a directive.
"""

from collections.abc import Iterator

from graphs.legend import CHANGES, NODES, VERDICTS
from graphs.model import Change, FlowGraph, Hop, Language, Node, NodeKind, header, hops, nodes
from graphs.phrases import Words, country, phrase
from graphs.questions import worst
from graphs.sentences import lines, name
from registry.law.zones import Zone
from registry.terms import HopKind, Responsibility, Verdict

LONGEST_LABEL = 80
_ARROWS: dict[Change | None, str] = {Change.ADDED: "==>", Change.GONE: "-.->"}  # where two days are compared
_SHAPES = {
    NodeKind.CONTROLLER: ('["', '"]'),
    NodeKind.JOINT_CONTROLLER: ('[["', '"]]'),
    NodeKind.SERVICE: ('("', '")'),
    NodeKind.ORGANISATION: ('["', '"]'),
    NodeKind.DEPTH_UNKNOWN: ('(["', '"])'),
}


def render(graph: FlowGraph, words: Words) -> str:
    """Mermaid text with a final newline. `words(vocabulary, value)` gives labels in the graph's language."""
    top = header(graph)
    numbers = {node.id: f"n{number}" for number, node in enumerate(nodes(graph))}
    written = ["---", f"title: {_quoted(top.title)}", "---", "flowchart LR"]
    written += [f"%% {_line(text)}" for text in lines(top)]
    written += _areas(graph, numbers, top.language)
    written += _arrows(graph, numbers, words, top.language)
    return "\n".join(written) + "\n"


def _areas(graph: FlowGraph, numbers: dict[str, str], language: Language) -> Iterator[str]:
    for zone in Zone:
        members = [node for node in nodes(graph) if node.zone is zone]
        if members:
            yield f"  subgraph {zone.value}[{_quoted(phrase(f'zone.{zone}', language))}]"
            yield from (f"    {_party(node, numbers[node.id], language)}" for node in members)
            yield "  end"
    for kind, look in NODES.items():
        style = f"fill:{look.fill},stroke:{look.border},color:{look.text}"
        yield f"  classDef {kind.value} {style}"


def _party(node: Node, number: str, language: Language) -> str:
    opening, closing = _SHAPES[node.kind]
    told = f"{_became(node.change, language)}{name(node)} · {country(node.country, language)}"
    return f"{number}{opening}{_safe(told)}{closing}:::{node.kind.value}"


def _arrows(graph: FlowGraph, numbers: dict[str, str], words: Words, language: Language) -> Iterator[str]:
    """One arrow for each pair of parties, kind and responsibility; coloured by the worst verdict."""
    together: dict[tuple[str, str, HopKind, Responsibility, Change | None], list[Hop]] = {}
    for hop in hops(graph):
        alike = (hop.exporter, hop.importer, hop.kind, hop.responsibility, hop.change)
        together.setdefault(alike, []).append(hop)
    colours = []
    for (exporter, importer, kind, responsibility, change), several in together.items():
        verdict = worst([hop.verdict for hop in several if hop.verdict is not None])
        arrow = _ARROWS.get(change, "-.->" if responsibility is Responsibility.THEIRS else "-->")
        label = _became(change, language) + _label(several, kind, verdict, words, language)
        yield f"  {numbers[exporter]} {arrow}|{_quoted(label)}| {numbers[importer]}"
        colours.append(VERDICTS[verdict].colour if verdict else None)
    for number, colour in enumerate(colours):
        if colour:
            yield f"  linkStyle {number} stroke:{colour}"


def _became(change: Change | None, language: Language) -> str:
    """What became of a hop or a party, before its words; nothing of what is the same."""
    return "" if change in (None, Change.SAME) else f"{CHANGES[change].mark} {phrase(f'change.{change}', language)}: "


def _label(several: list[Hop], kind: HopKind, verdict: Verdict | None, words: Words, language: Language) -> str:
    if kind in (HopKind.JOINT, HopKind.GROUP_PARENT):
        return phrase(f"hop.{kind}", language)
    told = f"{VERDICTS[verdict].mark} {words('verdict', verdict)}" if verdict else phrase("hop.unjudged", language)
    places = sorted({country(hop.destination, language) for hop in several})
    return f"{told}: {', '.join(places)}"


def _quoted(text: str) -> str:
    return f'"{_safe(text)}"'


def _safe(text: str) -> str:
    """A label's words: bounded, one line, and every character Mermaid reads as its own written as an entity."""
    short = text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1] + "…"
    return "".join(c if c.isalnum() or c in " .,:;·–—-()/+&’'?!…×●■◊□○→åäöÅÄÖ" else f"#{ord(c)};" for c in _line(short))


def _line(text: str) -> str:
    return " ".join(text.split())
