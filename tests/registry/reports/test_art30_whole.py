"""Every field of Art. 30: what is entered is told, what is known to be absent is none, and all else is not on file."""

from datetime import date
from pathlib import Path

import pytest
from small_catalogue import SmallCatalogue
from small_portfolio import ON, ORGANISATION, PORTFOLIO, bring, load_catalogue, register_with, written

from registry import judging, lawfiles, portfolios
from registry.catalogue.dated import Moment
from registry.catalogue.reading import Register, read_register
from registry.errors import BadInput, BadRecord
from registry.glossary import Language
from registry.reports.cells import Parts, Row, Word, as_json, as_text
from registry.reports.period import recipients_since
from registry.reports.registers import Registers, sheet
from registry.store import Session, Store

LAW = lawfiles.load()
ACTIVITY = """
[[activity]]
key = "letters"
purposes = ["answer letters"]
legal_basis = ["legitimate_interests"]
legitimate_interest = "friends who write back"
balanced_on = 2026-01-15
special_basis = ["9(2)(a)", "10"]
national_provision = "a provision"
data_categories = ["name", "union", "offences"]
security = ["locked drawer"]
systems = ["letter book"]
owner = "A. Berg"
unit = "Office"
notice = "notice of 2026-01-01"
reviewed_on = 2026-02-01
valid_from = 2020-01-01
dpia = {needed = true, ref = "D-1", dated = 2025-12-01}
retention = [{what = "letters", period = "P2Y", from = "the answer"}, {what = "stamps", words = "while they stick"}]
"""
RECIPIENTS = """
[[recipient_category]]
key = "banks"
activities = ["letters"]
source = {document = "file"}
"""


@pytest.fixture
def shelf(store: Store, tmp_path: Path) -> Store:
    """A database with the small catalogue."""
    load_catalogue(store, SmallCatalogue(tmp_path / "catalogue"))
    return store


def rows(which: Registers, register: Register, name: str | None = "Sjöboden") -> tuple[Row, ...]:
    return sheet(which, register, judging.flows(register, LAW), LAW, name).rows


def test_the_fields_beside_the_letters_of_art_30_are_told(shelf: Store) -> None:
    (row,) = rows(Registers.ART30, register_with(shelf, ORGANISATION + ACTIVITY + RECIPIENTS))
    assert (row["owner"], row["unit"], row["notice"]) == ("A. Berg", "Office", "notice of 2026-01-01")
    assert as_text(row["balanced_on"], Language.SV) == "2026-01-15"
    assert (row["special_basis"], row["national_provision"]) == (("9(2)(a)", "10"), "a provision")
    assert row["marked"] == (Word("data_category", "union"), Word("data_category", "offences"))
    assert as_json(row["retention"]) == ["letters: P2Y – the answer", "stamps: while they stick"]
    assert (row["security"], row["systems"]) == (("locked drawer",), ("letter book",))
    assert row["recipient_categories"] == (Word("recipient_category", "banks"),)
    assert as_json(row["dpia"]) == {"needed": True, "ref": "D-1", "dated": "2025-12-01", "consulted_on": None}
    assert as_text(row["dpia"], Language.EN) == (
        "yes, reference: D-1, dated: 2025-12-01, prior consultation: not on file"
    )
    assert row["recipients"] is None, "a described recipient names nobody"


@pytest.mark.parametrize(
    ("kept", "english", "swedish"),
    [
        ('what = "letters", period = "P1Y"', "letters: 1 year", "letters: 1 år"),
        (
            'what = "letters", what_sv = "brev", period = "P1Y6M", from = "the answer", from_sv = "svaret"',
            "letters: 1 year and 6 months, counted from: the answer",
            "brev: 1 år och 6 månader, räknat från: svaret",
        ),
        ('words = "while they stick", words_sv = "så länge de sitter"', "while they stick", "så länge de sitter"),
        ('what = "letters", period = "P90DT1H"', "letters: P90DT1H", "letters: P90DT1H"),
        ('what = "letters"', "letters: not on file", "letters: finns inte i underlaget"),
    ],
)
def test_a_time_limit_is_told_in_words(shelf: Store, kept: str, english: str, swedish: str) -> None:
    activity = f'[[activity]]\nkey = "letters"\npurposes = ["letters"]\nretention = [{{{kept}}}]\n'
    found = register_with(shelf, f"{ORGANISATION}\n{activity}")
    (row,) = rows(Registers.ART30, found)
    assert [as_text(row["retention"], one) for one in (Language.EN, Language.SV)] == [english, swedish]


def test_none_is_told_only_where_it_is_known(shelf: Store) -> None:
    silent = register_with(shelf, ORGANISATION + ACTIVITY)
    (row,) = rows(Registers.ART30, silent)
    assert [row[key] for key in ("dpo", "representative", "joint_controllers", "arrangement")] == [None] * 4
    said = ORGANISATION + 'known_absent = ["dpo", "representative", "joint_controller"]\n' + ACTIVITY
    (row,) = rows(Registers.ART30, register_with(shelf, said))
    assert [row[key] for key in ("dpo", "representative", "joint_controllers", "arrangement")] == [()] * 4


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('dpo = "x@example"\nknown_absent = ["dpo"]\n', "written too"),
        ('known_absent = ["contact"]\n', "not one of"),
    ],
)
def test_absence_that_contradicts_is_refused(more: str, said: str) -> None:
    with pytest.raises(BadRecord, match=said):
        portfolios.parse((ORGANISATION + more).encode(), "x.toml")


@pytest.mark.parametrize("point", ["9(2)(k)", "9.2 a", "6"])
def test_a_ground_that_art_9_does_not_have_is_refused(point: str) -> None:
    text = ORGANISATION + ACTIVITY.replace('"9(2)(a)"', f'"{point}"')
    with pytest.raises(BadRecord, match="special_basis"):
        portfolios.parse(text.encode(), "x.toml")


def test_what_is_imported_is_exported_and_imported_again_without_change(shelf: Store) -> None:
    text = ORGANISATION + ACTIVITY + RECIPIENTS
    mine = bring(shelf, text).controller
    again = bring(shelf, written(shelf, mine))
    assert not again.wrote(), again.as_json()


def test_a_processor_tells_whom_it_processes_for(shelf: Store) -> None:
    clients = """
[[processing_for]]
controller = "Kunden AB"
categories = ["hosting", "support"]
contact = "post@kunden.example"
dpo = "ombud@kunden.example"
engagements = ["files"]
valid_from = 2024-01-01

[[processing_for]]
controller = "Förra Kunden AB"
categories = ["hosting"]
valid_until = 2025-01-01

[[processing_for]]
controller = "Tysta Kunden AB"
categories = ["hosting"]
"""
    register = register_with(shelf, PORTFOLIO + clients)
    found = [row for row in rows(Registers.ART30_2, register) if row["processor"] == "Sjöboden AB"]
    assert [(row["controller"], row["processing"]) for row in found] == [
        ("Kunden AB", "hosting"), ("Kunden AB", "support"), ("Tysta Kunden AB", "hosting"),
    ]  # fmt: skip
    first, *_, silent = found
    assert (first["dpo"], first["representative"]) == ("ombud@kunden.example", None)
    assert "IN" in (first["third_countries"] or ())  # type: ignore[operator]
    assert "Kopieboden" in (first["sub_processors"] or ())  # type: ignore[operator]
    assert silent["third_countries"] is None, "through whom it goes on nobody has said: that is no none"


def test_safeguards_under_the_second_subparagraph_are_told_with_their_documentation(shelf: Store) -> None:
    derogation = """
[engagement.transfer.derogation]
article = "49(1) second subparagraph"
documentation = "Memo of 2026-02-02"
"""
    text = PORTFOLIO.replace(
        'known_absent = ["assessment", "derogation"]\n', 'known_absent = ["assessment"]\n'
    ).replace('\n[[engagement]]\nkey = "files"', f'{derogation}\n[[engagement]]\nkey = "files"')
    register = register_with(shelf, text)
    (row,) = rows(Registers.ART30, register)
    assert row["compelling"] == (Parts((("importer", "Brevduvan Mail"), ("documentation", "Memo of 2026-02-02"))),)
    mine = next(one.id for one in register.organisations.values() if one.name == "Sjöboden AB")
    assert 'documentation = "Memo of 2026-02-02"' in written(shelf, mine)
    assert register.moment.on == ON


def test_recipients_of_a_period_are_also_those_who_were_left_in_it(shelf: Store) -> None:
    ended = PORTFOLIO.replace("valid_from = 2024-01-01\n", "valid_from = 2024-01-01\nvalid_until = 2026-06-01\n", 1)
    bring(shelf, ended)
    today = Moment(ON)
    with shelf.read() as session:
        now = sheet_of(session, today)
        then = recipients_since(session, date(2026, 1, 1), today, LAW, "Sjöboden")
        later = recipients_since(session, date(2026, 6, 1), today, LAW, "Sjöboden")
        with pytest.raises(BadInput):
            recipients_since(session, date(2027, 1, 1), today, LAW, None)
    assert "Brevduvan Sverige AB" not in {row["recipient"] for row in now if not row["through"]}
    (left,) = (row for row in then.rows if row["recipient"] == "Brevduvan Sverige AB" and not row["through"])
    assert left["valid_until"] == date(2026, 6, 1)
    assert [row["id"] for row in later.rows] == [row["id"] for row in now], "what had ended by then is not told"
    assert len({(row["id"], row["data_subject"]) for row in then.rows}) == len(then.rows) == len(now) + 1


def sheet_of(session: Session, moment: Moment) -> tuple[Row, ...]:
    register = read_register(session, moment)
    return sheet(Registers.RECIPIENTS, register, judging.flows(register, LAW), LAW, "Sjöboden").rows
