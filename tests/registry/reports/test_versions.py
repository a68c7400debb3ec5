"""The version of a contract that was accepted, held against the one that is published."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from paper_register import ENGAGED, FIRST, JULY, JUNE, SECOND, accepting, change, copies, told, version
from small_portfolio import written
from sqlmodel import select

from registry.reports.linter import Linted
from registry.store import Store
from registry.tables import Engagement


@pytest.mark.parametrize(
    ("accepted", "rows", "expected"),
    [
        ("ver_1", [FIRST, SECOND, [change(JUNE)]], {("K28v", "")}),
        ("ver_2", [FIRST, SECOND, [change(JUNE)]], set()),
        ("ver_1", [FIRST], set()),
        ("ver_1", [FIRST, SECOND, [change(JUNE, material=False)]], {("K28v", "wording")}),
        ("ver_1", [FIRST, version("ver_2", JUNE, "b" * 64, extractor=2)], set()),  # read anew by us: the same text
        ("ver_1", [FIRST, SECOND], {("K28v", "")}),  # handed in: nobody noted a change
        ("ver_1", [FIRST, SECOND, version("ver_3", JULY, "a" * 64), [change(JUNE)]], set()),  # back to what it was
        ("ver_9", [FIRST], {("K28v", "unknown")}),
        (None, [], {("K28v", "unknown")}),
        (None, [version("ver_1", datetime(2025, 12, 1, tzinfo=UTC), "a" * 64)], set()),  # stood when it was signed
        (None, [FIRST], {("K28v", "unknown")}),  # first seen after it was signed
        (None, [FIRST, SECOND, [change(JUNE)]], {("K28v", "")}),
    ],
)
def test_the_version_accepted_is_held_against_the_one_published(
    looked: Callable[..., Linted], accepted: str | None, rows: list[list[Any]], expected: set[Any]
) -> None:
    text = ENGAGED if accepted is None else accepting(accepted)
    assert told(looked(text, *copies(*rows)), "K28v") == expected


def test_a_change_that_was_not_known_yet_is_not_told_of_then(looked: Callable[..., Linted]) -> None:
    rows = copies(FIRST, SECOND, [change(JUNE)])
    assert told(looked(accepting("ver_1"), *rows, known_at=datetime(2026, 5, 1, tzinfo=UTC)), "K28v") == set()


def test_the_version_accepted_is_written_back_as_it_was_imported(looked: Callable[..., Linted], store: Store) -> None:
    looked(accepting("ver_1"))
    with store.read() as session:
        controller = session.exec(select(Engagement.controller_id)).one()
    assert 'version = "ver_1"' in written(store, controller)
