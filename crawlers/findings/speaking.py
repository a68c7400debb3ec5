"""Whether the words around a name say that it gets data: its place, its sentence, or the part it stands in."""

import re
from bisect import bisect_left

from crawlers.blocks import Block, BlockKind, Span
from crawlers.findings.announcing import Announced
from crawlers.findings.denials import is_given
from crawlers.findings.document import Document
from crawlers.findings.labels import is_labelled
from crawlers.findings.led import APPOSED, is_agent, is_handed, is_means
from crawlers.gazetteer import Named, Sort
from crawlers.phrases import fold

_MAX_AFTER, _MAX_LISTED = 80, 40
_OF_WHOM = re.compile(
    r"(?:Det gäller|Det rör|Det är|Dessa är|De är|Bland dem|Exempel är|"
    r"They are|These are|These include|Among them)(?!\w)"
)
_LISTED = re.compile(r"[®™]?(?:,|,? (?:and|or|och|eller|samt|&))? (?:the )?|/")
_KINDS = (
    "accountants?|advis[eo]rs?|agency|agents?|auditors?|bank|brokers?|carriers?|consultants?|contractors?|couriers?|host|"
    "insurers?|lawyers?|payroll|printers?|processors?|providers?|solicitors?|suppliers?|underwriters?|vendors?|"
    r"revisor|revisorer|\w{0,20}byrån?|\w{0,20}leverantör(?:en)?|försäkringsgivare|rådgivare|ombud|biträde|konsult"
)
_OURS = re.compile(
    rf"(?<!\w)(?:our|vår|vårt|våra)(?: [\w-]{{1,30}}){{0,4}} (?:{_KINDS})"
    r"(?:,? (?:at|hos|på|is|are|är|currently|at present|at the time of writing|för närvarande|i dag))?,? $|"
    r"(?<!\w)(?:our|the|vårt|vår)(?: [\w-]{1,30}){0,4} (?:system|software|tool|verktyg|program) (?:is|är|heter) $", re.I
)  # fmt: skip
_MAX_OURS = 110
_APPOSED = re.compile(APPOSED)
_CUTS = (" — ", " – ", " - ", ": ")


def speaks_of_sharing(
    source: Document, sentence: Span, announced: Announced | None, block: Block, named: Named
) -> bool:
    """Whether a sentence says that a party it names gets data, or its part announces those who do."""
    if announced is not None and (
        block.kind is not BlockKind.PARAGRAPH or is_labelled(block) or source.is_in_list(block)
    ):
        return True
    if is_given(source, sentence) or _begins(source, named, block) or _goes_on(source, sentence, block):
        return True
    is_of_rights = source.is_about_rights(source.section_of(block))
    if block.kind is not BlockKind.ROW and not is_of_rights and _is_in_place(source, sentence, named):
        return True
    if named.sort is Sort.PUBLIC_BODY or block.kind is BlockKind.ROW:
        return announced is not None and named.start == sentence.start and block.kind is not BlockKind.ROW
    is_of_kind = bool(source.hits.within("recipient_categories", sentence.start, sentence.end))
    if announced is not None and (is_of_kind or _is_only_names(source, sentence)):
        return True
    if any(source.hits.within(table, sentence.start, sentence.end) for table in ("roles", "mechanisms")):
        return "own_certificate" not in source.hits.keys("general", sentence.start, sentence.end)
    return "use" in source.hits.keys("context", sentence.start, sentence.end)


def _goes_on(source: Document, sentence: Span, block: Block) -> bool:
    """Whether a sentence says of whom the one before it spoke ("That goes for Etta and Beta in particular")."""
    if sentence.start <= block.start or _OF_WHOM.match(source.text, sentence.start, sentence.end) is None:
        return False
    return is_given(source, source.sentence_at(sentence.start - len(". ")))


def _is_in_place(source: Document, sentence: Span, named: Named) -> bool:
    """Whether the words before a name, or before those it is listed with, say that something is done there or by it."""
    beside = source.parties.within(sentence.start, sentence.end)
    place = bisect_left(beside, named.start, key=lambda one: one.start)
    first = named
    for before in reversed(beside[max(0, place - _MAX_LISTED) : place]):
        if _LISTED.fullmatch(source.text, before.end, first.start) is None:
            break
        first = before
    if is_agent(source.text, sentence.start, first.start) or is_handed(source.text, sentence.start, first.start):
        return True
    if _OURS.search(source.text, max(sentence.start, first.start - _MAX_OURS), first.start) is not None:
        return True
    if _APPOSED.match(source.text, named.end, sentence.end) is not None:
        return True
    return named.sort is Sort.PARTY and is_means(source.text, sentence.start, first.start, named.end)


def _is_only_names(source: Document, sentence: Span) -> bool:
    """Whether a sentence is nothing but names ("Posti, PostNord, DHL Express.")."""
    named = source.parties.within(sentence.start, sentence.end)
    return sentence.end - sentence.start - sum(one.end - one.start for one in named) <= 6 * len(named)


def _begins(source: Document, named: Named, block: Block) -> bool:
    """An item or row that begins with a known service and goes on to tell of it ("PostHog — product analytics")."""
    if named.start != block.start or named.party is None or named.sort is not Sort.PARTY:
        return False
    if block.kind is BlockKind.ROW:
        return block.cells[0].header != "" and "cookie" in fold(block.text)
    after = source.text[named.end : min(block.end, named.end + _MAX_AFTER)]
    return block.kind is BlockKind.ITEM and any(cut in after for cut in _CUTS)
