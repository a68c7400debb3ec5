"""What is told in words of each thing drawn: a title, and a description that leaves nothing out.

A line of one hop is told in that hop's sentence. A line of several, and a box, get a summary as the title; the
description holds every hop's key and sentence (what is said of several hops stands once, after all their keys), and
for a box the sentence of every party that stands in it alone.
"""

from collections import defaultdict
from dataclasses import dataclass, field, fields
from operator import attrgetter

from graphs.model import Hop, Language, Node
from graphs.phrases import Words, country, phrase
from graphs.renderers.bundles import Box, Drawn, Line
from graphs.renderers.labels import safe_name
from graphs.sentences import LONGEST_SENTENCE, name, of_hop, of_node
from graphs.text import plain
from registry.law.zones import Zone
from registry.terms import HopKind

_SAID_OF = attrgetter(*(one.name for one in fields(Hop) if one.name not in ("key", "engagement")))


@dataclass(frozen=True, slots=True)
class Told:
    """A title, and the sentences of the description."""

    title: str
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells of one drawing's parties, lines and boxes."""

    ends: dict[str, Node]
    shown: Drawn
    words: Words
    language: Language
    _said: dict[object, str] = field(default_factory=dict)

    def everything(self) -> dict[str, Told]:
        """What is told, by the id that the DOT text gives to a party, a line, a box or an area."""
        found = {safe_name("node", node.id): self.standing(node) for node in self.shown.parties}
        found |= {safe_name("hop", line.first.key): self.line(line) for line in self.shown.lines}
        found |= {safe_name("box", box.first.key): self.box(box) for box in self.shown.boxes}
        for zone in Zone:
            title = Told(phrase(f"zone.{zone}", self.language))
            found |= {f"zone-{zone}": title, f"zone-{zone}-controllers": title}
        return found

    def party(self, node: Node) -> Told:
        """Who a party is."""
        sentence = of_node(node, self.words, self.language)
        return Told(sentence, (sentence,))

    def standing(self, node: Node) -> Told:
        """Who a party is, and what its card holds: every transfer to it, and all it passes on."""
        told, card = self.party(node), self.shown.cards.get(node.id)
        if card is None:
            return told
        into = self._each(tuple(hop for line in card.into for hop in line.hops))
        lists = tuple(sentence for box in card.lists for sentence in self.box(box).sentences)
        return Told(told.title, tuple(dict.fromkeys((*told.sentences, *into, *lists))))

    def line(self, line: Line) -> Told:
        """What one line stands for."""
        if len(line.hops) == 1:
            sentence = self.hop(line.first)
            return Told(sentence, (sentence,))
        between = f"{name(self.ends[line.first.exporter])} → {name(self.ends[line.first.importer])}"
        return Told(self._summary(between, line.hops, [line]), self._each(line.hops))

    def hop(self, hop: Hop) -> str:
        """The sentence of one hop, made once: that of many engagements behind one service is the same."""
        said = _SAID_OF(hop)
        found = self._said.get(said)
        if found is None:
            found = self._said[said] = of_hop(hop, self.ends, self.words, self.language)
        return found

    def box(self, box: Box) -> Told:
        """What one box stands for, down to the last party."""
        hops = tuple(hop for line in box.lines for hop in line.hops)
        standing = {node.id for node in self.shown.parties}
        inside = dict.fromkeys(line.first.importer for line in box.lines)
        parties = tuple(self.party(self.ends[id_]).title for id_ in inside if id_ not in standing)
        who = ", ".join(self.ends[id_].title for id_ in inside)
        between = f"{name(self.ends[box.first.exporter])} → {count(len(inside), box.first.kind, self.language)}: {who}"
        return Told(self._summary(between, hops, list(box.lines)), (*self._each(hops), *parties))

    def _summary(self, between: str, hops: tuple[Hop, ...], lines: list[Line]) -> str:
        first = hops[0]
        manner = [phrase(f"manner.{first.manner}", self.language)] if first.manner else []
        where = ", ".join(places(frozenset().union(*(line.destinations for line in lines)), self.language))
        verdict = self.words("verdict", first.verdict) if first.verdict else phrase("hop.unjudged", self.language)
        transfers = phrase("transfers", self.language).format(count=len(hops))
        parts = [between, verdict, " · ".join([where, *manner])]
        parts += [self.words("responsibility", first.responsibility), transfers]
        return plain("; ".join(parts) + ".", LONGEST_SENTENCE)

    def _each(self, hops: tuple[Hop, ...]) -> tuple[str, ...]:
        """Every sentence once, with the keys of all hops it is told of."""
        keys: dict[str, list[str]] = defaultdict(list)
        for hop in hops:
            keys[self.hop(hop)].append(hop.key)
        return tuple(f"{', '.join(of_same)}: {sentence}" for sentence, of_same in keys.items())


def count(parties: int, kind: HopKind, language: Language) -> str:
    """How many recipients or sub-processors a box holds."""
    box = "box.recipient_" if kind is HopKind.ENGAGEMENT else "box."
    return phrase(f"{box}{'one' if parties == 1 else 'several'}", language).format(count=parties)


def places(destinations: frozenset[str | None], language: Language) -> list[str]:
    """Countries by name; what nobody knows comes last."""
    named = sorted(plain(country(code, language), 60) for code in destinations if code is not None)
    return named + [country(None, language)] * (None in destinations)
