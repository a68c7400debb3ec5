"""Answers are JSON on standard output alone: keys sorted, letters as they are, the same bytes every time."""

import json

import pytest

from registry.answers import Exit, dumps, say, tell
from registry.terms import Verdict


def test_the_order_in_which_an_answer_was_made_does_not_show() -> None:
    assert dumps({"b": 1, "a": {"d": 2, "c": 3}}) == dumps({"a": {"c": 3, "d": 2}, "b": 1})
    assert list(json.loads(dumps({"b": 1, "a": 2}))) == ["a", "b"]


def test_letters_stand_as_they_are() -> None:
    assert dumps("Åsa & <Örjan> 株", indent=None) == '"Åsa & <Örjan> 株"'


def test_a_line_of_json_lines_is_one_line() -> None:
    assert dumps({"a": ["x\ny", None]}, indent=None) == '{"a": ["x\\ny", null]}'


def test_words_of_a_vocabulary_are_written_as_their_values() -> None:
    assert dumps([Verdict.COVERED], indent=None) == '["covered"]'


def test_what_is_no_json_is_the_programmers_mistake() -> None:
    with pytest.raises(TypeError):
        dumps({"a": object()})


def test_answers_and_talk_go_apart(capfd: pytest.CaptureFixture[str]) -> None:
    tell({"a": 1}, indent=None)
    say("Reading …")
    out, err = capfd.readouterr()
    assert (out, err) == ('{"a": 1}\n', "Reading …\n")


def test_the_exit_codes_are_those_outsiders_rely_on() -> None:
    assert {code.name: int(code) for code in Exit} == {"OK": 0, "FINDINGS": 1, "USAGE": 2, "UNREACHABLE": 3}
