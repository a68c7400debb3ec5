"""One page: read it, compare it with its next version, keep it."""

import difflib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bs4 import BeautifulSoup

from benchmarks import pages
from benchmarks.measuring import Figure, best_ms, cpu_ms
from crawlers.archive import Archive
from crawlers.classify import classify
from crawlers.compare import compare
from crawlers.extract import extract
from crawlers.findings.recognised import lexicon
from crawlers.known import gazetteer
from crawlers.phrases import LANGUAGES, OTHER
from crawlers.read import Reading, read


def figures(quick: bool, shared: Path) -> Iterator[Figure]:
    """Per page of about 70 kB, on average."""
    if pages.generator(shared) is None:
        print("  left out: there is no bench/gen_corpus.py in ONWARD_SHARED")
        return
    with tempfile.TemporaryDirectory() as folder:
        made = pages.make(shared, Path(folder), count=60 if quick else 200, seed=7)
        changed = sorted(made.real | made.noise)
        some = list(range(20 if quick else 60))
        yield from _one_page(made, some)
        yield from _changed(made, changed)
        yield from _kept(made, changed, Path(folder) / "snapshots")


def _read(body: bytes) -> Reading:
    return read(extract(body, content_type="text/html"), gazetteer=gazetteer())


def _forget() -> None:
    """As if no page had been read yet: the wordings and names stay loaded, what they recognised is gone."""
    for language in (*LANGUAGES, OTHER):
        lexicon(language, gazetteer()).recognised.forget()


def _plain(body: bytes) -> str:
    return BeautifulSoup(body, "lxml").get_text("\n", strip=True)


def _one_page(made: pages.Pages, some: list[int]) -> Iterator[Figure]:
    bodies = [made.body(1, page) for page in some]
    again = [made.body(2, page) for page in some]
    _forget()
    _read(bodies[0])
    _forget()
    plain = cpu_ms(lambda: [_plain(body) for body in bodies]) / len(bodies)
    taken = cpu_ms(lambda: [extract(body, content_type="text/html") for body in bodies]) / len(bodies)
    first = cpu_ms(lambda: [_read(body) for body in bodies]) / len(bodies)
    second = cpu_ms(lambda: [_read(body) for body in again]) / len(bodies)
    yield Figure("mean size of a page", sum(map(len, bodies)) / len(bodies) / 1000, "kB")
    yield Figure("extract a page", taken, "ms CPU", plain, "bs4(lxml) text")
    yield Figure("extract and read a page never read before", first, "ms CPU", plain, "bs4(lxml) text, no facts")
    yield Figure("extract and read its next version", second, "ms CPU", plain, "bs4(lxml) text, no facts")


def _changed(made: pages.Pages, changed: list[int]) -> Iterator[Figure]:
    pairs = [(_read(made.body(1, page)), _read(made.body(2, page))) for page in changed]
    texts = [(_plain(made.body(1, page)).split("\n"), _plain(made.body(2, page)).split("\n")) for page in changed]

    def ours() -> None:
        for before, after in pairs:
            classify(before, after, compare(before.extracted, after.extracted))

    def theirs() -> None:
        for before, after in texts:
            list(difflib.unified_diff(before, after))

    each = len(changed)
    yield Figure(
        "compare and classify a changed page", best_ms(ours) / each, "ms", best_ms(theirs) / each, "difflib lines"
    )


def _kept(made: pages.Pages, changed: list[int], folder: Path) -> Iterator[Figure]:
    archive = Archive(folder)
    first = [archive.put(made.body(1, page)) for page in changed]
    full = _size(folder)
    second = [archive.put(made.body(2, page), mark) for page, mark in zip(changed, first, strict=True)]
    raw = sum(len(made.body(2, page)) for page in changed) / len(changed)
    yield Figure(
        "archive: bytes of a next version", (_size(folder) - full) / len(changed), "B", raw, "the page as it came"
    )
    yield Figure("archive: bytes of a first version", full / len(changed), "B", raw, "the page as it came")
    yield Figure(
        "archive: read a next version back", best_ms(lambda: [archive.get(one) for one in second]) / len(second), "ms"
    )


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
