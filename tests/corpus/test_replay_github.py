"""The watcher's judgement over real captures of real documents."""

from pathlib import Path

import pytest

from crawlers.extract import extract
from crawlers.known import gazetteer
from crawlers.replay import Step, replay
from registry.terms import CaptureState, ChangeKind

pytestmark = pytest.mark.shared

ADDED = ChangeKind.NEW_RECIPIENT_OR_SUBPROCESSOR
REMOVED = ChangeKind.REMOVED_RECIPIENT_OR_SUBPROCESSOR
PLACE = ChangeKind.LOCATION_OR_COUNTRY_CHANGE


@pytest.fixture(scope="module")
def steps(shared: Path) -> dict[str, Step]:
    """Each step by the running number of its capture."""
    folder = shared / "histories" / "data" / "github" / "subprocessors"
    return {step.capture.path.name[12:16]: step for step in replay(folder, gazetteer=gazetteer())}


def facts(step: Step) -> set[tuple[ChangeKind, str | None]]:
    assert step.found is not None
    return {(change.kind, change.subject) for change in step.found.changes}


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("0019", {(REMOVED, "Monday.com")}),
        ("0038", {(REMOVED, "Splunk")}),
        ("0040", {(ADDED, "Anthropic PBC")}),
        ("0047", {(ADDED, "Hewlett-Packard Limited"), (ADDED, "LambdaTest"), (ADDED, "Oracle America, Inc.")}),
    ],
)
def test_parties_added_and_removed_are_named(
    steps: dict[str, Step], number: str, expected: set[tuple[ChangeKind, str]]
) -> None:
    assert expected <= facts(steps[number])
    assert steps[number].alert


def test_the_removed_row_tells_both_of_its_countries(steps: dict[str, Step]) -> None:
    found = steps["0019"].found
    assert found is not None
    quote = found.changes[0].before
    assert quote is not None
    assert quote.text.split("\n")[-2:] == ["United States", "Israel"]


@pytest.mark.parametrize("number", ["0035", "0044", "0053"])
def test_a_country_more_or_less_is_a_change_of_place(steps: dict[str, Step], number: str) -> None:
    assert {kind for kind, _ in facts(steps[number])} == {PLACE}
    assert steps[number].alert


@pytest.mark.parametrize("number", ["0018", "0020", "0022", "0043", "0054"])
def test_front_matter_and_white_space_are_silent(steps: dict[str, Step], number: str) -> None:
    assert not steps[number].alert


def test_returns_within_thirty_days_are_silent(steps: dict[str, Step]) -> None:
    returned = [step for step in steps.values() if step.state is CaptureState.RETURNED]
    assert returned
    assert not any(step.alert for step in returned)


def test_no_capture_fails_to_be_read(shared: Path) -> None:
    """First, middle and last capture of every document; all of them are read by benchmarks/corpus.py."""
    folders = sorted((shared / "histories" / "data").glob("*/*"))
    assert len(folders) == 79
    for folder in folders:
        names = sorted(path for path in folder.iterdir())
        for path in {names[0], names[len(names) // 2], names[-1]}:
            document = extract(path.read_bytes(), name=path.name)
            assert all(document.text[block.start : block.end] == block.text for block in document.blocks)
