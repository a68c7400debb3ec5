"""A notice written from the register: every sentence from its facts, read back by the reader, and no basis invented."""

import argparse
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_catalogue import SmallCatalogue
from small_portfolio import AT, ON, ORGANISATION, PORTFOLIO, load_catalogue, register_with
from whole_portfolio import COMPANIES, WHOLE

from crawlers.extract import extract
from crawlers.gaps import Asking, compare
from crawlers.gaptelling import as_json as gaps_as_json
from crawlers.known import gazetteer
from crawlers.read import Reading, read
from crawlers.telling import as_json as reading_as_json
from registry import cataloguefiles, judging, lawfiles, noticefiles, portfolios
from registry import settings as environment
from registry.catalogue import loading
from registry.catalogue.dated import Moment
from registry.catalogue.importing import import_portfolio
from registry.catalogue.reading import Register, read_register
from registry.commands import notice as command
from registry.errors import BadRecord, NotFound
from registry.glossary import Language
from registry.reports.notice import Notice, notice
from registry.reports.notice_told import as_object, told
from registry.reports.notice_words import Writer
from registry.store import Store, open_store

LAW = lawfiles.load()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A database with the real catalogue and a portfolio in which nothing is wanting."""
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('notice') / 'onward.db'}")
    store.migrate()
    with store.write("test") as session:
        loading.load(session, cataloguefiles.load(), AT)
        import_portfolio(session, portfolios.parse(WHOLE.encode(), "w.toml"), AT, name="w.toml")
    yield store
    store.close()


def register_of(store: Store) -> Register:
    with store.read() as session:
        return read_register(session, Moment(ON))


def notice_of(register: Register, name: str, language: Language = Language.SV) -> Notice:
    return notice(register, judging.flows(register, LAW), LAW, name, language)


def written(register: Register, found: Notice, format_: str = "md") -> str:
    return told(found, format_, Writer(found.language, register, LAW))


def read_again(text: str, language: Language) -> Reading:
    return read(extract(text.encode(), name="notice.md"), language=language.value, gazetteer=gazetteer())


@pytest.mark.parametrize("language", list(Language))
def test_the_reader_finds_every_recipient_in_its_role_again(whole: Store, language: Language) -> None:
    register = register_of(whole)
    found = reading_as_json(read_again(written(register, notice_of(register, "Påhittade Sjökort", language)), language))
    assert found["document_kind"] == "notice"
    roles = {one["name_as_written"]: one["role_stated"] for one in found["recipients"]}
    assert {name: roles.get(name) for name in COMPANIES} == COMPANIES, roles
    assert {one["period"] for one in found["retention"] if one.get("period")} == {"P7Y", "P90D"}
    assert {one["basis"] for one in found["legal_bases"]} == {"contract", "legitimate_interests"}


@pytest.mark.parametrize("language", list(Language))
def test_no_gap_rule_cries_out_at_what_is_on_file(whole: Store, language: Language) -> None:
    register = register_of(whole)
    reading = read_again(written(register, notice_of(register, "Påhittade Sjökort", language)), language)
    with whole.read() as session:
        gaps = compare(session, LAW, reading, Asking(register.controller("Påhittade Sjökort").id, ON)).gaps
    alarming = [one for one in gaps_as_json(gaps) if one["level"] in ("error", "warning")]
    assert alarming == [], [(one["id"], one["finding"]["en"], one["quote"]) for one in alarming]


def test_a_whole_register_leaves_one_gap_that_no_register_can_answer(whole: Store) -> None:
    register = register_of(whole)
    found = notice_of(register, "Påhittade Sjökort")
    assert [one.text for one in found.lines() if one.is_gap] == [noticefiles.load().text("gap", "obliged", Language.SV)]
    text = written(register, found)
    for said in (
        "organisationsnummer 559999-0001",
        "Rättslig grund: avtal (artikel 6.1 b).",
        "Uppgifterna (beställningar) sparas i 7 år från räkenskapsårets utgång.",
        "Vårt berättigade intresse är en webbplats som står emot angrepp.",
        "genomförandebeslut (EU) 2023/1795",
        "genomförandebeslut (EU) 2021/914",
        "Integritetsskyddsmyndigheten (IMY)",
    ):
        assert said in text.replace("\\", ""), said


def test_what_is_wanting_is_a_marked_gap_that_says_what_and_where_to_fill_in(store: Store, tmp_path: Path) -> None:
    load_catalogue(store, SmallCatalogue(tmp_path / "catalogue"))
    register = register_with(store, ORGANISATION + '\n[[activity]]\nkey = "letters"\npurposes = ["letters"]\n')
    found = notice_of(register, "Sjöboden")
    gaps = {one.fill: one.wanting for one in found.lines() if one.is_gap}
    assert gaps["organisation"] == ("organisationsnummer", "adress")
    assert gaps["activity.letters.retention"]
    assert {"organisation.dpo", "activity.letters.legal_basis", "activity.letters.data_categories"} <= gaps.keys()
    assert "> **Att fylla i:**" in written(register, found)
    assert as_object(found)["gaps"] == found.gaps == len([one for one in found.lines() if one.is_gap])


def test_a_transfer_without_basis_or_that_cannot_be_judged_gets_no_sentence(store: Store, tmp_path: Path) -> None:
    load_catalogue(store, SmallCatalogue(tmp_path / "catalogue"))
    bare = PORTFOLIO.replace('framework = "eu-us-dpf"', 'framework = "privacy-shield"')
    register = register_with(store, bare)
    found = notice_of(register, "Sjöboden", Language.EN)
    (transfers,) = (one for one in found.sections if one.head == "Transfers outside the EU/EEA")
    assert all(one.is_gap for one in transfers.lines)
    assert "has no basis that could be stated" in " ".join(one.text for one in transfers.lines)
    assert "cannot be evaluated" in " ".join(one.text for one in transfers.lines)
    assert not any("We do not transfer" in one.text for one in found.lines())


def test_a_role_nobody_decided_is_a_gap_and_several_bases_are_not_tied_by_guess(store: Store, tmp_path: Path) -> None:
    load_catalogue(store, SmallCatalogue(tmp_path / "catalogue"))
    text = PORTFOLIO.replace('role.decided_by_us = "processor"\n', "", 1).replace(
        'purposes = ["answer letters"]\nlegal_basis = ["contract"]',
        'purposes = ["answer letters", "keep books"]\nlegal_basis = ["contract", "legal_obligation"]',
    )
    found = notice_of(register_with(store, text), "Sjöboden")
    fills = {one.fill for one in found.lines() if one.is_gap}
    assert {"engagement.mail.role.decided_by_us", "activity.letters.legal_basis"} <= fills


def test_names_from_outside_make_no_markup(store: Store, tmp_path: Path) -> None:
    load_catalogue(store, SmallCatalogue(tmp_path / "catalogue"))
    text = ORGANISATION + '\n[[activity]]\nkey = "x"\nname = "<script> **x** [y](z)"\npurposes = ["# a\\n- b"]\n'
    register = register_with(store, text)
    shown = written(register, notice_of(register, "Sjöboden"))
    assert "<script>" not in shown
    assert "\\[y\\](z)" in shown
    assert "\n- b" not in shown


def test_an_unknown_activity_or_controller_is_refused(whole: Store) -> None:
    register = register_of(whole)
    with pytest.raises(NotFound, match="no activity"):
        notice(register, judging.flows(register, LAW), LAW, "Påhittade Sjökort", Language.SV, keys=["none"])
    with pytest.raises(NotFound):
        notice_of(register, "Nobody")


def test_the_wordings_fill_in_the_same_in_both_languages_and_another_file_is_refused(tmp_path: Path) -> None:
    noticefiles.load()
    place = tmp_path / "notice.toml"
    text = noticefiles.NOTICE_FILE.read_text(encoding="utf-8")
    place.write_text(text.replace('en = "You can reach us at {k}."', 'en = "You can reach us."'), encoding="utf-8")
    with pytest.raises(BadRecord, match="fill in other things"):
        noticefiles.load(place)
    assert set(tomllib.loads(text)) == set(noticefiles.TABLES)


def test_the_command_writes_the_notice_and_says_how_many_gaps_it_has(
    whole: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = environment.read({"ONWARD_DATABASE_URL": str(whole.engine.url), "ONWARD_TODAY": ON.isoformat()})

    def run(*words: str) -> int:
        parser = argparse.ArgumentParser()
        command.arguments(parser)
        return command.run(parser.parse_args(["--controller", "Påhittade Sjökort", *words]), settings)

    assert run("--json", "--lang", "en", "--activity", "orders") == 0
    out, err = capsys.readouterr()
    answer = json.loads(out)
    assert [one["head"] for one in answer["sections"][1]["parts"]] == ["Orders"]
    assert err == "1 gaps to fill in.\n"
    place = tmp_path / "notice.md"
    assert run("-o", str(place)) == 0
    assert place.read_text(encoding="utf-8").startswith("# Så behandlar Påhittade Sjökort")
