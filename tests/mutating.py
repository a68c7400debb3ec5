"""Tries each of the readers of outside bytes below on seeded mutations, under limits of processor time and memory.

A reader may refuse, in the words of its own error tree; it may not raise anything else, nor take longer than its share.
Prints one JSON object: how many were tried, and a line for each fault, with the number that makes it again.
`python tests/mutating.py READER TIMES FOLDER` where FOLDER holds the seeds that take a database to make.
"""

import json
import random
import resource
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from types import FrameType
from typing import Any

from outside_seeds import CSV, FACTS, HAR, HEAD, PAGE, ROBOTS, SITEMAP, TEXT, filed, pdf, xlsx

ROOT = Path(__file__).resolve().parents[1]
SECONDS_EACH = 10.0
MOST_MEMORY = 4 * 1024**3
TOKENS = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r\n", b"<", b">", b"<![CDATA[", b"<!--", b"&#x110000;", b"\xed\xa0\x80",
    b"-1", b"99999999999999999999", b"1e400", b"NaN", b"0001-01-01", b"9999-12-31T23:59:60Z", b"null", b"[" * 200,
    b"{" * 200, b'"', b"'", b"\\u0000", b"\\ud800", b"../../", b"%00", b"=cmd|' /C calc'!A0", b"\xe2\x80\xae",
    b"a" * 5000,
    b"<table>" * 300, b"[[x]]\n", b"x.y.z=1\n", b"endobj", b"stream", b"obj", b"User-agent: *\n", b"Disallow: /*$*$*\n",
)  # fmt: skip


def mutated(seed: bytes, chance: random.Random) -> bytes:
    """One to eight changes: bits, cuts, copies, hostile words."""
    body = bytearray(seed)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(body) + 1)
        match chance.randrange(6):
            case 0 if body:
                body[at % len(body)] ^= 1 << chance.randrange(8)
            case 1:
                del body[at : at + chance.randrange(1, 64)]
            case 2:
                body[at:at] = body[at : at + chance.randrange(1, 200)] * chance.randrange(1, 20)
            case 3:
                body[at:at] = chance.randbytes(chance.randrange(1, 32))
            case 4:
                body[at : at + chance.randrange(0, 8)] = chance.choice(TOKENS)
            case _:
                del body[at:]
                body += chance.choice(TOKENS)
    return bytes(body)


def _extract(kind: str, name: str) -> Callable[[bytes], object]:
    from crawlers.extract import extract

    return lambda body: extract(body, content_type=kind, name=name)


def _read(body: bytes) -> object:
    from crawlers.extract import extract
    from crawlers.known import gazetteer
    from crawlers.read import read

    return read(extract(body, content_type="text/html"), gazetteer=gazetteer())


def _robots(body: bytes) -> object:
    from crawlers.robots import rules_of, words_of

    rules = rules_of(words_of(body))
    return rules.can_fetch("https://a.example/a/b?c=" + "a" * 2000, "onward"), rules.crawl_delay("onward")


def _fetched(body: bytes, url: str) -> Any:
    from crawlers.fetched import Fetched

    at = datetime(2026, 11, 22, tzinfo=UTC)
    return Fetched(
        url=url, final_url=url, status=200, body=body, content_type="text/html", said_charset="utf-8", etag=None,
        last_modified=None, fetched_at=at, raw_bytes=len(body),
    )  # fmt: skip


def _sitemap(body: bytes) -> object:
    from crawlers.discover import _links, _located

    return [*_located(_fetched(body, "https://a.example/sitemap.xml")), *_links(_fetched(body, "https://a.example/"))]


def _recording(body: bytes) -> object:
    from crawlers.site import Survey
    from crawlers.site_known import known
    from crawlers.site_recordings import hear

    return hear(body, "a.har", Survey(known()), None)


def _site(body: bytes) -> object:
    from crawlers.site import Page, Survey
    from crawlers.site_known import known

    return Survey(known()).read(Page("a", body.decode("utf-8", "replace"), "a.example"))


def _sheet(name: str) -> Callable[[bytes], object]:
    from registry import spreadsheets

    return lambda body: list(spreadsheets.parse(body, name).rows)


def _portfolio(body: bytes) -> object:
    from registry import portfolios

    return portfolios.parse(body, "a.toml")


def _settings(body: bytes) -> object:
    from registry import settings
    from registry.errors import OnwardError

    words = body.decode("utf-8", "surrogateescape").replace("\0", "")
    for one in settings.SETTINGS:
        with suppress(OnwardError):
            settings.read({one.name: words})
    return None


def _packet(body: bytes) -> object:
    from registry.evidence.verifying import verify

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "a.zip"
        place.write_bytes(body)
        found = verify(place)
        assert [*Path(folder).rglob("*")] == [place]
        return found


def _captures(body: bytes) -> object:
    from crawlers.replay import captures_of

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "captures.jsonl").write_bytes(body)
        (Path(folder) / "2026-01-01__0001-a.md").write_bytes(TEXT)
        return captures_of(Path(folder))


def _head(body: bytes) -> object:
    from registry.chainheads import parsed

    return parsed(body)


def _backup(body: bytes) -> object:
    from registry.keeping.restore import restore
    from registry.store import open_store

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "a.zip").write_bytes(body)
        store = open_store(f"sqlite:///{folder / 'onward.db'}")
        try:
            return restore(folder / "a.zip", store, folder / "snapshots")
        finally:
            store.close()


def _snapshot(body: bytes) -> object:
    """As it is read from a disk or a bucket that somebody else keeps: what comes out has its hash."""
    from crawlers.archive import Archive

    name = sha256(TEXT).hexdigest()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / name[:2] / f"{name}.zst"
        place.parent.mkdir()
        place.write_bytes(body)
        found = Archive(Path(folder)).get(name)
        assert found == TEXT
        return found


def _signed(body: bytes) -> object:
    from web.signed_files import take

    return take(body, body[:40].decode("latin-1"))


def _facts(body: bytes) -> object:
    from registry import lawfiles
    from registry.law.facts import read_facts
    from registry.law.transfers import assess

    law = lawfiles.load()
    try:
        facts = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return assess(read_facts(facts, law.countries), law, datetime(2026, 11, 22).date())


def _files(folder: Path, names: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.glob(names))]


SEEDED: dict[str, tuple[Callable[[], Callable[[bytes], object]], Callable[[Path], Sequence[bytes]]]] = {
    "html": (lambda: _extract("text/html", "a.html"), lambda _: [PAGE]),
    "text": (lambda: _extract("text/plain", "a.txt"), lambda _: [TEXT]),
    "markdown": (lambda: _extract("", "a.md"), lambda _: [TEXT]),
    "pdf": (lambda: _extract("application/pdf", "a.pdf"), lambda _: [pdf()]),
    "reader": (lambda: _read, lambda _: [PAGE]),
    "robots": (lambda: _robots, lambda _: [ROBOTS]),
    "sitemap": (lambda: _sitemap, lambda _: [SITEMAP, PAGE]),
    "recording": (lambda: _recording, lambda _: [HAR]),
    "site": (lambda: _site, lambda _: [PAGE + b"<script>fbq('init','1')</script><iframe src='//a.example'>"]),
    "csv": (lambda: _sheet("a.csv"), lambda _: [CSV]),
    "xlsx": (lambda: _sheet("a.xlsx"), lambda _: [xlsx()]),
    "portfolio": (lambda: _portfolio, lambda _: _files(ROOT / "tests" / "portfolios", "*.toml")),
    "settings": (lambda: _settings, lambda _: [b"127.0.0.1", b"https://a.example/b", b"3,7"]),
    "signed": (lambda: _signed, lambda _: [pdf(), TEXT, PAGE]),
    "facts": (lambda: _facts, lambda _: [FACTS]),
    "packet": (lambda: _packet, lambda folder: _files(folder, "packet.zip")),
    "backup": (lambda: _backup, lambda folder: _files(folder, "backup.zip")),
    "captures": (lambda: _captures, lambda _: [b'{"file": "2026-01-01__0001-a.md", "extractor": "2"}\n\n']),
    "head": (lambda: _head, lambda _: [HEAD]),
    "snapshot": (lambda: _snapshot, lambda _: [filed()]),
}  # fmt: skip


class TooLong(BaseException):
    """A reader took longer than its share; no reader's own `except Exception` takes it for an error of the text."""


def _end(_number: int, _frame: FrameType | None) -> None:
    raise TooLong


def faults(name: str, times: int, folder: Path) -> Iterator[str]:
    """A line for each mutation that a reader neither reads nor refuses."""
    from registry.errors import OnwardError

    made, seeds_in = SEEDED[name]
    reader, seeds = made(), seeds_in(folder)
    yield from _unread(name, reader, seeds)
    for number in range(times):
        chance = random.Random(f"{name} {number}")
        body = mutated(chance.choice(seeds), chance)
        signal.setitimer(signal.ITIMER_PROF, SECONDS_EACH)
        try:
            reader(body)
        except OnwardError:
            continue
        except TooLong:
            yield f"{name} {number}: takes too long"
        except Exception as error:  # noqa: BLE001  (whatever it is, it is the fault that is looked for)
            yield f"{name} {number}: {type(error).__name__}: {str(error)[:200]}"
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)


def _unread(name: str, reader: Callable[[bytes], object], seeds: Sequence[bytes]) -> Iterator[str]:
    """A line for each seed that is refused as it is: its mutations would be refused at the door, and try nothing."""
    from registry.errors import OnwardError

    if not seeds:
        yield f"{name}: there is no seed"
    for number, seed in enumerate(seeds):
        try:
            reader(seed)
        except OnwardError as error:
            yield f"{name}: seed {number} is refused before anything was changed in it: {error}"


def main(name: str, times: str, folder: str) -> None:
    """Try one reader and tell."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    signal.signal(signal.SIGPROF, _end)
    found = list(faults(name, int(times), Path(folder)))
    print(json.dumps({"tried": int(times), "faults": found}))


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main(*sys.argv[1:])
