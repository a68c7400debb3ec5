"""Every address × every role × one's own and another company's things, as the table `rights.tsv` says.

Columns: `need` is the right the address asks for; `foreign` is what somebody meets whose scope is another company: 404
for a thing of that company (named in `asked`), `filtered` for a list without its rows, `shared` for the catalogue that
all companies have in common, `-` where nothing belongs to anybody.
"""

import csv
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import companies
import pytest
import signed_in
from litestar.routes import HTTPRoute
from signed_in import COOKIE, OURS, Client

from registry import audit
from registry import settings as environment
from registry.accounts.persons import rights_of
from registry.store import Store
from registry.terms import AccountRole, Right
from web.api.openapi import EXAMPLES, PREFIX, operations_of
from web.serving import application

TABLE = Path(__file__).with_name("rights.tsv")
APP = application(environment.read({}))
ROLES = [None, *AccountRole]
SEVERAL = {"questions/difference": "&earlier_on=2026-01-01", "questions/blast": "&node=svc_lagring"}


@dataclass(frozen=True, slots=True)
class Address:
    method: str
    path: str
    need: str
    foreign: str
    asked: str

    def of(self, identity: str) -> str:
        head, _, rest = self.path.partition("{")
        return head + identity + rest.partition("}")[2] if rest else self.path

    @property
    def is_api(self) -> bool:
        return self.path.startswith(PREFIX)


def table() -> list[Address]:
    with TABLE.open(encoding="utf-8") as file:
        return [Address(**row) for row in csv.DictReader(file, delimiter="\t")]


ADDRESSES = table()
THEIRS = [one for one in ADDRESSES if one.foreign == "404"]


def named(one: object) -> str:
    return f"{one.method} {one.path}" if isinstance(one, Address) else str(one or "nobody")


@dataclass(frozen=True, slots=True)
class World:
    client: Client
    store: Store
    ids: dict[str, str]

    def ask(self, who: str | None, method: str, path: str, body: object = None) -> tuple[int, str, str]:
        headers = OURS | ({"Cookie": f"{COOKIE}={signed_in.sign_in(self.store, self.ids[who])}"} if who else {})
        sent = {"content": json.dumps(body), "headers": headers | {"Content-Type": "application/json"}} if body else {}
        answer = self.client.request(method, path, **({"headers": headers} | sent))  # type: ignore[arg-type]
        return answer.status_code, answer.text, answer.headers.get("location", "")


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[World]:
    path = tmp_path_factory.mktemp("rights") / "onward.db"
    shutil.copy(migrated_file, path)
    store = signed_in.opened(path)
    signed_in.fill(store)
    ids = {role.value: signed_in.add(store, f"{role}@roles.example", role) for role in AccountRole}
    ids["ours"] = signed_in.add(store, "ours@company.example", AccountRole.EDITOR, [companies.OWN])
    with signed_in.asking(signed_in.settings_of(path)) as client:
        yield World(client, store, ids)
    store.close()


def test_every_address_stands_in_the_table_with_the_need_it_declares() -> None:
    declared = {
        (method, route.path_format, str(handler.opt["needs"]) if "needs" in handler.opt else "declares nothing")
        for route in APP.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        for method in handler.http_methods - {"OPTIONS"}
    }
    assert declared == {(one.method, one.path, one.need) for one in ADDRESSES}


def test_what_changes_something_needs_more_than_to_be_read() -> None:
    only_computing = {"/api/v1/verdicts", "/api/v1/readings", "/api/v1/gaps", "/read", "/gaps"}
    entering = {"/login", "/welcome/{key}"}
    lax = {one.path for one in ADDRESSES if one.method != "GET" and one.need in {"read", "open"}}
    assert lax == only_computing | entering


@pytest.mark.parametrize("role", ROLES, ids=named)
@pytest.mark.parametrize("one", ADDRESSES, ids=named)
def test_an_address_is_open_to_those_roles_that_have_the_right_and_to_no_other(
    asked: World, one: Address, role: AccountRole | None
) -> None:
    status, text, place = asked.ask(role.value if role else None, one.method, one.of("nothing"))
    if one.need == Right.OPEN or (role is not None and one.need in rights_of(role)):
        assert status not in {401, 403, 500}, text[:300]
        assert not place.startswith("/login") or one.path == "/logout"
    elif role is not None:
        assert status == 403, text[:300]
        assert "role" in text
    elif one.is_api or one.method != "GET" or one.path.startswith(("/feeds", "/metrics")):
        assert status in {303, 401}, text[:300]
        assert status == 401 or place.startswith("/login?next=")
    else:
        assert (status, place.partition("?")[0]) == (303, "/login")


@pytest.mark.parametrize("one", [one for one in THEIRS if one.method == "GET"], ids=named)
def test_a_thing_of_another_company_is_not_there(asked: World, one: Address) -> None:
    further = next((more for ending, more in SEVERAL.items() if one.path.endswith(ending)), "")
    path = f"{one.path}{one.asked}{further}" if one.asked.startswith("?") else one.of(one.asked)
    status, text, _ = asked.ask("ours", "GET", path)
    assert status == 404, text[:300]
    assert "Hamnen AB" not in text
    status, text, _ = asked.ask("editor", "GET", path)
    assert status != 403
    if one.is_api and "difference" not in path and "files" not in path and "letter" not in path:
        assert status == 200, text[:300]


@pytest.mark.parametrize("one", [one for one in ADDRESSES if one.method == "GET" and one.need == "read"], ids=named)
def test_no_answer_tells_a_word_of_another_company(asked: World, one: Address) -> None:
    own = one.asked if one.foreign == "shared" and one.asked != "-" else "nothing"
    _, text, _ = asked.ask("ours", "GET", one.of(own))
    assert not [word for word in companies.FOREIGN_WORDS if word in text.casefold()]


LISTS = ["engagements", "activities", "agreements", "alerts", "proposals", "verdicts", "assessments"]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_holds_the_rows_of_both_companies_for_who_has_both(asked: World, name: str) -> None:
    _, ours, _ = asked.ask("ours", "GET", f"{PREFIX}/{name}?limit=200")
    _, every, _ = asked.ask("editor", "GET", f"{PREFIX}/{name}?limit=200")
    assert 0 < json.loads(ours)["total"] < json.loads(every)["total"] or name == "agreements"
    assert "hamnen" in every


@pytest.mark.parametrize("one", [one for one in THEIRS if one.method != "GET"], ids=named)
def test_nobody_writes_on_a_thing_of_another_company(asked: World, one: Address) -> None:
    with asked.store.read() as session:
        before = audit.head(session)
    body = example(one)
    status, text, _ = asked.ask("ours", one.method, one.of(one.asked), body)
    assert status in {400, 403, 404, 415, 422}, text[:300]
    assert status == 404 or body is None, text[:300]
    with asked.store.read() as session:
        assert audit.head(session) == before


def example(one: Address) -> object:
    """The body of the operation's example, where it is one of the API's that takes JSON."""
    for operation in operations_of(APP.routes):
        if (operation.path, operation.method.upper()) == (
            one.path,
            one.method,
        ) and "reads" not in operation.handler.opt:
            return json.loads((EXAMPLES / f"{operation.id}.json").read_text(encoding="utf-8"))["request"].get("body")
    return None


def test_a_decision_on_what_all_companies_share_is_for_somebody_for_all(asked: World) -> None:
    body = {"decision": "reject", "reason": "no"}
    status, text, _ = asked.ask("ours", "POST", f"{PREFIX}/proposals/prp_norrsken/decisions", body)
    assert (status, "all of them" in text) == (403, True)
