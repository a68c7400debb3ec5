"""The evidence packet over HTTP, as the command `evidence` writes it: made whole in a folder of its own, then sent."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore
from typing import IO, Any
from weakref import finalize

from litestar import Response, get
from litestar.background_tasks import BackgroundTask
from litestar.di import NamedDependency
from litestar.response import Stream

from crawlers.archive import Archive
from registry.errors import BadInput
from registry.evidence.packing import pack
from registry.evidence.scope import Asked, narrowed
from registry.evidence.withheld import read, whole
from registry.store import Store
from registry.terms import Right
from web.api.paging import Identity, Timed, Words
from web.deps import AtDesk, Desk
from web.problems import Refused

ZIP = "application/zip"
MOST_BYTES = 1024 * 1024 * 1024
"""What the files of a packet may have together before they are compressed. It lies on the disk until it is sent."""
AT_ONCE = 2
MOST_LYING = 8  # packets that are made or still being taken: who takes slowly keeps one on the disk
_MAKING = BoundedSemaphore(AT_ONCE)
_LYING = BoundedSemaphore(MOST_LYING)
_PIECE = 256 * 1024


class EvidenceQuery(Timed, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of three: `engagement` (an id), `controller` (an id or a name), or `whole`: the whole register. `withhold`: a
    field, or the id of a document or an agreement, that stays secret."""

    engagement: Identity | None = None
    controller: Words | None = None
    whole: bool = False
    withhold: tuple[Words, ...] = ()


@get("/evidence", needs=Right.READ, query=EvidenceQuery, answers={"zip": ZIP}, sync_to_thread=True)
def evidence_packet(
    desk: AtDesk, store: NamedDependency[Store], asked: NamedDependency[EvidenceQuery]
) -> Response[bytes]:
    """Pack the evidence about one engagement, one controller or the whole register: a zip that proves itself."""
    wanted = _wanted(desk, asked)
    with _turn(_MAKING), ExitStack() as held, TemporaryDirectory() as folder:
        held.enter_context(_turn(_LYING))
        place = Path(folder) / "packet.zip"
        with store.read() as session:  # the chain names everybody; the packet is narrowed to what was found in scope
            pack(
                session, wanted, place, law=desk.law(wanted.moment), installed=desk.laws.current,
                snapshot=Archive(desk.settings.snapshots).get, most=MOST_BYTES,
            )  # fmt: skip
        file = place.open("rb")
        finalize(file, held.pop_all().close)  # whether it was sent whole, broken off, or never asked for
        sent: Response[Any] = _sent(file, place.stat().st_size, wanted)
    return sent


def _wanted(desk: Desk, asked: EvidenceQuery) -> Asked:
    """What is asked for, found in the scope of who asks. Raises BadInput, NotFound, Ambiguous or NotAllowed."""
    if sum((asked.engagement is not None, asked.controller is not None, asked.whole)) != 1:
        words = "Name one: an `engagement`, a `controller`, or `whole=true` for the whole register."
        raise BadInput(words, field="engagement")
    moment = asked.moment(desk.today)
    if asked.whole:  # with the accounts, whose names stand in the chain
        desk.person.require(Right.ADMINISTER)
        desk.person.require_all_controllers()
    withheld = whole(desk.session, read(asked.withhold))
    found = Asked(moment=moment, engagement_id=asked.engagement, controller=asked.controller, withheld=withheld)
    register = desk.register(moment)
    narrowed(register, found)
    return found if asked.controller is None else replace(found, controller=register.controller(asked.controller).id)


@contextmanager
def _turn(places: BoundedSemaphore) -> Iterator[None]:
    """Few packets are made at the same time, and few lie on the disk. Raises Refused (429) beyond."""
    if not places.acquire(blocking=False):
        words = "Other packets are being made or taken. Ask again in a moment."
        raise Refused(HTTPStatus.TOO_MANY_REQUESTS, words, headers={"Retry-After": "10"})
    try:
        yield
    finally:
        places.release()


def _sent(file: IO[bytes], size: int, asked: Asked) -> Stream:
    """The packet piece by piece. Its name is gone by then; its bytes go when it was sent, or nobody takes it."""
    name = f"evidence_{asked.moment.on.isoformat()}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Length": str(size)}
    pieces = iter(partial(file.read, _PIECE), b"")
    return Stream(pieces, media_type=ZIP, headers=headers, background=BackgroundTask(file.close))


ROUTES = [evidence_packet]
