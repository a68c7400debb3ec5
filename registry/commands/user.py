"""`onward user`: people with accounts, from the machine itself: the first one, and whoever lost the way in."""

import argparse
from datetime import UTC, datetime
from typing import Any

from registry.accounts import links, people
from registry.answers import Exit, say, tell
from registry.commands.opening import opened
from registry.errors import BadInput, NotFound
from registry.settings import Settings
from registry.store import Session
from registry.tables import User
from registry.terms import AccountRole, LinkPurpose

HELP = "give people accounts, list them, end and erase them"
EXAMPLE = 'onward user add ada@company.example --name "Ada Berg" --role admin'
ACTOR = "command line"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    deeds = parser.add_subparsers(dest="deed", required=True, metavar="add|list|role|link|end|erase")
    add = deeds.add_parser("add", help="give an account, and show the link by which its person chooses a password")
    add.add_argument("--name", required=True, help="the person's name")
    role = deeds.add_parser("role", help="give another role or scope")
    for one in (add, role):
        one.add_argument("--role", required=True, choices=[word.value for word in AccountRole], help="what they may")
        one.add_argument("--controller", action="append", help="id of a controller or group they see (default: all)")
    link = deeds.add_parser("link", help="show a link by which somebody chooses a new password")
    end = deeds.add_parser("end", help="end an account with its sessions and tokens")
    erase = deeds.add_parser("erase", help="erase a person's name and address; the log still holds")
    listing = deeds.add_parser("list", help="list everybody")
    for one in (add, role, link, end, erase):
        one.add_argument("person", help="mail address (or, of an account that exists, its id)")
    for one in (add, role, link, end, erase, listing):
        one.add_argument("--json", action="store_true", help="answer as JSON on standard output")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Do it. Raises NotFound, BadInput, Conflict, StoreError."""
    with opened(settings) as store, store.write(ACTOR) as session:
        if arguments.deed == "list":
            _list([_told(one) for one in people.everybody(session)], arguments)
            return Exit.OK
        user, secret = _done(session, arguments, datetime.now(UTC))
        told = _told(user)
    link = f"{settings.base_url}/welcome/{secret}" if secret else None
    if arguments.json:
        tell(told | ({"link": link} if link else {}))
        return Exit.OK
    if link:
        print(link)
        say("Give this link to the person it is for. It works once and is not shown again.")
    return Exit.OK


def _done(session: Session, arguments: argparse.Namespace, at: datetime) -> tuple[User, str | None]:
    """The account, and a link's secret where one was made."""
    if arguments.deed == "add":
        role = AccountRole(arguments.role)
        made = people.add(session, arguments.person, arguments.name, role, arguments.controller, at=at)
        return made, links.make(session, LinkPurpose.INVITATION, at, made.id)
    user = _named(session, arguments.person)
    match arguments.deed:
        case "role":
            people.change(session, user.id, AccountRole(arguments.role), arguments.controller)
        case "link":
            return user, links.make(session, LinkPurpose.PASSWORD, at, user.id)
        case "end":
            people.end(session, user.id, at)
        case "erase":
            people.erase(session, user.id, at)
        case _:
            raise BadInput("Say add, list, role, link, end or erase.")
    return user, None


def _named(session: Session, person: str) -> User:
    found = people.by_email(session, person)
    if found is None and person.startswith("usr_"):
        return people.one(session, person)
    if found is None:
        raise NotFound(f"Nobody has an account with the address {person}.")
    return found


def _told(user: User) -> dict[str, Any]:
    ended = user.ended_at.isoformat() if user.ended_at else None
    told = {"id": user.id, "email": user.email, "name": user.name, "role": user.role, "controllers": user.controllers}
    return told | {"has_password": user.password is not None, "ended_at": ended}


def _list(told: list[dict[str, Any]], arguments: argparse.Namespace) -> None:
    if arguments.json:
        tell(told)
        return
    for one in told:
        scope = ", ".join(one["controllers"]) if one["controllers"] else "all controllers"
        print(
            f"{one['id']}  {one['role']:<8}  {one['email']}  {one['name']}  {scope}{'  ended' * bool(one['ended_at'])}"
        )
