"""A year of changes: what the register answers on each day is what it answers afterwards, asked as it was known then.

Every route that judges or shows dated facts is asked at each step for that step's day. When the year is over, each is
asked again with the instant of its step: the same bytes, but for the instant itself where an answer states it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient
from small_catalogue import SmallCatalogue
from year_of_changes import STEPS, Year, verdicts

from app import create_app
from registry import lawfiles
from registry import settings as environment
from registry.catalogue.dated import Moment
from registry.store import Store
from registry.tables import now
from web.deps import Laws

BASE = "http://127.0.0.1:8765"
ROUTES = (
    "/api/v1/flows?format=dot",
    "/api/v1/flows?format=json",
    "/api/v1/flows?format=mermaid&lang=sv",
    "/api/v1/flows?format=dot&compare_with=2026-01-15",
    *(f"/api/v1/registers/{name}?format=json" for name in ("art30", "art30-2", "transfers", "recipients")),
    "/api/v1/registers/transfers?format=csv&lang=sv",
    *(f"/api/v1/{name}?limit=200" for name in (
        *("transfers", "verdicts", "engagements", "agreements", "activities", "organisations", "services"),
        *("sub-processors", "proposals", "changes", "alerts"),
    )),
    "/api/v1/proposals?state=proposed",
    "/api/v1/engagements?verdict=unknown",
    *(f"/api/v1/questions/{name}" for name in ("concentration", "weakest", "standing")),
    "/api/v1/questions/blast?node=Brevduvan",
    "/api/v1/questions/third-countries?revoke=2023/1795",
    "/api/v1/assessments",
    "/api/v1/questions/difference?earlier_on=2026-01-15",
    "/api/v1/simulations?revoke=2023/1795",
    "/api/v1/checks",
    "/api/v1/law?limit=200",
    "/api/v1/services/svc_nordmoln-drive",
    "/services/svc_nordmoln-drive?lang=sv",
    "/services?lang=sv",
    "/?lang=sv",
    "/proposals?lang=sv",
    "/changes?lang=en",
    "/law?lang=en",
)  # fmt: skip


Client = TestClient[Any]


@dataclass(frozen=True)
class Known:
    """What the register answered, by route, on a day, and the instant at which it was asked."""

    on: date
    at: datetime
    answers: dict[str, bytes]


@pytest.fixture
def year(store: Store, tmp_path: Path) -> Year:
    texts = {path.name: path.read_text(encoding="utf-8") for path in lawfiles.law_paths()}
    return Year(store, SmallCatalogue(tmp_path / "catalogue"), texts)


@pytest.fixture
def client(year: Year, database_url: str, tmp_path: Path) -> Iterator[Client]:
    read = {"ONWARD_VAR": str(tmp_path), "ONWARD_DATABASE_URL": database_url, "ONWARD_TODAY": "2027-06-30"}
    with TestClient(create_app(environment.read(read)), base_url=BASE) as client:
        yield client


def asked(client: Client, route: str, on: date, known_at: datetime | None = None) -> bytes:
    """The answer without the instant of knowledge where it states it: in JSON, in a drawing, in a page's links."""
    moment = {"on": on.isoformat()} | ({"known_at": known_at.isoformat()} if known_at else {})
    path, _, query = route.partition("?")
    wanted = dict(pair.split("=") for pair in query.split("&") if pair) | moment
    found = client.get(path, params=wanted)
    assert found.status_code == 200, (route, found.text[:300])
    return _STAMP.sub(b"", found.content)


_STAMP = re.compile(
    rb'\s*"known_at": ?(null|"[^"]*"),?'  # JSON
    rb"|, (?:with all that is known|enligt allt som \xc3\xa4r k\xc3\xa4nt)"  # the line of a drawing
    rb"|, (?:as known|enligt vad som var k\xc3\xa4nt) \d{1,2} [A-Za-z]{3,9} \d{4}(?:,| kl\.) [0-9:]{8} UTC"
    rb"|(?:[?&]|&amp;)known_at=[^&\"'#\s<>]*"  # links
    rb'|\s*<input type="hidden" name="known_at"[^>]*>'  # a page's form
    rb'|<div class="banner" role="status">.*?</div>',  # a page's banner
    re.DOTALL,
)


def everything(client: Client, on: date, known_at: datetime | None = None) -> dict[str, bytes]:
    controller = client.get("/api/v1/organisations", params={"controller": "true", "on": on.isoformat()}).json()
    pages = [f"/controllers/{one['id']}?lang=sv" for one in controller["items"]]
    single = [
        f"/api/v1/{name}/{one['id']}"
        for name in (
            "transfers",
            "engagements",
            "organisations",
            "activities",
            "agreements",
            "sub-processors",
            "proposals",
        )
        for one in client.get(f"/api/v1/{name}", params={"on": on.isoformat()}).json()["items"][-2:]
    ]
    return {route: asked(client, route, on, known_at) for route in (*ROUTES, *pages, *single)}


def test_what_was_answered_on_each_day_of_a_year_is_answered_afterwards_as_known_then(
    year: Year, client: Client
) -> None:
    told: list[Known] = []
    for on, deed in STEPS:
        deed(year, on)
        client.app.state.laws = Laws(year.law)
        told.append(Known(on, now(), everything(client, on)))
    differing = [
        (known.on.isoformat(), route)
        for known in told
        for route, answer in known.answers.items()
        if asked(client, route, known.on, known.at) != answer
    ]
    assert differing == []
    last = told[-1]
    turned = {route for route, answer in told[0].answers.items() if last.answers.get(route) != answer}
    assert len(turned) > len(ROUTES) * 0.8  # a year that changed nothing would prove nothing


def test_a_verdict_on_a_day_as_known_that_day_never_changes_later(year: Year) -> None:
    """Also while the year goes on: at each step every day before it is asked anew."""
    told: list[tuple[date, datetime, dict[str, Any]]] = []
    for on, deed in STEPS:
        deed(year, on)
        for day, at, answers in told:
            assert verdicts(year, Moment(day, at)) == answers, (day, on)
        told.append((on, now(), verdicts(year, Moment(on))))
    assert len({str(answers) for _, _, answers in told}) > len(STEPS) // 2
