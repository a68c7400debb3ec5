"""The head of the chain on each day that has ended: what others see and keep, so that nobody can write the chain anew.

A head says how many links stood at the end of a day (UTC) and the hash of the last. Publishing or mailing it every day
binds all that stood by then: a chain that was rewritten, cut or filled up no longer holds it.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, func, select

from registry import audit
from registry.answers import dumps
from registry.errors import BadInput
from registry.tables import Audit

FORMAT = "onward-head/1"
MOST_BYTES = 64 * 1024
MOST_HEADS = 100_000
_SHA256 = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"onward-head-\d{4}-\d\d-\d\d\.json")
_FIELDS = {"format", "day", "links", "sha256", "previous"}


@dataclass(frozen=True, slots=True)
class Head:
    """The chain at the end of a day: how many links, the hash of the last, and of the last of the day before."""

    ended_on: date
    links: int
    sha256: str
    previous: str

    @property
    def name(self) -> str:
        """The name of its file."""
        return f"onward-head-{self.ended_on.isoformat()}.json"

    def text(self) -> str:
        """Its file: the same head gives the same bytes."""
        return dumps({"format": FORMAT, **self.told()}) + "\n"

    def told(self) -> dict[str, Any]:
        """As plain JSON."""
        return {"day": self.ended_on.isoformat(), "links": self.links, "sha256": self.sha256, "previous": self.previous}


def of_day(session: Session, day: date) -> Head | None:
    """The head of a day; None where nothing was written by then."""
    last = last_link(session, day)
    return None if last is None else at_link(session, day, last)


def last_link(session: Session, day: date) -> int | None:
    """The number (`seq`) of the last link by the end of a day: none that came later, whatever a clock said since."""
    ends = datetime.combine(day + timedelta(days=1), time(), UTC)
    statement = select(Audit.seq).where(Audit.at < ends).order_by(col(Audit.seq).desc()).limit(1)
    return session.exec(statement).first()


def at_link(session: Session, day: date, last: int) -> Head:
    """The head of a day whose last link is known."""
    count = session.exec(select(func.count()).select_from(Audit).where(col(Audit.seq) <= last)).one()
    before = last_link(session, day - timedelta(days=1))
    return Head(day, count, _hash(session, last), audit.GENESIS if before is None else _hash(session, before))


def read(place: Path) -> list[Head]:
    """Published heads: of a file, or of every file of that name in a folder. Raises BadInput."""
    try:
        files = sorted(one for one in place.iterdir() if _NAME.fullmatch(one.name)) if place.is_dir() else [place]
        if not files or len(files) > MOST_HEADS:
            raise BadInput(f"There are {len(files)} published heads in {place}.", field="published")
        return [parsed(_content(one), str(one)) for one in files]
    except OSError as error:
        raise BadInput(f"Cannot read {place}: {error.strerror or error}.", field="published") from error


def parsed(content: bytes, where: str = "the head") -> Head:
    """A head from the bytes of its file. Raises BadInput for what is none."""
    try:
        told = json.loads(content)
        is_ours = isinstance(told, dict) and told.get("format") == FORMAT and set(told) == _FIELDS
        if not is_ours or type(told["links"]) is not int or told["links"] < 1:
            raise BadInput(f"{where} is no head of the format {FORMAT}.", field="published")
        return Head(date.fromisoformat(told["day"]), told["links"], _sha256(told["sha256"]), _sha256(told["previous"]))
    except (ValueError, TypeError, RecursionError) as error:
        raise BadInput(f"{where} cannot be read as a head: {error}.", field="published") from error


class Comparison:
    """Published heads beside a chain that is read link by link (`see`), and what differs in the end."""

    def __init__(self, published: Iterable[Head]) -> None:
        self._published: Sequence[Head] = sorted(set(published), key=lambda one: (one.ended_on, one.links, one.sha256))
        self._wanted = {one.links for one in self._published}
        self._hashes = {each for one in self._published for each in (one.sha256, one.previous)}
        self._stands: dict[int, str] = {}
        self._at: dict[str, int] = {audit.GENESIS: 0}
        self._seen = 0

    def see(self, sha256: str) -> None:
        """The next link."""
        self._seen += 1
        if self._seen in self._wanted:
            self._stands[self._seen] = sha256
        if sha256 in self._hashes:
            self._at.setdefault(sha256, self._seen)

    def differences(self) -> list[tuple[Head, str]]:
        """Each head that the chain does not hold, with what differs."""
        told = ((one, self._difference(one)) for one in self._published)
        return [(one, said) for one, said in told if said is not None]

    def _difference(self, one: Head) -> str | None:
        stands = self._stands.get(one.links)
        if stands is None:
            return (
                f"it was published with {one.links} links, the chain has {self._seen}: "
                "links were cut off, or it was written before that day ended"
            )
        if stands != one.sha256:
            at = self._at.get(one.sha256)
            moved = f"; the published one stands at link {at}" if at is not None else "; the published one is gone"
            return f"link {one.links} is {stands}, published was {one.sha256}{moved}"
        if self._at.get(one.previous, one.links + 1) > one.links:
            return f"the head of the day before it, {one.previous}, does not stand before it"
        return None


def compare(session: Session, published: Iterable[Head]) -> list[tuple[Head, str]]:
    """What differs between published heads and the chain in the database."""
    comparison = Comparison(published)
    for sha256 in session.exec(select(Audit.sha256).order_by(col(Audit.seq)).execution_options(yield_per=1000)):
        comparison.see(sha256)
    return comparison.differences()


def as_problems(differing: Iterable[tuple[Head, str]]) -> list[dict[str, str]]:
    """Differences as commands tell them, beside those of a packet."""
    return [{"what": "broken", "path": one.name, "detail": said} for one, said in differing]


def _hash(session: Session, seq: int) -> str:
    return session.exec(select(Audit.sha256).where(Audit.seq == seq)).one()


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_BYTES)


def _sha256(text: object) -> str:
    if not isinstance(text, str) or _SHA256.fullmatch(text) is None:
        raise ValueError("a hash is 64 hexadecimal digits")
    return text
