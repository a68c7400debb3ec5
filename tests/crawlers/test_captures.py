"""Which captures are the document, and which are something that stands in its place."""

from datetime import timedelta

import pytest
from crawlers_documents import html, markdown

from crawlers.blocks import Extracted
from crawlers.captures import BadCapture, has_become, why_bad

SENTENCE = "We process your data in order to give you the service that you have asked for, part {} of this text. "
SECTIONS = [f"## Part {n}\n\n{SENTENCE.format(n) * 6}\n" for n in range(1, 13)]
ROWS = "".join(f"| Party {n} AB | Hosting | Sweden |\n" for n in range(6))
TABLE = f"\n| Sub-processor | Purpose | Location |\n| --- | --- | --- |\n{ROWS}"
DOCUMENT = "# Privacy policy\n\n" + "\n".join(SECTIONS)
SWEDISH = (
    "# Integritetspolicy\n\n" + "Vi behandlar uppgifter som du har lämnat till oss för att kunna ge dig svar. " * 60
)


def page(text: str) -> Extracted:
    return html(f"<h1>Notice</h1><p>{text}</p>")


@pytest.mark.parametrize(
    ("capture", "reason"),
    [
        (html(""), BadCapture.EMPTY),
        (page("404. The page cannot be found. Please go back to where you came from."), "error_page"),
        (page("Service unavailable. Please come back in a little while and try it again."), "error_page"),
        (page("Please verify you are human before you continue to the page that you have asked us to show."), "wall"),
        (page("Please sign in to your account to see this page, or create an account."), "wall"),
        (page("We value your privacy. Accept all cookies or manage consent below to go on to the web page."), "wall"),
        (page("Sidan kunde inte hittas. Den sida du letar efter finns inte längre."), "error_page"),
        (html("<ul>" + "".join(f"<li><a href='/{n}'>Menu entry {n}</a></li>" for n in range(40)) + "</ul>"), "menu"),
        (markdown("# Privacy policy\n\n" + SECTIONS[0]), BadCapture.COLLAPSED),
        (markdown("# Privacy policy\n\n" + "\n".join(SECTIONS[:6])), BadCapture.CUT_SHORT),
        (markdown("# Privacy policy\n\n" + "\n".join(SECTIONS[7:])), BadCapture.COLLAPSED),
        (markdown(SWEDISH), BadCapture.OTHER_LANGUAGE),
    ],
)  # fmt: skip
def test_what_stands_in_the_documents_place_is_known_for_what_it_is(capture: Extracted, reason: str) -> None:
    assert why_bad(capture, markdown(DOCUMENT)) == reason


def test_a_text_without_headings_that_ends_half_way_is_cut_short() -> None:
    sentences = [f"<p>{SENTENCE.format(n) * 3}</p>" for n in range(20)]
    whole, half = html("".join(sentences)), html("".join(sentences[:10]))
    assert why_bad(half, whole) is BadCapture.CUT_SHORT
    assert why_bad(whole, half) is None
    assert why_bad(html("".join(sentences[10:])), whole) is None  # its end alone was never a page cut short


def test_a_table_gone_whole_is_a_collapse_and_a_row_gone_is_not() -> None:
    whole = markdown(DOCUMENT + TABLE)
    assert why_bad(markdown(DOCUMENT), whole) is BadCapture.COLLAPSED
    assert why_bad(markdown(DOCUMENT + TABLE.replace("| Party 3 AB | Hosting | Sweden |\n", "")), whole) is None


def test_a_short_document_that_speaks_of_cookies_is_itself() -> None:
    notice = page("We value your privacy. This notice says which cookies we set and why we set them on our page.")
    assert why_bad(notice, notice) is None


def test_the_first_capture_of_a_source_may_be_bad_too() -> None:
    assert why_bad(page("404. The page cannot be found. Please go back to the page that you came from."), None)
    assert why_bad(markdown(DOCUMENT), None) is None


def test_a_text_that_stands_for_a_month_is_what_the_document_has_become() -> None:
    short = markdown("# Privacy policy\n\n" + "\n".join(SECTIONS[:4]))
    assert not has_become(short, short, timedelta(days=29))
    assert has_become(short, short, timedelta(days=30))
    assert not has_become(page("404. The page cannot be found."), page("404. The page cannot be found."), timedelta(90))
    assert not has_become(short, markdown(SWEDISH), timedelta(days=90))
