"""The letter of a message: what changed in the vendor's words, why it matters, by when, one link to decide.

A letter is blocks, which `writing` turns into text and HTML. What comes from outside stands on one plain line, so that
it can pass for nothing of ours.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from registry import glossary
from registry.alerts import wording
from registry.alerts.told import Gathered, Told
from registry.chainheads import Head
from registry.tables import Alert
from registry.terms import ChangeKind, Pace, Severity

MOST_CHANGES = 20
MOST_ALERTS = 100


class Sort(StrEnum):
    """What a block of a letter is."""

    HEADING = "heading"
    LINE = "line"
    QUOTE = "quote"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Block:
    """One block. `label` stands before it; `text` of a link is its address."""

    sort: Sort
    text: str
    label: str | None = None


Group = Sequence[Block]  # what stands together


def subject(told: Told) -> str:
    """The one line that is read first."""
    if told.alert is not None:
        title = title_of(told.alert, told.language)
        return f"{_word(told, 'undecided').format(n=told.days)}: {title}" if told.step else title
    if told.digest is not None:
        return f"Onward: {_summed(told, told.digest)}; {beat(told.digest.sources, told.language)}"
    if told.head is not None:
        return _word(told, "head_title").format(day=told.head.ended_on.isoformat())
    return f"[{_word(told, 'test')}] {_word(told, 'test_title')}"


def groups(told: Told, base_url: str) -> Iterator[Group]:
    """The letter, group by group."""
    yield [Block(Sort.HEADING, subject(told))]
    if told.alert is not None:
        yield from _of_alert(told, told.alert, base_url)
    elif told.digest is not None:
        yield from _of_digest(told, told.digest, base_url)
    elif told.head is not None:
        yield from _of_head(told, told.head)
    else:
        yield [Block(Sort.LINE, _word(told, "test_text"))]
        yield [Block(Sort.LINK, f"{base_url}/settings/alerts", _word(told, "settings"))]


def title_of(alert: Alert, language: str) -> str:
    """An alert's title in a language; older ones have it in English alone."""
    said = (alert.body.get("said") or {}).get(language) or {}
    return wording.plain(str(said.get("title") or alert.title), wording.LONGEST_TITLE)


def beat(sources: Mapping[str, int], language: str) -> str:
    """How many sources are in each state. Silence is never ambiguous, so what is verified is told even when none is."""
    if not sum(sources.values()):
        return glossary.label("letter", "no_sources", language)
    shown = {state: n for state, n in sources.items() if n or state == "verified"}
    return ", ".join(_counted("beat", state, n, language) for state, n in shown.items())


def _of_alert(told: Told, alert: Alert, base_url: str) -> Iterator[Group]:
    changes = alert.body.get("changes", [])
    for change in changes[:MOST_CHANGES]:
        yield list(_change(told, change))
    if len(changes) > MOST_CHANGES:
        yield [Block(Sort.LINE, _word(told, "more_changes").format(n=len(changes) - MOST_CHANGES))]
    if alert.body.get("trouble"):
        since = _word(told, "since").format(day=wording.plain(str(alert.body.get("since")), 20))
        yield [Block(Sort.QUOTE, wording.plain(str(alert.body["trouble"]), 300), since)]
    yield [*_why(told, alert), *_deadline(told, alert)]
    yield [Block(Sort.LINK, f"{base_url}{alert.body.get('link', '/')}", _word(told, "decide"))]


def _change(told: Told, change: Mapping[str, Any]) -> Iterator[Block]:
    known = change.get("kind") in set(ChangeKind)
    kind = glossary.label("change_kind", change["kind"], told.language) if known else None
    name = wording.plain(str(change.get("subject") or ""), wording.LONGEST_NAME)
    if name or kind:
        yield Block(Sort.LINE, name, kind) if name else Block(Sort.LINE, kind or "")
    for side in ("before", "after"):
        if change.get(side):
            quote = wording.plain(str(change[side]), wording.LONGEST_QUOTE)
            yield Block(Sort.QUOTE, quote, glossary.label("word", side, told.language))


def _why(told: Told, alert: Alert) -> Iterator[Block]:
    said = (alert.body.get("said") or {}).get(told.language) or {}
    for sentence in said.get("why") or alert.body.get("why", []):
        yield Block(Sort.LINE, wording.plain(str(sentence), wording.LONGEST_QUOTE), _word(told, "why"))
    names = [wording.plain(str(name), wording.LONGEST_NAME) for name in alert.body.get("depends", [])]
    if names:
        yield Block(Sort.LINE, ", ".join(names[:MOST_CHANGES]), _word(told, "depends"))


def _deadline(told: Told, alert: Alert) -> Iterator[Block]:
    due = alert.body.get("due")
    rule = glossary.label("due", due, told.language) if due else None
    if alert.deadline_on:
        day = alert.deadline_on.isoformat()
        yield Block(Sort.LINE, f"{day} ({rule})" if rule else day, _word(told, "deadline"))
    elif rule:
        yield Block(Sort.LINE, f"{rule}; {_word(told, 'named_elsewhere')}", _word(told, "deadline"))


def _of_digest(told: Told, digest: Gathered, base_url: str) -> Iterator[Group]:
    if not digest.alerts and not digest.muted:
        yield [Block(Sort.LINE, _word(told, "nothing_text"))]
    for alert in digest.alerts[:MOST_ALERTS]:
        link = Block(Sort.LINK, f"{base_url}{alert.body.get('link', '/')}", _word(told, "decide"))
        title = Block(Sort.LINE, title_of(alert, told.language))
        yield [title, *list(_why(told, alert))[:1], *_deadline(told, alert), link]
    if len(digest.alerts) > MOST_ALERTS:
        yield [Block(Sort.LINE, _word(told, "more_alerts").format(n=len(digest.alerts) - MOST_ALERTS))]
    if digest.muted:
        yield [Block(Sort.LINE, _counted("letter", "muted", digest.muted, told.language))]
    yield [Block(Sort.LINK, f"{base_url}/settings/alerts", _word(told, "settings"))]


def _of_head(told: Told, head: Head) -> Iterator[Group]:
    """The head, and its file on one line: who keeps that can have a packet checked against it for ever."""
    yield [Block(Sort.LINE, _word(told, "head_text"))]
    yield [
        Block(Sort.LINE, str(head.links), _word(told, "head_links")),
        Block(Sort.LINE, head.sha256, _word(told, "head_sha256")),
        Block(Sort.LINE, head.previous, _word(told, "head_previous")),
    ]
    yield [Block(Sort.LINE, " ".join(head.text().split()), head.name)]


def _summed(told: Told, digest: Gathered) -> str:
    """How many alerts, and how many of each severity: `Weekly digest, 3 alerts (1 high, 2 low)`."""
    which = _word(told, "digest_weekly" if digest.pace is Pace.WEEKLY else "digest_daily")
    if not digest.alerts:
        return f"{which}, {_word(told, 'nothing')}"
    counts = Counter(alert.severity for alert in digest.alerts)
    each = ", ".join(f"{counts[s]} {glossary.load().of(s, told.language).lower()}" for s in Severity if counts[s])
    return f"{which}, {_counted('letter', 'alerts', len(digest.alerts), told.language)} ({each})"


def _counted(vocabulary: str, word: str, n: int, language: str) -> str:
    labels = glossary.load().vocabulary(vocabulary)
    form = f"{word}_{'one' if n == 1 else 'other'}"
    return glossary.label(vocabulary, form if form in labels else word, language).format(n=n)


def _word(told: Told, word: str) -> str:
    return glossary.label("letter", word, told.language)
