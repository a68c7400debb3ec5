"""The log: one line an event, with words of ours and numbers, and nothing of what a person wrote or sent."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from registry import logs
from registry import settings as environment
from registry.errors import BadInput

NEEDLES = (
    "https://crm.example/ada",
    "192.0.2.7",
    "2001:db8::7",
    "mail.company.example",
    "Ada",
    "crm.example:8080",
    "ada@company.example",
    "onw_secretsecret",
    "Ada Berg",
    "'; DROP TABLE",
    "name=Ada",
    "a b",
    "å",
    "x\ny",
)


@pytest.fixture(autouse=True)
def _afterwards_as_before() -> Iterator[None]:
    root, ours = logging.getLogger(), logging.getLogger("onward")
    before = (root.handlers[:], root.level, ours.level)
    yield
    root.handlers[:], root.level = before[0], before[1]
    ours.setLevel(before[2])


def begun(**told: str) -> io.StringIO:
    stream = io.StringIO()
    logs.begin(environment.read({f"ONWARD_{name.upper()}": value for name, value in told.items()}), stream)
    return stream


def fallen(words: str) -> Exception:
    try:
        raise ValueError(words)
    except ValueError as error:
        return error


def test_an_event_is_one_line_of_json() -> None:
    stream = begun(log_form="json")
    logs.note("round", checked=3, ratio=0.5, source="src_one", dry=True, nothing=None)
    (line,) = stream.getvalue().splitlines()
    told = json.loads(line)
    assert told.pop("at").endswith("Z")
    assert told == {"level": "info", "event": "round", "checked": 3, "ratio": 0.5, "source": "src_one", "dry": True,
                    "nothing": None}  # fmt: skip


def test_an_event_is_one_line_of_pairs() -> None:
    stream = begun()
    logs.warn("request", method="GET", route="/api/v1/services/{identity}", status=200)
    line = stream.getvalue()
    assert line.endswith(" warning request method=GET route=/api/v1/services/{identity} status=200\n")


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("needle", NEEDLES)
def test_what_a_person_wrote_never_enters_a_line(form: str, needle: str) -> None:
    stream = begun(log_form=form)
    logs.note("request", route=needle)
    logs.fail("unforeseen", fallen(needle), route=needle)
    logging.getLogger("uvicorn.error").warning("refused %s", needle)
    logging.getLogger("asyncio").error(f"never retrieved: {needle}", exc_info=fallen(needle))
    written = stream.getvalue()
    assert needle not in written
    assert needle not in json.dumps(written, ensure_ascii=False)
    assert len(written.splitlines()) == 4
    assert written.count("?") >= 2


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_is_none_leaves_the_line_json(number: float) -> None:
    stream = begun(log_form="json")
    logs.note("round", ratio=number)
    told = json.loads(stream.getvalue(), parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))
    assert told["ratio"] == "?"


@pytest.mark.parametrize(
    "word", ["src_one", "0" * 64, "database:", "PATCH", "/", "/api/v1/users/{identity:str}/end", "/feeds/changes.atom"]
)
def test_words_of_ours_are_written(word: str) -> None:
    stream = begun(log_form="json")
    logs.note("request", said=word)
    assert json.loads(stream.getvalue())["said"] == word


def test_an_error_is_told_by_its_kind_and_the_lines_it_came_through() -> None:
    stream = begun(log_form="json")
    logs.fail("unforeseen", fallen("secret"), status=500)
    told = json.loads(stream.getvalue())
    assert (told["level"], told["error"], told["status"]) == ("error", "ValueError", 500)
    assert [one.partition(":")[0] for one in told["through"]] == ["tests/registry/test_logs.py"]


def test_a_line_of_a_library_says_who_wrote_it_and_where() -> None:
    stream = begun(log_form="json")
    logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.")
    logging.getLogger("uvicorn.access").info("GET /search?q=Ada")
    told = json.loads(stream.getvalue())
    assert (told["event"], told["by"]) == ("library", "uvicorn.error")
    assert told["line"].startswith("tests/registry/test_logs.py:")


def test_what_is_less_grave_than_asked_for_is_not_written() -> None:
    stream = begun(log_level="warning")
    logs.note("request", status=200)
    assert stream.getvalue() == ""


@pytest.mark.parametrize(("name", "value"), [("ONWARD_LOG_FORM", "xml"), ("ONWARD_LOG_LEVEL", "loud")])
def test_a_form_or_level_that_is_none_is_named(name: str, value: str) -> None:
    with pytest.raises(BadInput, match=f"{name} is “{value}”; write") as caught:
        environment.read({name: value})
    assert caught.value.field == name
