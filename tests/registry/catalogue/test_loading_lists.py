"""How the rows of sub-processor lists come, stay and leave when the data are loaded."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from loaded_catalogue import AT, LISTS, live, load, sub_processor, touched
from small_catalogue import SmallCatalogue
from sqlmodel import select

from registry.catalogue.shelving import Counts
from registry.store import Store
from registry.tables import (
    Organisation,
    SubprocessorList,
    SubprocessorRow,
)
from registry.terms import OrganisationKind


@pytest.fixture
def files(tmp_path: Path) -> SmallCatalogue:
    return SmallCatalogue(tmp_path / "catalogue")


def test_a_sub_processor_holds_from_the_day_the_history_added_it_else_from_the_lists_day(
    store: Store, files: SmallCatalogue
) -> None:
    load(store, files)
    with store.read() as session:
        (told,) = sub_processor(session, "Brevduvan Mail")
        (listed,) = sub_processor(session, "Tysta Byrån")
    assert (told.valid_from, listed.valid_from) == (date(2025, 1, 10), date(2026, 3, 1))


def test_rows_of_an_undated_list_have_no_known_start(store: Store, files: SmallCatalogue) -> None:
    files.edit(LISTS, "dated = 2026-03-01\n", "")
    load(store, files)
    with store.read() as session:
        (row,) = sub_processor(session, "Tysta Byrån")
    assert row.valid_from is None


def test_a_name_added_and_removed_in_the_history_is_a_row_that_has_ended(store: Store, files: SmallCatalogue) -> None:
    load(store, files)
    with store.read() as session:
        (row,) = sub_processor(session, "Gamla Växeln")
    assert (row.valid_from, row.valid_until) == (date(2025, 1, 10), date(2025, 9, 1))


def test_a_name_that_only_changed_its_spelling_on_a_day_stands_on(store: Store, files: SmallCatalogue) -> None:
    respelt = """
[[list.history]]
dated = 2025-11-01
added = ["Brevduvan  mail"]
removed = ["Brevduvan Mail"]
grade = "primary"
source = ["SITE"]
"""
    (files.folder / LISTS).write_text((files.folder / LISTS).read_text(encoding="utf-8") + respelt, encoding="utf-8")
    load(store, files)
    with store.read() as session:
        (row,) = sub_processor(session, "Brevduvan Mail")
    assert (row.valid_from, row.valid_until) == (date(2025, 1, 10), None)


def test_a_row_points_at_the_list_and_at_the_document_it_was_read_from(store: Store, files: SmallCatalogue) -> None:
    load(store, files)
    with store.read() as session:
        assert live(session, SubprocessorList)["lst_nordmoln-drive"].document_id == "doc_nordmoln-drive-list"
        rows = live(session, SubprocessorRow).values()
    assert {(row.list_id, row.document_id) for row in rows} == {("lst_nordmoln-drive", "doc_nordmoln-drive-list")}


def test_a_row_names_a_service_a_company_or_an_organisation_nobody_knows(store: Store, files: SmallCatalogue) -> None:
    load(store, files)
    with store.read() as session:
        named = {row.name_as_written: row for row in live(session, SubprocessorRow).values()}
        unknown = live(session, Organisation)[named["Tysta Byrån"].organisation_id]
    assert named["Brevduvan Mail"].named_service_id == "svc_brevduvan-mail"
    assert named["Brevduvan Mail"].organisation_id == "org_brevduvan"
    assert named["Nordmoln, Inc."].organisation_id == "org_nordmoln-inc"
    assert (unknown.kind, unknown.name) == (OrganisationKind.NAMED_ONLY, "Tysta Byrån")


def test_a_row_that_is_still_listed_keeps_its_start_when_the_list_gets_a_newer_day(
    store: Store, files: SmallCatalogue
) -> None:
    load(store, files)
    files.edit(LISTS, "dated = 2026-03-01", "dated = 2026-06-01")
    assert set(touched(load(store, files))) == {"subprocessor_list"}
    with store.read() as session:
        (row,) = sub_processor(session, "Tysta Byrån")
    assert row.valid_from == date(2026, 3, 1)


def test_a_row_that_left_a_complete_list_ends_on_the_new_lists_day_and_stays_ended(
    store: Store, files: SmallCatalogue
) -> None:
    load(store, files)
    files.edit(LISTS, "dated = 2026-03-01", "dated = 2026-06-01")
    files.edit(LISTS, '  {name = "Tysta Byrån", purpose = "translation", places = ["worldwide"]},\n', "")
    assert load(store, files).tables["subprocessor_row"] == Counts(ended=1, kept=3)
    assert not load(store, files, AT + timedelta(days=1)).tables["subprocessor_row"].wrote()
    with store.read() as session:
        (row,) = sub_processor(session, "Tysta Byrån")
    assert (row.valid_from, row.valid_until) == (date(2026, 3, 1), date(2026, 6, 1))


def test_a_row_that_left_an_incomplete_list_is_retired_without_an_end(store: Store, files: SmallCatalogue) -> None:
    load(store, files)
    files.edit(LISTS, "complete = true", "complete = false")
    files.edit(LISTS, '  {name = "Tysta Byrån", purpose = "translation", places = ["worldwide"]},\n', "")
    load(store, files)
    with store.read() as session:
        rows = select(SubprocessorRow).where(SubprocessorRow.name_as_written == "Tysta Byrån")
        assert [(row.valid_until, row.retired_at) for row in session.exec(rows)] == [(None, AT)]


OLDER = """
[[list]]
id = "nordmoln-drive-2024"
service = "nordmoln-drive"
dated = 2024-02-01
complete = false
newer = "nordmoln-drive"
grade = "secondary"
source = ["SITE"]
rows = [{name = "Tysta Byrån", purpose = "translating"}, {name = "Fjärrhjälpen", purpose = "support"}]
"""


def test_an_older_list_pulls_back_the_start_of_what_the_newer_one_still_names(
    store: Store, files: SmallCatalogue
) -> None:
    (files.folder / LISTS).write_text((files.folder / LISTS).read_text(encoding="utf-8") + OLDER, encoding="utf-8")
    load(store, files)
    with store.read() as session:
        (row,) = sub_processor(session, "Tysta Byrån")
    assert (row.valid_from, row.purpose, row.list_id) == (date(2024, 2, 1), "translation", "lst_nordmoln-drive")


@pytest.mark.parametrize(("complete", "until"), [("true", date(2026, 3, 1)), ("false", None)])
def test_only_a_complete_newer_list_proves_that_a_row_of_the_older_one_ended(
    store: Store, files: SmallCatalogue, complete: str, until: date | None
) -> None:
    files.edit(LISTS, "complete = true", f"complete = {complete}")
    (files.folder / LISTS).write_text((files.folder / LISTS).read_text(encoding="utf-8") + OLDER, encoding="utf-8")
    load(store, files)
    with store.read() as session:
        (row,) = sub_processor(session, "Fjärrhjälpen")
    assert (row.valid_from, row.valid_until) == (date(2024, 2, 1), until)
