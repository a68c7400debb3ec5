"""Legal bases, where the text uses them as a basis: a basis column or heading, words for basis, or Art. 6(1)."""

from dataclasses import dataclass

from crawlers.blocks import Block, Span
from crawlers.findings.source import Source, shortened
from crawlers.phrases import Hit
from registry.terms import LegalBasis


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
    words = source.text[hit.start : hit.end]
    if any(c.isdigit() for c in words) or "basis" in source.hits.keys("context", sentence.start, sentence.end):
        return True
    above = [*block.section[-1:], *(cell.header for cell in block.cells if cell.start <= hit.start < cell.end)]
    if any("legal_basis" in source.title_keys(words_above, "columns") for words_above in above):
        return True
    # A reason for keeping data is no basis for having them.
    return " " in words and "keep" not in source.hits.keys("retention", sentence.start, sentence.end)
