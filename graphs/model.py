"""The attribute contract of a flow graph: what stands on the graph, on each node and on each edge.

A flow graph is a `networkx.MultiDiGraph`. Whoever builds one uses `new_graph`, `add_node` and `add_hop`; whoever reads
one uses `header`, `nodes` and `hops`, which give typed values in an order that does not depend on how the graph was
built. Attributes are named exactly as the fields of `Header`, `Node` and `Hop`, so plain networkx algorithms see them.

Text is cleaned once, at this door (`graphs.text`); renderers still escape for their own format.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter
from typing import Any, TypeAlias

import networkx as nx

from graphs.text import LONGEST_TEXT, own_path, plain, web_address
from registry.law.zones import Zone
from registry.terms import Basis, Flag, ForPeople, HopKind, Manner, Responsibility, Role, Verdict

FlowGraph: TypeAlias = "nx.MultiDiGraph[str]"


class Language(StrEnum):
    """The language a graph is drawn in."""

    SWEDISH = "sv"
    ENGLISH = "en"


class NodeKind(StrEnum):
    """What a node stands for."""

    CONTROLLER = "controller"
    JOINT_CONTROLLER = "joint_controller"
    SERVICE = "service"
    ORGANISATION = "organisation"  # a recipient, sub-processor or parent known by its organisation alone
    DEPTH_UNKNOWN = "depth_unknown"  # the chain goes on, nobody knows where


class Art28(StrEnum):
    """Whether an Art. 28 contract is on file for a hop to a processor."""

    ON_FILE = "on_file"
    NOT_ON_FILE = "not_on_file"
    UNKNOWN = "unknown"


class Change(StrEnum):
    """What became of a party or a hop since the day a graph is compared with."""

    ADDED = "added"
    GONE = "gone"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What stands on the graph itself.

    `on` is the day it shows; `known_at` the aware instant of knowledge, None for now; `law` the SHA-256 of the law book
    that judged it; `source` one line saying where the facts come from, printed in every drawing. `compared_on` is the
    other day of a graph that holds two. `supposed` says in words what a graph supposes that compares a day with itself;
    "": nothing.
    """

    title: str
    controllers: tuple[str, ...]
    on: date
    known_at: datetime | None
    law: str
    language: Language
    source: str
    compared_on: date | None = None
    supposed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One party or service.

    `id` is unique in the graph and stable over days: an `org_` or `svc_` id, or a key for what has none.
    `title` is the canonical name; `written` the names as written in documents, where they differ from it.
    `party` is the contracting legal person, or the organisation behind a service; None is unknown.
    `country` is that party's ISO 3166-1 alpha-2 country (or `EPO`); None is unknown.
    `destinations` are the countries its incoming hops end in, for readers that look at nodes alone.
    `zone` is where the node is drawn on the graph's day. `address` leads to a page about it: http, https, or a path on
    the server that shows the drawing; anything else is dropped. `depth_known` is False where nobody knows who
    stands behind it.
    """

    id: str
    kind: NodeKind
    title: str
    written: tuple[str, ...] = ()
    party: str | None = None
    country: str | None = None
    destinations: tuple[str, ...] = ()
    zone: Zone
    responsibility: Responsibility
    address: str | None = None
    depth_known: bool = True
    change: Change | None = None  # None: the graph compares nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One step of a verdict: the article, the law record it rests on (None: the article alone), words, source."""

    article: str
    record: str | None
    text: str
    source: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One edge: one destination and one manner of one hop; parallel edges are parallel transfers.

    `key` is unique in the whole graph and stable over days (a `trf_` id, or a key for what has none).
    `exporter` and `importer` are node ids. `engagement` is the `eng_` id at the head of the chain, None for what
    belongs to no single one. `role` is the importer's decided role; None is undecided.
    `kind`: an engagement (controller -> recipient) and a sub-processor (recipient -> the next in its chain) are
    disclosures; a joint arrangement (Art. 26) and a group parent are none.
    `destination` is the country the data reach; None is unknown. `verdict` is None when the hop is not judged (joint
    arrangements, parents, hops outside the question): never read that as good.
    `holds_until` is the first day the verdict would be worse by time alone. `art28` is None where no processor stands
    at the end. `source` says where the hop is known from (document, date, or address).
    """

    key: str
    exporter: str
    importer: str
    kind: HopKind
    engagement: str | None = None
    role: Role | None = None
    manner: Manner | None = None
    destination: str | None = None
    verdict: Verdict | None = None
    for_people: ForPeople | None = None
    reasons: tuple[Reason, ...] = ()
    flags: tuple[Flag, ...] = ()
    would_settle: tuple[str, ...] = ()
    holds_until: date | None = None
    fallback: Verdict | None = None
    responsibility: Responsibility
    source: str | None
    valid_from: date | None = None
    valid_until: date | None = None
    basis: Basis | None = None
    art28: Art28 | None = None
    change: Change | None = None  # None: the graph compares nothing
    verdict_before: Verdict | None = None  # on the day it is compared with
    changed: tuple[str, ...] = ()  # the fields that differ, by name


_HEADER = tuple(f.name for f in fields(Header))
_NODE = tuple(f.name for f in fields(Node))
_HOP = tuple(f.name for f in fields(Hop))
_SAID = _HOP[1:]  # all but the key
_VALUES = attrgetter(*_SAID)


def new_graph(header: Header) -> FlowGraph:
    """An empty flow graph."""
    clean = replace(
        header,
        title=plain(header.title),
        controllers=tuple(map(plain, header.controllers)),
        law=plain(header.law),
        source=plain(header.source),
        supposed=plain(header.supposed),
    )
    return nx.MultiDiGraph(**{name: getattr(clean, name) for name in _HEADER})


def add_node(graph: FlowGraph, node: Node) -> None:
    """Put a node in. Raises ValueError when its id is taken or is none."""
    _refuse_hostile(node.id)
    if node.id in graph:
        raise ValueError(f"the graph has a node {node.id!r} already")
    clean = replace(
        node,
        title=plain(node.title),
        written=tuple(map(plain, node.written)),
        party=_plain(node.party),
        country=_plain(node.country),
        destinations=tuple(map(plain, node.destinations)),
        address=web_address(node.address) or own_path(node.address),
    )
    graph.add_node(node.id, **{name: getattr(clean, name) for name in _NODE})


def add_hop(graph: FlowGraph, hop: Hop) -> None:
    """Put a hop in between nodes that stand. Raises ValueError when an end is absent or this pair has the key."""
    _refuse_hostile(hop.key)
    for end in (hop.exporter, hop.importer):
        if end not in graph:
            raise ValueError(f"hop {hop.key!r} names {end!r}, which is not in the graph")
    if graph.has_edge(hop.exporter, hop.importer, hop.key):
        raise ValueError(f"the graph has a hop {hop.key!r} already")
    said = dict(zip(_SAID, _VALUES(hop), strict=True))
    said["destination"], said["source"] = _short(hop.destination), _lines(hop.source)
    said["reasons"], said["would_settle"] = _clean_reasons(hop.reasons), _clean_texts(hop.would_settle)
    graph.add_edge(hop.exporter, hop.importer, key=hop.key, **said)


def header(graph: FlowGraph) -> Header:
    """What stands on the graph itself."""
    return Header(**{name: graph.graph[name] for name in _HEADER})


def nodes(graph: FlowGraph) -> list[Node]:
    """All nodes by id."""
    found = (Node(**_picked(_NODE, attributes)) for _, attributes in graph.nodes(data=True))
    return sorted(found, key=lambda node: node.id)


def hops(graph: FlowGraph) -> list[Hop]:
    """All hops by key. Raises ValueError when two share one."""
    found = (Hop(key=key, **_picked(_SAID, attributes)) for _, _, key, attributes in graph.edges(keys=True, data=True))
    ordered = sorted(found, key=lambda hop: hop.key)
    for before, after in pairwise(ordered):
        if before.key == after.key:
            raise ValueError(f"two hops share the key {after.key!r}")
    return ordered


def _refuse_hostile(id_: str) -> None:
    """An id is ours: short, one line, no character a format cannot hold. A name from outside is no id."""
    if not id_ or len(id_) > 200 or plain(id_) != id_:
        raise ValueError(f"{id_[:60]!r} is no id: at most 200 printable characters, no white space around")


def _plain(text: str | None) -> str | None:
    return None if text is None else plain(text)


@lru_cache(maxsize=4096)  # what is said of one hop is said of many
def _short(text: str | None) -> str | None:
    return _plain(text)


@lru_cache(maxsize=4096)
def _lines(text: str | None) -> str | None:
    """Several sources stand on a line each, and each is told in a language of its own."""
    if text is None or len(text) > LONGEST_TEXT:
        return _plain(text)
    return "\n".join(filter(None, map(plain, text.split("\n"))))


@lru_cache(maxsize=4096)
def _clean_texts(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(plain, texts))


@lru_cache(maxsize=4096)
def _clean_reasons(reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
    return tuple(map(_clean_reason, reasons))


def _clean_reason(reason: Reason) -> Reason:
    record, source = _plain(reason.record), _plain(reason.source)
    return Reason(article=plain(reason.article), record=record, text=plain(reason.text), source=source)


def _picked(names: Iterable[str], attributes: dict[str, Any]) -> dict[str, Any]:
    return {name: attributes[name] for name in names}
