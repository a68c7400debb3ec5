"""A reading that was kept is the very reading that would be made anew, and is believed only where it must be so."""

import shutil
from contextlib import closing
from datetime import date
from pathlib import Path

import bs4
import lxml.etree
import pytest
import soupsieve
import zstandard
from crawlers_documents import NAMES
from github_watched import FIRST_DAY, Watched, load_registry, page
from hypothesis import given, settings
from sqlmodel import select
from test_memory_of_reading import DOCUMENTS, _laid_out

from crawlers.blocks import BlockKind
from crawlers.compare import fingerprint
from crawlers.extract import LIBRARIES, Selection, extract
from crawlers.findings.recognised import Recognised, lexicon
from crawlers.gazetteer import EMPTY, Gazetteer
from crawlers.kept import MOST_BYTES, Kept, Known
from crawlers.mind import ReadingKey
from crawlers.read import read
from registry.store import open_store
from registry.tables import Alert
from tests.servers.vendor_site import VendorSite

KEY = ReadingKey("0" * 64, "text/html", "https://one.example/list", "doc_list", date(2026, 1, 1))
ROWS = [("Amazon Web Services", "Cloud hosting", "Ireland"), ("Fastly", "Content delivery", "United States")]
FLAT = "<main><h1>Sub-processors</h1>" + "".join(
    f"<p>{cell}</p>" for cell in ("Name", "Purpose", "Country", "Zeppo Inc.", "Payments", "Sweden") * 3
)


def known(body: str = page(ROWS), names: Gazetteer = NAMES) -> Known:
    text = extract(body.encode(), content_type="text/html")
    return Known(text, fingerprint(text), read(text, gazetteer=names))


def forget() -> None:
    for language in ("en", "sv", "other"):
        lexicon(language, NAMES).recognised.forget()


@pytest.mark.parametrize("body", [page(ROWS), page([]), FLAT, "<p>Räksmörgås AB i Örebro får ditt namn.", ""])
def test_a_reading_comes_back_as_it_was(tmp_path: Path, body: str) -> None:
    kept, one = Kept(tmp_path), known(body)
    kept.put("src_list", KEY, None, one)
    assert kept.get("src_list", KEY, None, NAMES) == one


@settings(max_examples=60, deadline=None)
@given(pieces=DOCUMENTS)
def test_what_the_words_of_a_block_say_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[tuple[BlockKind, str]]
) -> None:
    kept, text = Kept(tmp_path_factory.mktemp("readings")), _laid_out(pieces)
    forget()
    one = Known(text, fingerprint(text), read(text, gazetteer=NAMES))
    memory = lexicon(one.reading.language, NAMES).recognised
    said = {block.text: memory(block.text).told() for block in text.blocks}
    kept.put("src_list", KEY, None, one)
    forget()
    assert kept.get("src_list", KEY, None, NAMES) == one
    recalled = {words: memory.peek(words) for words in said}
    assert {words: again.told() for words, again in recalled.items() if again is not None} == said
    assert read(text, gazetteer=NAMES) == one.reading


def test_what_was_never_asked_for_is_found_when_it_is(tmp_path: Path) -> None:
    words = "Our hosting provider Etta Analys AB in Sweden keeps it: by Etta. Region Skåne."
    fresh = Recognised(words, lexicon("en", NAMES))
    again = Recognised.of(fresh.told())
    for name in ("sentences", "small_words", "org_numbers", "has_office", "may_name", "led", "has_label"):
        assert getattr(again, name) == getattr(fresh, name)
    assert again.candidates(0, len(words)) == fresh.candidates(0, len(words))


@pytest.mark.parametrize(
    ("key", "selection", "names"),
    [
        (KEY._replace(sha256="1" * 64), None, NAMES),
        (KEY._replace(content_type="text/plain"), None, NAMES),
        (KEY._replace(name="https://one.example/list.md"), None, NAMES),
        (KEY._replace(declared_on=date(2026, 2, 1)), None, NAMES),
        (KEY, Selection(("main",)), NAMES),
        (KEY, None, EMPTY),
    ],
)
def test_a_reading_made_from_anything_else_is_not_taken(
    tmp_path: Path, key: ReadingKey, selection: Selection | None, names: Gazetteer
) -> None:
    kept = Kept(tmp_path)
    kept.put("src_list", KEY, None, known())
    assert kept.get("src_list", key, selection, names) is None
    assert kept.get("src_other", KEY, None, NAMES) is None


@pytest.mark.parametrize("at", [0, 31, 32, 40, -5, -1])
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, at: int) -> None:
    kept = Kept(tmp_path)
    kept.put("src_list", KEY, None, known())
    (path,) = tmp_path.glob("*/*.kept")
    content = bytearray(path.read_bytes())
    content[at] ^= 0x55
    path.write_bytes(content)
    assert kept.get("src_list", KEY, None, NAMES) is None
    path.write_bytes(content[: len(content) // 2])
    assert kept.get("src_list", KEY, None, NAMES) is None


@pytest.mark.parametrize("size", [2**40, 2**62, MOST_BYTES + 1])
def test_a_file_that_says_it_holds_more_than_is_ever_kept_is_as_good_as_none(tmp_path: Path, size: int) -> None:
    kept = Kept(tmp_path)
    kept.put("src_list", KEY, None, known())
    (path,) = tmp_path.glob("*/*.kept")
    digest, stream = path.read_bytes()[:32], path.read_bytes()[32:]
    magic, of_eight_bytes = stream[:4], b"\xe0"  # RFC 8878, 3.1.1.1: one segment, its size in eight bytes
    path.write_bytes(digest + magic + of_eight_bytes + size.to_bytes(8, "little") + stream[-40:])
    assert zstandard.frame_content_size(path.read_bytes()[32:]) == size
    assert kept.get("src_list", KEY, None, NAMES) is None


def test_what_could_not_be_put_into_place_leaves_nothing_behind(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.put("src_list", KEY, None, known())
    (path,) = tmp_path.glob("*/*.kept")
    path.unlink()
    path.mkdir()
    kept.put("src_list", KEY, None, known())
    assert list(path.parent.iterdir()) == [path]


def test_another_library_that_takes_the_text_reads_anew() -> None:
    assert {soupsieve.__version__, lxml.etree.LXML_VERSION, bs4.__version__} <= set(LIBRARIES)


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "readings").write_text("a file where the folder should be")
    kept = Kept(tmp_path / "readings")
    kept.put("src_list", KEY, None, known())
    assert kept.get("src_list", KEY, None, NAMES) is None


def history(folder: Path, *, is_kept: bool) -> list[object]:
    """What some changes came to, where what is kept stays or is taken away before each look."""
    told: list[object] = []
    with closing(open_store(f"sqlite:///{folder / 'onward.db'}")) as store, VendorSite() as site:
        store.migrate()
        load_registry(store, folder / "catalogue", FIRST_DAY)
        watched = Watched(site, store, folder)
        for rows in (ROWS, ROWS, [*ROWS, ("Stripe", "Payments", "Germany")], ROWS[:1], ROWS, [], ROWS):
            if not is_kept:
                shutil.rmtree(folder / "readings", ignore_errors=True)
            told.append(watched.show(page(rows)).as_json())
            assert (folder / "readings").is_dir() or not is_kept
        told += [(one.state, one.material, one.kinds, one.changes) for one in watched.changes()]
        told += sorted((one.fingerprint, one.state, repr(one.value)) for one in watched.all_proposals())
        with store.read() as session:
            told += sorted(one.title for one in session.exec(select(Alert)))
    return told


def test_a_history_is_judged_the_same_whether_readings_are_kept_or_not(tmp_path: Path) -> None:
    folders = [tmp_path / "kept", tmp_path / "anew"]
    for folder in folders:
        folder.mkdir()
    told = [history(folder, is_kept=folder.name == "kept") for folder in folders]
    assert told[0] == told[1]
    assert len(told[0]) > 10
