"""An export says what the database says, in files that load back as the same catalogue."""

import tomllib
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_catalogue import SmallCatalogue

from registry import cataloguefiles
from registry.catalogue import dated, exporting, loading
from registry.catalogue.cataloguetext import files as as_files
from registry.catalogue.tomltext import record, section
from registry.catalogueshapes import Catalogue
from registry.store import Store
from registry.tables import Name, SubprocessorRow
from registry.terms import Grade, Origin

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
ON = date(2026, 3, 2)


@pytest.fixture
def files(tmp_path: Path) -> SmallCatalogue:
    return SmallCatalogue(tmp_path / "catalogue")


def load(store: Store, catalogue: Catalogue, at: datetime = AT) -> loading.Loaded:
    with store.write("test") as session:
        return loading.load(session, catalogue, at)


def export(store: Store) -> Catalogue:
    with store.read() as session:
        return exporting.export(session, ON)


def written(catalogue: Catalogue, folder: Path) -> Catalogue:
    """The catalogue after it was written to files and read back."""
    for path, text in as_files(catalogue).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return cataloguefiles.load(folder)


def without_hash(catalogue: Catalogue) -> Catalogue:
    return replace(catalogue, sha256="")


def test_the_shipped_catalogue_comes_back_equal_and_changes_nothing_when_loaded(store: Store, tmp_path: Path) -> None:
    catalogue = cataloguefiles.load()
    load(store, catalogue)
    back = written(export(store), tmp_path / "export")
    for part in ("organisations", "legal_persons", "services", "documents", "lists", "sources", "names"):
        assert getattr(back, part) == getattr(catalogue, part), part
    assert without_hash(back) == without_hash(catalogue)
    assert not load(store, back, AT + timedelta(days=1)).wrote()


def test_a_small_catalogue_comes_back_equal(store: Store, files: SmallCatalogue, tmp_path: Path) -> None:
    catalogue = files.read()
    load(store, catalogue)
    assert export(store) == without_hash(catalogue)
    assert without_hash(written(export(store), tmp_path / "export")) == without_hash(catalogue)


def test_a_catalogue_that_changed_comes_back_as_it_is_now(store: Store, files: SmallCatalogue, tmp_path: Path) -> None:
    load(store, files.read())
    files.edit("organisations/nordmoln.toml", 'country = "US"', 'country = "CA"')
    files.edit("subprocessors/nordmoln.toml", "dated = 2026-03-01", "dated = 2026-06-01")
    files.edit("subprocessors/nordmoln.toml", 'places = ["worldwide"]', 'places = ["NO"]')
    load(store, files.read(), AT + timedelta(days=1))
    assert without_hash(written(export(store), tmp_path / "export")) == without_hash(files.read())


def test_an_older_list_comes_back_with_its_own_rows(store: Store, files: SmallCatalogue, tmp_path: Path) -> None:
    older = """
[[list]]
id = "nordmoln-drive-2024"
service = "nordmoln-drive"
dated = 2024-02-01
complete = false
newer = "nordmoln-drive"
grade = "secondary"
source = ["SITE"]
rows = [{name = "Tysta Byrån"}, {name = "Fjärrhjälpen", purpose = "support", places_cut = true}]

[[list.versions]]
dated = 2023-01-01
label = "v1"
rows = [{name = "Fjärrhjälpen"}]
grade = "memory"
source = ["SITE"]
"""
    path = files.folder / "subprocessors/nordmoln.toml"
    path.write_text(path.read_text(encoding="utf-8") + older, encoding="utf-8")
    load(store, files.read())
    assert without_hash(written(export(store), tmp_path / "export")) == without_hash(files.read())


def test_an_ambiguous_name_comes_back_ambiguous(store: Store, files: SmallCatalogue, tmp_path: Path) -> None:
    (files.folder / "ambiguous.toml").write_text(
        '[[ambiguous]]\nname = "Duvan"\ncandidates = ["nordmoln", "brevduvan"]\ngrade = "primary"\nsource = ["SITE"]\n',
        encoding="utf-8",
    )
    load(store, files.read())
    match = written(export(store), tmp_path / "export").resolve("Duvan")
    assert match is not None
    assert match.candidates == ("nordmoln", "brevduvan")


def test_what_a_person_decided_is_exported_and_a_row_a_person_ended_is_not(
    store: Store, files: SmallCatalogue, tmp_path: Path
) -> None:
    load(store, files.read())
    with store.write("anna") as session:
        rows = {r.name_as_written: r for r in session.exec(dated.live(SubprocessorRow, dated.Moment(ON)))}
        dated.correct(session, rows["Tysta Byrån"], valid_until=date(2026, 3, 2), origin=Origin.PERSON)
        dated.correct(session, rows["Brevduvan Mail"], places=["NO"], origin=Origin.PERSON)
    (one,) = written(export(store), tmp_path / "export").lists.values()
    assert {row.name: row.places for row in one.rows} == {"Brevduvan Mail": ("NO",), "Nordmoln, Inc.": ("US",)}


def test_a_name_a_person_gave_is_a_spelling_of_the_organisation(store: Store, files: SmallCatalogue) -> None:
    load(store, files.read())
    with store.write("anna") as session:
        dated.add(
            session,
            Name(
                id="nam_x", subject_id="org_brevduvan", name="Postduvan", folded="postduvan", source="a letter",
                grade=Grade.PRIMARY, origin=Origin.PERSON, recorded_at=AT,
            ),
        )  # fmt: skip
    exported = export(store)
    assert exported.organisations["brevduvan"].aliases == ("Postduvan",)
    match = exported.resolve("Postduvan")
    assert match is not None
    assert match.organisation == "brevduvan"


def test_a_portfolios_own_rows_are_not_knowledge_about_others(store: Store, files: SmallCatalogue) -> None:
    load(store, files.read())
    with store.write("anna") as session:
        dated.add(
            session,
            SubprocessorRow(
                id="sub_x", service_id="svc_nordmoln-drive", list_id="lst_nordmoln-drive", name_as_written="Hemligt AB",
                source="own file", grade=Grade.PRIMARY, origin=Origin.IMPORT, recorded_at=AT,
            ),
        )  # fmt: skip
    assert export(store) == without_hash(files.read())


def test_the_json_object_holds_every_record_under_its_id(store: Store, files: SmallCatalogue) -> None:
    load(store, files.read())
    found = exporting.as_json(export(store))
    assert set(found) == {"ambiguous", "lists", "organisations", "services", "sources"}
    assert set(found["services"]) == {"brevduvan-mail", "nordmoln-drive", "nordmoln-meet"}
    assert found["lists"]["nordmoln-drive"]["dated"] == "2026-03-01"


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
SCALARS = TEXTS | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.dates()
TABLES = st.dictionaries(TEXTS, SCALARS | st.lists(SCALARS, max_size=3), max_size=4)


@given(TABLES, TABLES)
def test_any_table_reads_back_as_it_was_written(first: dict[str, object], second: dict[str, object]) -> None:
    text = "\n\n".join([section("sources", {"S 1": first}), record("thing", second | {"rows": [first, second]})])
    assert tomllib.loads(text) == {"sources": {"S 1": first}, "thing": [second | {"rows": [first, second]}]}


@dataclass(frozen=True)
class Shape:
    name: str
    note: str = ""
    day: date | None = None


def test_a_shape_inside_a_record_is_written_without_its_defaults() -> None:
    text = record("thing", {"rows": (Shape("a"), Shape("b", day=date(2026, 1, 2)))})
    assert text == '[[thing]]\nrows = [\n  {name = "a"},\n  {name = "b", day = 2026-01-02},\n]'
