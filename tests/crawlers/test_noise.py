"""A difference without facts is told by its sort: of dates, of the page, of order, of words, of markup."""

from pathlib import Path

import pytest
from crawlers_documents import judged, markdown

from crawlers.replay import as_json, replay
from registry.terms import ChangeKind

DATE, PAGE = ChangeKind.DATE_ONLY, ChangeKind.NAVIGATION_NOISE
ORDER, WORDS = ChangeKind.RESTRUCTURING_NO_SUBSTANCE, ChangeKind.COSMETIC_ONLY
TEXT = """# Privacy notice

We are glad that you read this long text. It tells how we handle what you leave with us in the shop.

Our shop lies in a small town by the sea. Everybody who works there is kind and likes to talk about the weather.
"""


@pytest.mark.parametrize(
    ("old", "new", "sorts"),
    [
        ("# Privacy notice\n", "# Privacy notice\n\nLast revised 16-OCT-2025\n", (DATE,)),
        (
            "# Privacy notice\n",
            "# Privacy notice\n\nThis is effective April 30, 2026. Until then, the current privacy policy holds.\n",
            (DATE,),
        ),
        ("# Privacy notice\n", "# Integritet\n\nTexten gäller från 1 maj 2026.\n\n# Privacy notice\n", (DATE, PAGE)),
        ("# Privacy notice\n", "# Privacy notice\n\nUpdated over 2 weeks ago\n", (DATE,)),
        ("# Privacy notice\n", "# Privacy notice\n\n…\n\n* [Svenska](/sv)\n", (PAGE,)),
        ("kind and likes", "friendly and likes", (WORDS,)),
        ("kind and likes", "friendly and likes [Svenska](/sv)", (WORDS,)),
        ("in the shop.\n\nOur shop", "in the shop. Our shop", ()),
    ],
)
def test_each_sort_of_noise_is_told(old: str, new: str, sorts: tuple[ChangeKind, ...]) -> None:
    found = judged(markdown(TEXT), markdown(TEXT.replace(old, new)))
    assert not found.is_material
    assert set(found.kinds) == set(sorts or (WORDS,))


def lines(folder: Path, ending: str, *captures: str) -> list[tuple[object, object]]:
    for number, capture in enumerate(captures):
        (folder / f"2026-01-0{number + 1}__{number:04d}-x.{ending}").write_text(capture, encoding="utf-8")
    return [(line["state"], line["kinds"]) for line in map(as_json, replay(folder))]


@pytest.mark.parametrize(
    ("other", "kinds"),
    [
        (TEXT, []),
        (TEXT.replace("# Privacy notice", "Privacy notice\n=============="), ["cosmetic_only"]),
        ("---\ntopics: legal\n---\n" + TEXT, ["navigation_noise"]),
        (TEXT + "\n![Seal](/seal.png)\n", ["navigation_noise"]),
    ],
)
def test_an_equal_text_in_other_bytes_tells_what_differs(tmp_path: Path, other: str, kinds: list[str]) -> None:
    assert lines(tmp_path, "md", TEXT, other) == [("same", kinds)]


PARAGRAPHS = (
    "<p>We are glad that you read this long text, which tells how we handle what you leave in our shop.</p>" * 3
)
PAGE_HTML = (
    "<!doctype html><html><body><nav><a href='/a'>Shop</a> <a href='/b'>Sale</a></nav>"
    f"<main><h1>Privacy</h1>{PARAGRAPHS}</main><footer>© 2025 Korg</footer></body></html>"
)


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("© 2025", "© 2026", "date_only"),
        ("Sale", "Black Friday", "navigation_noise"),
        ("<nav>", "<nav id='n'>", "cosmetic_only"),
    ],
)
def test_what_differs_around_the_text_of_a_page_is_told(tmp_path: Path, old: str, new: str, kind: str) -> None:
    assert lines(tmp_path, "html", PAGE_HTML, PAGE_HTML.replace(old, new)) == [("same", [kind])]


def test_a_bad_capture_and_the_return_from_it_are_of_the_page(tmp_path: Path) -> None:
    found = lines(tmp_path, "md", TEXT * 4, "", TEXT * 4)
    assert found == [("bad_capture", ["navigation_noise"]), ("same", ["navigation_noise"])]


def test_a_document_written_anew_is_no_half_capture(tmp_path: Path) -> None:
    parts = [
        f"## Part {n}\n\nOld sentence {n} about parcels, letters and the many small shops of town {n}.\n"
        for n in range(8)
    ]
    fresh = [f"## Chapter {n}\n\nWritten anew: chapter {n} speaks of {n} other things than before.\n" for n in range(3)]
    rest = [
        f"## Part {n}\n\nOld sentence {n} about parcels, letters and the many small shops of town {n}.\n"
        for n in range(3)
    ]
    assert lines(tmp_path, "md", "".join(parts), "".join(rest))[0][0] == "bad_capture"
    for file in tmp_path.iterdir():
        file.unlink()
    assert lines(tmp_path, "md", "".join(parts), "".join(fresh))[0][0] == "changed"
