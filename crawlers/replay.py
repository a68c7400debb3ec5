"""The watcher's judgement over a folder of captures: the functions of the live round, no network, no database.

A capture is one of `same` `changed` `returned` `bad_capture` `upgraded`. What is compared with is always the last good
version. A return to an earlier text is no alert while the text between stood less than 30 days.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from crawlers.blocks import Extracted
from crawlers.captures import BadCapture, has_become, may_stand, why_bad
from crawlers.changes import Change
from crawlers.classify import Classification, classify
from crawlers.compare import Difference, compare, fingerprint, hides_mail_alone
from crawlers.errors import ExtractFailed
from crawlers.extract import extract
from crawlers.gazetteer import EMPTY, Gazetteer
from crawlers.quiet import quiet_kind
from crawlers.read import Reading, read
from registry.errors import BadInput
from registry.terms import CaptureState, ChangeKind

RETURN_DAYS = 30
MAX_CAPTURES = 20_000
_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})__\d{1,9}-[^/]{1,200}\.(?:md|html|txt|pdf)")


_PAGE_ALONE = Classification((ChangeKind.NAVIGATION_NOISE,), ())


@dataclass(frozen=True, slots=True)
class Capture:
    """One file of the folder: its day, and the extractor that made it, None where nobody said."""

    path: Path
    on: date
    extractor: str | None


@dataclass(frozen=True, slots=True)
class Version:
    """A good capture as it was read. `since` is the day its text first stood, without another between."""

    capture: Capture
    reading: Reading
    mark: str
    since: date


@dataclass(frozen=True, slots=True)
class Step:
    """What one capture is beside the last good version."""

    before: Capture
    capture: Capture
    compared_with: Capture | None
    state: CaptureState
    found: Classification | None = None
    reason: BadCapture | None = None

    @property
    def alert(self) -> bool:
        """Whether somebody is told."""
        return self.state is CaptureState.CHANGED and self.found is not None and self.found.is_material


def captures_of(folder: Path) -> list[Capture]:
    """The captures of a folder in order. Raises BadInput where there are none or a name has no day."""
    if not folder.is_dir():
        raise BadInput(f"“{folder}” is no folder; name the folder that holds one document's captures.")
    extractors = _extractors(folder / "captures.jsonl")
    names = sorted(path.name for path in folder.iterdir() if path.name != "captures.jsonl" and path.is_file())
    wrong = [name for name in names if not _NAME.fullmatch(name)]
    if wrong or not names or len(names) > MAX_CAPTURES:
        found = f"“{wrong[0]}”" if wrong else f"{len(names)} captures"
        raise BadInput(f"{folder}: expected files named YYYY-MM-DD__0007-anything.md|html|txt|pdf, found {found}.")
    return [Capture(folder / name, _day(name), extractors.get(name)) for name in names]


def _day(name: str) -> date:
    try:
        return date.fromisoformat(name[:10])
    except ValueError as error:
        raise BadInput(f"“{name}” does not begin with a day that exists.") from error


def _extractors(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    told: dict[str, str] = {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not UTF-8: {error.reason} at byte {error.start}.") from error
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line) if line.strip() else {}
            told |= {str(row["file"]): str(row["extractor"])} if row else {}
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise BadInput(f'{path}, line {number}: write {{"file": "…", "extractor": "…"}}.') from error
    return told


def replay(folder: Path, *, language: str | None = None, gazetteer: Gazetteer = EMPTY) -> Iterator[Step]:
    """One step per capture after the first."""
    history = _History(language, gazetteer)
    before: Capture | None = None
    for capture in captures_of(folder):
        step = history.take(capture, before)
        if step is not None:
            yield step
        before = capture


class _History:
    """The versions so far: the last good one, and when each earlier text was last seen."""

    def __init__(self, language: str | None, gazetteer: Gazetteer) -> None:
        self._language = language
        self._gazetteer = gazetteer
        self._last: Version | None = None
        self._extractor: str | None = None
        self._seen: set[str] = set()
        self._odd: tuple[Extracted, date] | None = None

    def take(self, capture: Capture, before: Capture | None) -> Step | None:
        """Judge the next capture; None for the first."""
        last, previous = self._last, self._extractor
        self._extractor = capture.extractor or previous
        is_upgrade = previous is not None and capture.extractor not in (None, previous)
        try:
            extracted = extract(capture.path.read_bytes(), name=capture.path.name)
        except ExtractFailed:
            return self._bad(before, capture, BadCapture.EMPTY)
        reason = why_bad(extracted, last.reading.extracted if last is not None else None)
        if reason is not None and not self._has_become(extracted, capture, reason):
            return self._bad(before, capture, reason)
        self._odd = None
        mark = fingerprint(extracted)
        reading = read(extracted, language=self._language, gazetteer=self._gazetteer)
        step = self._judge(before, capture, last, reading, mark=mark, upgrade=is_upgrade)
        same = last is not None and last.mark == mark
        self._last = Version(capture, reading, mark, last.since if last is not None and same else capture.on)
        self._seen.add(mark)
        return step

    def _has_become(self, extracted: Extracted, capture: Capture, reason: BadCapture) -> bool:
        """Whether an odd text has stood so long that it is the document. Begins to count at the first of its sort."""
        if not may_stand(reason):
            return False
        odd = self._odd
        if odd is None or why_bad(extracted, odd[0]) is not None:
            self._odd = odd = (extracted, capture.on)
        return has_become(extracted, odd[0], capture.on - odd[1])

    def _bad(self, before: Capture | None, capture: Capture, reason: BadCapture) -> Step | None:
        if before is None:
            return None
        against = self._last.capture if self._last is not None else None
        return Step(before, capture, against, CaptureState.BAD_CAPTURE, _PAGE_ALONE, reason)

    def _judge(
        self,
        before: Capture | None,
        capture: Capture,
        last: Version | None,
        reading: Reading,
        *,
        mark: str,
        upgrade: bool,
    ) -> Step | None:
        if before is None:
            return None
        if last is None:
            return Step(before, capture, None, CaptureState.SAME)
        difference = compare(last.reading.extracted, reading.extracted)
        if hides_mail_alone(difference) and not upgrade:
            return Step(
                before, capture, last.capture, CaptureState.SAME, Classification((ChangeKind.COSMETIC_ONLY,), ())
            )
        state = self._state(capture, last, mark, upgrade)
        if state is CaptureState.SAME:
            found = _quiet(before, capture, last.capture, (last.reading.extracted, reading.extracted), difference)
        else:
            found = classify(last.reading, reading, difference)
        return Step(before, capture, last.capture, state, found)

    def _state(self, capture: Capture, last: Version, mark: str, upgrade: bool) -> CaptureState:
        if upgrade:
            return CaptureState.UPGRADED
        if mark == last.mark:
            return CaptureState.SAME
        if mark in self._seen and capture.on - last.since < timedelta(days=RETURN_DAYS):
            return CaptureState.RETURNED
        return CaptureState.CHANGED


def _quiet(
    before: Capture, capture: Capture, last: Capture, texts: tuple[Extracted, Extracted], difference: Difference
) -> Classification:
    """Why the bytes of an equal text differ. After a bad capture it is that which went: the page, not the text."""
    if before.path != last.path:
        return _PAGE_ALONE
    kind = quiet_kind(last.path.read_bytes(), capture.path.read_bytes(), texts, difference)
    return Classification((kind,) if kind is not None else (), ())


def as_json(step: Step) -> dict[str, object]:
    """A step as one line of the command's answer."""
    found = step.found if step.state is not CaptureState.UPGRADED else None
    line: dict[str, object] = {
        "from": step.before.path.name,
        "to": step.capture.path.name,
        "compared_with": step.compared_with.path.name if step.compared_with is not None else None,
        "state": str(step.state),
        "alert": step.alert,
        "material": bool(found is not None and found.is_material),
        "kinds": [str(kind) for kind in found.kinds] if found is not None else [],
        "changes": [change_as_json(change) for change in found.changes] if found is not None else [],
    }
    return line | ({"reason": str(step.reason)} if step.reason is not None else {})


def change_as_json(change: Change) -> dict[str, object]:
    """A change in the shape all commands share."""
    told: dict[str, object] = {
        "kind": str(change.kind),
        "before": change.before.text if change.before is not None else None,
        "after": change.after.text if change.after is not None else None,
        "subject": change.subject,
        "countries": list(change.countries),
    }
    counted = {"untold": change.untold} if change.untold else {}
    return told | counted | ({"sub_kind": str(change.sub_kind)} if change.sub_kind is not None else {})
