"""What was read before changes no answer: with an empty memory, a full one, one that forgets, in any order."""

from itertools import pairwise

import pytest
from crawlers_documents import NAMES
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.blocks import BlockKind, Extracted, Piece, Writer
from crawlers.findings.document import Document
from crawlers.findings.recognised import Lexicon, lexicon
from crawlers.memo import Memo
from crawlers.phrases import LONGEST_TITLE, phrases
from crawlers.places import find_places
from crawlers.read import Reading, read

LINES = (
    "We share personal data with our processor Stripe and with Google Analytics in the United States.",
    "Standard contractual clauses apply to transfers outside the EEA.",
    "Your personal",
    "data are kept for 24 months, on the basis of your consent.",
    "The United",
    "States of America",
    "Google",
    "Analytics",
    "Etta Analys AB",
    "We use nycro UG and Betanym GmbH. Betanym may keep e-mail addresses.",
    "Last updated: 24 February 2024",
    "You may send a complaint to the Swedish Authority for Privacy Protection.",
    "Stripe®",
    "®",
    "of the",
)
DOCUMENTS = st.lists(st.tuples(st.sampled_from(BlockKind), st.sampled_from(LINES)), min_size=1, max_size=14)


def _laid_out(pieces: list[tuple[BlockKind, str]]) -> Extracted:
    writer = Writer()
    for kind, line in pieces:
        if kind is BlockKind.ROW:
            writer.add_table([Piece(kind, [], cells=[[line], ["United States"]])])
        else:
            writer.add(Piece(kind, [line], 1 if kind is not BlockKind.PARAGRAPH else 0))
    return writer.finish()


def _told(document: Extracted) -> Reading:
    return read(document, gazetteer=NAMES)


def _told_anew(document: Extracted) -> Reading:
    for language in ("en", "sv", "other"):
        lexicon(language, NAMES).recognised.forget()
    return _told(document)


@settings(max_examples=60, deadline=None)
@given(documents=st.lists(DOCUMENTS, min_size=2, max_size=4))
def test_what_was_read_before_changes_no_answer(documents: list[list[tuple[BlockKind, str]]]) -> None:
    laid = [_laid_out(pieces) for pieces in documents]
    alone = [_told_anew(document) for document in laid]
    assert [_told(document) for document in laid] == alone
    assert [_told(document) for document in reversed(laid)] == alone[::-1]


@settings(max_examples=60, deadline=None)
@given(pieces=DOCUMENTS)
def test_a_memory_that_forgets_at_once_gives_the_same(pieces: list[tuple[BlockKind, str]]) -> None:
    document = _laid_out(pieces)
    known = _told(document)
    held = lexicon("en", NAMES)
    memory = held.recognised
    held.recognised = Memo(memory._make, texts=2, characters=40)
    try:
        assert _told(document) == known
    finally:
        held.recognised = memory


@settings(max_examples=100, deadline=None)
@given(pieces=DOCUMENTS)
def test_blocks_looked_through_alone_say_what_the_whole_text_says(pieces: list[tuple[BlockKind, str]]) -> None:
    document = _laid_out(pieces)
    source = Document(document, "en", NAMES)
    whole = phrases("en").find(document.text)
    assert source.names == NAMES.find(document.text)
    assert source.places == find_places(document.text)
    for table in whole.tables():
        assert list(source.hits.all(table)) == list(whole.all(table))
        for block in document.blocks:
            assert source.hits.keys(table, block.start, block.end) == whole.keys(table, block.start, block.end)
            assert list(source.hits.within(table, 3, block.end)) == list(whole.within(table, 3, block.end))


def test_a_name_over_the_border_of_two_blocks_is_found() -> None:
    document = _laid_out([(BlockKind.PARAGRAPH, "Google"), (BlockKind.PARAGRAPH, "Analytics")])
    assert [named.service for named in Document(document, "en", NAMES).names] == ["Google Analytics"]


@pytest.mark.parametrize("openings", [2, 3_000])
def test_blocks_that_go_on_into_each_other_without_end_are_read(openings: int) -> None:
    document = _laid_out([(BlockKind.PARAGRAPH, line) for line in ("Google", "Analytics") * openings])
    assert len(Document(document, "en", NAMES).names) == openings


def test_a_memory_holds_no_more_than_it_may() -> None:
    made: list[str] = []

    def make(text: str) -> int:
        made.append(text)
        return len(text)

    memory = Memo(make, texts=10, characters=200)
    for number in range(1_000):
        assert memory(f"text {number}") == len(f"text {number}")
        assert len(memory) <= 10
    assert memory("x" * 13) == memory("x" * 13) == 13
    assert made.count("x" * 13) == 2, "a text longer than an eighth of a generation is not kept"


def test_what_was_asked_lately_stays() -> None:
    made: list[str] = []
    memory = Memo(lambda text: made.append(text) or len(text), texts=8, characters=1_000)
    for number in range(50):
        memory("asked again")
        memory(f"asked once {number}")
    assert made.count("asked again") == 1
    assert all(made.count(one) == 1 for one, _ in pairwise(made) if one != "asked again")


def test_names_that_are_not_known_are_not_remembered_for_others() -> None:
    text = "We use Stripe."
    assert Lexicon("en", NAMES).recognised(text).names
    assert lexicon("en", NAMES).recognised(text).names == NAMES.find(text)


def test_a_whole_text_asked_for_as_a_title_is_not_kept() -> None:
    words = phrases("en")
    before = words.remembered
    text = f"Privacy policy {before} " + "of ours " * LONGEST_TITLE
    assert words.find_in_title(text).all_keys("document")
    assert words.remembered == before
    assert words.find_in_title(text[:LONGEST_TITLE]).all_keys("document")
    assert words.remembered == before + 1
