"""Curated files are read strictly: what does not fit is refused with file, record, field, what was found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

import pytest

from registry.errors import BadRecord
from registry.recordfiles import open_records, refuse_overlaps, refuse_repeats
from registry.terms import Grade


class Fruit(StrEnum):
    """Some words."""

    APPLE = "apple"
    PEAR = "pear"


@dataclass(frozen=True, slots=True, kw_only=True)
class Peel:
    """A nested table."""

    colour: str
    thick: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Basket:
    """A record with every kind of field."""

    id: str
    grade: Grade
    source: tuple[str, ...]
    grades: Mapping[str, Grade] = field(default_factory=dict)
    valid_from: date
    valid_until: date | None
    fruits: frozenset[Fruit] = frozenset()
    peels: tuple[Peel, ...] = ()
    count: int = 0
    names: Mapping[str, str] = field(default_factory=dict)


HEAD = """
[sources]
A = {address = "https://example.test/act", what = "the act", kind = "primary"}
B = {what = "a printed book", kind = "secondary"}
[[basket]]
"""
GOOD = 'id = "one"\ngrade = "primary"\nsource = ["A", "B"]\nvalid_from = 2020-02-01\n'


def read(folder: Path, text: str) -> tuple[Basket, ...]:
    path = folder / "baskets.toml"
    path.write_text(text, encoding="utf-8")
    return open_records(path, kinds={"basket"}).records("basket", Basket)


def refused(folder: Path, text: str) -> BadRecord:
    with pytest.raises(BadRecord) as caught:
        read(folder, text)
    return caught.value


def test_a_record_is_read_with_its_sources_as_addresses_or_citations(tmp_path: Path) -> None:
    more = 'fruits = ["pear"]\npeels = [{colour = "red", thick = true}]\ncount = 3\nnames = {sv = "korg"}\n'
    (basket,) = read(tmp_path, HEAD + GOOD + 'grades = {valid_from = "memory"}\n' + more)
    assert basket.source == ("https://example.test/act", "a printed book")
    assert basket.grades == {"valid_from": Grade.MEMORY}
    assert basket.fruits == frozenset({Fruit.PEAR})
    assert basket.peels == (Peel(colour="red", thick=True),)
    assert (basket.count, basket.names, basket.valid_until) == (3, {"sv": "korg"}, None)


@pytest.mark.parametrize(
    ("wrong", "named_field", "told"),
    [
        ("kount = 1", "kount", "Did you mean `count`?"),
        ("count = true", "count", "a whole number, found True"),
        ('count = "1"', "count", "a whole number"),
        ("valid_until = 2020-02-01", "valid_until", "not after `valid_from` 2020-02-01"),
        ("valid_until = 2019-01-01", "valid_until", "first day the record no longer holds"),
        ('valid_until = "2021-02-03"', "valid_until", "a day (YYYY-MM-DD, unquoted)"),
        ("valid_until = 2021-02-03T00:00:00Z", "valid_until", "a day"),
        ('fruits = ["plum"]', "fruits[1]", "'plum', which is not one of: apple, pear"),
        ('fruits = ["pear", "pear"]', "fruits", "the same value twice"),
        ('fruits = "pear"', "fruits", "must be a list"),
        ("peels = [{}]", "peels[1].colour", "is missing"),
        ('peels = [{colour = " "}]', "peels[1].colour", "Leave it out where nothing is known"),
        ('peels = ["red"]', "peels[1]", "must be a table"),
        ('names = "korg"', "names", "must be a table"),
        ('grades = {valid_fro = "memory"}', "grades.valid_fro", "Did you mean `valid_from`?"),
        ('grades = {valid_from = "hearsay"}', "grades.valid_from", "not one of: primary"),
    ],
)
def test_a_field_that_does_not_fit_is_refused_by_name(tmp_path: Path, wrong: str, named_field: str, told: str) -> None:
    error = refused(tmp_path, HEAD + GOOD + wrong)
    assert error.field == named_field
    assert told in str(error)
    assert str(error).startswith("baskets.toml, one: ")


@pytest.mark.parametrize("missing", ["id", "grade", "source", "valid_from"])
def test_a_record_without_a_required_field_is_refused(tmp_path: Path, missing: str) -> None:
    kept = "\n".join(line for line in GOOD.splitlines() if not line.startswith(f"{missing} "))
    assert refused(tmp_path, HEAD + kept).field == missing


@pytest.mark.parametrize("cited", ['"C"', "[]", "[1]", '["A", "C"]'])
def test_a_source_that_the_file_does_not_name_is_refused(tmp_path: Path, cited: str) -> None:
    assert refused(tmp_path, HEAD + GOOD.replace('["A", "B"]', cited)).field == "source"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[crate]]\n", "Allowed: basket."),
        ("[basket]\n", "must be written [[basket]]"),
        ("basket = [1]\n", "must be written [[basket]]"),
        ("sources = 1\n", "must be a table of ids"),
        ("[sources]\nA = 1\n", "must be a table:"),
        ('[sources]\nA = {what = "x"}\n', "`sources.A.kind` is missing"),
        ("[[basket]\n", "is not TOML"),
        ("[[basket]]\nvalid_from = 2021-02-30\n", "is not TOML"),
        ("[[basket]]\ncount = " + "9" * 5000, "is not TOML"),
        ("[[basket]]\ncount = " + "[" * 20_000, "nests too deeply"),
    ],
)
def test_a_file_that_is_no_such_file_is_refused(tmp_path: Path, text: str, told: str) -> None:
    assert told in str(refused(tmp_path, text))


def test_a_file_that_is_not_utf8_or_not_there_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "latin.toml"
    path.write_bytes("# påse".encode("latin-1"))
    with pytest.raises(BadRecord, match="not UTF-8"):
        open_records(path, kinds={"basket"})
    with pytest.raises(BadRecord, match="cannot be read"):
        open_records(tmp_path / "absent.toml", kinds={"basket"})


def test_a_message_stays_short_however_long_the_wrong_text_is(tmp_path: Path) -> None:
    long = "x" * 100_000
    for wrong in (f"{long} = 1", f'fruits = ["{long}"]', f"names = {{{long} = 1}}"):
        assert len(str(refused(tmp_path, HEAD + GOOD + wrong))) < 400
    assert len(str(refused(tmp_path, HEAD + GOOD.replace("one", long) + "count = true"))) < 400


def test_an_id_that_stands_twice_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, HEAD + GOOD + "[[basket]]\n" + GOOD).field == "id"
    with pytest.raises(BadRecord, match=r"already in a\.toml"):
        refuse_repeats([("a.toml", "x"), ("b.toml", "x")])


def test_alike_records_may_follow_but_not_overlap(tmp_path: Path) -> None:
    first = GOOD + "valid_until = 2021-01-01\n"
    later = GOOD.replace("one", "two").replace("2020-02-01", "2021-01-01")
    follows = read(tmp_path, HEAD + first + "[[basket]]\n" + later)
    refuse_overlaps(follows, alike=lambda one: one.count, file=lambda one: "baskets.toml")
    overlapping = read(tmp_path, HEAD + GOOD + "[[basket]]\n" + later)
    with pytest.raises(BadRecord, match="overlaps one, which holds until further notice") as caught:
        refuse_overlaps(overlapping, alike=lambda one: one.count, file=lambda one: "baskets.toml")
    assert caught.value.where == "baskets.toml, two"
