"""The words of alerts. Labels stand in the glossary; what comes from outside is made plain and short."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from registry import glossary
from registry.law.severity import Case
from registry.terms import ChangeKind, Severity, SourceState

LANGUAGE = "en"
LONGEST_NAME = 80
LONGEST_TITLE = 240
LONGEST_QUOTE = 600


def change_title(grave: Severity, service: str, first: Mapping[str, Any], *, others: int, engagements: int) -> str:
    """The title of a change: how grave, where, what, and how many of our engagements it concerns."""
    what = [_headline(ChangeKind(first["kind"]).value)]
    if first.get("subject"):
        what = [f"{what[0]}: {plain(str(first['subject']), LONGEST_NAME)}"]
    if first.get("countries"):
        what.append(f"({', '.join(plain(str(place), 8) for place in first['countries'][:10])})")
    if others:
        what.append(_headline("and_more").format(n=others))
    concern = _headline("of_your_engagements").format(n=engagements) if engagements else _headline("no_engagement")
    return titled(grave, f"{plain(service, LONGEST_NAME)}: {' '.join(what)}, {concern}")


def outage_title(grave: Severity, service: str, state: SourceState, kind: str, *, engagements: int) -> str:
    """The title of a lasting outage."""
    document = glossary.label("document_kind", kind, LANGUAGE)
    concern = _headline("of_your_engagements").format(n=engagements) if engagements else _headline("no_engagement")
    return titled(grave, f"{plain(service, LONGEST_NAME)}: {_headline(state.value)} ({document}), {concern}")


def turn_title(grave: Severity, path: Sequence[str], before: str, after: str) -> str:
    """The title of a verdict that turned, in the labels people read."""
    was, now = (glossary.label("verdict", verdict, LANGUAGE) for verdict in (before, after))
    return titled(grave, f"{' → '.join(plain(name, LONGEST_NAME) for name in path)}: {was} → {now}")


def task_title(document_url: str | None) -> str:
    """The task that an outage leaves to a person."""
    return plain(f"{_headline('upload_by_hand')}: {document_url or ''}", LONGEST_TITLE)


def look_title(document_url: str | None) -> str:
    """The task that a source which goes back and forth leaves to a person."""
    return plain(f"{_headline('look_at_unstable')}: {document_url or ''}", LONGEST_TITLE)


def close_title(name: str) -> str:
    """The task that a sub-processor who is gone leaves to a person."""
    return plain(f"{_headline('close_hop')}: {plain(name, LONGEST_NAME)}", LONGEST_TITLE)


def unannounced_title(grave: Severity, service: str, *, engagements: int) -> str:
    """The title of a list that changed without a notice."""
    concern = _headline("of_your_engagements").format(n=engagements)
    return titled(grave, f"{plain(service, LONGEST_NAME)}: {_headline('no_notice')}, {concern}")


def moved_title(grave: Severity, service: str, *, engagements: int) -> str:
    """The title of a day that moved."""
    concern = _headline("of_your_engagements").format(n=engagements)
    return titled(grave, f"{plain(service, LONGEST_NAME)}: {_headline('effective_day_moved')}, {concern}")


def certificate_title(grave: Severity, party: str, framework: str, *, engagements: int) -> str:
    """The title of a certification that is not renewed in time, or lapsed."""
    concern = _headline("of_your_engagements").format(n=engagements)
    what = f"{plain(party, LONGEST_NAME)}, {framework}: {_headline('certificate_lapsed')}"
    return titled(grave, f"{what}, {concern}")


def law_title(grave: Severity, act: str, case: Case, *, transfers: int) -> str:
    """The title of a change in the law."""
    concern = _headline("of_your_transfers").format(n=transfers) if transfers else _headline("no_transfer")
    return titled(grave, f"{plain(act, LONGEST_NAME)}: {_headline(case.value)}, {concern}")


def why(cases: Sequence[Case]) -> list[str]:
    """Why it matters, a sentence for each case."""
    return [glossary.label("case", case.value, LANGUAGE) for case in dict.fromkeys(cases)]


def titled(grave: Severity, text: str) -> str:
    """A title with its gravity in front."""
    return plain(f"[{grave.value.upper()}] {text}", LONGEST_TITLE)


def plain(text: str, longest: int) -> str:
    """Text from outside on one line: no control or direction characters, and not without end."""
    seen = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text[: 4 * longest])
    line = " ".join(seen.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def _headline(value: str) -> str:
    return glossary.label("headline", value, LANGUAGE)
