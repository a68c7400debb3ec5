"""Wordings of a notice with their facts filled in."""

from registry import noticefiles
from registry.glossary import Language


def test_a_company_whose_name_ends_in_a_stop_ends_a_sentence_with_one() -> None:
    text, wanting = noticefiles.filled("Det gäller {m}. Sedan {tj}.", {"m": "Etta, Inc.", "tj": "Tvåa"}, Language.SV)
    assert (text, wanting) == ("Det gäller Etta, Inc. Sedan Tvåa.", ())
