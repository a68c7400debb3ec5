"""The law as installed is coherent, and a wrong record never becomes law."""

import shutil
from collections.abc import Callable
from dataclasses import fields
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from registry.errors import BadRecord
from registry.law.lawbook import Area, CaseState, LawBook, Record
from registry.lawfiles import KINDS, fingerprint, law_paths, load, place_names
from registry.recordfiles import open_records
from registry.terms import Framework, Grade, Module, Sector

SOURCES = '[sources]\nA = {address = "https://example.test/act", what = "the act", kind = "primary"}\n'
RECORD = 'id = "x"\ngrade = "primary"\nsource = ["A"]\n'
DECISION = (
    "[[decision]]\n" + RECORD + 'code = "CH"\nname = "n"\nact = "2000/1/EC"\nadopted_on = 2000-07-26\n'
    "valid_from = 2000-07-26\n"
)
CLAUSES = "[[clauses]]\n" + RECORD + 'act = "a"\nadopted_on = 2001-01-01\nvalid_from = 2001-01-01\nmodules = ["c2c"]\n'
CASE = '[[decision.cases]]\nid = "c"\ngrade = "primary"\nsource = ["A"]\ndocket = "C-1/20"\nfiled_on = 2020-02-02\n'


@pytest.fixture(scope="module")
def book() -> LawBook:
    return load()


@pytest.fixture
def refused(tmp_path: Path) -> Callable[[str], BadRecord]:
    """The error for a law folder of one file with these records."""

    def refuse(text: str) -> BadRecord:
        (tmp_path / "law.toml").write_text(SOURCES + text, encoding="utf-8")
        with pytest.raises(BadRecord) as caught:
            load(tmp_path)
        return caught.value

    return refuse


def every_record(book: LawBook) -> list[Record]:
    held = [getattr(book, field.name) for field in fields(book)]
    rows = [row for value in held if isinstance(value, tuple) for row in value if isinstance(row, Record)]
    inner = [one for row in rows for name in ("amendments", "cases") for one in getattr(row, name, ())]
    return rows + inner


def test_every_record_has_an_id_of_its_own_a_grade_and_a_source(book: LawBook) -> None:
    rows = every_record(book)
    assert len(rows) > 200
    assert len({row.id for row in rows}) == len(rows)
    assert all(row.source and all(row.source) and row.grade in Grade for row in rows)


def test_every_source_is_cited_and_no_memory_is_called_anything_else(book: LawBook) -> None:
    for path in law_paths():
        file = open_records(path, kinds=KINDS)
        text = path.read_text(encoding="utf-8")
        for id_, entry in file.sources.items():
            assert text.count(f'"{id_}"') >= 1, f"{path.name}: nothing cites {id_}"
            assert (entry.kind is Grade.MEMORY) == (id_ == "MEM")
    only_memory = [
        row for row in every_record(book) if row.source == ("general knowledge, not seen in a source: unverified",)
    ]
    assert only_memory
    assert all(row.grade is Grade.MEMORY for row in only_memory)


def test_the_united_kingdom_was_inside_without_a_gap_through_27_june_2021(book: LawBook) -> None:
    rows = sorted((m for m in book.memberships if m.code == "GB"), key=lambda m: m.valid_from)
    assert [m.area for m in rows] == [Area.EU, Area.TRANSITION, Area.BRIDGE]
    assert [m.valid_until for m in rows] == [date(2020, 2, 1), date(2021, 1, 1), date(2021, 6, 28)]
    assert all(earlier.valid_until == later.valid_from for earlier, later in pairwise(rows))
    (decision,) = [d for d in book.adequacy if d.act == "(EU) 2021/1772"]
    assert decision.valid_from == rows[-1].valid_until


def test_the_day_before_the_end_is_the_last_day_in_words(book: LawBook) -> None:
    acts = {d.act: d for d in book.adequacy}
    kingdom = acts["(EU) 2021/1772"]
    assert kingdom.valid_until is not None
    assert kingdom.valid_until - timedelta(days=1) == date(2031, 12, 27)
    assert kingdom.first_valid_until == date(2025, 6, 28)
    assert [a.valid_until_after for a in kingdom.amendments] == [date(2025, 12, 28), date(2031, 12, 28)]
    for act, day in {"2000/520/EC": date(2015, 10, 6), "(EU) 2016/1250": date(2020, 7, 16)}.items():
        assert acts[act].annulled_on == acts[act].valid_until == day


def test_decisions_with_a_reach_say_so(book: LawBook) -> None:
    acts = {d.act: d for d in book.adequacy}
    assert (acts["2002/2/EC"].sector, acts["2002/2/EC"].pipeda) == (Sector.COMMERCIAL, True)
    assert acts["(EU) 2019/419"].sector is Sector.COMMERCIAL
    assert {d.code for d in book.adequacy if d.automated_only} == {"IL", "UY"}
    assert {d.act for d in book.adequacy if not d.general} == {"2004/535/EC", "2006/253/EC", "(EU) 2021/1773"}
    assert {d.act: d.framework for d in book.adequacy if d.framework} == {
        "2000/520/EC": Framework.SAFE_HARBOUR,
        "(EU) 2016/1250": Framework.PRIVACY_SHIELD,
        "(EU) 2023/1795": Framework.EU_US_DPF,
    }
    assert [d.code for d in book.adequacy if d.eea_incorporation_pending] == ["BR"]


def test_one_case_against_the_framework_is_pending(book: LawBook) -> None:
    cases = [case for row in (*book.adequacy, *book.clauses) for case in row.cases]
    pending = [case for case in cases if case.state is CaseState.PENDING]
    assert [(c.docket, c.filed_on, c.against_act) for c in pending] == [
        ("C-703/25 P", date(2025, 10, 31), "(EU) 2023/1795")
    ]
    for row in (*book.adequacy, *book.clauses):
        assert all(case.against_act == row.act for case in row.cases)


def test_old_clauses_end_together_and_only_one_set_is_in_force(book: LawBook) -> None:
    tools = [c for c in book.clauses if c.transfer_tool]
    assert {c.relied_until for c in tools if c.repealed_on} == {date(2022, 12, 28)}
    (current,) = [c for c in tools if c.repealed_on is None]
    assert (current.act, current.modules) == ("(EU) 2021/914", frozenset(Module))
    assert [c.act for c in book.clauses if not c.transfer_tool] == ["(EU) 2021/915"]


def test_no_decision_that_can_carry_a_transfer_rests_on_memory(book: LawBook) -> None:
    assert all(d.grade is not Grade.MEMORY for d in book.adequacy)


def test_every_country_has_two_names_and_so_has_the_patent_organisation(book: LawBook) -> None:
    names = place_names()
    assert len(names) == 250
    assert names["SE"].sv == "Sverige"
    assert names["EPO"].en == "European Patent Organisation"
    assert book.countries == frozenset(names)
    assert {"EL", "UK", "XK", "EU"}.isdisjoint(names)


def test_the_hash_names_the_bytes_and_the_names_of_all_files(tmp_path: Path, book: LawBook) -> None:
    copied = tmp_path / "law"
    shutil.copytree(law_paths()[0].parent, copied)
    files = [(path.name, path.read_bytes()) for path in law_paths()]
    assert load(copied).sha256 == book.sha256 == fingerprint(files)
    (copied / "bridges.toml").rename(copied / "bruecken.toml")
    renamed = load(copied)
    assert renamed.sha256 != book.sha256
    assert renamed.bridges == book.bridges
    with (copied / "bruecken.toml").open("a", encoding="utf-8") as file:
        file.write("# one more remark\n")
    assert load(copied).sha256 not in {book.sha256, renamed.sha256}


def test_a_folder_without_law_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadRecord, match=r"holds no \.toml file"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("text", "field", "told"),
    [
        (DECISION.replace('id = "x"\n', ""), "id", "[[decision]] number 1"),
        (DECISION.replace('grade = "primary"\n', ""), "grade", "is missing"),
        (DECISION.replace('source = ["A"]\n', ""), "source", "is missing"),
        (DECISION.replace('source = ["A"]', "source = []"), "source", "Cite at least one"),
        (DECISION.replace('source = ["A"]', 'source = ["B"]'), "source", "not in [sources]"),
        (DECISION.replace('"primary"\nsource', '"rumour"\nsource'), "grade", "'rumour'"),
        (DECISION + "valid_untill = 2020-01-01\n", "valid_untill", "Did you mean `valid_until`?"),
        (DECISION + "valid_until = 2000-07-26\n", "valid_until", "not after `valid_from` 2000-07-26"),
        (DECISION.replace("valid_from = 2000-07-26", "valid_from = 2000-07-25"), "valid_from", "before its adoption"),
        (DECISION + "annulled_on = 2010-01-01\n", "annulled_on", "has an end"),
        (DECISION + "valid_until = 2009-01-01\nannulled_on = 2010-01-01\n", "annulled_on", "does not fit"),
        (DECISION.replace('"CH"', '"UK"'), "code", "'UK' is no ISO 3166-1"),
        (DECISION.replace('"CH"', '"EU"'), "code", "'EU' is no ISO 3166-1"),
        (DECISION + DECISION, "id", "stands already in law.toml"),
        (DECISION + DECISION.replace('"x"', '"y"'), "valid_from", "overlaps x"),
        (DECISION + CASE + 'state = "pending"\ndecided_on = 2021-01-01\nagainst_act = "a"\n', "cases", "pending"),
        (DECISION + CASE + 'state = "annulled"\nagainst_act = "a"\n', "cases", "every other has one"),
        (DECISION + CASE + 'state = "other"\ndecided_on = 2019-01-01\nagainst_act = "a"\n', "cases", "before it was"),
        (CLAUSES + "repealed_on = 2021-09-27\n", "relied_until", "both"),
        (CLAUSES + "repealed_on = 2021-09-27\nrelied_until = 2021-09-26\n", "repealed_on", "not after `relied_until`"),
        (CLAUSES + "transfer_tool = false\n", "modules", "Art. 28 alone have none"),
        (CLAUSES.replace('["c2c"]', "[]"), "modules", "a transfer tool has modules"),
        ("[[note]]\n" + RECORD + 'title = "t"\ntext = "t"\ncountries = ["ZZ"]\n', "countries", "'ZZ'"),
        (
            "[[treaty]]\n" + RECORD + 'title = "t"\nopened_on = 2000-01-01\nratified = {UK = 2001-01-01}\n',
            "ratified",
            "UK",
        ),
        (
            "[[case]]\n" + RECORD + 'body = "b"\nparties = "p"\nsubject = "s"\noutcome = "o"\nauthority = "nobody"\n',
            "authority",
            "the id of no [[authority]]",
        ),
    ],
)
def test_a_wrong_record_is_refused_with_file_record_and_field(
    refused: Callable[[str], BadRecord], text: str, field: str, told: str
) -> None:
    error = refused(text)
    assert error.field == field
    assert told in str(error)
    assert error.where.startswith("law.toml, ")


def test_an_impossible_day_is_refused_with_its_line(refused: Callable[[str], BadRecord]) -> None:
    error = refused(DECISION.replace("valid_from = 2000-07-26", "valid_from = 2001-02-29"))
    assert "law.toml: is not TOML: Invalid date" in str(error)
    assert "line 11" in str(error)


def test_an_unknown_kind_of_record_is_refused(refused: Callable[[str], BadRecord]) -> None:
    assert "Did you mean `decision`?" in str(refused(DECISION.replace("[[decision]]", "[[decisions]]")))


def test_the_amended_end_must_be_the_end(refused: Callable[[str], BadRecord]) -> None:
    amendment = (
        '[[decision.amendments]]\nid = "a"\ngrade = "primary"\nsource = ["A"]\nact = "b"\nadopted_on = 2010-01-01\n'
        'effect = "e"\nvalid_until_after = 2012-01-01\n'
    )
    assert refused(DECISION + "valid_until = 2011-01-01\n" + amendment).field == "valid_until"


def test_special_decisions_and_other_frameworks_may_hold_beside_a_general_one(tmp_path: Path) -> None:
    special = DECISION.replace('"x"', '"y"') + "general = false\n"
    framed = DECISION.replace('"x"', '"z"') + 'framework = "eu-us-dpf"\n'
    (tmp_path / "law.toml").write_text(SOURCES + DECISION + special + framed, encoding="utf-8")
    assert [d.id for d in load(tmp_path).adequacy] == ["x", "y", "z"]
