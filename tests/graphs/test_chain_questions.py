"""Questions to the whole chain: told from the file, down to the hop, and never green where nobody knows."""

import argparse
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from small_catalogue import SmallCatalogue
from small_portfolio import AT, ON, ORGANISATION, PORTFOLIO, bring, load_catalogue, register_with

from graphs.answers import Question, answered
from graphs.askedtelling import lines
from graphs.blast import Blast, blast
from graphs.clocks import Event, Runs
from graphs.commands import ask
from graphs.concentration import concentration
from graphs.standing import standing
from graphs.weakest import weakest
from registry import lawfiles
from registry import settings as environment
from registry.catalogue.reading import Register
from registry.errors import Ambiguous, BadInput, NotFound
from registry.judging import Judged, flows
from registry.store import Store
from registry.terms import Verdict

LAW = lawfiles.load()
ORGANISED = '[organisation]\nname = "Sjöboden AB"\ncountry = "SE"\ncontact = "post@sjoboden.example"\n'
ALONE = """
[[engagement]]
service = "Nordmoln Meet"
role.decided_by_us = "independent_controller"
source = {document = "file"}

[[engagement.sub_processor]]
name = "Kopieboden"
places = ["SE"]

[[engagement]]
service = "Tysta Byrån"
source = {document = "file"}
"""
AGREED = 'kind = "dpa"\nsigned_on = 2024-01-01\n'


@pytest.fixture
def register_of(store: Store, tmp_path: Path) -> Callable[[str], Register]:
    """The register with this portfolio."""
    load_catalogue(store, SmallCatalogue(tmp_path / "catalogue"))

    return lambda text: register_with(store, text)


def judged_in(register: Register) -> list[Judged]:
    return flows(register, LAW)


def struck(register: Register, node: str, event: Event = Event.BREACH) -> Blast:
    return blast(register, LAW, judged_in(register), node, event)


def test_a_breach_at_a_processor_starts_its_clock_then_ours_from_our_awareness(
    register_of: Callable[[str], Register],
) -> None:
    found = struck(register_of(PORTFOLIO.replace(ORGANISATION, ORGANISED)), "Nordmoln Drive")
    (one,) = found.controllers
    assert (one.contact.contact, one.contact.dpo) == ("post@sjoboden.example", None)
    assert one.authority == "Integritetsskyddsmyndigheten"
    assert (one.data_categories, one.data_not_known) == ((), 1)
    (reached,) = one.reached
    assert [(c.article, c.who, c.to, c.period) for c in reached.clocks] == [
        ("Art. 33(2)", "Nordmoln Drive", "Sjöboden AB", None),
        ("Art. 33(1)", "Sjöboden AB", "Integritetsskyddsmyndigheten", "PT72H"),
        ("Art. 34(1)", "Sjöboden AB", None, None),
    ]
    assert reached.activities is not None
    assert [touched.name for touched in reached.activities] == ["letters"]
    assert reached.data_categories is None


def test_a_breach_further_down_climbs_the_chain_hop_by_hop(register_of: Callable[[str], Register]) -> None:
    found = struck(register_of(PORTFOLIO), "Brevduvan Mail")
    ways = {one.path: one for one in found.controllers[0].reached}
    deep = ways["Sjöboden AB", "Nordmoln Drive", "Kopieboden", "Brevduvan Mail"]
    assert [(c.article, c.who, c.to) for c in deep.clocks][:3] == [
        ("Art. 28(4)", "Brevduvan Mail", "Kopieboden"),
        ("Art. 28(4)", "Kopieboden", "Nordmoln Drive"),
        ("Art. 33(2)", "Nordmoln Drive", "Sjöboden AB"),
    ]
    assert found.engagements == 2


def test_a_recipient_that_is_a_controller_starts_no_clock_of_ours_nor_does_anybody_behind_it(
    register_of: Callable[[str], Register],
) -> None:
    register = register_of(ORGANISATION + ALONE)
    for node in ("Nordmoln Meet", "Kopieboden"):
        for event in (Event.BREACH, Event.OUTAGE):
            (reached,) = struck(register, node, event).controllers[0].reached
            assert [clock.runs for clock in reached.clocks] == [Runs.THEIRS]
        assert struck(register, node, Event.SALE).controllers[0].reached[0].clocks == ()


def test_where_the_role_is_not_decided_nobody_can_tell_which_clock_starts(
    register_of: Callable[[str], Register],
) -> None:
    (reached,) = struck(register_of(ORGANISATION + ALONE), "Tysta Byrån").controllers[0].reached
    assert [(clock.id, clock.runs) for clock in reached.clocks] == [("role", Runs.UNKNOWN)]


@pytest.mark.parametrize(("more", "period"), [("objection_days = 30\n", "P30D"), ("", None)])
def test_a_sale_may_be_objected_to_within_the_days_on_file_and_none_are_made_up(
    register_of: Callable[[str], Register], more: str, period: str | None
) -> None:
    register = register_of(PORTFOLIO.replace(AGREED, AGREED + more))
    clocks = [c for one in struck(register, "Brevduvan Mail", Event.SALE).controllers[0].reached for c in one.clocks]
    assert ("Art. 28(2)", period) in {(clock.article, clock.period) for clock in clocks}
    assert all(not clock.article.startswith("Art. 33") for clock in clocks)


def test_a_group_means_all_its_companies_and_an_unknown_name_is_refused(
    register_of: Callable[[str], Register],
) -> None:
    register = register_of(PORTFOLIO)
    paths = {one.path for one in struck(register, "Nordmoln").controllers[0].reached}
    assert ("Sjöboden AB", "Nordmoln Drive") in paths
    assert ("Sjöboden AB", "Nordmoln Drive", "Nordmoln, Inc.") in paths
    with pytest.raises(NotFound, match="Nobody"):
        struck(register, "Nobody")


def test_a_name_that_a_service_and_an_organisation_share_means_both(register_of: Callable[[str], Register]) -> None:
    register = register_of(PORTFOLIO)
    organisation = next(one for one in register.organisations.values() if one.name == "Nordmoln")
    named = {
        **register.organisations,
        organisation.id: SimpleNamespace(**{**organisation._asdict(), "name": "Brevduvan Mail"}),
    }
    found = struck(replace(register, organisations=named), "Brevduvan Mail")
    assert found.node == organisation.id
    paths = {one.path for one in found.controllers[0].reached}
    assert ("Sjöboden AB", "Brevduvan Mail") in paths
    assert ("Sjöboden AB", "Nordmoln Drive") in paths


def test_the_weakest_chain_names_the_hop_at_which_it_first_fails(register_of: Callable[[str], Register]) -> None:
    register = register_of(PORTFOLIO)
    found = {one.destination: one for one in weakest(judged_in(register), LAW)}
    india = found["IN"]
    assert india.path == ("Sjöboden AB", "Nordmoln Drive", "Kopieboden", "Brevduvan Mail")
    assert india.first_failing == india.links[0], "staff reach Nordmoln Drive from nobody knows where"
    assert [link.importer for link in india.links] == ["Nordmoln Drive", "Kopieboden", "Brevduvan Mail"]
    assert None in found, "a destination nobody knows is a destination of its own"
    assert found["SE"].chains > 1
    verdicts = [one.verdict for one in weakest(judged_in(register), LAW)]
    assert verdicts == sorted(verdicts, key=list(Verdict).index)


def test_a_weak_hop_on_the_way_makes_a_chain_weak_that_ends_well(register_of: Callable[[str], Register]) -> None:
    weak = PORTFOLIO.replace('importer.country = "US"', 'importer.country = "IN"').replace(
        'destination = "US"', 'destination = "IN"'
    )
    behind = '\n[[engagement.sub_processor]]\nname = "Slutboden"\nplaces = ["NO"]\n\n[[engagement]]\nkey = "files"\n'
    register = register_of(weak.replace('\n[[engagement]]\nkey = "files"\n', behind))
    norway = next(one for one in weakest(judged_in(register), LAW) if one.destination == "NO")
    assert norway.links[-1].verdict in {Verdict.NOT_A_TRANSFER, Verdict.UNKNOWN}
    assert norway.first_failing == norway.links[0]
    assert norway.verdict is Verdict.UNSUPPORTED


def test_a_chain_that_holds_at_first_fails_where_it_stops_holding(register_of: Callable[[str], Register]) -> None:
    behind = '\n[[engagement.sub_processor]]\nname = "Slutboden"\nplaces = ["KP"]\n\n[[engagement]]\nkey = "files"\n'
    register = register_of(PORTFOLIO.replace('\n[[engagement]]\nkey = "files"\n', behind))
    korea = next(one for one in weakest(judged_in(register), LAW) if one.destination == "KP")
    assert korea.links[0].verdict is Verdict.COVERED
    assert korea.first_failing == korea.links[1]


def test_what_stands_on_one_decision_alone_is_told_by_the_rules_without_it(
    register_of: Callable[[str], Register],
) -> None:
    judged = judged_in(register_of(PORTFOLIO))
    (dpf,) = [one for one in standing(judged, LAW) if one.act == "(EU) 2023/1795"]
    assert (dpf.transfers, dpf.alone, dpf.controllers) == (1, 1, 1)
    assert (dpf.rests[0].verdict, dpf.rests[0].without) == (Verdict.COVERED, Verdict.UNSUPPORTED)
    assert standing(judged, LAW, "2023/1795") == (dpf,)
    assert [one.transfers for one in standing(judged, LAW, "2019/419")] == [0]
    with pytest.raises(BadInput, match="No act"):
        standing(judged, LAW, "9999/1")
    with pytest.raises(Ambiguous):
        standing(judged, LAW, "2021/")


def test_concentration_counts_engagements_once_and_says_what_nobody_knows(
    register_of: Callable[[str], Register],
) -> None:
    register = register_of(PORTFOLIO)
    found = concentration(register, judged_in(register))
    assert (found.controllers, found.engagements) == (1, 2)
    groups = {share.name: share for share in found.groups}
    assert (groups["Brevduvan"].engagements, groups["Brevduvan"].without_categories) == (2, 2)
    assert groups["Nordmoln"].direct == 1
    assert {share.key for share in found.countries} >= {"US", "IN", "SE", "IE"}
    assert found.country_not_known == 1
    assert found.party_not_known == 1


def test_a_chain_that_comes_back_to_itself_ends(register_of: Callable[[str], Register]) -> None:
    round_ = '\n[[engagement.sub_processor]]\nname = "Nordmoln Drive"\nplaces = ["SE"]\n'
    register = register_of(PORTFOLIO + round_)
    found = struck(register, "Nordmoln Drive").controllers[0]
    assert {one.path for one in found.reached} >= {
        ("Sjöboden AB", "Nordmoln Drive"),
        ("Sjöboden AB", "Nordmoln Drive", "Nordmoln Drive"),
    }
    assert weakest(judged_in(register), LAW)


def test_an_empty_register_answers_with_nothing(register_of: Callable[[str], Register]) -> None:
    register = register_of(ORGANISATION)
    assert concentration(register, judged_in(register)).engagements == 0
    assert weakest(judged_in(register), LAW) == standing(judged_in(register), LAW) == ()
    told = list(lines(answered(Question.BLAST, register, LAW, struck(register, "Nordmoln Drive"))))
    assert told[0] == "Nordmoln Drive: 0 controllers, 0 engagements."


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        (["blast", "Brevduvan Mail", "--event", "outage"], {"node", "event", "contacts", "controllers", "engagements"}),
        (["concentration"], {"parties", "groups", "countries", "engagements"}),
        (["difference", "--between", "2023-12-31", "2024-01-01"], {"nodes", "hops", "verdicts_differ"}),
    ],
)
def test_the_command_answers_as_text_and_as_json(
    store: Store,
    database_url: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    keys: set[str],
) -> None:
    load_catalogue(store, SmallCatalogue(tmp_path / "catalogue"))
    bring(store, PORTFOLIO, AT)
    answer = json.loads(asked(database_url, [*words, "--json"], capsys))
    assert set(answer) == {"question", "on", "known_at", "law", "answer"}
    assert keys <= set(answer["answer"])
    assert f"As of {answer['on']}" in asked(database_url, words, capsys)


def test_every_act_is_told_where_all_of_them_are_asked_for(
    store: Store, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    load_catalogue(store, SmallCatalogue(tmp_path / "catalogue"))
    bring(store, PORTFOLIO, AT)
    every = asked(database_url, ["standing", "all"], capsys)
    assert "(EU) 2023/1795: 1 transfers rest on it" in every
    assert every == asked(database_url, ["standing"], capsys)


@pytest.mark.parametrize(
    "words", [["blast"], ["weakest", "Nordmoln"], ["difference"], ["weakest", "--between", "2024-01-01", "2025-01-01"]]
)
def test_a_question_that_lacks_its_subject_or_has_one_too_many_is_refused(words: list[str]) -> None:
    with pytest.raises(BadInput):
        asked("sqlite://", words, None)


def asked(url: str, words: list[str], capsys: pytest.CaptureFixture[str] | None) -> str:
    parser = argparse.ArgumentParser()
    ask.arguments(parser)
    settings = environment.read({"ONWARD_DATABASE_URL": url, "ONWARD_TODAY": ON.isoformat()})
    assert ask.run(parser.parse_args(words), settings) == 0
    assert capsys is not None
    return capsys.readouterr().out
