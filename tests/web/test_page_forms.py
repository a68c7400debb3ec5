"""Forms on pages: nobody is shown one that would be refused for want of a right."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import signed_in
from page_visits import Client, Page
from page_walk import every_page
from test_rights import ADDRESSES

from registry.accounts.persons import rights_of
from registry.store import Store
from registry.terms import AccountRole, Right

POSTED = {
    re.compile(re.sub(r"{\w+}", "[^/]+", one.path)): one.need
    for one in ADDRESSES
    if one.method == "POST" and not one.is_api
}
# Forms of another situation than this register's, each looked at in the tests of its page: nobody has signed in, nobody
# has a token, nothing was supposed or captured, every transfer has its assessment, every change its clock, and no
# clock of the law runs.
ELSEWHERE = {
    "/login", "/welcome/{key}", "/settings/first", "/settings/tokens/{token_id}/end", "/what-if",
    "/read/{kept_id}/decisions", "/assessments", "/objections", "/objections/{objection_id}/outcome",
    "/clocks/{task_id}/end",
}  # fmt: skip


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[tuple[Store, Client]]:
    path = tmp_path_factory.mktemp("forms") / "onward.db"
    shutil.copy(migrated_file, path)
    store = signed_in.opened(path)
    signed_in.fill(store)
    with signed_in.asking(signed_in.settings_of(path)) as client:
        yield store, client
    store.close()


def _forms(pages: dict[str, Page]) -> dict[str, str]:
    """Where the forms of pages are sent to, each with a page it stands on."""
    return {
        urlsplit(str(told["action"])).path: address
        for address, page in pages.items()
        for tag, told in page.elements
        if tag == "form" and told.get("method") == "post"
    }


def _advising(pages: dict[str, Page]) -> set[str]:
    return {
        address
        for address, page in pages.items()
        for tag, told in page.elements
        if tag == "button" and told.get("value") == "advise"
    }


def _need(action: str) -> str:
    return next(need for path, need in POSTED.items() if path.fullmatch(action))


def _walked(filled: tuple[Store, Client], role: AccountRole) -> dict[str, Page]:
    store, client = filled
    secret = signed_in.sign_in(store, signed_in.add(store, f"{role}@forms.example", role))
    return every_page(client, Cookie=f"{signed_in.COOKIE}={secret}")


@pytest.mark.parametrize("role", [AccountRole.READER, AccountRole.REVIEWER, AccountRole.EDITOR], ids=str)
def test_a_page_shows_no_form_that_would_be_refused(filled: tuple[Store, Client], role: AccountRole) -> None:
    pages = _walked(filled, role)
    forms = _forms(pages)
    refused = {action: page for action, page in forms.items() if _need(action) not in rights_of(role)}
    assert refused == {}
    assert bool(_advising(pages)) is (Right.ADVISE in rights_of(role))
    assert {"/read", "/gaps", "/settings/tokens"} <= set(forms), "and still those that are open to everybody"


def test_who_may_do_everything_is_shown_every_form(filled: tuple[Store, Client]) -> None:
    forms = _forms(_walked(filled, AccountRole.ADMIN))
    wanted = {one.path for one in ADDRESSES if one.method == "POST" and not one.is_api} - ELSEWHERE
    shown = {path for path in wanted if any(re.fullmatch(re.sub(r"{\w+}", "[^/]+", path), one) for one in forms)}
    assert wanted - shown == set()
