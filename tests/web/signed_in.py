"""People with accounts, for tests: one of every role, for all controllers or for one company, signed in or by token."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import companies
import world
from litestar import Litestar
from litestar.testing import TestClient
from page_visits import BASE

from app import create_app
from registry import settings as environment
from registry.accounts import passwords, people, sessions, tokens
from registry.settings import Settings
from registry.store import Store, open_store
from registry.tables import Token, User, now
from registry.terms import AccountRole, Right

Client = TestClient[Litestar]
PASSWORD = "granbarr och regnvatten"
OURS = {"Origin": BASE}
COOKIE = "onward_session"
REVIEW = "reviewer@company.example"


def fill(store: Store) -> None:
    """Two companies, and an administrator: from here on everybody signs in."""
    world.fill(store)
    companies.fill(store)
    add(store, "admin@company.example", AccountRole.ADMIN)


def add(
    store: Store,
    email: str,
    role: AccountRole,
    controllers: Sequence[str] | None = None,
    *,
    password: str | None = None,
) -> str:
    """An account; its id."""
    with store.write("test") as session:
        kept = passwords.hashed(password) if password else None
        return people.add(
            session, email, email.partition("@")[0].title(), role, controllers, at=now(), password=kept
        ).id


def sign_in(store: Store, user_id: str) -> str:
    """A session's secret."""
    with store.write("test") as session:
        return sessions.start(session, user_id, now())


def token(
    store: Store, user_id: str, rights: Sequence[Right], controllers: Sequence[str] | None = None, *, days: int = 1
) -> str:
    """A token's secret."""
    with store.write("test") as session:
        return tokens.make(session, user_id, "a test", rights, controllers, days=days, at=now())[1]


def id_of(store: Store, email: str) -> str:
    with store.read() as session:
        found = people.by_email(session, email)
    assert isinstance(found, User)
    return found.id


def settings_of(path: Path, **more: str) -> Settings:
    told = {"ONWARD_VAR": str(path.parent), "ONWARD_TODAY": world.TODAY.isoformat()}
    return environment.read(told | {"ONWARD_DATABASE_URL": f"sqlite:///{path}", "ONWARD_RATE_LIMIT": "100000"} | more)


@contextmanager
def asking(settings: Settings, base: str = BASE) -> Iterator[Client]:
    """Whoever asks this server; nobody has signed in, and no answer leads on by itself."""
    app = create_app(settings)
    with TestClient(app, base_url=base, raise_server_exceptions=False) as client:
        client.follow_redirects = False
        yield client


def opened(path: Path) -> Store:
    return open_store(f"sqlite:///{path}")


def known() -> list[Any]:
    """Accounts with fixed ids: an administrator, a reviewer of one company, and a token."""
    ada = User(id="usr_ada", email="ada@company.example", name="Ada Askersund", role="admin", created_at=world.AT)
    cia = User(
        id="usr_cia", email="cia@company.example", name="Cia Dahl", role="reviewer", controllers=["org_lagret"],
        created_at=world.AT,
    )  # fmt: skip
    token = Token(
        id="tok_export", user_id="usr_ada", sha256="0" * 64, scopes=["read"], name="export", created_at=world.AT,
        expires_at=world.AT + timedelta(days=90),
    )  # fmt: skip
    return [ada, cia, token]


def enter(client: Client, password: str = PASSWORD, email: str = REVIEW, way: str = "/", **headers: str) -> Any:
    data = {"email": email, "password": password, "next": way}
    return client.post("/login", data=data, headers=OURS | headers)
