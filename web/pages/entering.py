"""`/login`, `/logout` and `/welcome/{key}`: signing in and out, and the links by which people get a password."""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.response import Redirect

from registry.accounts import links, passwords, people, sessions
from registry.errors import BadInput, Conflict, NotAllowed, NotFound
from registry.settings import Settings
from registry.terms import LinkPurpose, Right
from web import oidc
from web.deps import person_of
from web.guessing import Guessing, known_cookie
from web.pages.forms import require_own_form, said
from web.pages.proposals import Form, Trouble
from web.pages.rendering import page
from web.pages.views import Visited
from web.pages.visiting import LoginQuery, Visit, is_ours
from web.problems import Refused
from web.signing import SIGNING_IN, Gate, cookie, session_secret

LONGEST_KEY = 200


def safe_path(text: str | None) -> str:
    """A path of ours to go on to; anything that could lead elsewhere leads to the first page."""
    path = text or "/"
    return path if is_ours(path) and len(path) <= LONGEST_KEY * 5 else "/"


@get("/login", needs=Right.OPEN, query=LoginQuery, sync_to_thread=True)
def login_page(request: Request[Any, Any, Any], visit: Visited, state: State) -> Response[Any]:
    """The form; who is signed in, or needs not to, goes on."""
    way = safe_path(visit.query.get("next"))
    if not state.gate.is_closed or person_of(request).id is not None:
        return Redirect(way, status_code=303)
    return _asked(visit, state.settings, way)


@post("/login", needs=Right.OPEN, query=LoginQuery, sync_to_thread=True, status_code=303)
def login(request: Request[Any, Any, Any], visit: Visited, state: State, *, data: Form) -> Response[Any]:
    """Check the password, in the same time whether or not anybody has the address, and begin a new session."""
    require_own_form(request)
    gate: Gate = state.gate
    guessing: Guessing = state.guessing
    email, way = said(data, "email").strip().casefold()[: people.LONGEST_EMAIL], safe_path(said(data, "next"))
    with gate.store.read() as session:
        user = people.by_email(session, email)
        kept = user.password if user is not None and user.ended_at is None else None
    counted = guessing.take(request, gate.settings, email, kept)
    if not passwords.is_right(said(data, "password"), kept) or user is None or kept is None:
        return _asked(visit, gate.settings, way, Trouble("login.wrong"), email=email)
    guessing.forget(counted)
    answer = _entered(request, gate, user.id, way)
    answer.set_cookie(known_cookie(gate.settings, email, kept))
    return answer


@post("/logout", needs=Right.OWN, sync_to_thread=True, status_code=303)
def logout(request: Request[Any, Any, Any], state: State) -> Response[Any]:
    """End this browser's session."""
    gate: Gate = state.gate
    secret = session_secret(request, gate.settings)
    if secret is not None:
        with gate.store.write(SIGNING_IN) as session:
            sessions.end(session, secret)
    return Redirect("/login", status_code=303, cookies=[cookie(gate.settings, "", seconds=0)])


@get("/welcome/{key:str}", needs=Right.OPEN, sync_to_thread=True)
def welcome_page(visit: Visited, state: State, key: FromPath[str]) -> Response[str]:
    """What the link is for, and the form. Raises NotFound for a link that holds no more."""
    return _welcomed(visit, state.gate, key)


@post("/welcome/{key:str}", needs=Right.OPEN, sync_to_thread=True, status_code=303)
def welcome(
    request: Request[Any, Any, Any], visit: Visited, state: State, *, key: FromPath[str], data: Form
) -> Response[Any]:
    """Use the link: keep the password, and sign in."""
    require_own_form(request)
    gate: Gate = state.gate
    state.guessing.take_stranger(request)
    at = datetime.now(UTC)
    with gate.store.read() as session:
        links.found(session, key[:LONGEST_KEY], at)  # before the slow hash: only a good link costs us one
    if said(data, "password") != said(data, "again"):
        return _welcomed(visit, gate, key, Trouble("welcome.differ"), data)
    try:
        kept = passwords.hashed(said(data, "password"))
        with gate.store.write(SIGNING_IN) as session:
            told = {"name": said(data, "name"), "email": said(data, "email")}
            user_id = links.redeem(session, key[:LONGEST_KEY], kept, at, **told).id
    except (BadInput, Conflict) as error:
        field = getattr(error, "field", "") or "password"
        return _welcomed(visit, gate, key, Trouble(_WORDED.get(field, "welcome.bad_password"), str(error)), data)
    return _entered(request, gate, user_id, "/")


_WORDED = {"name": "welcome.bad_name", "email": "welcome.bad_email"}


@get("/login/provider", needs=Right.OPEN, query=LoginQuery)
async def provider(request: Request[Any, Any, Any], visit: Visited, state: State) -> Response[Any]:
    """Send the browser to the identity provider, with what it must bring back."""
    gate: Gate = state.gate
    state.guessing.take_stranger(request)
    if gate.settings.oidc_issuer is None:
        raise NotFound("No identity provider is set up here.")
    sent = await oidc.begin(gate.settings, gate.store, safe_path(visit.query.get("next")))
    held = cookie(gate.settings, sent.state, name=oidc.cookie_name(gate.settings), seconds=oidc.SECONDS)
    return Redirect(sent.address, status_code=303, cookies=[held])


@get("/login/callback", needs=Right.OPEN, foreign=True)
async def callback(request: Request[Any, Any, Any], visit: Visited, state: State) -> Response[Any]:
    """Take what the identity provider sent back, once and in the browser it was begun in, and begin a session."""
    gate: Gate = state.gate
    state.guessing.take_stranger(request)
    held = request.cookies.get(oidc.cookie_name(gate.settings), "")
    query = request.query_params
    sent = (query.get("state", ""), query.get("code", ""), held)
    try:
        found = await oidc.finish(gate.settings, gate.store, *sent, signed_in=person_of(request).id)
    except (NotAllowed, oidc.ProviderFailed) as error:
        return _asked(visit, gate.settings, "/", Trouble("login.provider_refused", str(error)))
    answer = _entered(request, gate, found.user_id, safe_path(found.way))
    answer.delete_cookie(oidc.cookie_name(gate.settings))
    return answer


def _entered(request: Request[Any, Any, Any], gate: Gate, user_id: str, way: str) -> Response[Any]:
    """A session of its own for this browser, whatever it held before."""
    with gate.store.write(SIGNING_IN) as session:
        old = session_secret(request, gate.settings)
        secret = sessions.start(session, user_id, datetime.now(UTC), instead_of=old)
    return Redirect(way, status_code=303, cookies=[cookie(gate.settings, secret)])


def _asked(
    visit: Visit, settings: Settings, way: str, trouble: Trouble | None = None, *, email: str = ""
) -> Response[Any]:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if trouble else HTTPStatus.OK
    by_provider = settings.oidc_issuer is not None
    values = {"way": way, "email": email, "trouble": trouble, "by_provider": by_provider}
    return page("login.html", visit, status=status, **values)


def _welcomed(
    visit: Visit, gate: Gate, key: str, trouble: Trouble | None = None, given: dict[str, Any] | None = None
) -> Response[str]:
    if len(key) > LONGEST_KEY:
        raise Refused(HTTPStatus.NOT_FOUND, "This link was never given.")
    with gate.store.read() as session:
        link, user = links.found(session, key, datetime.now(UTC))
        told = {"name": user.name, "email": user.email} if user else {"name": "", "email": ""}
    return page(
        "welcome.html",
        visit,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if trouble else HTTPStatus.OK,
        key=key,
        is_first=link.purpose is LinkPurpose.FIRST_ADMIN,
        told=told,
        given={name: said(given or {}, name) for name in ("name", "email")},
        shortest=passwords.SHORTEST,
        trouble=trouble,
    )
