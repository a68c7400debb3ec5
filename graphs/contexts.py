"""The register's chains as arrays: each recipient once for every context in which its chain goes on.

What stands behind a recipient depends on how the data came there: on the role it got them in, on what is known of the
company that got them, and on what flows. Two ways that are alike in these go on alike and share one party here, so a
service behind a thousand others is opened once, not a thousand times. Only an engagement that keeps something of its
own on file further down has a chain of its own.

Other than a walk (`registry.catalogue.chains.hops`), which opens a service once per engagement, on the shortest way to
it, this opens it in every context it is met in: a weaker way that is longer is seen too. Only hops of our own and
shared responsibility are in it.
"""

from collections import deque
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import msgspec
import numpy as np

from graphs.alike import Alike
from graphs.answers import is_counted
from graphs.arrays import Arrays, Columns, Facts, arrays
from graphs.masks import NOT_KNOWN
from registry.catalogue import chains
from registry.catalogue.chains import Hop, Onward
from registry.catalogue.reading import Register, Row

Context = tuple[object, ...]


@dataclass(frozen=True)
class Chart:
    """Arrays with the names that belong to them; `controllers` are ids in the order of `arrays.controllers`."""

    arrays: Arrays
    titles: tuple[str, ...]
    controllers: tuple[str, ...]

    @cached_property
    def place_of(self) -> dict[str, int]:
        """Where a controller stands in `controllers`."""
        return {id_: at for at, id_ in enumerate(self.controllers)}


@dataclass(slots=True)
class _Filling:
    """The columns as they grow."""

    register: Register
    alike: Alike
    bit_of: dict[str | None, int]
    own: frozenset[str]
    party_of: dict[Context, int] = field(default_factory=dict)
    facts_of: dict[bytes, int] = field(default_factory=dict)
    titles: list[str] = field(default_factory=list)
    open_ended: list[int] = field(default_factory=list)
    facts: list[Facts] = field(default_factory=list)
    links: list[tuple[int, int]] = field(default_factory=list)
    transfers: list[tuple[int, int, int]] = field(default_factory=list)
    waiting: deque[tuple[int, Row, Onward]] = field(default_factory=deque)


def chart(register: Register, alike: Alike) -> Chart:
    """All engagements of all controllers, down to the last known recipient."""
    places = (None, *sorted(alike.law.countries))
    bits = {place: bit for bit, place in enumerate(places)}
    filling = _Filling(register, alike, bits, chains.has_its_own(register))
    controllers = sorted(register.engagements_of)
    for controller_id in controllers:
        party = _party(filling, (controller_id,), register.organisations[controller_id].name)
        for engagement in register.engagements_of[controller_id]:
            _link(filling, party, engagement, chains.first(register, engagement))
    while filling.waiting:
        party, engagement, before = filling.waiting.popleft()
        for onward in chains.behind(register, engagement, before):
            _link(filling, party, engagement, onward)
    stand = np.array([filling.party_of[id_,] for id_ in controllers], np.int64)
    return Chart(_arrays(filling, places, stand), tuple(filling.titles), tuple(controllers))


def _arrays(filling: _Filling, places: tuple[str | None, ...], controllers: Any) -> Arrays:
    links = np.array(filling.links, np.int64).reshape(-1, 2)
    transfers = np.array(filling.transfers, np.int64).reshape(-1, 3)
    return arrays(
        Columns(
            exporters=links[:, 0],
            importers=links[:, 1],
            transfer_links=transfers[:, 0],
            transfer_bits=transfers[:, 1],
            transfer_facts=transfers[:, 2],
        ),
        parties=len(filling.titles),
        places=places,
        facts=filling.facts,
        controllers=controllers,
        open_ended=np.array(filling.open_ended, np.int64),
    )


def _party(filling: _Filling, context: Context, title: str) -> int:
    party = filling.party_of[context] = len(filling.titles)
    filling.titles.append(title)
    return party


def _link(filling: _Filling, exporter: int, engagement: Row, onward: Onward) -> None:
    """One hop; whoever it leads to is opened the first time it is met in this context."""
    hop = onward.hop
    if not is_counted(hop):
        return
    context = _context(filling, engagement, onward)
    importer = filling.party_of.get(context)
    if importer is None:
        importer = _party(filling, context, hop.importer.title)
        if not hop.importer.depth_known:
            filling.open_ended.append(importer)
        filling.waiting.append((importer, engagement, _without_path(onward)))
    link = len(filling.links)
    filling.links.append((exporter, importer))
    for crossing in hop.crossings:
        bit = filling.bit_of.get(crossing.destination, NOT_KNOWN)
        filling.transfers.append((link, bit, _facts(filling, crossing.facts)))


def _context(filling: _Filling, engagement: Row, onward: Onward) -> Context:
    """All that what stands behind a hop depends on."""
    hop = onward.hop
    own = (engagement.id, onward.row_id) if engagement.id in filling.own else None
    flow = (engagement.hr_data, engagement.automated, engagement.systematic)
    return (hop.importer.id, onward.service_id, hop.role, _brought(hop), flow, own)


def _brought(hop: Hop) -> tuple[object, object]:
    """What the importer is known by when it exports in its turn."""
    importer = hop.crossings[0].facts.get("importer", {}) if hop.crossings else {}
    return importer.get("country"), importer.get("subject_to_gdpr")


def _without_path(onward: Onward) -> Onward:
    """Parties are opened without the way to them: a chain of ten thousand hops would hold fifty million titles."""
    return replace(onward, hop=replace(onward.hop, path=()))


def _facts(filling: _Filling, facts: Facts) -> int:
    """The number of these facts, and of all that the law cannot tell from them."""
    read = filling.alike.told_apart(facts)
    key = msgspec.json.encode(read)
    number = filling.facts_of.get(key)
    if number is None:
        number = filling.facts_of[key] = len(filling.facts)
        filling.facts.append(read)
    return number
