"""`onward draw`: where the data flow, as a picture or as data."""

import argparse
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

from graphs import flows
from graphs.commands.opening import an_instant, opened
from graphs.difference import merged
from graphs.flows import Wanted
from graphs.model import FlowGraph, Language
from graphs.phrases import Words
from graphs.renderers import dot, graphml, mermaid, node_link, pdf, svg, world_map
from graphs.selecting import resolved
from registry import glossary
from registry.answers import Asked, Exit, Form, a_day, queried, say
from registry.catalogue.reading import Moment, Register
from registry.errors import BadInput
from registry.law.lawbook import LawBook
from registry.law.zones import Zone, zone
from registry.settings import Settings

HELP = "draw where the data flow"
EXAMPLE = "onward draw --controller Alumio --format svg -o alumio.svg"
FORMATS = ("svg", "png", "pdf", "dot", "mermaid", "graphml", "json", "map")
COMPARED = ("svg", "png", "pdf", "dot", "mermaid", "graphml", "json")  # formats that can tell two days apart


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--controller", metavar="NAME", help="one organisation; without it, all of them")
    parser.add_argument("--service", metavar="NAME", help="only the engagements of this service")
    parser.add_argument("--activity", metavar="KEY", help="only the engagements of this activity, by key, name or id")
    parser.add_argument("--destination", metavar="COUNTRY", help="only the ways to this country (two letters, or EPO)")
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
    graph, law = _graph(arguments, settings)
    return told(arguments, settings, render(graph, arguments.format, settings, law))


def asked(arguments: argparse.Namespace, settings: Settings) -> Asked:
    """The drawing a server is asked for instead."""
    query = queried(
        controller=arguments.controller,
        service=arguments.service,
        activity=arguments.activity,
        destination=arguments.destination,
        depth=arguments.depth,
        third_countries_only=arguments.third_countries_only,
        on=arguments.on or settings.today,
        known_at=an_instant(arguments.known_at),
        compare_with=arguments.compare_with,
        lang=arguments.lang,
        format=arguments.format,
    )
    return Asked("flows", query, form=Form.BYTES)


def told(arguments: argparse.Namespace, _: Settings, content: bytes) -> int:
    """Write the picture, whoever drew it."""
    if arguments.output is None:
        sys.stdout.buffer.write(content)
        return Exit.OK
    try:
        arguments.output.write_bytes(content)
    except OSError as error:
        raise BadInput(f"Cannot write {arguments.output}: {error.strerror}.", field="output") from error
    say(f"Wrote {arguments.output} ({len(content):,} bytes).")
    return Exit.OK


def render(graph: FlowGraph, format_: str, settings: Settings, law: LawBook) -> bytes:
    """The graph in one of FORMATS. The law book is the one that judged it: a map shades countries after it."""
    words = words_in(graph.graph["language"])
    if graph.graph["compared_on"] is not None and format_ not in COMPARED:
        raise BadInput(f"Two days are compared in {', '.join(COMPARED)}, not in {format_}.", field="format")

    def picture() -> bytes:
        return svg.render(graph, words, dot_binary=settings.dot, links=True)

    makers: dict[str, Callable[[], bytes]] = {
        "svg": picture,
        "png": lambda: dot.layout(graph, words, "png", dot_binary=settings.dot),
        "pdf": lambda: pdf.render(picture(), graph, words),
        "dot": lambda: dot.source(graph, words).encode(),
        "mermaid": lambda: mermaid.render(graph, words).encode(),
        "graphml": lambda: graphml.render(graph),
        "json": lambda: node_link.render(graph).encode(),
        "map": lambda: world_map.render(graph, words, zones(law, graph.graph["on"])),
    }
    if format_ not in makers:
        raise BadInput(f"“{format_}” is no format; one of {', '.join(makers)}.", field="format")
    return makers[format_]()


def words_in(language: Language) -> Words:
    """The glossary's labels in a language."""
    return lambda vocabulary, value: glossary.label(vocabulary, value, language.value)


def zones(law: LawBook, on: date) -> dict[str, Zone]:
    """Where every country stands on a day."""
    return {code: zone(law, code, on) for code in sorted(law.countries)}


def _graph(arguments: argparse.Namespace, settings: Settings) -> tuple[FlowGraph, LawBook]:
    moment = Moment(arguments.on or settings.on(), an_instant(arguments.known_at))
    register, law, other = opened(settings, moment, arguments.compare_with)
    asked = Wanted(
        controller_id=arguments.controller,
        service_id=arguments.service,
        activity_id=arguments.activity,
        destination=arguments.destination,
        depth=arguments.depth,
        third_countries_only=arguments.third_countries_only,
        language=Language(arguments.lang),
        known_at=moment.known_at,
        site=settings.base_url,
        query=query_of(moment),
    )
    return drawn(register, law, resolved(register, law, asked), other), law


def query_of(moment: Moment) -> str:
    """What stands behind the address of a page, so that it shows the picture's day and state of knowledge."""
    known = {"known_at": moment.known_at.isoformat()} if moment.known_at else {}
    return "?" + urlencode({"on": moment.on.isoformat(), **known})


def drawn(register: Register, law: LawBook, wanted: Wanted, other: Register | None) -> FlowGraph:
    """What is wanted on the register's day; with another day's register, what differs between the two."""
    graph = flows.build(register, law, wanted)
    return graph if other is None else merged(flows.build(other, law, wanted), graph)
