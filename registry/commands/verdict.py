"""`onward verdict`: what Chapter V says of a transfer on a day. Needs no database."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from registry import lawfiles
from registry.answers import Exit, a_day, tell
from registry.errors import BadFacts, BadInput
from registry.law.facts import read_facts
from registry.law.lawbook import LawBook
from registry.law.lawindex import act_number
from registry.law.transfers import assess
from registry.law.verdicts import Answer
from registry.settings import Settings

HELP = "Say what GDPR Chapter V makes of a transfer on a day, and why."
EXAMPLE = "onward verdict --facts transfer.json --on 2026-11-22 --json"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument(
        "--facts", required=True, metavar="FILE.json", help="one transfer or a list; - reads from input"
    )
    parser.add_argument("--on", type=a_day, metavar="DATE", help="the day asked about, YYYY-MM-DD (default: today)")
    parser.add_argument(
        "--json", action="store_true", help="answer in JSON: an object for one transfer, a list for a list"
    )


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Judge what the file holds; nothing is answered when any transfer of it cannot be read."""
    raw = _loaded(arguments.facts)
    book = lawfiles.load()
    on = arguments.on or settings.on()
    answers = list(_judged(raw if isinstance(raw, list) else [raw], isinstance(raw, list), book, on))
    if arguments.json:
        shapes = [answer.shape() for answer in answers]
        tell(shapes if isinstance(raw, list) else shapes[0])
    else:
        sys.stdout.write("\n".join(_lines(answers)) + "\n" if answers else "")
    return Exit.OK


def _loaded(name: str) -> object:
    """The JSON of a file, or of standard input."""
    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise BadInput(f"{name} cannot be read: {error.strerror}. Name a JSON file, or - for input.") from error
    try:
        return json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        why = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise BadInput(f"{name} is no JSON in UTF-8: {why}.") from error


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object none of whose keys is written twice."""
    found = dict(pairs)
    if len(found) != len(pairs):
        counted = Counter(name for name, _ in pairs)
        twice = next(name for name, times in counted.items() if times > 1)
        raise ValueError(f"the key “{twice}” is written twice in one object")
    return found


def _judged(rows: list[object], is_list: bool, book: LawBook, on: date) -> Iterator[Answer]:
    acts = frozenset(act_number(one.act) for one in book.clauses)
    for place, row in enumerate(rows):
        try:
            facts = read_facts(row, book.countries, acts)
        except BadFacts as error:
            if not is_list:
                raise
            field = f"[{place}].{error.field}" if error.field else f"[{place}]"
            raise BadFacts(f"transfer {place + 1} of {len(rows)}: {error}", field=field) from error
        yield assess(facts, book, on)


def _lines(answers: list[Answer]) -> Iterator[str]:
    """An answer in short lines of text."""
    for answer in answers:
        yield f"{answer.id or 'transfer'}  {answer.on}  {answer.verdict} ({answer.for_people})"
        for reason in answer.reasons:
            yield f"  {reason.article}  {reason.text}"
            if reason.record:
                yield f"    {reason.record}: {reason.source}"
        if answer.flags:
            yield f"  flags: {', '.join(answer.flags)}"
        if answer.would_settle:
            yield f"  would settle it: {', '.join(answer.would_settle)}"
        if answer.fallback:
            yield f"  without this footing: {answer.fallback}"
        if answer.holds_until:
            yield f"  until: {answer.holds_until}"
