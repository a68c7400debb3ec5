"""What a drawing says in words: one full sentence per node and hop, for titles, descriptions and tooltips."""

from graphs.model import Change, FlowGraph, Header, Hop, Language, Node, header
from graphs.phrases import Words, article, country, day, fact, instant, known_from, phrase
from graphs.questions import verdict_counts
from graphs.text import plain
from registry.terms import HopKind

LONGEST_NAME = 300
LONGEST_SENTENCE = 2_000


def name(node: Node) -> str:
    """The canonical name, then the names as written, in brackets."""
    others = [text for text in node.written if text and text != node.title]
    return plain(f"{node.title} ({', '.join(others)})" if others else node.title, LONGEST_NAME)


def of_node(node: Node, words: Words, language: Language) -> str:
    """Who a node is: name, kind, legal person, country, zone, whose responsibility."""
    became = [phrase(f"change.{node.change}", language)] if node.change else []
    parts = [*became, phrase(f"node.{node.kind}", language)]
    if node.party and node.party != node.title:
        parts.append(plain(node.party, LONGEST_NAME))
    parts.append(country(node.country, language))
    parts.append(phrase(f"zone.{node.zone}", language))
    parts.append(words("responsibility", node.responsibility))
    if not node.depth_known:
        parts.append(phrase("node.depth_unknown", language))
    return plain(f"{name(node)}: {', '.join(parts)}.", LONGEST_SENTENCE)


def of_hop(hop: Hop, ends: dict[str, Node], words: Words, language: Language) -> str:
    """Who sends to whom, in which role, where to, what the verdict is, on which articles, known from where."""
    between = f"{name(ends[hop.exporter])} → {name(ends[hop.importer])}"
    parts = [between, *_became(hop, words, language), *_what(hop, words, language), *_verdict(hop, words, language)]
    parts += [words("responsibility", hop.responsibility), *_validity(hop, language)]
    told = f"{phrase('source', language)}: {known_from(hop.source, language)}" if hop.source else None
    parts.append(told or phrase("no_source", language))
    return plain("; ".join(parts) + ".", LONGEST_SENTENCE)


def of_graph(graph: FlowGraph, words: Words) -> str:
    """The whole drawing in a few sentences: how much it shows, verdicts counted, day, law, source, scope."""
    top = header(graph)
    language = top.language
    found = graph.number_of_edges()
    told = ", ".join(f"{words('verdict', verdict)}: {count}" for verdict, count in verdict_counts(graph).items())
    size = phrase("picture", language).format(nodes=len(graph), hops=found)
    parts = [
        size,
        f"{told} ({phrase('counted', language)})." if told else "" if found else phrase("empty", language),
        *lines(top),
    ]
    return plain(" ".join(part for part in parts if part), LONGEST_SENTENCE)


def lines(top: Header) -> list[str]:
    """What every drawing prints beside the picture: the day, the law, the source, the scope."""
    language = top.language
    known = (
        f"{phrase('known_at', language)} {instant(top.known_at, language)}"
        if top.known_at
        else phrase("known_now", language)
    )
    law = phrase("law", language)
    other = f", {compared(top)[0].lower()}{compared(top)[1:]}" if top.compared_on else ""
    return [
        f"{phrase('day', language)} {day(top.on, language)}, {known}{other}. {law}: {top.law[:12]}.",
        f"{phrase('source', language)}: {plain(top.source, LONGEST_NAME).rstrip('.')}.",
        phrase("scope", language),
    ]


def compared(top: Header) -> str:
    """What a graph of two states is compared with: another day, or what is supposed of its own."""
    if top.supposed:
        return plain(f"{phrase('supposed', top.language)} {top.supposed}", LONGEST_NAME)
    return f"{phrase('compared', top.language)} {day(top.compared_on, top.language)}" if top.compared_on else ""


def _became(hop: Hop, words: Words, language: Language) -> list[str]:
    if hop.change is None:
        return []
    before = hop.verdict_before if hop.change is Change.CHANGED and hop.verdict_before is not hop.verdict else None
    was = f" ({phrase('change.before', language)}: {words('verdict', before)})" if before else ""
    return [f"{phrase(f'change.{hop.change}', language)}{was}"]


def _what(hop: Hop, words: Words, language: Language) -> list[str]:
    match hop.kind:
        case HopKind.JOINT | HopKind.GROUP_PARENT:
            return [phrase(f"hop.{hop.kind}", language)]
        case HopKind.ENGAGEMENT | HopKind.SUB_PROCESSOR:
            role = words("role", hop.role) if hop.role else phrase("role.undecided", language)
            manner = [phrase(f"manner.{hop.manner}", language)] if hop.manner else []
            art28 = [phrase(f"art28.{hop.art28}", language)] if hop.art28 else []
            return [role, " · ".join([country(hop.destination, language), *manner]), *art28]


def _verdict(hop: Hop, words: Words, language: Language) -> list[str]:
    if hop.verdict is None:
        return [phrase("hop.unjudged", language)] if hop.kind in (HopKind.ENGAGEMENT, HopKind.SUB_PROCESSOR) else []
    parts = [words("verdict", hop.verdict)]
    if hop.for_people:
        parts[0] = f"{parts[0]} ({words('for_people', hop.for_people)})"
    articles = list(dict.fromkeys(article(reason.article, language) for reason in hop.reasons))
    if articles:
        parts.append(f"{phrase('articles', language)} {', '.join(articles)}")
    if hop.flags:
        parts.append(f"{phrase('flags', language)}: {', '.join(words('flag', flag) for flag in hop.flags)}")
    if hop.would_settle:
        wanting = dict.fromkeys(fact(key, language) for key in hop.would_settle)
        parts.append(f"{phrase('would_settle', language)}: {', '.join(wanting)}")
    if hop.fallback:
        parts.append(f"{phrase('fallback', language)}: {words('verdict', hop.fallback)}")
    return parts


def _validity(hop: Hop, language: Language) -> list[str]:
    parts = [phrase(f"basis.{hop.basis}", language)] if hop.basis else []
    if hop.valid_from:
        parts.append(f"{phrase('from', language)} {day(hop.valid_from, language)}")
    if hop.valid_until:
        parts.append(f"{phrase('until', language)} {day(hop.valid_until, language)}")
    if hop.holds_until:
        parts.append(f"{phrase('holds_until', language)} {day(hop.holds_until, language)}")
    return parts
