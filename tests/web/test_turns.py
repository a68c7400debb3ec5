"""So many requests at once: the others wait, whoever sends or takes slowly holds up nobody, and no turn is lost."""

import asyncio
from typing import Any

import pytest

from web.turns import Turns

BODY = [{"type": "http.request", "body": b"ab", "more_body": True}, {"type": "http.request", "body": b"c"}]
START = {"type": "http.response.start", "status": 200, "headers": []}


class App:
    """Answers once it is let, and knows how many it answers at once."""

    def __init__(self, *, fails: bool = False) -> None:
        self.now, self.most, self.bodies, self.go, self.fails = 0, 0, [], asyncio.Event(), fails  # type: ignore[var-annotated]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.now, self.most = self.now + 1, max(self.most, self.now + 1)
        self.bodies.append(b"".join([(await receive())["body"] for _ in BODY]))
        await self.go.wait()
        self.now -= 1
        if self.fails:
            raise ValueError("fallen")
        await send(START)
        await send({"type": "http.response.body", "body": b"x"})


async def ask(turns: Turns, *, path: str = "/", slow: asyncio.Event | None = None, never: bool = False) -> None:
    waiting = list(BODY)

    async def receive() -> Any:
        if never:
            await asyncio.Event().wait()
        return waiting.pop(0)

    async def send(_message: Any) -> None:
        if slow is not None:
            await slow.wait()

    await turns({"type": "http", "path": path}, receive, send)  # type: ignore[arg-type]


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def test_so_many_are_answered_at_once_and_all_in_the_end() -> None:
    async def run() -> App:
        app = App()
        turns = Turns(app, 100, at_once=3)  # type: ignore[arg-type]
        asked = [asyncio.create_task(ask(turns)) for _ in range(10)]
        await settle()
        assert app.now == 3
        app.go.set()
        await asyncio.gather(*asked)
        return app

    app = asyncio.run(run())
    assert app.most == 3
    assert app.bodies == [b"abc"] * 10


def test_who_sends_or_takes_slowly_holds_up_nobody() -> None:
    async def run() -> None:
        app, slow = App(), asyncio.Event()
        app.go.set()
        turns = Turns(app, 100, at_once=1)  # type: ignore[arg-type]
        stuck = [asyncio.create_task(ask(turns, never=True)), asyncio.create_task(ask(turns, slow=slow))]
        await settle()
        await asyncio.wait_for(ask(turns), 5)
        for one in stuck:
            one.cancel()
        await asyncio.gather(*stuck, return_exceptions=True)

    asyncio.run(run())


def test_a_turn_is_given_back_when_the_answer_fails_or_is_called_off() -> None:
    async def run() -> None:
        app = App(fails=True)
        turns = Turns(app, 100, at_once=1)  # type: ignore[arg-type]
        off = asyncio.create_task(ask(turns))
        await settle()
        off.cancel()
        await asyncio.gather(off, return_exceptions=True)
        app.go.set()
        for _ in range(3):
            with pytest.raises(ValueError, match="fallen"):
                await asyncio.wait_for(ask(turns), 5)

    asyncio.run(run())


def test_whether_the_process_answers_is_asked_without_a_turn() -> None:
    async def run() -> None:
        app = App()
        turns = Turns(app, 100, at_once=1)  # type: ignore[arg-type]
        waiting = [asyncio.create_task(ask(turns)), asyncio.create_task(ask(turns, path="/health"))]
        await settle()
        assert app.now == 2
        app.go.set()
        await asyncio.gather(*waiting)

    asyncio.run(run())
