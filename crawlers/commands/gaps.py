"""`onward gaps`: what people are told against what the register and the site show."""

import argparse
import json
from datetime import date
from pathlib import Path
from typing import Any

from crawlers import gaptelling
from crawlers.errors import ExtractFailed
from crawlers.extract import MAX_BYTES, extract
from crawlers.gaps import Asking, compare
from crawlers.known import gazetteer
from crawlers.phrases import LANGUAGES
from crawlers.read import Reading, read
from crawlers.site import Survey
from crawlers.site_known import known
from crawlers.site_visits import Visit
from registry import judging, lawfiles
from registry.answers import Asked, Exit, Upload, an_instant, dumps, queried, say, tell
from registry.errors import BadInput
from registry.settings import Settings
from registry.store import open_store

HELP = "compare a privacy notice with the register and with what a site loads"
EXAMPLE = "onward gaps --controller Alumio --policy policy.html --site scan.json --json"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Whose notice, which file, and what to hold it against."""
    parser.add_argument("--controller", required=True, metavar="NAME", help="the organisation whose notice it is")
    parser.add_argument(
        "--policy", required=True, type=Path, metavar="FILE", help="the notice: HTML, PDF, Markdown, text"
    )
    parser.add_argument(
        "--site", action="append", default=[], type=Path, metavar="FILE",
        help="what `onward scan … --json` printed, or a recording (.har); once for each time the site was looked at",
    )  # fmt: skip
    parser.add_argument(
        "--activity", action="append", default=[], metavar="KEY",
        help="compare only with this activity; may be repeated. Without it, with all but those the notice leaves out",
    )  # fmt: skip
    parser.add_argument("--on", metavar="DATE", help="the day (YYYY-MM-DD); without it, today")
    parser.add_argument("--known-at", type=an_instant, metavar="INSTANT", help="as known then (2026-11-22T12:00:00Z)")
    parser.add_argument("--lang", choices=LANGUAGES, help="the notice's language; without it, told from its words")
    parser.add_argument("--json", action="store_true", help="every finding with its quote and sentence, as a JSON list")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Compares, and answers with exit 1 where something is missing or insufficient. Writes nothing."""
    asking = Asking(
        controller=arguments.controller,
        on=_day(arguments.on) or settings.on(),
        scope=tuple(arguments.activity),
        sites=tuple(_site(path) for path in arguments.site),
        known_at=arguments.known_at,
    )
    reading = _notice(arguments.policy, arguments.lang)
    store = open_store(settings.database_url)
    try:
        store.require_current()
        with store.read() as session:
            law = judging.law_book_at(session, asking.known_at, lawfiles.load())
            answer = gaptelling.told(compare(session, law, reading, asking), reading)
    finally:
        store.close()
    return told(arguments, settings, answer)


def asked(arguments: argparse.Namespace, settings: Settings) -> Asked:
    """What a server is asked instead."""
    fields = queried(
        controller=arguments.controller,
        lang=arguments.lang,
        on=_day(arguments.on) or settings.today,
        known_at=arguments.known_at,
        activities=arguments.activity,
        sites=[dumps(_site(path), indent=None) for path in arguments.site],
    )
    content = Upload(_bytes(arguments.policy), "application/octet-stream", arguments.policy.name, fields)
    return Asked("gaps", upload=content)


def told(arguments: argparse.Namespace, _: Settings, answer: dict[str, Any]) -> int:
    """Tell the gaps, whoever was asked."""
    for one in answer["left_out"]:
        say(f"Not compared: {one['activity']} (“{one['quote'][:200]}”). Name it with --activity to compare it.")
    if arguments.json:
        tell(answer["gaps"])
    else:
        print("\n".join(_lines(answer["gaps"], answer["language"])) or "No gap found.")
    return Exit.FINDINGS if gaptelling.is_alarming(answer["gaps"]) else Exit.OK


def _notice(path: Path, language: str | None) -> Reading:
    try:
        extracted = extract(_bytes(path), name=path.name)
    except ExtractFailed as error:
        raise BadInput(f"{path}: {error}", field="policy") from error
    return read(extracted, language=language, gazetteer=gazetteer())


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as opened:
            return opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from error


def _site(path: Path) -> object:
    """A scan's answer; a recording is scanned first."""
    content = _bytes(path)
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{path} is no JSON in UTF-8. Save there what `onward scan … --json` prints.") from error
    if not isinstance(found, dict) or "log" not in found:
        return found
    visit = Visit(Survey(known()))
    try:
        visit.recording(content, path.name)
    except ExtractFailed as error:
        raise BadInput(f"{path}: {error}", field="site") from error
    return visit.answer()


def _lines(told: list[dict[str, object]], language: str) -> list[str]:
    """A finding in short lines, in the notice's language where it is Swedish, else in English."""
    lines = []
    for one in told:
        finding, suggestion = one["finding"], one["suggestion"]
        tongue = "sv" if language == "sv" else "en"
        said = finding[tongue] if isinstance(finding, dict) else ""
        lines.append(f"{one['id']:<4} {one['level']:<8} Art. {one['article']}  {said}")
        if one["quote"]:
            lines.append(f"       “{str(one['quote'])[:200]}”")
        if isinstance(suggestion, dict):
            lines.append(f"       → {suggestion[tongue]}")
    return lines


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadInput(f"“{text}” is no day; write YYYY-MM-DD.", field="on") from error
