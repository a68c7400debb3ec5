"""The small catalogue with a portfolio beside it, looked through whole."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from small_catalogue import SmallCatalogue
from small_portfolio import ON, ORGANISATION, bring, load_catalogue

from registry import judging, lawfiles
from registry.catalogue.dated import Moment
from registry.catalogue.reading import read_register
from registry.reports.linter import Linted
from registry.reports.looked import look_through
from registry.store import Store


@pytest.fixture
def files(tmp_path: Path) -> SmallCatalogue:
    """The small catalogue's files, to be edited."""
    return SmallCatalogue(tmp_path / "catalogue")


@pytest.fixture
def looked(store: Store, files: SmallCatalogue) -> Callable[..., Linted]:
    """The small catalogue as its files say now, a portfolio beside it, more rows, and all of it looked through."""
    law = lawfiles.load()

    def found(text: str, *more: Any, known_at: datetime | None = None) -> Linted:
        load_catalogue(store, files)
        bring(store, ORGANISATION + text)
        with store.write("test") as session:
            session.add_all(more)
        with store.read() as session:
            register = read_register(session, Moment(ON, known_at))
            return look_through(session, register, judging.flows(register, law), law)

    return found
