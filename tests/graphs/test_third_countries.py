"""What every controller reaches outside the EEA: as the graph and the walks tell it, for all controllers at once."""

import argparse
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from small_catalogue import SmallCatalogue
from small_portfolio import AT, ON, ORGANISATION, PORTFOLIO, bring, engagement, load_catalogue, register_with

from graphs import flows, questions
from graphs.alike import Alike
from graphs.answers import of_controller
from graphs.commands import ask
from graphs.contexts import chart
from graphs.flows import Wanted
from graphs.reached import Reach, ThirdCountries, reached, surveyed
from graphs.weakest import weakest
from registry import cataloguefiles, judging, lawfiles, portfolios
from registry import settings as environment
from registry.catalogue import loading
from registry.catalogue.importing import import_portfolio
from registry.catalogue.reading import Moment, Register, read_register
from registry.errors import Ambiguous, BadInput
from registry.law.zones import Zone
from registry.store import Store
from registry.terms import Verdict

LAW = lawfiles.load()
SAMPLES = Path(__file__).parents[2] / "data" / "samples"
FLOW = "kind_of_flow = {hr_data = false, automated = true, systematic = true}\n"
CERTIFIED = engagement(
    "Tysta Byrån",
    f'role.decided_by_us = "processor"\n{FLOW}[[engagement.transfer]]'
    + PORTFOLIO.split("[[engagement.transfer]]")[1].split("[[engagement]]")[0],
)  # the certified transfer to the United States, and nothing else
ROUND = '\n[[engagement.sub_processor]]\nname = "Nordmoln Drive"\nplaces = ["SE"]\n'


@pytest.fixture
def register_of(store: Store, tmp_path: Path) -> Callable[[str], Register]:
    """The register with this portfolio."""
    load_catalogue(store, SmallCatalogue(tmp_path / "catalogue"))
    return lambda text: register_with(store, text)


def asked(register: Register, *, revoke: str | None = None) -> ThirdCountries:
    return reached(register, surveyed(register, LAW), revoke=revoke)


def by_country(answer: ThirdCountries, name: str) -> dict[str | None, Reach]:
    (one,) = (one for one in answer.controllers if one.name == name)
    return {reach.country: reach for reach in one.countries}


def as_walked(register: Register, answer: ThirdCountries) -> None:
    """Every controller's countries, verdicts, failing hops and lengths are those of the graph and of the walk."""
    judged = judging.flows(register, LAW)
    for one in answer.controllers:
        graph = flows.build(register, LAW, Wanted(controller_id=one.controller))
        unknown = {None} & set(questions.worst_by_destination(graph))
        assert {reach.country for reach in one.countries} == set(questions.third_countries(graph)) | unknown
        walked = {weak.destination: weak for weak in weakest(of_controller(judged, one.controller), LAW)}
        for reach in one.countries:
            weak = walked[reach.country]
            assert (reach.verdict, len(reach.path), reach.zone) == (weak.verdict, len(weak.path), weak.zone)
            assert (reach.first_failing is None) == (weak.first_failing is None)
            assert weak.verdict is min([link.verdict for link in weak.links], key=list(Verdict).index)


@pytest.mark.parametrize("text", [PORTFOLIO, PORTFOLIO + ROUND, ORGANISATION, engagement("Tysta Byrån")])
def test_all_at_once_is_told_what_each_graph_and_each_walk_tells(
    register_of: Callable[[str], Register], text: str
) -> None:
    register = register_of(text)
    as_walked(register, asked(register))


def test_the_sample_organisations_are_told_the_same(store: Store, tmp_path: Path) -> None:
    with store.write("test") as session:
        loading.load(session, cataloguefiles.load(), AT.replace(minute=0, hour=11))
        for sample in sorted(SAMPLES.glob("*.toml")):
            import_portfolio(session, portfolios.parse(sample.read_bytes(), sample.name), AT, name=sample.name)
    with store.read() as session:
        register = read_register(session, Moment(ON))
    answer = asked(register)
    assert sum(len(one.countries) for one in answer.controllers) > 10
    as_walked(register, answer)


def test_a_country_is_told_with_its_way_and_the_hop_where_it_first_fails(
    register_of: Callable[[str], Register],
) -> None:
    found = by_country(asked(register_of(PORTFOLIO)), "Sjöboden AB")
    india = found["IN"]
    assert india.path == ("Sjöboden AB", "Nordmoln Drive", "Kopieboden", "Brevduvan Mail")
    assert india.first_failing is not None
    assert (india.first_failing.exporter, india.first_failing.importer) == india.path[:2]
    assert (india.zone, india.supposed) == (Zone.THIRD_COUNTRY, None)
    assert [reach.verdict for reach in found.values()] == sorted(
        (reach.verdict for reach in found.values()), key=list(Verdict).index
    )


def test_a_service_in_no_country_is_told_as_a_destination_nobody_knows_and_never_green(
    register_of: Callable[[str], Register],
) -> None:
    answer = asked(register_of(engagement("Tysta Byrån", 'role.decided_by_us = "processor"\n')))
    (one,) = answer.controllers
    (reach,) = one.countries
    assert (reach.country, reach.zone, reach.verdict) == (None, Zone.UNKNOWN, Verdict.UNKNOWN)
    assert reach.first_failing is not None
    assert not one.depth_known
    assert [(country.country, country.verdict) for country in answer.countries] == [(None, Verdict.UNKNOWN)]


def test_a_controller_that_engages_nobody_reaches_nothing(register_of: Callable[[str], Register]) -> None:
    (one,) = asked(register_of(ORGANISATION)).controllers
    assert (one.countries, one.depth_known) == ((), True)


def test_a_fallen_decision_is_supposed_for_all_controllers_at_once(register_of: Callable[[str], Register]) -> None:
    register = register_of(CERTIFIED)
    answer = asked(register, revoke="2023/1795")
    assert answer.revoked == "(EU) 2023/1795"
    america = by_country(answer, "Sjöboden AB")["US"]
    assert america.supposed is not None
    assert (america.verdict, america.supposed.verdict) == (Verdict.COVERED, Verdict.UNSUPPORTED)
    assert (america.first_failing, america.path) == (None, ("Sjöboden AB", "Tysta Byrån"))
    assert america.supposed.first_failing is not None
    assert {country.country: country.worse for country in answer.countries}["US"] == 1
    with pytest.raises(BadInput, match="No act"):
        asked(register, revoke="9999/1")
    with pytest.raises(Ambiguous):
        asked(register, revoke="2021/")


def test_engagements_that_are_alike_share_the_chain_behind_them(register_of: Callable[[str], Register]) -> None:
    register = register_of(engagement("Nordmoln Drive", 'role.decided_by_us = "processor"\n'))
    (row,) = register.engagements.values()
    another = SimpleNamespace(**dict(row._mapping) | {"id": "eng_another", "controller_id": "org_another"})
    ours = register.organisations[row.controller_id]
    other = SimpleNamespace(**dict(ours._mapping) | {"id": "org_another", "name": "Andra AB"})
    grown = replace(
        register,
        organisations=register.organisations | {"org_another": other},
        engagements=register.engagements | {"eng_another": another},
        engagements_of=register.engagements_of | {"org_another": [another]},
    )
    alone, both = (chart(one, Alike(LAW, ON)).arrays for one in (register, grown))
    assert len(alone.rows) > 1
    assert len(both.rows) == len(alone.rows) + 1
    assert [len(one.countries) for one in asked(grown).controllers] == [
        len(asked(register).controllers[0].countries)
    ] * 2


def test_the_command_tells_all_controllers_as_text_and_as_json(
    store: Store, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    load_catalogue(store, SmallCatalogue(tmp_path / "catalogue"))
    bring(store, CERTIFIED, AT)
    answer = json.loads(command(database_url, ["--all", "--revoke", "2023/1795", "--json"], capsys))
    assert (answer["question"], answer["answer"]["revoked"]) == ("third-countries", "(EU) 2023/1795")
    told = command(database_url, ["--controller", "Sjö", "--revoke", "2023/1795"], capsys)
    assert "covered -> unsupported US: Sjöboden AB > Tysta Byrån" in told
    assert "without it first fails: Sjöboden AB > Tysta Byrån (unsupported)" in told
    assert "1 worse without (EU) 2023/1795" in told
    assert f"As of {answer['on']}" in told


def test_a_decision_is_revoked_in_this_question_alone() -> None:
    with pytest.raises(BadInput, match="third-countries"):
        ask.run(parsed(["weakest", "--revoke", "2023/1795"]), environment.read({"ONWARD_DATABASE_URL": "sqlite://"}))


def parsed(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    ask.arguments(parser)
    return parser.parse_args(words)


def command(url: str, words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    settings = environment.read({"ONWARD_DATABASE_URL": url, "ONWARD_TODAY": ON.isoformat()})
    assert ask.run(parsed(["third-countries", *words]), settings) == 0
    return capsys.readouterr().out
