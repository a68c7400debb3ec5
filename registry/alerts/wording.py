"""The words of alerts. Labels stand in the glossary; what comes from outside is made plain and short."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from registry import glossary, lawwords
from registry.glossary import Language
from registry.law.severity import Case
from registry.terms import ChangeKind, Severity, SourceState

LANGUAGE = "en"  # of an alert's own title
OTHERS = ("sv",)
LONGEST_NAME = 80
LONGEST_TITLE = 240
LONGEST_QUOTE = 600
LONGEST_PLACE = 8  # a code; what stands there besides is from outside


def change_title(
    grave: Severity, service: str, first: Mapping[str, Any], *, others: int, engagements: int, language: str = LANGUAGE
) -> str:
    """The title of a change: how grave, where, what, and how many of our engagements it concerns."""
    what = [_headline(ChangeKind(first["kind"]).value, language)]
    if first.get("subject"):
        what = [f"{what[0]}: {plain(str(first['subject']), LONGEST_NAME)}"]
    if first.get("countries"):
        places = (country(str(place), language) for place in first["countries"][:10])
        what.append(f"({', '.join(places)})")
    if others:
        what.append(_headline("and_more", language).format(n=others))
    concern = _concern(engagements, language)
    return titled(grave, f"{plain(service, LONGEST_NAME)}: {' '.join(what)}, {concern}", language)


def outage_title(
    grave: Severity, service: str, state: SourceState, kind: str, *, engagements: int, language: str = LANGUAGE
) -> str:
    """The title of a lasting outage."""
    document = glossary.label("document_kind", kind, language)
    concern = _concern(engagements, language)
    return titled(
        grave, f"{plain(service, LONGEST_NAME)}: {_headline(state.value, language)} ({document}), {concern}", language
    )


def turn_title(grave: Severity, path: Sequence[str], before: str, after: str, *, language: str = LANGUAGE) -> str:
    """The title of a verdict that turned, in the labels people read."""
    was, now = (glossary.label("verdict", verdict, language) for verdict in (before, after))
    return titled(grave, f"{' → '.join(plain(name, LONGEST_NAME) for name in path)}: {was} → {now}", language)


def unannounced_title(grave: Severity, service: str, *, engagements: int, language: str = LANGUAGE) -> str:
    """The title of a list that changed without a notice."""
    concern = _concern(engagements, language)
    return titled(grave, f"{plain(service, LONGEST_NAME)}: {_headline('no_notice', language)}, {concern}", language)


def objection_title(grave: Severity, service: str, names: Sequence[str], on: date, *, language: str = LANGUAGE) -> str:
    """The title of a last day to object that nears."""
    named = f" ({plain(', '.join(names), LONGEST_NAME)})" if names else ""
    due = _headline("objection_due", language).format(day=on.isoformat())
    concern = _concern(1, language)
    return titled(grave, f"{plain(service, LONGEST_NAME)}: {due}{named}, {concern}", language)


def moved_title(grave: Severity, service: str, *, engagements: int, language: str = LANGUAGE) -> str:
    """The title of a day that moved."""
    concern = _concern(engagements, language)
    return titled(
        grave, f"{plain(service, LONGEST_NAME)}: {_headline('effective_day_moved', language)}, {concern}", language
    )


def certificate_title(
    grave: Severity, party: str, framework: str, *, engagements: int, language: str = LANGUAGE
) -> str:
    """The title of a certification that is not renewed in time, or lapsed."""
    concern = _concern(engagements, language)
    what = f"{plain(party, LONGEST_NAME)}, {framework}: {_headline('certificate_lapsed', language)}"
    return titled(grave, f"{what}, {concern}", language)


def law_title(grave: Severity, act: str, case: Case, *, transfers: int, language: str = LANGUAGE) -> str:
    """The title of a change in the law."""
    named = lawwords.said(act, Language(language))
    concern = (
        _headline("of_your_transfers", language).format(n=transfers)
        if transfers
        else _headline("no_transfer", language)
    )
    return titled(grave, f"{plain(named, LONGEST_NAME)}: {_headline(case.value, language)}, {concern}", language)


def why(cases: Sequence[Case], language: str = LANGUAGE) -> list[str]:
    """Why it matters, a sentence for each case."""
    return [glossary.label("case", case.value, language) for case in dict.fromkeys(cases)]


def said(title: Callable[..., str], cases: Sequence[Case] = ()) -> dict[str, Any]:
    """Title and reasons in every other language, as an alert's body keeps them. `title` takes `language`."""
    return {one: {"title": title(language=one), "why": why(cases, one)} for one in OTHERS}


def country(code: str, language: str = LANGUAGE) -> str:
    """A country in a title: its code in an alert's own words, as channels have it, its name in the others."""
    told = code if language == LANGUAGE else lawwords.country(code).read_in(Language(language))
    return plain(told, LONGEST_NAME if told != code else LONGEST_PLACE)


def titled(grave: Severity, text: str, language: str = LANGUAGE) -> str:
    """A title with its gravity in front."""
    shown = grave.value if language == LANGUAGE else glossary.label("severity", grave.value, language)
    return plain(f"[{shown.upper()}] {text}", LONGEST_TITLE)


def plain(text: str, longest: int) -> str:
    """Text from outside on one line: no control or direction characters, and not without end."""
    seen = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text[: 4 * longest])
    line = " ".join(seen.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def _concern(engagements: int, language: str) -> str:
    word = "of_your_engagements" if engagements else "no_engagement"
    return _headline(word, language).format(n=engagements)


def _headline(value: str, language: str = LANGUAGE) -> str:
    return glossary.label("headline", value, language)
