"""`onward draw`: where the data flow, as a picture or as data."""

import argparse
import sys
from pathlib import Path

from graphs import flows
from graphs.commands.opening import an_instant, opened
from graphs.difference import merged
from graphs.flows import Wanted
from graphs.model import FlowGraph, Language
from graphs.renderers import dot, graphml, mermaid, node_link, svg
from registry import glossary
from registry.answers import Exit, a_day, say
from registry.catalogue.reading import Moment, Register
from registry.errors import BadInput
from registry.law.lawbook import LawBook
from registry.settings import Settings

HELP = "draw where the data flow"
EXAMPLE = "onward draw --controller Alumio --format svg -o alumio.svg"
FORMATS = ("svg", "png", "dot", "mermaid", "graphml", "json")
COMPARED = ("svg", "png", "dot", "json")  # formats that can tell two days apart


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--controller", metavar="NAME", help="one organisation; without it, all of them")
    parser.add_argument("--service", metavar="NAME", help="only the engagements of this service")
    parser.add_argument("--depth", type=int, metavar="N", help="how many hops down the chain; without it, all")
    parser.add_argument(
        "--third-countries-only", action="store_true", help="leave out what is known to stay in the EEA"
    )
    parser.add_argument("--on", type=a_day, metavar="DATE", help="the day (YYYY-MM-DD); without it, today")
    parser.add_argument("--known-at", metavar="INSTANT", help="as known then (2026-11-22T12:00:00Z)")
    parser.add_argument(
        "--compare-with", type=a_day, metavar="DATE", help="draw what is new, gone or changed since another day"
    )
    parser.add_argument("--lang", choices=[one.value for one in Language], default=Language.ENGLISH.value)
    parser.add_argument("--format", choices=FORMATS, default="svg")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="without it, standard output")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Draw, and write the picture."""
    if arguments.depth is not None and arguments.depth < 1:
        raise BadInput("--depth is a number of hops, from 1 on.", field="depth")
    content = render(_graph(arguments, settings), arguments.format, settings)
    if arguments.output is None:
        sys.stdout.buffer.write(content)
        return Exit.OK
    try:
        arguments.output.write_bytes(content)
    except OSError as error:
        raise BadInput(f"Cannot write {arguments.output}: {error.strerror}.", field="output") from error
    say(f"Wrote {arguments.output} ({len(content):,} bytes).")
    return Exit.OK


def render(graph: FlowGraph, format_: str, settings: Settings) -> bytes:
    """The graph in one of FORMATS."""
    language = graph.graph["language"].value
    if graph.graph["compared_on"] is not None and format_ not in COMPARED:
        raise BadInput(f"Two days are compared in {', '.join(COMPARED)}, not in {format_}.", field="format")

    def words(vocabulary: str, value: str) -> str:
        return glossary.label(vocabulary, value, language)

    match format_:
        case "svg":
            return svg.render(graph, words, dot_binary=settings.dot)
        case "png":
            return dot.layout(graph, words, "png", dot_binary=settings.dot)
        case "dot":
            return dot.source(graph, words).encode()
        case "mermaid":
            return mermaid.render(graph, words).encode()
        case "graphml":
            return graphml.render(graph)
        case "json":
            return node_link.render(graph).encode()
        case _:
            raise BadInput(f"“{format_}” is no format; one of {', '.join(FORMATS)}.", field="format")


def _graph(arguments: argparse.Namespace, settings: Settings) -> FlowGraph:
    moment = Moment(arguments.on or settings.on(), an_instant(arguments.known_at))
    register, law, other = opened(settings, moment, arguments.compare_with)
    wanted = Wanted(
        controller_id=register.controller(arguments.controller).id if arguments.controller else None,
        service_id=register.service(arguments.service).id if arguments.service else None,
        depth=arguments.depth,
        third_countries_only=arguments.third_countries_only,
        language=Language(arguments.lang),
        known_at=moment.known_at,
    )
    return drawn(register, law, wanted, other)


def drawn(register: Register, law: LawBook, wanted: Wanted, other: Register | None) -> FlowGraph:
    """What is wanted on the register's day; with another day's register, what differs between the two."""
    graph = flows.build(register, law, wanted)
    return graph if other is None else merged(flows.build(other, law, wanted), graph)
