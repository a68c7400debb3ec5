"""Two days in one picture: told by word, mark and line before colour, in both languages; nothing gone is counted."""

import json
import re

import pytest
from flow_labels import words
from flow_sample import DAY, DAY_WRITTEN, sample
from test_difference import GONE, NEW, OTHER, changed

from graphs.commands.draw import render
from graphs.difference import merged
from graphs.legend import BORDERS, CHANGES
from graphs.model import Change, Language
from graphs.questions import verdict_counts
from graphs.renderers import dot, node_link, svg
from registry import lawfiles
from registry import settings as environment
from registry.errors import BadInput
from registry.terms import Verdict

WORDS = {Language.SWEDISH: ("+ ny", "− borta", "≠ ändrad"), Language.ENGLISH: ("+ new", "− gone", "≠ changed")}
BEFORE = {Language.SWEDISH: "tidigare: Beslut om adekvat skyddsnivå", Language.ENGLISH: "before: Adequacy decision"}


@pytest.mark.parametrize("language", list(Language))
def test_a_reader_of_either_language_reads_what_became_of_each_hop(language: Language) -> None:
    picture = svg.render(merged(sample(language), changed(language)), words(language))
    told = " | ".join(svg.texts(picture))
    for word in (*WORDS[language], BEFORE[language], DAY_WRITTEN[language]):
        assert word in told


def test_lines_and_borders_differ_without_any_colour() -> None:
    assert len({(look.line, look.width) for look in CHANGES.values()}) == len(Change)
    assert len({look.mark for look in CHANGES.values()}) == len(Change)
    assert len(set(BORDERS.values())) == len(Change)


def test_the_line_tells_the_change_and_the_arrowhead_still_the_verdict() -> None:
    source = dot.source(merged(sample(), changed()), words(Language.SWEDISH))
    gone, new = (next(line for line in source.splitlines() if f'"hop-{key}.to"' in line) for key in (GONE, NEW))
    assert "style=dashed" in gone
    assert "arrowhead=normaltee" in gone
    assert "penwidth=3.2" in new
    assert "arrowhead=normaldot" in new


def test_json_tells_the_change_and_the_verdict_before_and_only_where_days_are_compared() -> None:
    whole = json.loads(node_link.render(merged(sample(), changed())))
    became = {edge["key"]: (edge["change"], edge["verdict_before"], edge["verdict"]) for edge in whole["edges"]}
    assert became[OTHER] == ("changed", "covered", "unsupported")
    assert became[GONE] == ("gone", "unsupported", "unsupported")
    assert became[NEW] == ("added", None, "covered")
    assert whole["graph"]["compared_with"] == DAY.isoformat()
    assert "change" not in node_link.render(sample())


def test_what_is_gone_is_drawn_and_not_counted() -> None:
    graph = merged(sample(), changed())
    assert verdict_counts(graph) == verdict_counts(changed())
    assert verdict_counts(sample())[Verdict.UNSUPPORTED] == 1


def test_a_day_compared_with_itself_is_the_same_all_over() -> None:
    whole = json.loads(node_link.render(merged(sample(), sample())))
    assert {one["change"] for one in (*whole["nodes"], *whole["edges"])} == {"same"}


def test_a_map_shows_one_day_and_says_so_when_two_are_asked_for() -> None:
    with pytest.raises(BadInput, match="svg"):
        render(merged(sample(), changed()), "map", environment.read({}), lawfiles.load())


def test_mermaid_tells_what_became_of_each_hop_by_mark_word_and_line() -> None:
    told = render(merged(sample(), changed()), "mermaid", environment.read({}), lawfiles.load()).decode()
    assert any("==>" in line and "ny#58;" in line.replace(":", "#58;") for line in told.splitlines())
    assert any("-.->" in line and "borta" in line for line in told.splitlines())
    assert any("ändrad" in line for line in told.splitlines())


def test_graphml_tells_what_became_of_each_hop() -> None:
    told = render(merged(sample(), changed()), "graphml", environment.read({}), lawfiles.load()).decode()
    assert {">added<", ">gone<", ">changed<", ">same<"} <= {f">{word}<" for word in re.findall(r">(\w+)<", told)}
