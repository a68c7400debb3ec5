"""So many requests at once: the others wait, whoever sends or takes slowly holds up nobody, and no turn is lost."""

import asyncio
import json
from typing import Any

import pytest

from web.turns import FREE, ROOM, Turns

BODY = [{"type": "http.request", "body": b"ab", "more_body": True}, {"type": "http.request", "body": b"c"}]
START = {"type": "http.response.start", "status": 200, "headers": []}


class App:
    """Answers once it is let, and knows how many it answers at once."""

    def __init__(self, *, fails: bool = False) -> None:
        self.now, self.most, self.bodies, self.go, self.fails = 0, 0, [], asyncio.Event(), fails  # type: ignore[var-annotated]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.now, self.most = self.now + 1, max(self.most, self.now + 1)
        self.bodies.append(await whole(receive))
        await self.go.wait()
        self.now -= 1
        if self.fails:
            raise ValueError("fallen")
        await send(START)
        await send({"type": "http.response.body", "body": b"x"})


async def whole(receive: Any) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message["body"], message.get("more_body", False)
    return body


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


class Sender:
    """Sends pieces of a body, and stops before the last until it is let."""

    def __init__(self, *pieces: bytes, waits: bool = False) -> None:
        self.pieces, self.go, self.answer = list(pieces), asyncio.Event(), []  # type: ignore[var-annotated]
        if not waits:
            self.go.set()

    async def receive(self) -> Any:
        if len(self.pieces) == 1:
            await self.go.wait()
        return {"type": "http.request", "body": self.pieces.pop(0), "more_body": bool(self.pieces)}

    async def send(self, message: Any) -> None:
        self.answer.append(message)

    def ask(self, turns: Turns) -> asyncio.Task[None]:
        return asyncio.create_task(turns({"type": "http", "path": "/"}, self.receive, self.send))  # type: ignore[arg-type, typeddict-item]

    @property
    def status(self) -> int:
        return int(self.answer[0]["status"])


def test_bodies_that_wait_take_so_much_room_together_and_small_ones_are_always_taken() -> None:
    async def run() -> None:
        app, largest = App(), 4 * FREE
        app.go.set()
        turns = Turns(app, largest)  # type: ignore[arg-type]
        great = [b"x" * (largest // 2)] * 2
        holding = [Sender(*great, b".", waits=True) for _ in range(2 * ROOM)]
        asked = [one.ask(turns) for one in holding]
        await settle()
        refused = [one for one in holding if one.answer]
        assert {one.status for one in refused} == {503}
        assert dict(refused[0].answer[0]["headers"])[b"retry-after"] == b"5"
        assert "again" in json.loads(refused[0].answer[1]["body"])["detail"]
        assert len(holding) - len(refused) == ROOM * largest // (largest - FREE)
        small = Sender(b"x" * FREE, b".")
        await asyncio.wait_for(small.ask(turns), 5)
        assert small.status == 200
        for one in holding:
            one.go.set()
        await asyncio.gather(*asked)
        again = Sender(*great, b".")
        await asyncio.wait_for(again.ask(turns), 5)
        assert again.status == 200, "the room is given back"

    asyncio.run(run())


def test_a_body_in_pieces_is_kept_as_one() -> None:
    async def run() -> int:
        count = 0

        async def app(_scope: Any, receive: Any, send: Any) -> None:
            nonlocal count
            more = True
            while more:
                message, count = await receive(), count + 1
                more = message.get("more_body", False)
            await send(START)

        await Sender(*[b"x"] * 1000).ask(Turns(app, 10_000))
        return count

    assert asyncio.run(run()) == 1


def test_who_is_not_done_sending_is_not_waited_for() -> None:
    async def run() -> None:
        late = Sender(b"x", b".", waits=True)
        await asyncio.wait_for(late.ask(Turns(App(), 100, seconds=0)), 5)  # type: ignore[arg-type]
        assert late.status == 408

    asyncio.run(run())
