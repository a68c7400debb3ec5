"""Agreements read into the rows of the Art. 28 checklist, on agreements the authors of the tests wrote."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from crawlers.extract import extract
from crawlers.findings.agreement_wordings import CLAUSES, wordings
from crawlers.read import read
from crawlers.telling import as_json
from registry.errors import BadRecord

SAMPLES = Path(__file__).resolve().parents[1] / "corpus" / "agreements"
LABELS: list[dict[str, Any]] = tomllib.loads((SAMPLES / "labels.toml").read_text(encoding="utf-8"))["agreement"]
HEAD = "# Data Processing Agreement\n\nThis DPA forms part of the Agreement between Provider and Customer.\n\n"


def answer(text: str, name: str = "dpa.md") -> dict[str, Any]:
    return dict(as_json(read(extract(text.encode(), name=name)), with_text=True))


def sample(label: dict[str, Any]) -> dict[str, Any]:
    file = SAMPLES / label["file"]
    return answer(file.read_text(encoding="utf-8"), file.name)


def clauses(text: str) -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in answer(HEAD + text)["clauses"]}


def state(text: str, clause: str) -> str:
    return str(clauses(text)[clause]["state"])


@pytest.mark.parametrize("label", LABELS, ids=lambda label: str(label["file"]))
def test_the_invented_swedish_agreements_are_read_as_their_authors_meant_them(label: dict[str, Any]) -> None:
    states = {one["id"]: one["state"] for one in sample(label)["clauses"]}
    meant = {clause: "absent" for clause in CLAUSES}
    meant |= {clause: state for state in ("present", "unclear") for clause in label[state]}
    assert states == meant


@pytest.mark.parametrize("label", LABELS, ids=lambda label: str(label["file"]))
def test_the_terms_of_the_invented_agreements_are_read(label: dict[str, Any]) -> None:
    found = sample(label)
    for term in ("authorisation", "notice_days", "objection_days"):
        assert found[term] == label.get(term)
    assert {one["act"]: one["modules"] for one in found["scc"]} == label["scc"]


@pytest.mark.parametrize("label", LABELS, ids=lambda label: str(label["file"]))
def test_every_clause_that_is_not_absent_is_quoted_to_the_letter(label: dict[str, Any]) -> None:
    found = sample(label)
    for one in found["clauses"]:
        if one["state"] == "absent":
            assert (one["quote"], one["start"], one["end"]) == (None, None, None)
        else:
            assert one["quote"] == found["text"][one["start"] : one["end"]]
            assert one["quote"].strip()


def test_a_document_of_another_kind_has_no_clauses() -> None:
    found = answer("# Privacy policy\n\nWe process personal data only on documented instructions of the customer.\n")
    assert found["document_kind"] == "notice"
    assert (found["clauses"], found["authorisation"], found["scc"]) == ([], None, [])


def test_every_row_of_the_checklist_is_answered_in_its_order() -> None:
    assert [one["id"] for one in answer(HEAD)["clauses"]] == list(CLAUSES)


def test_a_clause_in_an_item_is_read_with_its_lead_in() -> None:
    text = "The processor shall:\n\n- ensure that persons are bound by confidentiality;\n- keep records.\n"
    assert clauses(text)["Cb"]["quote"] == "ensure that persons are bound by confidentiality;"


def test_a_list_under_a_heading_gives_the_clause_of_the_heading() -> None:
    text = "**Categories of data subjects:**\n\n- pupils\n- their guardians\n"
    found = clauses(text)["C4"]
    assert (found["state"], found["quote"]) == ("present", "pupils")


def test_a_definition_gives_no_clause() -> None:
    text = '## Definitions\n\n"Objection" means that Customer may object to a new sub-processor within 30 days.\n'
    assert state(text, "Cd3") == "absent"
    assert answer(HEAD + text)["objection_days"] is None


def test_a_part_on_the_law_of_another_country_gives_no_clause() -> None:
    text = "## California\n\nProvider ensures that all persons are bound by confidentiality.\n"
    assert state(text, "Cb") == "absent"


def test_an_exception_for_any_law_is_unclear_and_for_union_law_is_present() -> None:
    wide = "Provider processes data only on documented instructions, unless required by law to process otherwise.\n"
    narrow = "Provider processes data only on documented instructions, unless required by Union or Member State law.\n"
    assert (state(wide, "Ca2"), state(narrow, "Ca2")) == ("unclear", "present")


def test_deletion_without_return_is_unclear() -> None:
    assert state("After termination Provider deletes all personal data.\n", "Cg") == "unclear"
    assert state("After termination Provider deletes or returns all data at Customer's choice.\n", "Cg") == "present"


def test_words_of_both_authorisations_side_by_side_tell_neither() -> None:
    text = "Provider engages no sub-processor without prior specific or general written authorisation.\n"
    assert answer(HEAD + text)["authorisation"] is None


def test_consent_for_each_sub_processor_is_specific_authorisation() -> None:
    text = "Provider shall not engage a sub-processor without the prior written consent of Customer.\n"
    assert answer(HEAD + text)["authorisation"] == "specific"


@pytest.mark.parametrize(
    ("text", "notice", "objection"),
    [
        ("Provider informs Customer of new sub-processors at least 21 days in advance.", 21, None),
        ("Provider informs Customer of new sub-processors with two weeks' notice.", 14, None),
        ("Customer may object to a new sub-processor within fifteen (15) days of being informed.", None, 15),
        (
            "Provider gives Customer 30 days' prior notice of a new sub-processor; Customer may object within 10 days.",
            30,
            10,
        ),
        ("Provider informs Customer of a new sub-processor one month before the change.", None, None),
        ("Customer may object to a new sub-processor. Provider deletes data within 60 days.", None, None),
    ],
)
def test_days_are_taken_from_sentences_on_changes_alone(text: str, notice: int | None, objection: int | None) -> None:
    found = answer(HEAD + "## Sub-processors\n\n" + text + "\n")
    assert (found["notice_days"], found["objection_days"]) == (notice, objection)


def test_transfer_clauses_named_by_their_day_are_named_by_their_number() -> None:
    text = (
        "Transfers rest on the standard contractual clauses for international transfers of 4 June 2021. "
        "Module Two applies.\n"
    )
    assert answer(HEAD + text)["scc"] == [{"act": "(EU) 2021/914", "modules": ["c2p"]}]


def test_modules_without_an_act_leave_the_act_open() -> None:
    text = "The parties conclude the clauses, Module Three.\n"
    assert answer(HEAD + text)["scc"] == [{"act": None, "modules": ["p2p"]}]


def test_the_clauses_between_controller_and_processor_have_no_modules() -> None:
    text = "The parties use the clauses of Decision (EU) 2021/915.\n"
    assert answer(HEAD + text)["scc"] == [{"act": "(EU) 2021/915", "modules": []}]


@pytest.mark.parametrize("language", ["en", "sv"])
def test_every_clause_has_wordings_in_both_languages(language: str) -> None:
    known = wordings(language)
    assert {key for key, table in known.lines if table == "present"} == set(CLAUSES)


def test_a_wording_that_is_not_written_as_wanted_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "dpa_en.toml").write_text('[units]\n[Cb]\npresent = ["per*son + bound"]\n', encoding="utf-8")
    monkeypatch.setattr("crawlers.findings.agreement_wordings.FOLDER", tmp_path)
    with pytest.raises(BadRecord, match="end of a word"):
        wordings.__wrapped__("en")
