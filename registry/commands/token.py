"""`onward token`: tokens for machines, made, listed and withdrawn at the database itself."""

import argparse
from datetime import UTC, datetime
from typing import Any

from registry.accounts import people, tokens
from registry.answers import Exit, say, tell
from registry.commands.opening import opened
from registry.errors import BadInput, NotFound
from registry.settings import Settings
from registry.store import Session
from registry.tables import Token
from registry.terms import Right

HELP = "make, list and withdraw tokens for machines"
EXAMPLE = 'onward token create --user ada@company.example --name "nightly export" --right read --days 30'
ACTOR = "command line"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    deeds = parser.add_subparsers(dest="deed", required=True, metavar="create|list|revoke")
    create = deeds.add_parser("create", help="make a token; its secret is shown this once")
    create.add_argument("--user", required=True, help="mail address or id of the person it stands for")
    create.add_argument("--name", required=True, help="what it is for")
    rights = [right.value for right in tokens.CARRIED]
    create.add_argument("--right", action="append", choices=rights, help="what it may (default: read)")
    create.add_argument("--controller", action="append", help="id of a controller it is narrowed to (default: none)")
    create.add_argument("--days", type=int, default=tokens.USUAL_DAYS, help="how long it holds")
    listing = deeds.add_parser("list", help="list all tokens, without their secrets")
    revoke = deeds.add_parser("revoke", help="withdraw a token")
    revoke.add_argument("token", help="its id, tok_…")
    for one in (create, listing, revoke):
        one.add_argument("--json", action="store_true", help="answer as JSON on standard output")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Do it. Raises NotFound, BadInput, StoreError."""
    at = datetime.now(UTC)
    with opened(settings) as store, store.write(ACTOR) as session:
        match arguments.deed:
            case "create":
                found, secret = _made(session, arguments, at)
                _answer(_told(found) | {"secret": secret}, arguments, secret)
            case "list":
                _list([_told(one) for one in tokens.listed(session)], arguments)
            case "revoke":
                ended = tokens.end(session, arguments.token, at)
                _answer(_told(ended), arguments, f"{ended.id} holds no more.")
            case _:
                raise BadInput("Say create, list or revoke.")
    return Exit.OK


def _made(session: Session, arguments: argparse.Namespace, at: datetime) -> tuple[Token, str]:
    user = people.by_email(session, arguments.user)
    if user is None and not arguments.user.startswith("usr_"):
        raise NotFound(f"Nobody has an account with the address {arguments.user}.")
    rights = [Right(one) for one in arguments.right or ["read"]]
    user_id = user.id if user is not None else arguments.user
    return tokens.make(
        session, user_id, arguments.name, rights, arguments.controller, days=arguments.days, at=at
    )  # fmt: skip


def _told(token: Token) -> dict[str, Any]:
    instants = {name: getattr(token, name) for name in ("created_at", "expires_at", "used_at", "ended_at")}
    told = {"id": token.id, "user": token.user_id, "name": token.name, "rights": token.scopes}
    return told | {"controllers": token.controllers} | {k: v.isoformat() if v else None for k, v in instants.items()}


def _answer(told: dict[str, Any], arguments: argparse.Namespace, line: str) -> None:
    if arguments.json:
        tell(told)
        return
    print(line)
    if "secret" in told:
        say(f"{told['id']} holds until {told['expires_at'][:10]}. It is not shown again.")


def _list(told: list[dict[str, Any]], arguments: argparse.Namespace) -> None:
    if arguments.json:
        tell(told)
        return
    for one in told:
        state = "withdrawn" if one["ended_at"] else f"until {(one['expires_at'] or 'for ever')[:10]}"
        print(f"{one['id']}  {one['user']}  {', '.join(one['rights'])}  {state}  {one['name'] or ''}")
