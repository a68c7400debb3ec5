"""The lines of a notice on one activity: purposes, whose data, which data, legal basis, storage period, source."""

from collections.abc import Iterator
from typing import Any

from registry.reports.behind import MARKED
from registry.reports.notice_words import Line, Writer
from registry.terms import LegalBasis

_POINTS = dict(zip(LegalBasis, "abcdef", strict=True))
_THE_PERSON = frozenset({"the person", "den registrerade", "the data subject"})
_NOT_ARTICLE_9 = frozenset({"national_id", "offences"})


def activity_lines(writer: Writer, one: Any) -> Iterator[Line]:
    """Every line of an activity, in the order of Art. 13."""
    where = f"activity.{one.key}"
    purposes = writer.own(one, "purposes")
    if purposes:
        yield writer.line("purposes", source=one.source, ä=writer.listed(purposes))
    else:
        yield writer.gap("purpose", f"{where}.purposes")
    subjects = writer.own(one, "data_subjects")
    yield writer.line("subjects", fill=f"{where}.data_subjects", source=one.source, vilka=writer.joined(subjects or ()))
    if one.data_categories:
        yield writer.line("categories", source=one.source, upp=writer.labels("data_category", one.data_categories))
    else:
        yield writer.gap("categories", f"{where}.data_categories")
    yield from _grounds(writer, one, where)
    yield from _kept(writer, one, where)
    yield from _whence(writer, one)
    if (one.notes or {}).get("profiling"):
        yield writer.line("profiling", source=one.source)
        yield writer.gap("logic", f"{where}.profiling")


def _grounds(writer: Writer, one: Any, where: str) -> Iterator[Line]:
    """The legal basis of the purposes; several that are not tied to theirs are a gap (Art. 13(1)(c))."""
    bases = [LegalBasis(basis) for basis in one.legal_basis or ()]
    told = [
        writer.part("article_6", grund=writer.labels("legal_basis", [basis.value]), x=_POINTS[basis]) for basis in bases
    ]
    if not bases:
        yield writer.gap("basis", f"{where}.legal_basis")
    elif len(bases) > 1 and len(one.purposes or ()) > 1:
        yield writer.gap("several_bases", f"{where}.legal_basis", grund=writer.joined(told))
    else:
        yield writer.line("basis", source=one.source, grund=writer.joined(told))
    if one.national_provision:
        yield writer.line("national", source=one.source, lag=one.national_provision)
    if LegalBasis.LEGITIMATE_INTERESTS in bases:
        interest = writer.own(one, "legitimate_interest")
        if interest:
            yield writer.line("interest", source=one.source, i=interest)
        else:
            yield writer.gap("interest", f"{where}.legitimate_interest")
    yield from _special(writer, one, where)


def _special(writer: Writer, one: Any, where: str) -> Iterator[Line]:
    special = [key for key in one.data_categories or () if key in MARKED - _NOT_ARTICLE_9]
    if one.special_basis:
        points = [_point(writer, point) for point in one.special_basis]
        yield writer.line("special", source=one.source, punkt=writer.joined(points))
    elif special:
        yield writer.gap("special", f"{where}.special_basis", upp=writer.labels("data_category", special))


def _point(writer: Writer, point: str) -> str:
    return writer.part("article_10") if point == "10" else writer.part("article_9", x=point[-2])


def _kept(writer: Writer, one: Any, where: str) -> Iterator[Line]:
    kept = (one.notes or {}).get("retention")
    if not kept:
        yield writer.gap("kept", f"{where}.retention")
    for limit in kept or ():
        yield _limit(writer, one, limit, where)


def _limit(writer: Writer, one: Any, limit: dict[str, str], where: str) -> Line:
    def own(name: str) -> str | None:
        return (limit.get(f"{name}_sv") if writer.language.value == "sv" else None) or limit.get(name)

    period = writer.period(limit.get("period", ""))
    if period is None:
        words = own("words") or limit.get("period")
        said = f"{own('what')}: {words}" if own("what") and words else words
        return writer.line("kept_words", fill=f"{where}.retention", source=one.source, tid=said)
    what = own("what") or writer.part("all")
    if own("from") is None:
        return writer.line("kept_plain", source=one.source, vad=what, tid=period)
    values: dict[str, Any] = {"vad": what, "tid": period, "händelse": own("from")}
    return writer.line("kept", source=one.source, **values)


def _whence(writer: Writer, one: Any) -> Iterator[Line]:
    """Art. 14(2)(f): where data come from when not from the person alone."""
    sources = [str(source) for source in writer.own(one, "data_sources") or ()]
    elsewhere = [source for source in sources if source.casefold() not in _THE_PERSON]
    if elsewhere:
        yield writer.line("source", source=one.source, **{"källa": writer.joined(elsewhere)})
