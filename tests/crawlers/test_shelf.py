"""Declarations laid on the shelf are found as they were laid down, and take no memory to speak of."""

import gc
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from github_watched import declaration

from crawlers import shelf
from crawlers.shelf import FEW, Shelf, shelved
from crawlers.watchlist import Declaration

MANY = 20_000


def declared(count: int) -> Iterator[tuple[str, Declaration]]:
    one = declaration("https://list.example/")
    for number in range(count):
        url = f"https://list.example/{number}"
        selected = ("main",) if number % 3 else ()
        yield (
            f"doc_list-{number}",
            replace(
                one, document=f"list-{number}", url=url, select=selected, valid_from=date(2026, 1, 1 + number % 28)
            ),
        )


def test_each_is_found_by_its_key_and_all_come_in_their_order() -> None:
    plain = dict(declared(3_000))
    laid = Shelf(plain.items())
    assert (len(laid), list(laid), list(laid.values())) == (len(plain), list(plain), list(plain.values()))
    assert all(laid[key] == one for key, one in plain.items())
    assert dict(laid) == plain
    assert "doc_list-3000" not in laid
    assert laid.get("") is None
    assert list(Shelf([])) == []


def test_keys_of_the_same_mark_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "_mark", lambda key: 7)
    plain = dict(declared(20))
    laid = Shelf(plain.items())
    assert {key: laid[key] for key in plain} == plain
    assert laid.get("doc_other") is None


def test_few_stay_in_memory_and_many_do_not() -> None:
    few, many = dict(declared(FEW)), dict(declared(FEW + 1))
    assert shelved(few) is few
    assert isinstance(shelved(many), Shelf)
    assert dict(shelved(many)) == many


def test_a_hundred_times_more_declarations_take_no_more_than_a_few_bytes_each() -> None:
    tracemalloc.start()
    try:
        laid = Shelf(declared(MANY))
        gc.collect()
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < MANY * 40
    assert len(laid) == MANY


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    laid = Shelf(declared(10))
    assert list(tmp_path.iterdir()) == []
    assert laid["doc_list-3"].document == "list-3"
