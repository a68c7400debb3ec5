"""The gaps of five real notices, beside what their organisations' registers hold."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from small_portfolio import AT, ON

from crawlers.extract import extract
from crawlers.gaps import Asking, compare
from crawlers.gaptelling import as_json
from crawlers.known import gazetteer
from crawlers.read import read
from registry import cataloguefiles, lawfiles, portfolios
from registry.catalogue import loading
from registry.catalogue.importing import import_portfolio
from registry.store import Store, open_store

LAW = lawfiles.load()
PORTFOLIOS = Path(__file__).resolve().parent.parent / "portfolios"
Told = list[dict[str, Any]]


def ids(told: Told) -> set[str]:
    return {one["id"] for one in told}


SEEDS = [
    ("000", "Almi", {"F7", "F6", "A3", "A5", "A6", "E9", "S4"}, {"F1", "E1", "E4", "A1", "A2", "A7", "A9"}),
    ("001", "Alumio", {"F5", "E10"}, {"F1", "F4", "E1", "E4", "A1", "A6", "A7", "A9"}),
    ("002", "Impera", {"A4", "A7", "F5"}, {"F1", "F7", "E4", "A1", "A3", "A6"}),
    ("003", "Allkontor", {"A3", "E5", "A7", "A8", "A9", "A10"}, {"F1", "F5", "F7", "E1", "A1", "A5", "A6"}),
    ("004", "Controller of", {"A1", "A6", "A7", "A8"}, {"F1", "F7", "E4", "E6", "A9"}),
]


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Store]:
    """A database with the catalogue and the five organisations."""
    path = tmp_path_factory.mktemp("gaps") / "onward.db"
    shutil.copy(migrated_file, path)
    opened = open_store(f"sqlite:///{path}")
    with opened.write("test") as session:
        loading.load(session, cataloguefiles.load(), AT)
    for portfolio in sorted(PORTFOLIOS.glob("*.toml")):
        with opened.write("test") as session:
            import_portfolio(session, portfolios.read(portfolio), AT, name=portfolio.name)
    yield opened
    opened.close()


@pytest.fixture
def seed(register: Store, shared: Path) -> Callable[[str, str], Told]:
    def asked(number: str, controller: str) -> Told:
        (path,) = (shared / "seeds").glob(f"{number}_*.txt")
        reading = read(extract(path.read_bytes(), name=path.name), gazetteer=gazetteer())
        with register.read() as session:
            return as_json(compare(session, LAW, reading, Asking(controller=controller, on=ON)).gaps)

    return asked


@pytest.mark.shared
@pytest.mark.parametrize(("number", "controller", "met", "never"), SEEDS, ids=[one[1] for one in SEEDS])
def test_the_real_notices_have_the_gaps_a_lawyer_saw_and_none_of_the_false_ones(
    seed: Callable[[str, str], Told], number: str, controller: str, met: set[str], never: set[str]
) -> None:
    found = ids(seed(number, controller))
    assert met <= found
    assert not never & found


@pytest.mark.shared
def test_a_pixels_trace_is_a_warning_and_no_proof(seed: Callable[[str, str], Told]) -> None:
    (trace,) = (one for one in seed("003", "Allkontor") if one["id"] == "E5")
    assert (trace["subject"], trace["level"]) == ("Meta Pixel", "warning")


@pytest.mark.shared
def test_an_old_name_of_the_authority_is_a_note_and_a_missing_right_an_error(seed: Callable[[str, str], Told]) -> None:
    levels = {c: [one["level"] for one in seed(n, c) if one["id"] == "A7"] for n, c, _, _ in SEEDS}
    assert levels == {"Almi": [], "Alumio": [], "Impera": ["note"], "Allkontor": ["note"], "Controller of": ["error"]}


@pytest.mark.shared
def test_a_dutch_controller_is_told_of_its_own_parties_and_never_of_swedish_law(
    seed: Callable[[str, str], Told],
) -> None:
    told = seed("001", "Alumio")
    parties = {one["subject"]: one["suggestion"]["en"] for one in told if one["id"] == "E10"}
    assert parties == {
        "Google Inc.": "Google Ireland Limited",
        "Facebook Ireland Limited": "Meta Platforms Ireland Limited",
    }
    said = json.dumps(told, ensure_ascii=False)
    assert not any(word in said for word in ("IMY", "Integritetsskyddsmyndigheten", "2022:482", "2829-23"))
