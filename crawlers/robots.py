"""robots.txt (RFC 9309): what a site asks of robots, read through the fetcher itself and remembered for a day.

A site that has none (4xx) allows everything. One whose robots.txt cannot be read now (5xx, 429, no connection)
has not allowed anything: try later.
"""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from protego import Protego

from crawlers.errors import FailureKind, FetchFailed
from crawlers.pace import Budget
from registry.settings import Settings

NAME = "onward"  # the product token that a site's robots.txt may name
MOST_BYTES = 512 * 1024  # RFC 9309, 2.5: at least 500 KiB are read
MOST_SITES = 10_000
DAY = 24 * 3600.0
TRY_AGAIN = 600.0
_AGENT_LINE = re.compile(r"\A\s*user[- ]?agent\s*[:\s]\s*(?P<name>[^#]*)", re.IGNORECASE)

Read = Callable[[str, Budget], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class Heard:
    """What a site answered: the words of its robots.txt, None for none, or why they could not be read; and for how
    many seconds that is good."""

    rules: str | None
    failure: FetchFailed | None
    seconds: float


class Memory(Protocol):
    """What several processes remember together of robots.txt."""

    async def recall(self, origin: str) -> Heard | None:
        """What any of them heard; None: nothing that is still good."""
        ...

    async def keep(self, origin: str, heard: Heard) -> None:
        """Remember it."""
        ...


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a site said: rules, None for none, or why they could not be read."""

    rules: Protego | None
    failure: FetchFailed | None
    until: float  # on the monotonic clock


class Robots:
    """What each site asks of robots. `read` fetches one robots.txt and raises FetchFailed; `memory` None: what is
    remembered is this process's own."""

    def __init__(self, read: Read, *, age: float = DAY, memory: Memory | None = None) -> None:
        self._read = read
        self._age = age
        self._memory = memory
        self._answers: dict[str, _Answer] = {}
        self._asking: dict[str, asyncio.Lock] = {}

    async def check(self, url: str, origin: str, budget: Budget) -> float | None:
        """Raises FetchFailed(robots) where the site asks us not to fetch `url`, and robots_unreachable where it
        cannot be known now. Returns the seconds it wants between requests, None where it does not say."""
        answer = await self._answer(origin, budget)
        if answer.failure is not None:
            raise _try_later(url, answer.failure)
        if answer.rules is None:
            return None
        if not answer.rules.can_fetch(url, NAME):
            raise FetchFailed(FailureKind.ROBOTS, f"{origin}/robots.txt asks robots not to fetch this", url=url)
        delay = answer.rules.crawl_delay(NAME)
        return None if delay is None else float(delay)

    async def _answer(self, origin: str, budget: Budget) -> _Answer:
        known = self._fresh(origin)
        if known is not None:
            return known
        async with self._asking.setdefault(origin, asyncio.Lock()):
            known = self._fresh(origin) or await self._ask(origin, budget)
        self._asking.pop(origin, None)
        return known

    def _fresh(self, origin: str) -> _Answer | None:
        known = self._answers.get(origin)
        return known if known is not None and known.until > time.monotonic() else None

    async def _ask(self, origin: str, budget: Budget) -> _Answer:
        heard = await self._memory.recall(origin) if self._memory is not None else None
        if heard is None:
            heard = await self._hear(origin, budget)
            if self._memory is not None and _is_the_sites_word(heard):
                await self._memory.keep(origin, heard)
        rules = rules_of(heard.rules) if heard.rules is not None else None
        answer = _Answer(rules, heard.failure, time.monotonic() + min(heard.seconds, self._age))
        if not _is_the_askers_own(heard):
            self._remember(origin, answer)
        return answer

    async def _hear(self, origin: str, budget: Budget) -> Heard:
        try:
            body = await self._read(f"{origin}/robots.txt", budget)
        except FetchFailed as failure:
            status = failure.status
            if status is not None and 400 <= status < 500 and status != 429:
                return Heard(None, None, self._age)
            return Heard(None, failure, min(self._age, TRY_AGAIN))
        return Heard(words_of(body), None, self._age)

    def _remember(self, origin: str, answer: _Answer) -> None:
        if len(self._answers) >= MOST_SITES:
            del self._answers[next(iter(self._answers))]
        self._answers[origin] = answer


def _is_the_askers_own(heard: Heard) -> bool:
    """One asker's time was up, perhaps spent elsewhere: the next asker asks again."""
    return heard.failure is not None and heard.failure.kind is FailureKind.TIMEOUT


def _is_the_sites_word(heard: Heard) -> bool:
    """What one asker could not reach, by its own names, certificates or guard, another may: only answers are shared."""
    return heard.failure is None or heard.failure.status is not None


def agent_of(settings: Settings) -> str:
    """The name under which sites meet us: who we are, where that is explained, whom to write to."""
    contact = f"; {settings.contact}" if settings.contact else ""
    name = f"Onward/0.1 (+{settings.base_url}/robot{contact})"
    return "".join(letter if letter.isascii() and letter.isprintable() else "?" for letter in name)


def words_of(body: bytes) -> str:
    """A robots.txt as text, however hostile; no database takes a NUL."""
    return body[:MOST_BYTES].decode("utf-8-sig", "replace").replace("\0", "\ufffd")


def rules_of(text: str) -> Protego:
    """The rules in a robots.txt: groups for other robots are folded into one."""
    return Protego.parse("\n".join(_folded(line) for line in text.splitlines()))


def _folded(line: str) -> str:
    found = _AGENT_LINE.match(line)
    if found is None:
        return line
    name = found["name"].strip().lower().partition("/")[0]
    return f"User-agent: {name if name in {'*', NAME} else 'another'}"


def _try_later(url: str, failure: FetchFailed) -> FetchFailed:
    """The failure of a page whose robots.txt failed: what holds for the whole host keeps its kind."""
    kept = failure.kind in {
        FailureKind.REFUSED_ADDRESS,
        FailureKind.TLS,
        FailureKind.BLOCKED,
        FailureKind.ASKED_TO_WAIT,
    }
    kind = failure.kind if kept else FailureKind.ROBOTS_UNREACHABLE
    message = f"its robots.txt cannot be read now ({failure})"
    return FetchFailed(kind, message, url=url, status=failure.status, retry_at=failure.retry_at)
