"""Importing within a transaction, and a rehearsal of it: all is done, told, and nothing of it stays."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from sqlmodel import Session

from registry import judging
from registry.catalogue.dated import Moment
from registry.catalogue.importing import import_portfolio
from registry.catalogue.reading import read_register
from registry.law.lawbook import LawBook
from registry.portfolioshapes import Portfolio
from registry.reviews.rejudging import judge_again
from registry.settings import Settings
from registry.store import Store


class _OnlyRehearsed(Exception):
    """Ends a rehearsal's transaction, so that nothing of it stays."""


def imported(session: Session, portfolio: Portfolio, name: str, law: LawBook, settings: Settings) -> dict[str, Any]:
    """Import and judge within a transaction; what was done, as JSON."""
    at = settings.now()
    done = import_portfolio(session, portfolio, at, name=name)
    turns = judge_again(session, law, settings.on(), at)
    register = read_register(session, Moment(settings.on()))
    verdicts = judging.counts(judging.flows(register, law, controller_id=done.controller))
    turned = Counter(turn.after.value if turn.after else "gone" for turn in turns)
    title = portfolio.organisation.name or portfolio.organisation.label
    return done.as_json() | {"name": title, "verdicts": verdicts, "turned": dict(sorted(turned.items()))}


def done_in(store: Store, actor: str, deed: Callable[[Session], dict[str, Any]], *, rehearse: bool) -> dict[str, Any]:
    """The answer of a deed in one transaction; rehearsed, it is told and undone."""
    answer: dict[str, Any] = {}
    try:
        with store.write(actor) as session:
            answer = deed(session)
            answer["rehearsed"] = rehearse
            if rehearse:
                raise _OnlyRehearsed
    except _OnlyRehearsed:
        pass
    return answer
