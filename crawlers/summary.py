"""What a document says, in a few lines for a person at a terminal: made of the very answer that `--json` prints."""

from collections.abc import Iterator, Mapping
from typing import Any

_KINDS = {
    "notice": "a privacy notice",
    "dpa": "a data processing agreement",
    "sub_processor_list": "a list of sub-processors",
    "other": "neither a notice, an agreement nor a list by its titles",
}
_LANGUAGES = {"sv": "Swedish", "en": "English"}
_MAX_NAMES = 60
_MAX_WORDS = 90

Answer = Mapping[str, Any]


def summary(answer: Answer) -> Iterator[str]:
    """The lines, without line ends and without characters that steer a terminal."""
    for line in _lines(answer):
        yield "".join(c if c.isprintable() else "?" for c in line)


def _lines(answer: Answer) -> Iterator[str]:
    language = _LANGUAGES.get(answer["language"], "another language, read with both vocabularies")
    yield f"{_KINDS.get(answer['document_kind'], answer['document_kind'])}; {language}"
    if answer["last_updated"]:
        yield f"last updated: {answer['last_updated']}"
    yield from _named("controllers", [one["name"] for one in answer["controllers"]])
    yield from _table("recipients", [_recipient(one) for one in answer["recipients"]])
    yield from _table("sub-processors", [_row(one) for one in answer["sub_processors"]])
    transfers = answer["transfers"]
    yield f"transfers outside the EEA: {transfers['outside_eea']}" + _after(": ", transfers["countries"])
    yield from _named("mechanisms named", transfers["mechanisms"])
    if answer["document_kind"] == "dpa":
        yield from _agreement(answer)
    yield from _named("does not say", list(_unsaid(answer)))


def _recipient(one: Answer) -> str:
    tools = [tool for tool in one["mechanism_stated"] if tool != "none"]
    return (
        f"{_cut(one['name_as_written'])}  {one['role_stated']}"
        + _after("  ", one["countries_stated"])
        + _after("  ", tools)
    )


def _row(one: Answer) -> str:
    places = _after("  ", one["countries"] or ([f"seat {one['seat']}"] if one["seat"] else []))
    return f"{_cut(one['name_as_written'])}{places}  {_cut(one['purpose'] or 'purpose not stated')}"


def _agreement(answer: Answer) -> Iterator[str]:
    for state in ("present", "unclear", "absent"):
        yield from _named(f"clauses {state}", [one["id"] for one in answer["clauses"] if one["state"] == state])
    yield f"authorisation of sub-processors: {answer['authorisation'] or 'not told'}"
    for key, label in (("notice_days", "days of notice"), ("objection_days", "days to object")):
        if answer[key] is not None:
            yield f"{label}: {answer[key]}"
    clauses = [" ".join([one["act"] or "act not named", *one["modules"]]) for one in answer["scc"]]
    yield from _named("transfer clauses", clauses)


def _unsaid(answer: Answer) -> Iterator[str]:
    """What a document of its kind should say and does not, as far as the readers see."""
    if answer["document_kind"] == "notice":
        wanted = {
            "who the controller is": "controllers",
            "legal bases": "legal_bases",
            "how long data are kept": "retention",
            "the supervisory authority": "supervisory_authority",
            "recipients by name": "recipients",
        }
        yield from (label for label, key in wanted.items() if not answer[key])
    if answer["document_kind"] == "dpa" and answer["notice_days"] is None:
        yield "days of notice before a new sub-processor"
    if answer["transfers"]["outside_eea"] in ("yes", "possible") and not answer["transfers"]["mechanisms"]:
        yield "on what transfers outside the EEA rest"
    if nowhere := sum(not (one["countries"] or one["seat"]) for one in answer["sub_processors"]):
        yield f"where {nowhere} of its sub-processors are"


def _table(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield f"{title}: {len(lines)}"
        yield from (f"  {line}" for line in lines[:_MAX_NAMES])
    if len(lines) > _MAX_NAMES:
        yield f"  and {len(lines) - _MAX_NAMES} more; --json gives them all"


def _named(title: str, names: list[str]) -> Iterator[str]:
    if names:
        yield f"{title}: " + ", ".join(_cut(name) for name in names[:_MAX_NAMES])


def _after(mark: str, words: list[str]) -> str:
    return mark + ", ".join(words) if words else ""


def _cut(text: str) -> str:
    return text if len(text) <= _MAX_WORDS else text[: _MAX_WORDS - 1] + "…"
