"""An organisation's own portfolio, sent as TOML: imported and judged in one transaction, or rehearsed."""

from collections.abc import Callable
from typing import Any

from litestar import post
from litestar.di import NamedDependency

from registry import portfolios
from registry.commands.rehearsing import imported
from registry.store import Session
from registry.terms import Right, Verdict
from web.api.paging import Words
from web.api.shapes.base import Shape
from web.deps import Pen, WithPen

NAME = "the portfolio"  # what messages call it: what is sent has no file name
MEDIA_TYPE = "application/toml"


class ImportQuery(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`dry_run` tells what would change and writes nothing; `name` is what the file is called, for messages and
    sources."""

    dry_run: bool = False
    name: Words = NAME


class Counts(Shape, frozen=True, kw_only=True):
    """What was done to one table. `decided`: rows left as a person decided."""

    added: int
    changed: int
    ended: int
    kept: int
    decided: int


class ImportedOne(Counts, frozen=True, kw_only=True):
    """What an import did for a controller, in sum and by table, and how its transfers stand now."""

    controller: str
    name: str
    tables: dict[str, Counts]
    verdicts: dict[Verdict, int]
    turned: dict[str, int]


class Imported(ImportedOne, frozen=True, kw_only=True):
    """What an import did; `rehearsed`: nothing of it was kept."""

    rehearsed: bool


class _OnlyRehearsed(Exception):
    """Ends a rehearsal's transaction, so that nothing of it stays."""


@post("/imports", needs=Right.EDIT, query=ImportQuery, body=str, reads=MEDIA_TYPE, status_code=200, sync_to_thread=True)
def import_portfolio(pen: WithPen, asked: NamedDependency[ImportQuery], given: NamedDependency[str]) -> Imported:
    """Import a portfolio (`docs/portfolio.md` tells the format); what it no longer names is retired."""
    portfolio = portfolios.parse(given.encode(), asked.name)

    def deed(session: Session) -> dict[str, Any]:
        return imported(session, portfolio, asked.name, pen.law, pen.settings)

    return Imported(**done_by(pen, deed, rehearse=asked.dry_run))


def done_by(pen: Pen, deed: Callable[[Session], dict[str, Any]], *, rehearse: bool) -> dict[str, Any]:
    """The answer of a deed in one transaction; rehearsed, it is told and undone."""
    done: dict[str, Any] = {}
    try:
        with pen.write() as session:
            done = deed(session) | {"rehearsed": rehearse}
            if rehearse:
                raise _OnlyRehearsed
    except _OnlyRehearsed:
        pass
    return done


ROUTES = [import_portfolio]
