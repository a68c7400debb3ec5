"""What a notice says, sentence by sentence, by the lines of data/phrases/notice_{sv,en}.toml (`+`, `|`, `*`, `!`).

A sentence among the data subject's rights states nothing but rights, so only the complaint is looked for there.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from crawlers.blocks import BlockKind, Span
from crawlers.findings.agreement_wordings import Line, Part
from crawlers.findings.source import Source
from crawlers.phrases import FOLDER, LANGUAGES, Phrases
from registry.errors import BadRecord
from registry.law.disclosure_facts import Said

_OF_RIGHTS = frozenset({Said.COMPLAINT, Said.OLD_AUTHORITY, Said.FALLEN, Said.INTEREST, Said.COPY_ROUTE})
_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Statements:
    """The sentences that say something, by what they say."""

    spans: Mapping[Said, tuple[Span, ...]]
    by_start: Mapping[int, frozenset[Said]]

    def at(self, sentence: Span) -> frozenset[Said]:
        """What a sentence says."""
        return self.by_start.get(sentence.start, frozenset())


def statements(source: Source) -> Statements:
    """Every statement of a document, in order."""
    lines, words = _wordings(source.language)
    hits = words.find(source.text)
    found: dict[Said, list[Span]] = {}
    by_start: dict[int, frozenset[Said]] = {}
    seen = sorted((hit.start, hit.end, table[1:]) for table in hits.tables() for hit in hits.all(table))
    place = 0
    for block in source.blocks:
        if block.kind is BlockKind.HEADING:
            continue
        for sentence in source.sentences(block):
            while place < len(seen) and seen[place][0] < sentence.start:
                place += 1
            said = set()
            ahead = place
            while ahead < len(seen) and seen[ahead][0] < sentence.end:
                said.add(seen[ahead][2])
                ahead += 1
            what = _said(lines, frozenset(said))
            what = what & _OF_RIGHTS if what and source.is_about_rights(block.section) else what
            if what:
                by_start[sentence.start] = what
                for one in what:
                    found.setdefault(one, []).append(sentence)
    return Statements({one: tuple(spans) for one, spans in found.items()}, by_start)


def _said(lines: Mapping[Said, tuple[Line, ...]], words: frozenset[str]) -> frozenset[Said]:
    if not words:
        return frozenset()
    return frozenset(
        one
        for one, of_one in lines.items()
        if any(all(part.is_met(words, _NOTHING) for part in line) for line in of_one)
    )


@cache
def _wordings(language: str) -> tuple[Mapping[Said, tuple[Line, ...]], Phrases]:
    """A language's lines and every word in them; both languages' where it is neither."""
    lines: dict[Said, tuple[Line, ...]] = {}
    for name in (language,) if language in LANGUAGES else LANGUAGES:
        for key, written in _read(name).items():
            lines[key] = lines.get(key, ()) + written
    words = {word for some in lines.values() for line in some for part in line for word in part.words}
    return MappingProxyType(lines), Phrases({f"={word}": {"": [word]} for word in sorted(words)})


def _read(language: str) -> dict[Said, tuple[Line, ...]]:
    path = FOLDER / f"notice_{language}.toml"
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))["said"]
    except (OSError, KeyError, tomllib.TOMLDecodeError) as error:
        raise BadRecord(f"cannot be read: {error}", where=str(path)) from error
    if unknown := raw.keys() - set(Said):
        raise BadRecord("no such statement", where=str(path), field=min(unknown))
    return {Said(key): _lines(written) for key, written in raw.items()}


def _lines(written: Iterable[str]) -> tuple[Line, ...]:
    return tuple(tuple(_part(part.strip()) for part in line.split(" + ")) for line in written)


def _part(text: str) -> Part:
    words = frozenset(word.strip() for word in text.removeprefix("!").split("|"))
    return Part(words, text.startswith("!"), False)
