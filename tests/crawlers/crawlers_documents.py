"""Small documents written for the tests, and short ways to read them."""

from collections.abc import Sequence

from crawlers.blocks import Extracted
from crawlers.classify import Classification, classify
from crawlers.compare import compare
from crawlers.extract import extract
from crawlers.gazetteer import Gazetteer, build
from crawlers.read import Reading, read

NAMES = build(
    [
        ("Stripe", "Stripe", "Stripe"),
        ("Google Analytics", "Google Analytics", "Google"),
        ("Google", None, "Google"),
        ("Mailgun", "Mailgun", "Sinch"),
        ("AWS", "Amazon Web Services", "Amazon"),
        ("Amazon Web Services", "Amazon Web Services", "Amazon"),
    ]
)

Row = tuple[str, str, str, str]
ROWS: Sequence[Row] = (
    ("Nimbus Hosting Inc.", "Hosting", "United States", "United States"),
    ("Brevbäraren AB", "E-mail", "Sweden", "Sweden"),
    ("Talkdesk Ltd", "Support tickets", "United Kingdom, Ireland", "United Kingdom"),
    ("Mätaren", "Statistics", "Germany", "Germany"),
)


def html(body: str) -> Extracted:
    """A page with this body."""
    return extract(f"<!doctype html><html lang='en'><body>{body}</body></html>".encode(), name="page.html")


def markdown(source: str) -> Extracted:
    """A Markdown document."""
    return extract(source.encode(), name="page.md")


def listing(rows: Sequence[Row] = ROWS, *, intro: str = "These companies help us.") -> Extracted:
    """A sub-processor list as a Markdown table."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    head = "| Name of Subprocessor | Description of Processing | Location of Processing | Corporate Location |"
    return markdown("\n".join(["# Subprocessors", "", intro, "", head, "| --- | --- | --- | --- |", *lines, ""]))


def reading(document: Extracted, names: Gazetteer = NAMES) -> Reading:
    """A document, read."""
    return read(document, gazetteer=names)


def judged(before: Extracted, after: Extracted) -> Classification:
    """What changed between two documents."""
    return classify(reading(before), reading(after), compare(before, after))
