"""A page that changed a little is read as if nothing had been read before, whatever changed and wherever it stands."""

import random
from itertools import pairwise
from pathlib import Path

import pytest
from crawlers_documents import NAMES
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.blocks import BlockKind, Extracted, Piece, Writer
from crawlers.errors import ExtractFailed
from crawlers.extract import extract
from crawlers.findings import again
from crawlers.findings.recognised import lexicon
from crawlers.gazetteer import Gazetteer
from crawlers.known import gazetteer
from crawlers.read import Reading, read

HEADINGS = (
    "Recipients of your data",
    "Our sub-processors",
    "Your rights",
    "What we have removed",
    "Advertising partners",
    "Mottagare av personuppgifter",
    "Change log",
)
LINES = (
    "We share your personal data with our processor Stripe and with Google Analytics in the United States.",
    "We share it with insurers",
    "such as Etta Analys, Betanym and Zeppo Inc.",
    "We use nycro UG and Zeppo Inc. for support. Zeppo keeps e-mail addresses in Sweden.",
    "Zeppo receives your name. Their servers stand in Germany.",
    "We call the service “Portal” (the “Zeppo”), which is our own.",
    "zeppo and etta are words in small letters here. nycro is, too.",
    "Our suppliers process the data on our behalf as processors.",
    "All our suppliers are independent controllers.",
    "We transfer data to Fastly outside",
    "the EEA, to Stripe (a company",
    "in Norway) and to Box",
    "5 boxes of paper are kept.",
    "Stripe: payments",
    "They are given personal data, and the following receive it:",
    "PostHog — product analytics",
    "Etta Analys",
    "Analytics",
    "We no longer use Mailchimp. We used Twilio until 2021.",
    "Vi delar dina personuppgifter med Fortnox AB och med leverantören Etta Analys i Sverige.",
    "Du kan lämna klagomål till Integritetsskyddsmyndigheten.",
    "Stripe acts as an independent controller. Our processors keep the data inside the EEA.",
)
KINDS = (BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.ROW)
HEADING = st.tuples(st.just(BlockKind.HEADING), st.sampled_from(HEADINGS))
LINE = st.tuples(st.sampled_from(KINDS), st.sampled_from(LINES))
Page = list[tuple[BlockKind, str]]
PAGES = st.lists(HEADING | LINE | LINE | LINE, min_size=3, max_size=16)


@st.composite
def edits(draw: st.DrawFn) -> list[Page]:
    """A page and its next versions: blocks changed, dropped, put in, moved."""
    versions = [draw(PAGES)]
    for _ in range(draw(st.integers(1, 3))):
        page = list(versions[-1])
        for _ in range(draw(st.integers(1, 2))):
            place = draw(st.integers(0, max(0, len(page) - 1)))
            match draw(st.sampled_from(("change", "drop", "put in", "move"))):
                case "change" if page:
                    page[place] = draw(HEADING | LINE)
                case "drop" if len(page) > 1:
                    del page[place]
                case "move" if page:
                    page.insert(draw(st.integers(0, len(page) - 1)), page.pop(place))
                case _:
                    page.insert(place, draw(HEADING | LINE))
        versions.append(page)
    return versions


def _laid_out(page: Page) -> Extracted:
    writer = Writer()
    for kind, line in page:
        if kind is BlockKind.ROW:
            writer.add_table([Piece(kind, [], cells=[[line], ["Hosting"], ["United States"]])])
        else:
            writer.add(Piece(kind, [line], 1 if kind is not BlockKind.PARAGRAPH else 0))
    return writer.finish()


def _anew(text: Extracted, names: Gazetteer) -> Reading:
    for language in ("en", "sv", "other"):
        again.memory(language, names).forget()
        lexicon(language, names).recognised.forget()
    return read(text, gazetteer=names)


@settings(max_examples=150, deadline=None)
@given(versions=edits())
def test_a_page_edited_at_random_is_read_as_if_it_were_the_first(versions: list[Page]) -> None:
    texts = [_laid_out(page) for page in versions]
    alone = [_anew(text, NAMES) for text in texts]
    _anew(texts[0], NAMES)
    assert [read(text, gazetteer=NAMES) for text in texts] == alone
    assert [read(text, gazetteer=NAMES) for text in reversed(texts)] == alone[::-1]


@pytest.mark.parametrize(
    ("line", "before", "after"),
    [
        ("Zeppo receives your personal data.", "Zeppo Inc. is our processor.", "Betanym GmbH is our processor."),
        ("We give data to our partner Etta.", "Nothing else is said.", "An etta is a one in Swedish."),
        ("We share personal data with Box", "5 times a year we count.", "Five times a year we count."),
        ("such as Etta receive personal data.", "We give it to insurers", "We give it to friends"),
        ("We share personal data with Stripe (a firm", "in Norway) and others.", "in France) and others."),
        ("the EEA is where Stripe receives data.", "It is never sent outside", "It is always kept in"),
        ("Stripe receives your personal data.", "Our suppliers are our processors.", "Our suppliers are many."),
    ],
)
@pytest.mark.parametrize("heading", ["Recipients of your data", "Your rights"])
def test_what_stands_around_a_block_is_asked_again(line: str, before: str, after: str, heading: str) -> None:
    for is_above in (True, False):
        first, second = (
            _laid_out([(BlockKind.HEADING, heading), *((BlockKind.PARAGRAPH, one) for one in lines)])
            for lines in ([beside, line] if is_above else [line, beside] for beside in (before, after))
        )
        alone = _anew(second, NAMES)
        _anew(first, NAMES)
        assert read(second, gazetteer=NAMES) == alone


P, ITEM, H = BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.HEADING
PAIRS: dict[str, tuple[Page, Page]] = {
    "kind": (
        [(H, "Our sub-processors"), (P, "PostHog — product analytics and such")],
        [(H, "Our sub-processors"), (ITEM, "PostHog — product analytics and such")],
    ),
    "heading": (
        [(H, "Your data"), (P, "Stripe acts as our processor.")],
        [(H, "What we have removed"), (P, "Stripe acts as our processor.")],
    ),
    "announced": (
        [(P, "Cards are great, as everybody knows."), (P, "Stripe and PostHog.")],
        [(P, "We share personal data with the following recipients:"), (P, "Stripe and PostHog.")],
    ),
    "part": (
        [(P, "We share personal data with Google"), (P, "Analytics is what Stripe receives.")],
        [(P, "We share personal data with friends"), (P, "Analytics is what Stripe receives.")],
    ),
    "before": (
        [(P, "We share personal data outside"), (P, "EEA: we share personal data with Stripe.")],
        [(P, "We share personal data inside"), (P, "EEA: we share personal data with Stripe.")],
    ),
    "kinds before": (
        [
            (P, "We give your personal data to advertising partners"),
            (P, "such as Etta, with whom we share personal data."),
        ],
        [(P, "We give your personal data to our friends"), (P, "such as Etta, with whom we share personal data.")],
    ),
    "alias": (
        [(P, "We buy from Zyxoteam GmbH."), (P, "We share your personal data with Zyxoteam.")],
        [(P, "We buy from others."), (P, "We share your personal data with Zyxoteam.")],
    ),
    "row": (
        [(H, "Our sub-processors"), (P, "Etta Analys: we share personal data with Stripe and Etta Analys")],
        [(H, "Our cookies"), (P, "Etta Analys: we share personal data with Stripe and Etta Analys")],
    ),
}


@pytest.mark.parametrize("around", PAIRS)
def test_everything_around_a_block_is_asked_again(around: str) -> None:
    for first, second in (PAIRS[around], PAIRS[around][::-1]):
        alone = _anew(_laid_out(second), NAMES)
        other = _anew(_laid_out(first), NAMES)
        assert read(_laid_out(second), gazetteer=NAMES) == alone
        assert _parties(alone) != _parties(other), "what stands around it must matter here, or nothing is tried"


def _parties(reading: Reading) -> list[tuple[object, ...]]:
    named = [(one.recipient.name, one.recipient.role, one.recipient.countries) for one in reading.recipients]
    return [*named, *((one.name, one.why) for one in reading.not_recipients)]


def test_blocks_that_did_not_change_are_not_told_again() -> None:
    page: Page = [(BlockKind.HEADING, HEADINGS[0]), *((BlockKind.PARAGRAPH, line) for line in LINES)]
    _anew(_laid_out(page), NAMES)
    known = again.memory("en", NAMES)
    held = {line: list(known(line)) for _, line in page if known.peek(line)}
    assert len(held) > len(LINES) / 2
    read(_laid_out([*page, (BlockKind.PARAGRAPH, "We are happy to help.")]), gazetteer=NAMES)
    told = [line for line, was in held.items() if [id(one) for one in known(line)] != [id(one) for one in was]]
    assert set(told) <= {LINES[-1]}, "the last line stands beside the new one; the others stand as they did"


def test_half_a_character_is_read_like_any_other() -> None:
    page = _laid_out(
        [(BlockKind.PARAGRAPH, "We share data with Stripe \ud83d and more."), (BlockKind.PARAGRAPH, "\ud800")]
    )
    assert read(page, gazetteer=NAMES) == read(page, gazetteer=NAMES)


def _edited(text: Extracted, chance: random.Random) -> Extracted:
    """A text with a few of its blocks changed, dropped, doubled or moved, laid out again."""
    blocks = list(text.blocks)
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(blocks))
        match chance.choice(("drop", "double", "move", "swap")):
            case "drop" if len(blocks) > 1:
                del blocks[place]
            case "double":
                blocks.insert(chance.randrange(len(blocks)), blocks[place])
            case "move":
                blocks.insert(chance.randrange(len(blocks)), blocks.pop(place))
            case _:
                other = chance.randrange(len(blocks))
                blocks[place], blocks[other] = blocks[other], blocks[place]
    writer = Writer()
    for block in blocks:
        if block.kind is BlockKind.ROW:
            cells = [[cell.text] if cell.text else [] for cell in block.cells]
            writer.add_table([Piece(block.kind, [], cells=cells, is_header=block.is_header)])
        else:
            writer.add(Piece(block.kind, block.text.split("\n"), block.level))
    return writer.finish(title=text.title, language=text.language)


@pytest.mark.shared
def test_real_texts_edited_at_random_are_read_as_if_they_were_the_first(shared: Path) -> None:
    chance, names = random.Random(5), gazetteer()
    for path in sorted((shared / "policies").rglob("*.txt"))[:6] + sorted((shared / "policies").rglob("*.md"))[:6]:
        try:
            text = extract(path.read_bytes(), content_type="text/plain", name=path.name)
        except ExtractFailed:
            continue
        versions = [text, _edited(text, chance), _edited(text, chance)]
        alone = [_anew(one, names) for one in versions]
        for before, (after, known) in zip(versions, list(zip(versions, alone, strict=True))[1:], strict=False):
            _anew(before, names)
            assert read(after, gazetteer=names) == known, path.name


@pytest.mark.shared
def test_the_next_version_of_a_real_page_is_read_as_if_it_were_the_first(shared: Path) -> None:
    names, seen = gazetteer(), 0
    for folder in sorted({path.parent for path in (shared / "histories").rglob("*.md") if "__" in path.name})[:12]:
        captures = sorted(path for path in folder.rglob("*") if path.suffix in (".md", ".html"))[-3:]
        for first, second in pairwise(captures):
            before, after = (extract(one.read_bytes(), content_type="", name=one.name) for one in (first, second))
            alone = _anew(after, names)
            _anew(before, names)
            assert read(after, gazetteer=names) == alone, second.name
            seen += 1
    assert seen
