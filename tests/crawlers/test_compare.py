"""What is a difference between two texts, and what is not."""

import pytest
from crawlers_documents import html, listing, markdown
from hypothesis import given
from hypothesis import strategies as st

from crawlers.blocks import BlockKind
from crawlers.compare import compare, fingerprint
from crawlers.extract import extract

BASE = "# Privacy\n\nWe store your data in Norway. We keep it for 30 days.\n\n* Stripe\n* Mailgun\n"


@pytest.mark.parametrize(
    "other",
    [
        BASE.replace("Norway.", "Norway ."),
        BASE.replace("# Privacy", "Privacy\n======="),
        BASE.replace("We store", "**We** store\u200b"),
        BASE.replace("Norway. We", "Norway.\n\nWe"),
        BASE.replace("Privacy", "PRIVACY"),
        BASE.replace("* Stripe\n* Mailgun", "* [Mailgun](https://a.example/?t=1)\n* Stripe"),
        "---\ntitle: x\n---\n" + BASE,
        BASE + "\n* [Privacy](#privacy)\n",
    ],
)
def test_layout_links_order_and_case_are_no_difference(other: str) -> None:
    before, after = markdown(BASE), markdown(other)
    assert compare(before, after).is_empty
    assert fingerprint(before) == fingerprint(after)


def test_a_page_and_its_markdown_say_the_same() -> None:
    page = html(
        "<h1>Privacy</h1><p>We store your data in Norway. We keep it for 30 days.</p><ul><li>Stripe<li>Mailgun</ul>"
    )
    assert compare(markdown(BASE), page).is_empty


def test_a_day_written_another_way_is_the_same_day() -> None:
    before, after = markdown("Updated February 24, 2024."), markdown("Updated 24 February 2024.")
    assert compare(before, after).is_empty


def test_another_day_is_told_apart_from_other_words() -> None:
    difference = compare(markdown("Updated 24 February 2024."), markdown("Updated 2024-03-01."))
    assert len(difference.redated) == 1
    assert (difference.added, difference.removed, difference.reworded) == ((), (), ())


def test_one_changed_word_is_a_reworded_sentence_with_its_place() -> None:
    after = markdown(BASE.replace("Norway", "Nigeria"))
    difference = compare(markdown(BASE), after)
    pair = difference.reworded[0]
    assert (pair.before.text, pair.after.text) == ("We store your data in Norway.", "We store your data in Nigeria.")
    assert after.text[pair.after.start : pair.after.end] == pair.after.text
    assert (difference.added, difference.removed) == ((), ())


def test_a_row_added_is_one_addition() -> None:
    rows = [("Nimbus", "Hosting", "Sweden", "Sweden")]
    difference = compare(listing(rows), listing([*rows, ("Talk", "Support", "Norway", "Norway")]))
    assert [passage.text for passage in difference.added] == ["Talk\nSupport\nNorway\nNorway"]


def test_another_legal_instrument_behind_the_same_words_is_a_difference() -> None:
    link = "We rely on [clauses](https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=celex%3A320{}).\n"
    difference = compare(markdown(link.format("10D0087")), markdown(link.format("21D0914")))
    assert len(difference.reworded) == 1


def test_a_whole_rewrite_is_bounded_and_nothing_is_lost() -> None:
    before = markdown("\n\n".join(f"Alpha sentence number {n} speaks of apples." for n in range(900)))
    after = markdown("\n\n".join(f"Omega phrase {n} tells about ships at sea." for n in range(900)))
    difference = compare(before, after)
    assert len(difference.removed) + len(difference.reworded) == 900
    assert len(difference.added) + len(difference.reworded) == 900


@given(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=300))
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert compare(markdown(text), markdown(text)).is_empty


BARRED = """Sub-processors

Name | Purpose | Country
Acme Inc | Hosting of what customers upload | United States
Zappo AB | Mail to customers | Sweden
Nordmoln, Inc. | Content delivery | United States
"""


@pytest.mark.parametrize("name", ["list.md", "list.txt"])
@pytest.mark.parametrize("rule", ["", "--- | --- | ---\n"])
def test_rows_with_bars_between_their_cells_alone_are_compared_row_by_row(name: str, rule: str) -> None:
    text = BARRED.replace("Acme Inc |", rule + "Acme Inc |")
    later = text.replace("| Sweden", "| Norway")
    before, after = (extract(one.encode(), name=name) for one in (text, later))
    assert sum(block.kind is BlockKind.ROW for block in before.blocks) == 4
    found = compare(before, after)
    (pair,) = found.reworded
    assert (pair.before.text, pair.after.text) == (
        "Zappo AB\nMail to customers\nSweden", "Zappo AB\nMail to customers\nNorway",
    )  # fmt: skip
    assert not found.removed
    assert not found.added


@pytest.mark.parametrize(
    "text",
    [
        "Home | Products | About us\n\nWe keep your data.",
        "* one | two\n* three | four",
        "Use the pipe | or not.\nPlain.",
    ],
)
def test_a_line_with_a_bar_that_stands_alone_or_in_a_list_is_no_row(text: str) -> None:
    for name in ("a.md", "a.txt"):
        assert not any(block.kind is BlockKind.ROW for block in extract(text.encode(), name=name).blocks)
