"""What must never be committed: others' texts, and traces of the place where something was written."""

import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from house_reading import ROOT
from test_house import complain

RUN = 12  # words in a row that nobody writes twice by accident
WORD = re.compile(r"\w+")
MARKUP = re.compile(r"<[^<>]*>")
ADDRESS = re.compile(r"https?://\S+")
AS_REGISTERED = re.compile(r'\b(?:name|address)\s*=\s*"[^"\n]*"')  # names and seats are facts, written as registered
TEXTS = {".txt", ".md", ".html"}
VENDORS_OWN_WORDS = ("data/catalogue/", "data/watch/", "data/recognition/")
TRACES = {
    "a folder of one machine": re.compile(r"(?<![\w.:/-])/(?:work|home|root|Users)/\w"),
    "a package index": re.compile(r"\b(?:pypi|files[.]pythonhosted|registry[.]npmjs|deb[.]debian)[.]org\b"),
    "the number of a task": re.compile(r"\b(?:issue|ticket|task) ?# ?\d", re.IGNORECASE),
    "how it was written": re.compile(
        r"\bco-authored-by\b|\bgenerated (?:by|with) an? |\b(?:ai|coding) assistant\b|\bsub-?agents?\b"
        r"|\b(?:this|previous|earlier|next) (?:working )?session\b",
        re.IGNORECASE,
    ),
}


def committed() -> Iterator[tuple[str, str]]:
    """Every text file that is, or is about to be, committed: its path and its text."""
    for name in _names():
        path = ROOT / name
        if path.is_file() and (text := _text(path)) is not None:
            yield name, text


def _names() -> Iterable[str]:
    """What Git knows or would add; where there is no Git, every file that is not hidden."""
    if not (ROOT / ".git").exists():
        paths = (path.relative_to(ROOT) for path in ROOT.rglob("*"))
        return [path.as_posix() for path in paths if not any(part[0] in "._" and part != ".ci" for part in path.parts)]
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    return filter(None, listing.stdout.split("\0"))


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None  # a picture


def runs(text: str) -> Iterator[str]:
    """Every run of words, told alike in case and punctuation."""
    words = WORD.findall(text.lower())
    return (" ".join(words[start : start + RUN]) for start in range(len(words) - RUN + 1))


def _others_passages(folder: Path) -> Iterator[tuple[str, str]]:
    """The reference texts passage by passage, each once: captures of one document repeat nearly all of it."""
    seen: set[str] = set()
    paths = (path for part in ("seeds", "policies", "histories") for path in sorted((folder / part).rglob("*")))
    for path in paths:
        if path.suffix not in TEXTS or path.name in {"README.md", "SCHEMA.md"}:
            continue
        text = ADDRESS.sub(" ", path.read_text(encoding="utf-8", errors="replace"))
        text = MARKUP.sub(" ", text) if path.suffix == ".html" else text
        whole = [text] if path.suffix == ".txt" else text.splitlines()
        for passage in whole:
            if passage not in seen:
                seen.add(passage)
                yield path.relative_to(folder).as_posix(), passage


@pytest.mark.shared
def test_no_sentence_of_the_reference_texts_is_committed(shared: Path) -> None:
    ours: dict[str, str] = {}
    for name, text in committed():
        own = AS_REGISTERED.sub(" ", text) if name.startswith("data/catalogue/") else text
        for run in runs(ADDRESS.sub(" ", own)):
            ours.setdefault(run, name)
    assert len(ours) > 50_000, "the committed texts were not read"
    complain(_shared_runs(ours, _others_passages(shared)))


def _shared_runs(ours: dict[str, str], passages: Iterable[tuple[str, str]]) -> Iterator[str]:
    for source, passage in passages:
        for run in runs(passage):
            if run in ours:
                yield f"{ours[run]} holds words of {source}: “{run}”"


@pytest.mark.parametrize("trace", TRACES)
def test_nothing_committed_tells_where_it_was_written(trace: str) -> None:
    complain(
        f"{name}:{text.count(chr(10), 0, found.start()) + 1} holds {trace}: “{found.group()}”"
        for name, text in committed()
        if trace != "how it was written" or not name.startswith(VENDORS_OWN_WORDS)
        for found in TRACES[trace].finditer(text)
    )


def test_a_passage_taken_over_is_seen_through_case_and_punctuation() -> None:
    theirs = "We may, from time to time, share what You tell us with partners of ours abroad."
    ours = dict.fromkeys(runs("# we may from time to time share what you tell us with partners of ours"), "x.py")
    assert len(list(_shared_runs(ours, [("seed", theirs)]))) == 4
    assert not list(_shared_runs(ours, [("seed", "We may share what you tell us from time to time.")]))
