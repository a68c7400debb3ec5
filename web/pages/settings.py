"""`/settings`: one's own account and tokens; for administrators, who may enter. A page of sections, each its own."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from registry.accounts import identities, links, passwords, people, sessions, tokens
from registry.accounts.persons import LOCAL, rights_of
from registry.catalogue.dated import Moment
from registry.errors import BadInput, Conflict
from registry.reports.sheets import FORMATS
from registry.terms import AccountRole, LinkPurpose, Right
from web.deps import AtDesk, Desk, Pen, WithPen
from web.pages import settings_listed
from web.pages.forms import require_own_form, said, several
from web.pages.lists import asked_of, format_of
from web.pages.proposals import Form, Trouble
from web.pages.rendering import page
from web.pages.settings_listed import SettingsQuery
from web.pages.views import Seen, Visited
from web.pages.visiting import Visit
from web.signing import Gate, cookie

DEEDS = ("role", "link", "end", "erase")


@dataclass(frozen=True, slots=True)
class Once:
    """What is shown once and never again: a token's secret, a link."""

    message: str
    secret: str


@get("/settings", needs=Right.OWN, query=SettingsQuery, sync_to_thread=True)
def settings_page(visit: Visited, desk: AtDesk, view: Seen) -> Response[Any]:
    """Who one is, one's tokens, and whom an administrator lets in; or a list of those as a file."""
    format_ = format_of(visit)
    return _shown(visit, desk) if format_ is None else settings_listed.file(visit, desk, view, format_)


@post("/settings/password", needs=Right.OWN, sync_to_thread=True, status_code=303)
def change_password(
    request: Request[Any, Any, Any], visit: Visited, desk: AtDesk, pen: WithPen, state: State, *, data: Form
) -> Response[Any]:
    """Keep a new password for who knows the old one; every other browser is signed out, and tokens end where wished."""
    require_own_form(request)
    if pen.person.id is None:
        return _shown(visit, desk, Trouble("settings.no_account"))
    gate: Gate = state.gate
    state.guessing.take_own(pen.person.id)
    kept = people.one(desk.session, pen.person.id).password
    if kept is not None and not passwords.is_right(said(data, "old"), kept):
        return _shown(visit, desk, Trouble("settings.wrong_password"))
    if said(data, "password") != said(data, "again"):
        return _shown(visit, desk, Trouble("welcome.differ"))
    try:
        fresh = passwords.hashed(said(data, "password"))
    except BadInput as error:
        return _shown(visit, desk, Trouble("welcome.bad_password", str(error)))
    with pen.write() as session:
        people.set_password(session, pen.person.id, fresh)
        if said(data, "end_tokens"):
            people.end_tokens(session, pen.person.id, datetime.now(UTC))
        secret = sessions.start(session, pen.person.id, datetime.now(UTC))
    return Redirect(visit.link("/settings"), status_code=303, cookies=[cookie(gate.settings, secret)])


@post("/settings/tokens", needs=Right.OWN, sync_to_thread=True, status_code=200)
def make_token(
    request: Request[Any, Any, Any], visit: Visited, desk: AtDesk, pen: WithPen, *, data: Form
) -> Response[Any]:
    """Make a token and show it this once."""
    require_own_form(request)
    if pen.person.id is None:
        return _shown(visit, desk, Trouble("settings.no_account"))
    try:
        rights = [Right(one) for one in several(data, "right") if one in set(Right)]
        chosen = several(data, "controller") or None
        days = said(data, "days")
        lasts = int(days) if days.isascii() and days.isdigit() and len(days) < 5 else 0
        with pen.write() as session:
            _, secret = tokens.make(
                session, pen.person.id, said(data, "name"), rights, chosen, days=lasts, at=datetime.now(UTC)
            )
    except BadInput as error:
        return _shown(visit, desk, Trouble("settings.bad_token", str(error)))
    return _shown(visit, desk, once=Once("settings.token_once", secret))


@post("/settings/tokens/{token_id:str}/end", needs=Right.OWN, sync_to_thread=True, status_code=303)
def end_token(
    request: Request[Any, Any, Any], visit: Visited, pen: WithPen, *, token_id: FromPath[str]
) -> Response[Any]:
    """End a token: one's own, or for an administrator anybody's."""
    require_own_form(request)
    with pen.write() as session:
        if tokens.one(session, token_id).user_id != pen.person.id:
            pen.require(Right.ADMINISTER)
        tokens.end(session, token_id, datetime.now(UTC))
    return Redirect(f"{visit.link('/settings')}#tokens", status_code=303)


@post("/settings/first", needs=Right.ADMINISTER, sync_to_thread=True, status_code=303)
def make_first(request: Request[Any, Any, Any], desk: AtDesk, pen: WithPen) -> Response[Any]:
    """Lead whoever sits at this machine to the form of the first account."""
    require_own_form(request)
    if people.exist(desk.session):
        return Redirect("/settings", status_code=303)
    with pen.write() as session:
        secret = links.make(session, LinkPurpose.FIRST_ADMIN, datetime.now(UTC))
    return Redirect(f"/welcome/{secret}", status_code=303)


@post("/settings/people", needs=Right.ADMINISTER, sync_to_thread=True, status_code=200)
def invite(request: Request[Any, Any, Any], visit: Visited, desk: AtDesk, pen: WithPen, *, data: Form) -> Response[Any]:
    """Give somebody an account, and show the link by which they choose a password."""
    require_own_form(request)
    at = datetime.now(UTC)
    try:
        with pen.write() as session:
            user = people.add(session, said(data, "email"), said(data, "name"), *_role_and_scope(data), at=at)
            secret = links.make(session, LinkPurpose.INVITATION, at, user.id)
    except (BadInput, Conflict) as error:
        return _shown(visit, desk, Trouble("settings.bad_person", str(error)))
    return _shown(visit, desk, once=Once("settings.link_once", _link(pen, secret)))


@post("/settings/people/{user_id:str}", needs=Right.ADMINISTER, sync_to_thread=True, status_code=200)
def change_person(
    request: Request[Any, Any, Any], visit: Visited, desk: AtDesk, pen: WithPen, *, user_id: FromPath[str], data: Form
) -> Response[Any]:
    """Give another role or scope, a new link, or an end; erase who was here."""
    require_own_form(request)
    try:
        secret = _changed(pen, user_id, said(data, "deed"), data)
    except (BadInput, Conflict) as error:
        return _shown(visit, desk, Trouble("settings.bad_person", str(error)))
    if secret is not None:
        return _shown(visit, desk, once=Once("settings.link_once", _link(pen, secret)))
    return Redirect(f"{visit.link('/settings')}#people", status_code=303)


def _changed(pen: Pen, user_id: str, deed: str, form: dict[str, Any]) -> str | None:
    at = datetime.now(UTC)
    with pen.write() as session:
        match deed:
            case "role":
                people.change(session, user_id, *_role_and_scope(form))
            case "link":
                people.one(session, user_id)
                return links.make(session, LinkPurpose.PASSWORD, at, user_id)
            case "end":
                people.end(session, user_id, at)
            case "erase":
                people.erase(session, user_id, at)
            case _:
                raise BadInput(f"Say what is to be done: {', '.join(DEEDS)}.", field="deed")
    return None


def _role_and_scope(form: dict[str, Any]) -> tuple[AccountRole, list[str] | None]:
    try:
        return AccountRole(said(form, "role")), several(form, "controller") or None
    except ValueError as error:
        raise BadInput("Choose a role.", field="role") from error


def _link(pen: Pen, secret: str) -> str:
    return f"{pen.settings.base_url}/welcome/{secret}"


def _shown(visit: Visit, desk: Desk, trouble: Trouble | None = None, *, once: Once | None = None) -> Response[str]:
    who = desk.person
    controllers = [one for one in desk.register(Moment(desk.today)).organisations.values() if one.is_controller]
    desk.session.expire_all()
    everybody, held = settings_listed.parts(visit, desk)
    every_token = settings_listed.every_token(desk)
    return page(
        "settings.html",
        replace(visit, path="/settings"),
        status=HTTPStatus.UNPROCESSABLE_ENTITY if trouble else HTTPStatus.OK,
        person=who,
        has_accounts=who is not LOCAL,
        me=people.one(desk.session, who.id) if who.id else None,
        may_tie=_may_tie(desk),
        everybody=everybody,
        tokens=held,
        may_let_in=Right.ADMINISTER in who.rights,
        has_tokens=any(one.user_id == who.id for one, _ in every_token),
        is_long=Right.ADMINISTER in who.rights or len(every_token) > settings_listed.EACH,
        asked=asked_of(visit, *settings_listed.FILTERS),
        choices=settings_listed.choices(visit, desk),
        formats=FORMATS,
        carried=[right for right in tokens.CARRIED if right in who.rights],
        roles=list(AccountRole),
        rights_of=lambda role: [right for right in tokens.CARRIED if right in rights_of(AccountRole(role))],
        controllers=sorted(controllers, key=lambda one: (one.name.casefold(), one.id)),
        names={one.id: one.name for one in controllers},
        usual_days=tokens.USUAL_DAYS,
        longest_days=tokens.LONGEST_DAYS,
        shortest=passwords.SHORTEST,
        now=datetime.now(UTC),
        trouble=trouble,
        once=once,
    )


def _may_tie(desk: Desk) -> bool:
    """Whether there is an identity provider to which this account is not tied yet."""
    who, issuer = desk.person.id, desk.settings.oidc_issuer
    return who is not None and issuer is not None and not identities.is_tied(desk.session, who, issuer)


PAGES: list[ControllerRouterHandler] = [
    settings_page, change_password, make_token, end_token, make_first, invite, change_person,
]  # fmt: skip
