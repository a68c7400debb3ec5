"""An organisation's own portfolio, sent as TOML: imported and judged in one transaction, or rehearsed."""

from typing import Any

from litestar import post
from litestar.di import NamedDependency

from registry import portfolios
from registry.commands.rehearsing import imported
from registry.portfolioshapes import Portfolio
from registry.terms import Right, Verdict
from web.api.shapes.base import Shape
from web.deps import Pen, WithPen

NAME = "the portfolio"  # what messages call it: what is sent has no file name
MEDIA_TYPE = "application/toml"


class ImportQuery(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`dry_run` tells what would change and writes nothing."""

    dry_run: bool = False


class Counts(Shape, frozen=True, kw_only=True):
    """What was done to one table. `decided`: rows left as a person decided."""

    added: int
    changed: int
    ended: int
    kept: int
    decided: int


class Imported(Counts, frozen=True, kw_only=True):
    """What an import did, in sum and by table, and how the controller's transfers stand now."""

    controller: str
    name: str
    tables: dict[str, Counts]
    verdicts: dict[Verdict, int]
    turned: dict[str, int]
    rehearsed: bool


class _OnlyRehearsed(Exception):
    """Ends a rehearsal's transaction, so that nothing of it stays."""


@post("/imports", needs=Right.EDIT, query=ImportQuery, body=str, reads=MEDIA_TYPE, status_code=200, sync_to_thread=True)
def import_portfolio(pen: WithPen, asked: NamedDependency[ImportQuery], given: NamedDependency[str]) -> Imported:
    """Import a portfolio (`docs/portfolio.md` tells the format); what it no longer names is retired."""
    return Imported(**_done(pen, portfolios.parse(given.encode(), NAME), rehearse=asked.dry_run))


def _done(pen: Pen, portfolio: Portfolio, *, rehearse: bool) -> dict[str, Any]:
    done: dict[str, Any] = {}
    try:
        with pen.write() as session:
            done = imported(session, portfolio, NAME, pen.law, pen.settings) | {"rehearsed": rehearse}
            if rehearse:
                raise _OnlyRehearsed
    except _OnlyRehearsed:
        pass
    return done


ROUTES = [import_portfolio]
