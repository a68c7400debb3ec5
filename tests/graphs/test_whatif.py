"""What would flip, for whom, and on what it could fall back: told from the file, and nothing is written."""

import argparse
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from small_catalogue import SmallCatalogue
from small_portfolio import ON, ORGANISATION, load_catalogue, register_with
from sqlmodel import func, select

from graphs.commands import simulate as command
from graphs.commands.simulate import hypothesis_of
from graphs.whatif import Hypothesis, Outcome, simulate
from graphs.whattelling import as_json, lines
from registry import lawfiles
from registry import settings as environment
from registry.catalogue.reading import Register
from registry.errors import Ambiguous, BadInput, NotFound
from registry.law.lawbook import LawBook
from registry.store import Store
from registry.tables import Audit, VerdictRow
from registry.terms import Verdict

DPF = "(EU) 2023/1795"
US = """
[[engagement.transfer]]
destination = "US"
manner = "storage"
importer.country = "US"
importer.sector = "commercial"
importer.subject_to_gdpr = false
importer.known_absent = ["parent_country"]
access_from = []
same_legal_entity = false
measures = []
known_absent = ["derogation"%s]
%s
[[engagement.transfer.importer.certifications]]
framework = "eu-us-dpf"
valid_from = 2024-02-01
covers = ["non_hr"]
seen_in = "register"
known_absent = ["valid_until"]
"""
CLAUSES = (
    'safeguards = [{kind = "scc", act = "(EU) 2021/914", modules = ["c2p"], signed_on = 2024-02-01,'
    " annexes_complete = true}]\n"
)
ASSESSED = (
    'assessment = {concluded_on = 2024-02-01, outcome = "effective", review_due_on = 2027-02-01, requires = [],'
    " relies_on = [%s]}\n"
)


def engaged(service: str, party: str, more: str) -> str:
    return f"""
[[engagement]]
service = "{service}"
role.decided_by_us = "processor"
contracting_party = "{party}"
kind_of_flow = {{hr_data = false, automated = true, systematic = true}}
source = {{document = "file"}}
{more}"""


BARE = engaged("Nordmoln Meet", "Nordmoln, Inc.", US % (', "assessment"', "safeguards = []\n"))
RESTING = engaged("Brevduvan Mail", "Brevduvan Inc.", US % ("", CLAUSES + ASSESSED % f'"{DPF}"'))
STANDING = engaged("Kartboden", "Kartboden Inc.", US % ("", CLAUSES + ASSESSED % ""))


@pytest.fixture(scope="module")
def law() -> LawBook:
    return lawfiles.load()


@pytest.fixture
def register_of(store: Store, tmp_path: Path) -> Callable[[str], Register]:
    """The register with these engagements of one controller."""
    load_catalogue(store, SmallCatalogue(tmp_path / "catalogue"))

    return lambda text: register_with(store, ORGANISATION + text)


def told(outcome: Outcome) -> dict[str, tuple[str, str | None, tuple[str, ...], tuple[str, ...]]]:
    return {
        f.hop.path[1]: (f.before.verdict.value, f.after.verdict.value if f.after else None, f.tools, f.missing)
        for f in outcome.flips
    }


def test_when_the_decision_falls_each_transfer_falls_back_on_what_is_on_file_and_no_further(
    register_of: Callable[[str], Register], law: LawBook
) -> None:
    outcome = simulate(register_of(BARE + RESTING + STANDING), law, Hypothesis(revoke=("2023/1795",)))
    assert told(outcome) == {
        "Nordmoln Meet": ("covered", "unsupported", (), ("safeguard",)),
        "Brevduvan Mail": ("covered", "incomplete", ("scc",), ("assessment_rests_on_fallen_law",)),
        "Kartboden": ("covered", "safeguarded", ("scc",), ()),
    }
    assert (outcome.before["covered"], outcome.after["covered"], outcome.unchanged) == (3, 0, 0)
    assert [flip.after.verdict for flip in outcome.flips if flip.after] == [
        Verdict.UNSUPPORTED, Verdict.INCOMPLETE, Verdict.SAFEGUARDED,
    ]  # fmt: skip


def test_an_act_that_expires_later_still_holds_on_the_day_asked_about(
    register_of: Callable[[str], Register], law: LawBook
) -> None:
    register = register_of(BARE)
    for day, flips in ((date(2026, 11, 23), 0), (ON, 1), (date(2026, 1, 1), 1)):
        outcome = simulate(register, law, Hypothesis(expire=((DPF, day),)))
        assert (len(outcome.flips), outcome.unchanged) == (flips, 1 - flips)


def test_a_lapsed_certification_concerns_that_company_alone_and_a_group_means_all_its_companies(
    register_of: Callable[[str], Register], law: LawBook
) -> None:
    register = register_of(BARE + STANDING)
    for party in ("Nordmoln, Inc.", "nordmoln"):
        outcome = simulate(register, law, Hypothesis(lapse=((party, "eu-us-dpf"),)))
        assert set(told(outcome)) == {"Nordmoln Meet"}
    assert simulate(register, law, Hypothesis(lapse=(("Nordmoln, Inc.", "privacy-shield"),))).flips == ()


def test_a_vendor_that_leaves_takes_its_chain_along_and_nothing_else(
    register_of: Callable[[str], Register], law: LawBook
) -> None:
    behind = '[[engagement.sub_processor]]\nname = "Kopieboden"\nplaces = ["SE"]\n'
    outcome = simulate(register_of(BARE + behind + STANDING), law, Hypothesis(leave=("Nordmoln Meet",)))
    assert [(f.hop.path[-1], f.after) for f in outcome.flips] == [("Nordmoln Meet", None), ("Kopieboden", None)]
    assert outcome.unchanged == 1


def test_a_new_parent_in_a_third_country_is_noted_and_makes_no_destination(
    register_of: Callable[[str], Register], law: LawBook
) -> None:
    drive = engaged("Nordmoln Drive", "Nordmoln AB", "")
    outcome = simulate(register_of(drive), law, Hypothesis(acquire=(("Nordmoln AB", "CN"),)))
    assert outcome.flips == ()
    assert outcome.before == outcome.after


def test_several_hypotheses_hold_at_once(register_of: Callable[[str], Register], law: LawBook) -> None:
    both = Hypothesis(revoke=(DPF,), leave=("Kartboden",))
    assert told(simulate(register_of(BARE + STANDING), law, both)) == {
        "Nordmoln Meet": ("covered", "unsupported", (), ("safeguard",)),
        "Kartboden": ("covered", None, ("scc",), ()),
    }


def test_nothing_is_written(register_of: Callable[[str], Register], law: LawBook, store: Store) -> None:
    register = register_of(BARE)

    def rows() -> list[int]:
        with store.read() as session:
            return [session.exec(select(func.count()).select_from(table)).one() for table in (Audit, VerdictRow)]

    before = rows()
    simulate(register, law, Hypothesis(revoke=(DPF,), lapse=(("Nordmoln, Inc.", "eu-us-dpf"),)))
    assert rows() == before


def test_the_outcome_is_told_with_the_keys_outsiders_rely_on(
    register_of: Callable[[str], Register], law: LawBook
) -> None:
    outcome = simulate(register_of(RESTING), law, Hypothesis(revoke=(DPF,)))
    answer = json.loads(json.dumps(as_json(outcome)))
    assert set(answer) == {"flips", "counts", "unchanged"}
    assert set(answer["counts"]) == {"before", "after"}
    flip = answer["flips"][0]
    assert {"engagement", "path", "before", "after", "fallback_on_file", "missing"} <= set(flip)
    assert flip["path"] == ["Sjöboden AB", "Brevduvan Mail"]
    assert (flip["before"], flip["after"], flip["fallback_on_file"]) == ("covered", "incomplete", ["scc"])
    assert next(iter(lines(as_json(outcome)))) == "covered -> incomplete  Sjöboden AB > Brevduvan Mail (US)"


@pytest.mark.parametrize(
    ("asked", "error", "words"),
    [
        (Hypothesis(revoke=("9999/1",)), BadInput, "No act"),
        (Hypothesis(revoke=("",)), BadInput, "No act"),
        (Hypothesis(revoke=("2021/",)), Ambiguous, "2021/914"),
        (Hypothesis(lapse=(("Nobody", "eu-us-dpf"),)), NotFound, "Nobody"),
        (Hypothesis(lapse=(("Nordmoln", "gdpr-seal"),)), BadInput, "framework"),
        (Hypothesis(acquire=(("Nordmoln", "Kina"),)), BadInput, "country"),
        (Hypothesis(leave=("Nothing",)), NotFound, "Nothing"),
        (Hypothesis(revoke=(DPF,) * 51), BadInput, "At most 50"),
    ],
)
def test_what_cannot_be_supposed_is_refused_with_its_reason(
    register_of: Callable[[str], Register], law: LawBook, asked: Hypothesis, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        simulate(register_of(BARE), law, asked)


@pytest.mark.parametrize(
    ("option", "text"),
    [("expire", "2023/1795"), ("expire", "2023/1795=soon"), ("lapse", "Google LLC"), ("acquire", ":CN"), ("lapse", "")],
)
def test_an_option_that_cannot_be_read_names_itself(option: str, text: str) -> None:
    words: dict[str, list[str]] = {"revoke": [], "expire": [], "lapse": [], "acquire": [], "leave": []}
    with pytest.raises(BadInput) as refused:
        hypothesis_of(**words | {option: [text]})
    assert refused.value.field == option


def test_the_command_says_that_nothing_was_supposed_where_nothing_was() -> None:
    parser = argparse.ArgumentParser()
    command.arguments(parser)
    with pytest.raises(BadInput, match="Nothing was supposed"):
        command.run(parser.parse_args(["--on", ON.isoformat()]), environment.read({}))
