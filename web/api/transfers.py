"""Transfers: every destination and manner of every hop, with its facts and the law's answer on a day."""

from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from typing import Any, ClassVar

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from registry.catalogue.chains import Crossing, Node
from registry.catalogue.listing import sliced
from registry.errors import NotFound
from registry.judging import Judged
from registry.law.verdicts import Answer
from registry.terms import Basis, Responsibility, Right, Role, Verdict
from web.api.paging import Country, Identity, ListQuery, Page, Timed, Words, page
from web.api.shapes import judged as shapes
from web.api.shapes.base import known, single
from web.deps import AtDesk

ORDERS = ("path",)


class TransfersQuery(ListQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`country` is the destination; `responsibility` whose duty the hop is; `q` finds words in the path."""

    default_sort: ClassVar[str] = "path"

    q: Words | None = None
    controller: Identity | None = None
    engagement: Identity | None = None
    service: Identity | None = None
    role: Role | None = None
    country: Country | None = None
    verdict: Verdict | None = None
    basis: Basis | None = None
    responsibility: Responsibility | None = None


@get("/transfers", needs=Right.READ, query=TransfersQuery, sync_to_thread=True)
def transfers(
    desk: AtDesk,
    asked: NamedDependency[TransfersQuery],
) -> Page[shapes.Transfer]:
    """List the transfers of all chains, judged on the day."""
    turning = asked.turning(*ORDERS)
    found = _shown(desk.judged(asked.moment(desk.today)), asked)
    return page(sliced(found, turning, _place), _shape, turning)


@get("/transfers/{identity:str}", needs=Right.READ, query=Timed, sync_to_thread=True)
def transfer(
    request: Request[Any, Any, Any],
    desk: AtDesk,
    identity: FromPath[str],
    asked: NamedDependency[Timed],
) -> Response[shapes.Transfer]:
    """Read one transfer."""
    moment = asked.moment(desk.today)
    return single(request, _shape(_one(_each(desk.judged(moment)), identity, moment.on)))


One = tuple[Judged, Crossing, Answer]


def identity_of(crossing: Crossing) -> str:
    """The id of a transfer: its own where it stands on file, else one made of what tells it from others."""
    return crossing.transfer_id or f"trf_{sha256(crossing.key.encode()).hexdigest()[:16]}"


def _each(found: list[Judged]) -> Iterator[One]:
    for one in found:
        for crossing, answer in zip(one.hop.crossings, one.answers, strict=True):
            yield one, crossing, answer


def _one(found: Iterator[One], identity: str, on: date) -> One:
    for one in found:
        if identity_of(one[1]) == identity:
            return one
    raise NotFound(f"There is no transfer {identity} on {on.isoformat()}.", named=identity)


def told(found: list[Judged], identity: str, on: date) -> shapes.Transfer:
    """One transfer among those that were judged, in its shape. Raises NotFound."""
    return _shape(_one(_each(found), identity, on))


def _shown(found: list[Judged], asked: TransfersQuery) -> list[One]:
    wanted = asked.filters()
    words = str(wanted.pop("q", "")).casefold()
    return [
        one
        for one in _each(found)
        if words in " ".join(one[0].hop.path).casefold() and wanted.items() <= _told(one).items()
    ]


def _told(one: One) -> dict[str, Any]:
    """What a transfer is filtered by."""
    hop, crossing, answer = one[0].hop, one[1], one[2]
    return {
        "controller": hop.controller_id,
        "engagement": hop.engagement_id,
        "service": hop.importer.id,
        "role": hop.role,
        "country": crossing.destination,
        "verdict": answer.verdict,
        "basis": crossing.basis,
        "responsibility": hop.responsibility,
    }


def _place(one: One) -> tuple[str, str]:
    return " → ".join(one[0].hop.path), identity_of(one[1])


def _shape(one: One) -> shapes.Transfer:
    hop, crossing, answer = one[0].hop, one[1], one[2]
    return shapes.Transfer(
        id=identity_of(crossing),
        key=crossing.key,
        engagement=hop.engagement_id,
        controller=hop.controller_id,
        path=list(hop.path),
        kind=hop.kind,
        exporter=_end(hop.exporter),
        importer=_end(hop.importer),
        role=known(hop.role),
        responsibility=hop.responsibility,
        destination=known(crossing.destination),
        as_written=known(crossing.as_written),
        manner=crossing.manner,
        basis=crossing.basis,
        purpose=known(hop.purpose),
        facts=crossing.facts,
        answer=answer_shape(answer),
        source=crossing.source,
        grade=crossing.grade,
    )


def answer_shape(answer: Answer) -> shapes.Answer:
    """An answer as the command tells it too."""
    return shapes.Answer(**answer.shape())  # type: ignore[arg-type]


def _end(node: Node) -> shapes.End:
    return shapes.End(
        id=node.id,
        title=node.title,
        party=known(node.party),
        country=known(node.country),
        written=list(node.written),
    )


ROUTES = [transfers, transfer]
