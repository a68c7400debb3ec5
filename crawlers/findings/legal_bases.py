"""Legal bases, where the text uses them as a basis: a basis column or heading, words for basis, or Art. 6(1)."""

from dataclasses import dataclass

from crawlers.blocks import Block, Span
from crawlers.findings.source import Source, shortened
from crawlers.phrases import Hit
from registry.terms import LegalBasis

_MAX_LABEL, _MAX_REST, _MAX_LINE = 90, 40, 2_000
_OCCASIONS = (" när ", " om ", " där ", " when ", " where ", " if ", " unless ")


@dataclass(frozen=True, slots=True)
class BasisFound:
    """A legal basis at its first place."""

    basis: LegalBasis
    start: int
    end: int


def legal_bases(source: Source) -> tuple[BasisFound, ...]:
    """Each basis once; what stands among the data subject's rights does not count."""
    found: dict[LegalBasis, BasisFound] = {}
    for block in source.blocks_with("legal_bases"):
        if source.is_about_rights(block.section):
            continue
        for sentence in source.sentences(block):
            for hit in source.hits.within("legal_bases", sentence.start, sentence.end):
                basis = LegalBasis(hit.key)
                if basis not in found and _is_basis(source, block, sentence, hit):
                    span = shortened(sentence)
                    found[basis] = BasisFound(basis, span.start, max(span.end, hit.end))
    return tuple(found.values())


def _is_basis(source: Source, block: Block, sentence: Span, hit: Hit) -> bool:
    if _is_denied(source, sentence, hit):
        return False
    words = source.text[hit.start : hit.end]
    if any(c.isdigit() for c in words) or "basis" in source.hits.keys("context", sentence.start, sentence.end):
        return True
    above = [*block.section[-1:], *(cell.header for cell in block.cells if cell.start <= hit.start < cell.end)]
    if any("legal_basis" in source.title_keys(words_above, "columns") for words_above in above):
        return True
    if _is_behind_a_label(source, sentence, hit):
        return True
    # A reason for keeping data is no basis for having them; consent is asked for nothing else.
    keeps = "keep" in source.hits.keys("retention", sentence.start, sentence.end)
    if source.text[max(0, hit.start - 8) : hit.start].lower().endswith(_OCCASIONS):
        return False  # "when the law requires it" names an occasion
    return " " in words and (not keeps or hit.key == LegalBasis.CONSENT or _is_in_a_bracket(source, hit))


def _is_denied(source: Source, sentence: Span, hit: Hit) -> bool:
    """Whether the words deny the basis ("without your consent"), are of another agreement, or tell of portability."""
    hits = source.hits.within("kinds", sentence.start, sentence.end)
    return any(one.key == "of_rights" for one in hits) or any(
        one.key == "no_basis" and (one.start <= hit.end or _is_about_basis(source, one)) and hit.start <= one.end + 1
        for one in hits
    )


def _is_about_basis(source: Source, denial: Hit) -> bool:
    """Whether a denial is a predicate ("your consent to … is not the legal basis")."""
    return "basis" in source.hits.keys("context", denial.start, denial.end + 1)


def _is_behind_a_label(source: Source, sentence: Span, hit: Hit) -> bool:
    """Whether a basis is all that a line says of its label ("Invoices: legal obligation")."""
    if max(hit.start - sentence.start, sentence.end - hit.end) > _MAX_LINE:
        return False
    before = source.text[sentence.start : hit.start].rstrip(" \n(")
    after = source.text[hit.end : sentence.end].strip(" .)")
    return before.endswith((":", "–", " -")) and len(before) <= _MAX_LABEL and len(after) <= _MAX_REST


def _is_in_a_bracket(source: Source, hit: Hit) -> bool:
    return source.text[hit.start - 1 : hit.start] == "(" and source.text[hit.end : hit.end + 1] == ")"
