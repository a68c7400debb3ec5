"""Who may enter: people, their tokens, and who is asking."""

from datetime import UTC, datetime
from typing import Any, ClassVar

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from registry.accounts import links, people, tokens
from registry.accounts.persons import Person
from registry.alerts import owning
from registry.catalogue.listing import sliced
from registry.errors import BadInput, NotFound
from registry.store import Session
from registry.tables import Token, User
from registry.terms import AccountRole, LinkPurpose, Right
from web.api.paging import ListQuery, Page, page
from web.api.shapes import accounts as shapes
from web.api.shapes.base import filled, known, single, told
from web.deps import AtDesk, Pen, WithPen


class UsersQuery(ListQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Accounts are as they are now, whatever `on` and `known_at` say."""

    default_sort: ClassVar[str] = "name"


class TokensQuery(ListQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Tokens are as they are now, whatever `on` and `known_at` say."""

    default_sort: ClassVar[str] = "-created_at"


@get("/users", needs=Right.ADMINISTER, query=UsersQuery, sync_to_thread=False)
def users(desk: AtDesk, asked: NamedDependency[UsersQuery]) -> Page[shapes.User]:
    """List who has an account."""
    turning = asked.turning("name")
    return page(sliced(people.everybody(desk.session), turning, lambda one: (one.name, one.id)), _user, turning)


@get("/users/{identity:str}", needs=Right.ADMINISTER, sync_to_thread=False)
def user(request: Request[Any, Any, Any], desk: AtDesk, identity: FromPath[str]) -> Response[shapes.User]:
    """Read one account."""
    return single(request, _user(people.one(desk.session, identity)))


@post("/users", needs=Right.ADMINISTER, body=shapes.Inviting, status_code=200, sync_to_thread=True)
def invite_user(pen: WithPen, given: NamedDependency[shapes.Inviting]) -> shapes.Invited:
    """Give somebody an account, and get the link by which they choose a password."""
    at = datetime.now(UTC)
    with pen.write() as session:
        made = people.add(session, given.email, given.name, given.role, given.controllers, at=at)
        return shapes.Invited(user=_user(made), link=_link(pen, session, LinkPurpose.INVITATION, made.id))


@post("/users/{identity:str}/role", needs=Right.ADMINISTER, body=shapes.Placing, status_code=200, sync_to_thread=True)
def place_user(pen: WithPen, identity: FromPath[str], given: NamedDependency[shapes.Placing]) -> shapes.User:
    """Give another role or scope; the person signs in again."""
    with pen.write() as session:
        return _user(people.change(session, identity, given.role, given.controllers))


@post("/users/{identity:str}/links", needs=Right.ADMINISTER, status_code=200, sync_to_thread=True)
def link_user(pen: WithPen, identity: FromPath[str]) -> shapes.Invited:
    """Get a link by which somebody chooses a new password; an earlier one holds no more."""
    with pen.write() as session:
        found = people.one(session, identity)
        return shapes.Invited(user=_user(found), link=_link(pen, session, LinkPurpose.PASSWORD, identity))


@post("/users/{identity:str}/end", needs=Right.ADMINISTER, status_code=200, sync_to_thread=True)
def end_user(pen: WithPen, identity: FromPath[str]) -> shapes.User:
    """End an account with its sessions and tokens."""
    with pen.write() as session:
        return _user(people.end(session, identity, datetime.now(UTC)))


@post("/users/{identity:str}/erase", needs=Right.ADMINISTER, status_code=200, sync_to_thread=True)
def erase_user(pen: WithPen, identity: FromPath[str]) -> shapes.User:
    """Erase a person's name and address; the log still proves what was done, under an id that names nobody."""
    with pen.write() as session:
        people.erase(session, identity, datetime.now(UTC))
        return _user(people.one(session, identity))


@get("/tokens", needs=Right.READ, query=TokensQuery, sync_to_thread=False)
def token_list(desk: AtDesk, asked: NamedDependency[TokensQuery]) -> Page[shapes.Token]:
    """List one's own tokens; for an administrator, everybody's."""
    whose = None if owning.sees_all(desk.person) else desk.person.id
    turning = asked.turning("created_at")
    return page(sliced(tokens.listed(desk.session, whose), turning, _made_at), _token, turning)


@get("/tokens/{identity:str}", needs=Right.READ, sync_to_thread=False)
def token(request: Request[Any, Any, Any], desk: AtDesk, identity: FromPath[str]) -> Response[shapes.Token]:
    """Read one token."""
    return single(request, _token(_theirs(desk.session, desk.person, identity)))


@post("/tokens", needs=Right.OWN, body=shapes.Making, status_code=200, sync_to_thread=True)
def make_token(pen: WithPen, given: NamedDependency[shapes.Making]) -> shapes.Made:
    """Make a token for a machine. Its secret is told this once."""
    if pen.person.id is None:
        raise BadInput("A token is somebody's, and there are no accounts yet.")
    with pen.write() as session:
        made, secret = tokens.make(
            session, pen.person.id, given.name, given.rights, given.controllers,
            days=given.days, at=datetime.now(UTC),
        )  # fmt: skip
        return shapes.Made(token=_token(made), secret=secret)


@post("/tokens/{identity:str}/end", needs=Right.OWN, status_code=200, sync_to_thread=True)
def end_token(pen: WithPen, identity: FromPath[str]) -> shapes.Token:
    """Withdraw a token."""
    with pen.write() as session:
        _theirs(session, pen.person, identity)
        return _token(tokens.end(session, identity, datetime.now(UTC)))


@get("/session", needs=Right.READ, sync_to_thread=False)
def session(desk: AtDesk) -> shapes.Session:
    """Tell who is asking, and what they may."""
    who = desk.person
    return shapes.Session(
        id=who.id, name=who.name, role=who.role, rights=[one for one in Right if one in who.rights],
        controllers=None if who.controllers is None else sorted(who.controllers), token=known(who.token_id),
    )  # fmt: skip


def _theirs(session: Session, who: Person, token_id: str) -> Token:
    """A token that is the person's, or anybody's for an administrator. Raises NotFound."""
    found = tokens.one(session, token_id)
    if found.user_id != who.id and not owning.sees_all(who):
        raise NotFound(f"There is no token {token_id[:80]}.", named=token_id)
    return found


def _made_at(row: Token) -> tuple[str, str]:
    return f"{row.created_at:%Y-%m-%dT%H:%M:%S.%f}", row.id


def _link(pen: Pen, session: Session, purpose: LinkPurpose, user_id: str) -> str:
    secret = links.make(session, purpose, datetime.now(UTC), user_id)
    return f"{pen.settings.base_url}/welcome/{secret}"


def _user(row: User) -> shapes.User:
    return filled(
        shapes.User, row, role=AccountRole(row.role), controllers=row.controllers, has_password=row.password is not None
    )


def _token(row: Token) -> shapes.Token:
    rights = [Right(one) for one in row.scopes]
    more = {"user": row.user_id, "name": row.name or "", "rights": rights, "controllers": row.controllers}
    return filled(shapes.Token, row, created_at=told(row.created_at), **more)


ROUTES = [
    users, user, invite_user, place_user, link_user, end_user, erase_user,
    token_list, token, make_token, end_token, session,
]  # fmt: skip
